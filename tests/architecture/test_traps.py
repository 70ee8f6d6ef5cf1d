"""Traps that our design keeps out of reach: whoever steps into one fails here. And the list of all traps.

FastStream 0.7 and aiokafka 0.14 have nineteen, MongoDB's drivers eight; each has a test whose name says its number.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = [file for room in ("services", "shared", "cli") for file in sorted((ROOT / room).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
KAFKA_TRAPS, MONGO_TRAPS = set(range(1, 20)), set(range(1, 9))
_NAMED = re.compile(r"def test_(?:g\d+_)?(mongo_)?trap_((?:\d+_)(?:and_\d+_)*)")

Finder = Callable[[ast.AST], bool]


def _called(node: ast.AST) -> str:
    """The last word of what is called: ``publish_batch`` of ``broker.publish_batch(…)``."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _names(node: ast.AST) -> Iterator[str]:
    """What is imported, named or reached into here."""
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
        yield from (f"{node.module}.{one.name}" for one in node.names)
        yield from (one.name for one in node.names)
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Name):
        yield node.id


def _uses(*forbidden: str) -> Finder:
    return lambda node: any(name == word or name.startswith(f"{word}.") for name in _names(node) for word in forbidden)


def _keyword(*forbidden: str) -> Finder:
    return lambda node: isinstance(node, ast.keyword) and node.arg in forbidden


def _catches_a_duplicate_key(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and bool({"DuplicateKey", "DuplicateKeyError"} & {name for one in ast.walk(node.type) for name in _names(one)})
    )


def _sends_a_password_in_plain_text(node: ast.AST) -> bool:
    """``SASLScram512()`` and the like are plain text without an ``ssl_context``; so is aiokafka's SASL_PLAINTEXT."""
    if isinstance(node, ast.Constant) and node.value == "SASL_PLAINTEXT":
        return True
    if not isinstance(node, ast.Call):
        return False
    given = {one.arg for one in node.keywords}
    is_sasl = _called(node).startswith("SASL") or any(str(name).startswith("sasl_") for name in given)
    return is_sasl and "ssl_context" not in given


FORBIDDEN: dict[str, tuple[Finder, str]] = {
    "trap_3": (_uses("faststream.kafka.fastapi", "AsyncAPIRoute"), "from faststream.kafka.fastapi import KafkaRouter"),
    "trap_6": (lambda node: _called(node) in ("ack", "nack", "reject"), "await message.ack()"),
    "trap_8": (_uses("message_id"), "known = message.message_id"),
    "trap_9": (_uses("publish_batch", "send_batch", "create_batch"), "await broker.publish_batch(*all, topic='t')"),
    "trap_16": (_keyword("max_workers"), "broker.subscriber('t', max_workers=4)"),
    "trap_17": (_sends_a_password_in_plain_text, "KafkaBroker('b', security=SASLScram512(username='u', password='p'))"),
    "trap_18": (_keyword("filter"), "subscriber(handle, filter=wanted)"),
    "trap_19": (_uses("TestKafkaBroker"), "from faststream.kafka import TestKafkaBroker"),
    "mongo_trap_1": (_catches_a_duplicate_key, "try:\n    pass\nexcept (OSError, DuplicateKey):\n    pass"),
    "mongo_trap_2": (_uses("with_transaction"), "await session.with_transaction(work)"),
    "mongo_trap_7": (_uses("watch"), "async with collection.watch() as stream:\n    pass"),
    "mongo_trap_8": (
        _uses("UploadFile", "File", "Form", "gridfs", "AsyncIOMotorGridFSBucket"),
        "from fastapi import UploadFile",
    ),
}
"""What is looked for, and a line that must be found."""


def _found(finder: Finder, text: str) -> list[int]:
    return [getattr(node, "lineno", 0) for node in ast.walk(ast.parse(text)) if finder(node)]


