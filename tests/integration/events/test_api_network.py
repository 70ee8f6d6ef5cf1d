"""The contact network over HTTP: the export holds who opted in, and nobody else (R45)."""

from tests.integration.events.flow import ROOT, WORKSHOP, hear
from tests.integration.events.sample import OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Api

NETWORK = f"{WORKSHOP}/network"
AMINA = {"name": "Amina Example", "contact": "amina@example.org", "organisation": "=Atlantis", "opted_in": True}


async def test_r45_the_export_holds_who_opted_in_and_did_not_leave(events: Api) -> None:
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    assert (await events.post(f"{ROOT}/workshops/none/network", AMINA)).status == 404
    (await events.post(NETWORK, {**AMINA, "opted_in": False})).refused("R45")
    first = (await events.post(NETWORK, AMINA)).ok(201)
    (await events.post(NETWORK, {**AMINA, "name": "Bruno Example", "organisation": None})).ok(201)
    listed = await events.get(NETWORK)
    assert ("Example" in str(listed.ok().body), len(listed.body["items"])) == (False, 2)
    exported = (await events.get(f"{NETWORK}/export")).ok()
    assert exported.body.lstrip("\ufeff").splitlines() == [
        "name,organisation,contact",
        "Amina Example,'=Atlantis,amina@example.org",
        "Bruno Example,,amina@example.org",
    ]
    departure = f"{NETWORK}/{first.body['id']}/departure"
    other = departure.replace("workshop-2018-1", "workshop-2018-2")
    assert (await events.post(other, if_match=first.etag)).status == 404
    (await events.post(departure, if_match=first.etag)).ok()
    assert (await events.post(departure, if_match="*")).status == 409
    assert "Amina" not in (await events.get(f"{NETWORK}/export")).ok().body
    assert "Amina" not in str(await events.store["network_contacts"].find({}))
    for role in (None, "auditor", "member", "partner"):
        assert (await events.get(f"{NETWORK}/export", role=role, body_id="a")).status in (401, 403)
