"""Who may call what, and what a caller who may not is told."""

import itertools
import subprocess
import sys

from shared.domain.act import Role
from shared.http.tokens import Keys, TokenVerifier
from shared.localstack.issuer import AUDIENCE, ISSUER
from tests.integration.http.sample import ROOT
from tests.support.api import Api

WHOAMI, NOTES = f"{ROOT}/whoami", f"{ROOT}/notes"


async def test_without_a_good_token_the_answer_is_401_and_says_what_to_do(notes: Api) -> None:
    given = (None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer garbage", "Bearer a b", "Bearer é")
    asked = (("GET", WHOAMI, None), ("POST", NOTES, {"text": "a"}), ("PATCH", f"{NOTES}/n-1", None))
    for header, (method, path, body) in itertools.product(given, asked):
        headers = {} if header is None else {"Authorization": header.encode("latin-1")}
        answer = await notes.call(method, path, json=body, role=None, headers=headers)
        assert (answer.status, answer.body["type"]) == (401, "urn:idm:problem:not-signed-in")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.body["remedy"]


async def test_roles_decide_and_a_member_needs_a_body(notes: Api) -> None:
    member = (await notes.get(WHOAMI, role="member", body_id="atlantis")).ok()
    assert member.body == {"subject": "account-7", "role": "member", "body": "atlantis"}
    assert (await notes.get(WHOAMI, role="auditor")).ok().body["role"] == "auditor"
    unbound = await notes.get(WHOAMI, role="member")
    assert (unbound.status, "names none" in unbound.body["detail"]) == (403, True)
    other = await notes.get(WHOAMI, role="finance")
    assert (other.status, other.body["type"]) == (403, "urn:idm:problem:not-allowed")
    assert "auditor, member" in other.body["detail"]
    assert (await notes.post(NOTES, {"text": "a"}, role="auditor")).status == 403


async def test_a_public_page_is_for_everybody_and_a_token_gives_no_less(notes: Api) -> None:
    page = f"{ROOT}/anybody"
    public = (await notes.get(page, role=None)).ok()
    assert (public.body["role"], public.headers["cache-control"]) == (None, "public, max-age=5")
    assert public.headers["vary"] == "Authorization"
    # A member without a body, who may do nothing elsewhere, reads what the public reads.
    unbound = (await notes.get(page, role="member")).ok()
    assert (unbound.body["role"], unbound.headers["cache-control"]) == (None, "no-store")
    assert (await notes.get(page, role="editor")).ok().body["role"] == "editor"
    assert (await notes.get(page, role=None, headers={"Authorization": "Bearer garbage"})).status == 401


async def test_a_reader_with_several_roles_reads_in_the_one_that_sees_most(notes: Api) -> None:
    """The first that the operation names; then any other, and partner only where there is nothing else."""
    desk = f"{ROOT}/desk"
    held = (
        ("member", ("editor", "auditor"), "editor"),
        ("administration", ("auditor",), "auditor"),
        ("administration", ("member",), "administration"),
        ("partner", ("operator",), "operator"),
        ("partner", (), "partner"),
    )
    for role, also, reads_as in held:
        answer = (await notes.get(desk, role=role, also=also, body_id="atlantis")).ok()
        assert answer.body["role"] == reads_as, (role, also)
    assert (await notes.get(desk, role=None)).ok().body["role"] is None
    both = await notes.get(WHOAMI, role="auditor", also=("member",), body_id="atlantis")
    assert both.ok().body["role"] == "member"


async def test_who_calls_comes_before_what_was_sent(notes: Api) -> None:
    assert (await notes.post(NOTES, {"nonsense": 1}, role=None)).status == 401
    assert (await notes.patch(f"{NOTES}/n-1", role="auditor")).status == 403


async def test_while_the_issuers_keys_are_away_nobody_is_blamed(notes: Api) -> None:
    async def away() -> None:
        raise ConnectionError

    platform = notes.app.state.platform
    broken = TokenVerifier(keys=Keys(away), issuer=ISSUER, audience=AUDIENCE)
    object.__setattr__(platform, "verifier", broken)
    answer = await notes.get(WHOAMI, role="auditor")
    assert answer.body["detail"] == "Tokens cannot be checked right now: the issuer's keys cannot be read."
    assert (answer.status, answer.body["type"]) == (503, "urn:idm:problem:keys-away")
    assert answer.headers["retry-after"] == "5"
    (await notes.get(f"{ROOT}/anybody", role=None)).ok()


async def test_an_issuer_without_keys_is_told_from_one_that_is_away(notes: Api) -> None:
    async def none() -> dict[str, list[str]]:
        return {"keys": []}

    broken = TokenVerifier(keys=Keys(none), issuer=ISSUER, audience=AUDIENCE)
    object.__setattr__(notes.app.state.platform, "verifier", broken)
    answer = await notes.get(WHOAMI, role="auditor")
    assert answer.body["detail"] == "Tokens cannot be checked right now: the issuer's keys are an empty set."


async def test_only_a_trace_header_is_kept_as_one(notes: Api) -> None:
    good = f"00-{'a' * 32}-{'1' * 16}-01"
    given = ("", "x" * 55, good.replace("a", "g"), "Amina", good)
    for header in given:
        (await notes.post(NOTES, {"text": "a"}, headers={"traceparent": header})).ok(201)
    rows = await notes.store["outbox"].find({}, sort=[("_id", 1)])
    assert [row["recorded"]["traceparent"] for row in rows] == [None, None, None, None, good]


def test_a_service_never_loads_the_development_issuer() -> None:
    """It exists in local mode only: what serves cannot make a token."""
    look = "import sys, services.{0}.__main__; print([name for name in sys.modules if 'localstack' in name])"
    for service in ("governance", "events"):
        done = subprocess.run([sys.executable, "-c", look.format(service)], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]", service


def test_every_role_of_a_token_is_one_of_the_design() -> None:
    assert {role.value for role in Role} - {"system"} == {
        "administration",
        "member",
        "finance",
        "approver",
        "editor",
        "partner",
        "auditor",
        "operator",
    }