def _check(trap: str, files: list[Path]) -> None:
    finder, planted = FORBIDDEN[trap]
    assert _found(finder, f"async def planted():\n{_indented(planted)}"), "what is planted is not found"
    found = [(str(one.relative_to(ROOT)), lines) for one in files if (lines := _found(finder, one.read_text("utf-8")))]
    assert found == []


def _indented(lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines.splitlines())


def test_trap_3_nothing_serves_an_address_that_publishes_for_anybody() -> None:
    _check("trap_3", [*PRODUCT, *TESTS])


def test_trap_6_nothing_acknowledges_every_partition_at_once() -> None:
    _check("trap_6", PRODUCT)


def test_trap_8_nothing_is_known_again_by_an_id_that_may_collide() -> None:
    _check("trap_8", PRODUCT)


def test_trap_9_nothing_sends_a_batch_that_ignores_its_keys() -> None:
    # One place makes batches, each of one partition, by the keys: test_trap_9_a_stream_keeps_to_one_partition shows it.
    _check("trap_9", [file for file in PRODUCT if file != ROOT / "shared" / "outbox" / "sender.py"])


def test_trap_16_nothing_works_with_several_workers() -> None:
    _check("trap_16", PRODUCT)


def test_trap_17_no_password_goes_out_in_plain_text() -> None:
    # One place has the word, for an operator to choose it by name; tests/unit/test_settings.py shows what it may do.
    named = ROOT / "shared" / "outbox" / "security.py"
    _check("trap_17", [file for file in PRODUCT if file != named])
    lines = named.read_text("utf-8").splitlines()
    found = [lines[number - 1].strip() for number in _found(_sends_a_password_in_plain_text, "\n".join(lines))]
    assert found == ['SASL_PLAINTEXT = "SASL_PLAINTEXT"']
    assert not _sends_a_password_in_plain_text(ast.parse("SASLScram512(ssl_context=safe)").body[0].value)  # type: ignore[attr-defined]


def test_trap_18_there_is_one_subscriber_and_no_filter() -> None:
    _check("trap_18", [ROOT / "shared/messaging/consumer.py"])
    made = [
        file.name
        for file in PRODUCT
        for one in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "subscriber"
    ]
    assert made == ["consumer.py"]


def test_trap_19_the_broker_that_neither_acknowledges_nor_seeks_is_for_unit_tests_alone() -> None:
    _check("trap_19", [*PRODUCT, *(file for file in TESTS if ROOT / "tests/unit" not in file.parents)])


def test_mongo_trap_1_no_duplicate_key_is_caught() -> None:
    _check("mongo_trap_1", PRODUCT)


def test_mongo_trap_2_no_transaction_runs_again_for_two_minutes() -> None:
    _check("mongo_trap_2", PRODUCT)


def test_mongo_trap_7_no_change_stream_is_believed() -> None:
    """One rings a bell (decision 0014), and nothing else listens to it."""
    _check("mongo_trap_7", [file for file in PRODUCT if file != ROOT / "shared" / "persistence" / "clients.py"])
    listeners = [file for file in PRODUCT if ".inserted(" in file.read_text("utf-8")]
    assert listeners == [ROOT / "shared" / "outbox" / "bell.py"]


def test_mongo_trap_8_no_file_is_taken_without_a_bound() -> None:
    """The body of every request is bounded. Files come in such bodies, part by part, and are bounded, hashed and
    looked at before they count: tests/integration/publications/test_api_documents.py."""
    _check("mongo_trap_8", PRODUCT)


@pytest.mark.parametrize(("kind", "numbers"), [("", KAFKA_TRAPS), ("mongo_", MONGO_TRAPS)])
def test_every_trap_has_a_test_that_says_its_number(kind: str, numbers: set[int]) -> None:
    found = {
        int(number)
        for file in TESTS
        for name, said in _NAMED.findall(file.read_text("utf-8"))
        for number in re.findall(r"\d+", said)
        if name == kind
    }
    assert found == numbers
