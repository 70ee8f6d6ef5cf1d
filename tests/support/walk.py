"""What the public sees (R77): every address of a service asked without a token, with every thing that a test made in
the place of every parameter, and what was planted looked for in all that is answered.

The operations are the app's own, so that a new one is walked by itself, and fails until the test says what to put in
the place of its parameters.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import product
from typing import Any, get_args

import httpx2
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pypdf import PdfReader

from shared.domain.act import Role
from shared.domain.message import Audience
from shared.http.acting import PUBLIC
from shared.http.permissions import declared
from tests.support.api import Api

PRIVATE, SHOWN = "zzyzx", "qqopen"
"""What a marked value begins with: one that the public must never see, and one that it sees once it is published."""
TOLD = "what partners are told"
_NO_SUCH = "none-such"
_PAGING: Mapping[str, Sequence[str]] = {"limit": ("1",), "after": ()}
_AROUND = 60
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a test says of a service, as it is when it is walked."""

    things: Mapping[str, Mapping[str, int]]
    """What goes in the place of each parameter of an address, private things and public ones, and how the public is
    answered; of several, the greatest status counts."""
    queries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What a parameter after the ``?`` is asked with; where it is a choice, each choice is asked by itself."""
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By operation: further queries, whole."""
    sent: Mapping[str, Sequence[tuple[Mapping[str, str], bytes, int]]] = field(default_factory=dict)
    """By operation that changes something: headers, body and status."""
    otherwise: Mapping[str, int] = field(default_factory=dict)
    """By address, with or without its query: another status than its parts say."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One answer: all of it that says something, as :func:`plain` has it."""

    address: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Walked:
    seen: Sequence[Seen]

    def with_mark(self, mark: str) -> list[str]:
        """The addresses that show the mark, with what stands around it."""
        return [
            f"{one.address}: …{one.text[max(found.start() - _AROUND, 0) : found.end() + _AROUND]}…"
            for one in self.seen
            if (found := re.search(mark, one.text))
        ]


def private(word: str) -> str:
    return f"{PRIVATE}{word}"


def shown(word: str) -> str:
    return f"{SHOWN}{word}"


async def not_planted(api: Api, words: Iterable[str]) -> set[str]:
    """The words whose private mark is nowhere in the database."""
    kept = await _kept(api)
    return {word for word in words if private(word) not in kept}


async def made_up(api: Api, known: Known) -> set[str]:
    """The things that are nowhere in the database: that the public does not see these says nothing."""
    kept = await _kept(api)
    things = {thing for given in known.things.values() for thing in given}
    return {thing for thing in things if not re.search(rf"\b{re.escape(thing)}\b", kept)}


async def _kept(api: Api) -> str:
    return str([await api.store[name].find({}) for name in await api.store.collections()])


async def walk(api: Api, known: Known) -> Walked:
    """Asks everything without a token, and reads what partners are told on Kafka. Raises ``AssertionError`` for a
    parameter without a value, a status that is not expected, a value that no operation takes, and an expectation that
    nothing met."""
    used: set[str] = set()
    seen = await _answers(api, _requests(api, known, used), headers={})
    rows = await api.store["outbox"].find({"recorded.audience": Audience.PUBLIC.value})
    seen.append(Seen(address=TOLD, text=plain(str([row["recorded"]["data"] for row in rows]))))
    given = {*known.things, *known.queries, *known.asked, *known.sent, *known.otherwise}
    assert given <= used, f"no operation takes {given - used}"
    return Walked(seen=seen)


async def read_as(api: Api, known: Known, role: Role, *, body: str) -> Walked:
    """The same of what a caller in this role reads, each address without a query; what is for others is refused."""
    token = api.issuer.token(role=role, subject="account-7", body=body)
    requests = _requests(api, known, set(), role=role)
    return Walked(seen=await _answers(api, requests, headers={"Authorization": f"Bearer {token}"}))


_Request = tuple[str, str, dict[str, Any], int]
"""Method, address, what is sent, and the status that is expected."""


async def _answers(api: Api, requests: Iterable[_Request], *, headers: Mapping[str, str]) -> list[Seen]:
    seen: list[Seen] = []
    wrong: list[tuple[str, int, int]] = []
    for method, address, options, expected in requests:
        answer = await api.client.request(method, address, **{"headers": headers, **options})
        seen.append(Seen(address=f"{method} {address}", text=text_of(answer)))
        if answer.status_code != expected:
            wrong.append((f"{method} {address}", answer.status_code, expected))
    assert not wrong, f"asked, answered, expected: {wrong}"
    return seen


