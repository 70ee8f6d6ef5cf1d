import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from cli.funding import renew_all
from services.funding.deadlines import DEADLINES
from shared.outbox.rows import to_row
from shared.persistence.private_fields import PrivateFields
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import do_what_is_due
from tests.integration.funding.flow import ROOT, hear, held, read
from tests.integration.funding.journeys import (
    AFTER,
    PAYER,
    PRIVATE,
    REQUESTER,
    booked,
    claim,
    journey,
    pay,
    prepare,
    request,
    step,
)
from tests.support.api import Answer, Api

SECRETS = ("planted", "UExBTlRFRC")
"""What is planted, in whatever case, and in base64."""


async def _keep(funding: Api, **fields: object) -> Answer:
    etag = (await read(funding, journey())).etag
    body = fields or PRIVATE
    return await funding.put(f"{journey()}/private-data", body, role="administration", subject=REQUESTER, if_match=etag)


async def _read(funding: Api, what: str, *, role: str, **options: object) -> Answer:
    return await funding.post(f"{journey()}/{what}-readings", role=role, subject=PAYER, **options)


async def _whole_database(funding: Api) -> str:
    names = await funding.store.collections()
    return json.dumps({name: await funding.store[name].find({}) for name in names}, default=str)


async def _forget(funding: Api, day: datetime) -> None:
    units = Units(store=funding.store, rows=to_row)
    await do_what_is_due(DEADLINES, service="funding", store=funding.store, units=units, now=day)


async def _purges(funding: Api) -> tuple[list[tuple[str, int]], list[tuple[str | None, int]]]:
    """As the report of purges has it, of the one gathering: days with how many travellers."""
    [report] = (await funding.get(f"{ROOT}/personal-data/purges", role="auditor")).ok().body["items"]
    assert (report["id"], _shows(json.dumps(report))) == ("workshop-2018-1", [])
    assert {one["collection"] for one in (*report["purged"], *report["kept"])} == {"travellers"}
    return (
        [(one["on"], one["records"]) for one in report["purged"]],
        [(one["until"], one["records"]) for one in report["kept"]],
    )