def _requests(api: Api, known: Known, used: set[str], *, role: Role | None = None) -> Iterator[_Request]:
    for route in api.app.routes:
        if not isinstance(route, APIRoute):
            continue
        roles = list(declared(route.dependant))
        let_in = not roles or PUBLIC in roles[0] or role in roles[0]
        [method] = sorted(route.methods or {})
        if role is not None and (method != "GET" or not roles):
            continue  # what asks nobody for a token tells everybody the same
        operation = route.operation_id or route.name
        for address, status in _addresses(route, known, used, loose=not let_in):
            if not let_in:
                yield method, address, {} if method == "GET" else {"json": {}}, 401 if role is None else 403
                continue
            here = _expected(address, known, used, status)
            if method != "GET":
                assert operation in known.sent, f"say what is sent to {operation}"
                used.add(operation)
                for headers, body, answered in known.sent[operation]:
                    yield method, address, {"headers": headers, "content": body}, answered
                continue
            yield method, address, {}, here
            if role is not None:
                continue
            for query, wrong in _queries(route, operation, known, used):
                asked = f"{address}?{query}"
                yield method, asked, {}, 422 if wrong else _expected(asked, known, used, here)


def _expected(address: str, known: Known, used: set[str], status: int) -> int:
    below = re.sub(r"^/\w+/v1", "", address)
    if below in known.otherwise:
        used.add(below)
    return known.otherwise.get(below, status)


def _addresses(route: APIRoute, known: Known, used: set[str], *, loose: bool) -> Iterator[tuple[str, int]]:
    """Of what the caller may not ask, one: who asks is looked at before what is asked for."""
    names = _PARAMETER.findall(route.path)
    if loose:
        used.update(names)
        things = {name: next(iter(known.things.get(name, {_NO_SUCH: 404}))) for name in names}
        yield _PARAMETER.sub(lambda found: things[found[1]], route.path), 401
        return
    assert set(names) <= set(known.things), f"say what {sorted(set(names) - set(known.things))} of {route.path} is"
    used.update(names)
    for chosen in product(*(known.things[name].items() for name in names)):
        values = dict(zip(names, (value for value, _ in chosen), strict=True))
        path = _PARAMETER.sub(lambda found, values=values: values[found[1]], route.path)  # type: ignore[misc]
        yield path, max((status for _, status in chosen), default=200)


def _queries(route: APIRoute, operation: str, known: Known, used: set[str]) -> Iterator[tuple[str, bool]]:
    """Each with whether it is wrong, so that a refusal is seen too."""
    for name, annotation in dict(_asked_after(route.dependant)).items():
        choices = list(_choices(annotation))
        if name in known.queries:
            used.add(name)
        values = choices or {**_PAGING, **known.queries}.get(name)
        assert values is not None, f"say what {operation} is asked with in the place of {name}"
        yield from ((f"{name}={value}", False) for value in values)
        if choices or name == "limit":
            yield f"{name}={_NO_SUCH}", True
    if operation in known.asked:
        used.add(operation)
        yield from ((query, False) for query in known.asked[operation])


def _asked_after(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """What an operation takes after the ``?``, however deep it says so."""
    yield from ((one.alias, one.field_info.annotation) for one in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _asked_after(inner)


def _choices(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(one.value) for one in annotation)
    elif annotation is bool:
        yield from ("true", "false")
    else:
        for one in get_args(annotation):
            yield from (one,) if isinstance(one, str) else _choices(one)


def text_of(answer: httpx2.Response) -> str:
    """Headers and content; of a PDF or a packed file what a reader sees of it too."""
    return plain(str(answer.headers.multi_items())) + _read(answer.content)


@lru_cache(maxsize=64)
def _read(content: bytes) -> str:
    """Once: a file is asked for under several addresses."""
    said = [content.decode("utf-8", "replace")]
    if content.startswith(b"%PDF"):
        document = PdfReader(io.BytesIO(content))
        said += [str(document.metadata), *(page.extract_text() for page in document.pages)]
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            said += [f"{name} {parts.read(name).decode('utf-8', 'replace')}" for name in parts.namelist()]
    return plain(" ".join(said))


def plain(text: str) -> str:
    """In small letters, and without what a line's end may put into a word."""
    return re.sub(r"[\s\u00ad-]", "", text).lower()