def _shows(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


async def test_g10_r77_what_is_planted_is_in_no_document_message_answer_or_log(
    funding: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    await prepare(funding)
    await booked(funding)
    answers = [(await _keep(funding)).ok()]
    wrong = {**PRIVATE, "passport": {**PRIVATE["passport"], "expires": "Planted day"}}
    answers += [await _keep(funding, **wrong), await _keep(funding, Planted="Planted")]
    assert [answer.status for answer in answers] == [200, 422, 422]
    passport = (await _read(funding, "passport", role="administration")).ok().body
    assert passport["details"] == PRIVATE["passport"]
    assert (await _read(funding, "bank", role="finance")).ok().body["details"] == PRIVATE["bank"]
    for address in (journey(), f"{ROOT}/sponsorships", f"{ROOT}/travels", f"{ROOT}/work-list"):
        answers.append((await funding.get(address, role="administration")).ok())
    answers.append((await funding.get(f"{ROOT}/audit", role="auditor")).ok())
    for answer in (answers[0], *answers[3:]):
        assert _shows(json.dumps(answer.body)) == []
    assert _shows(await _whole_database(funding)) == []
    written = capsys.readouterr()
    assert _shows(written.out + written.err) == []


async def test_r77_each_reading_is_recorded_with_who_and_only_those_who_need_it_read(funding: Api) -> None:
    await prepare(funding)
    await booked(funding)
    (await _keep(funding, bank=PRIVATE["bank"])).ok()
    for role in ("administration", "approver", "auditor", "member", "partner", "operator"):
        assert (await _read(funding, "bank", role=role)).status == 403, role
    assert (await _read(funding, "passport", role="finance")).status == 403
    assert (await _read(funding, "passport", role="administration")).status == 409, "none was given"
    key = {"Idempotency-Key": "a-reading-of-its-own"}
    (await _read(funding, "bank", role="finance", headers=key)).ok()
    again = await _read(funding, "bank", role="finance", headers=key)
    assert (again.status, _shows(json.dumps(again.body))) == (409, []), (
        "a repeat would be a reading that is not recorded"
    )
    rows = await funding.store["outbox"].find({"recorded.type": "int.iom.idm.funding.PrivateDataRead.v1"})
    assert [row["recorded"]["data"] for row in rows] == [{"field": "bank"}]
    assert PAYER in json.dumps(rows, default=str)


async def test_r77_it_is_deleted_after_the_settlement_and_the_retention_and_a_claim_then_is_refused(
    funding: Api,
) -> None:
    await prepare(funding)
    await booked(funding)
    (await _keep(funding)).ok()
    assert await _purges(funding) == ([], [(None, 1)])
    await hear(funding, held())
    (await claim(funding)).ok()
    (await pay(funding, "/settlement", AFTER)).ok()
    settled = datetime(2018, 4, 4, 12, tzinfo=UTC)
    await _forget(funding, settled + timedelta(days=89))
    (await _read(funding, "bank", role="finance")).ok()
    assert await _purges(funding) == ([], [("2018-07-03", 1)])
    assert (await funding.get(f"{ROOT}/personal-data/purges", role="finance")).status == 403
    await _forget(funding, settled + timedelta(days=90))
    assert await _purges(funding) == ([("2018-07-03", 1)], [])
    assert (await _read(funding, "bank", role="finance")).status == 409
    [kept] = await funding.store["travellers"].find({})
    assert kept == {"_id": "journey-1", "workshop": "workshop-2018-1", "purged_on": "2018-07-03"}
    late = await claim(funding)
    assert (late.status, "deleted on 2018-07-03" in late.body["detail"]) == (409, True)
    assert (await step(funding, "/private-data", PRIVATE)).status in (405, 409)
    assert (await _keep(funding)).status == 409
    before = await _whole_database(funding)
    await _forget(funding, settled + timedelta(days=900))
    assert await _whole_database(funding) == before, "once"


async def test_r77_what_an_old_key_closed_is_closed_with_the_new_one_and_the_old_one_can_go(funding: Api) -> None:
    await prepare(funding)
    await booked(funding)
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    _with_keys(funding, old)
    (await _keep(funding, passport=PRIVATE["passport"])).ok()
    _with_keys(funding, new, old)
    (await _keep(funding, bank=PRIVATE["bank"])).ok()
    stranger = await renew_all(funding.store, PrivateFields([new]))
    assert (stranger.fields, stranger.unreadable) == (0, ["journey-1"])
    version = (await read(funding, journey())).etag
    renewed = await renew_all(funding.store, PrivateFields([new, old]))
    assert (renewed.sponsorships, renewed.fields, renewed.unreadable) == (1, 1, []), "the bank data have the new key"
    assert (await read(funding, journey())).etag == version, "nobody decided or read anything"
    _with_keys(funding, new)
    assert (await _read(funding, "passport", role="administration")).ok().body["details"] == PRIVATE["passport"]
    assert (await _read(funding, "bank", role="finance")).ok().body["details"] == PRIVATE["bank"]
    _with_keys(funding, old)
    refused = await _read(funding, "passport", role="administration")
    assert (refused.status, refused.body["type"]) == (503, "urn:idm:problem:private-data-not-readable")
    assert (await renew_all(funding.store, PrivateFields([new]))).fields == 0, "once"


def _with_keys(funding: Api, *keys: str) -> None:
    """The service was started anew with these."""
    funding.app.state.platform = replace(funding.app.state.platform, private=PrivateFields(keys))


async def test_without_a_key_nothing_private_is_kept_and_the_rest_goes_on(funding: Api) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    platform = funding.app.state.platform
    funding.app.state.platform = type(platform)(units=platform.units, store=platform.store, verifier=platform.verifier)
    refused = await _keep(funding)
    assert (refused.status, refused.body["type"]) == (503, "urn:idm:problem:no-private-keys")
    (await request(funding, "journey-2")).ok(201)
