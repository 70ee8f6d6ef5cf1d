"""A client that changes things while servers die, and remembers exactly what it was told."""

import asyncio
from dataclasses import dataclass, field

import httpx2

from shared.domain.act import Role
from shared.localstack.issuer import Issuer
from tests.support.probe import eventually

YEARS = range(2003, 2015)
FORMATS = ("two_workshops", "single_conference")


@dataclass(kw_only=True)
class Load:
    """Flips the format of every cycle in turn. ``acknowledged`` is (stream, version) -> format; ``lost`` counts
    requests without an answer, whose effect may be there or not."""

    url: str
    issuer: Issuer
    acknowledged: dict[tuple[str, int], str] = field(default_factory=dict)
    lost: int = 0
    refused: list[str] = field(default_factory=list)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def _client(self) -> httpx2.AsyncClient:
        token = self.issuer.token(role=Role.ADMINISTRATION, subject="account-load")
        return httpx2.AsyncClient(base_url=self.url, timeout=20.0, headers={"Authorization": f"Bearer {token}"})

    async def prepare(self) -> None:
        """A consultation with a Member State, and the cycles."""
        async with self._client() as client:
            steps = [
                ("bodies", {"id": "state-a", "name": {"en": "Member State A"}, "type": "member_state"}),
                ("consultations", {"id": "talk", "title": {"en": "Consultation"}, "planned_on": "2002-02-01"}),
                ("consultations/talk/opening", {"occurred_on": "2002-02-01"}),
                ("consultations/talk/attendance", {"bodies": ["state-a"], "occurred_on": "2002-02-01"}),
                *(("cycles", {"year": year, "occurred_on": f"{year - 1}-03-01"}) for year in YEARS),
            ]
            for path, body in steps:
                answer = await client.post(f"/governance/v1/{path}", json=body, headers={"If-Match": "*"})
                assert answer.is_success, answer.text

    async def once(self, client: httpx2.AsyncClient, year: int, turn: int) -> None:
        format = FORMATS[turn % 2]
        body = {
            "format": format,
            "consultation": "talk",
            "deviation_reason": f"turn {turn}",
            "occurred_on": "2016-01-01",
        }
        try:
            answer = await client.post(
                f"/governance/v1/cycles/cycle-{year}/format", json=body, headers={"If-Match": "*"}
            )
        except httpx2.HTTPError:
            self.lost += 1
            return
        if answer.status_code == 200:
            self.acknowledged[f"cycle-{year}", int(answer.headers["etag"].strip('"'))] = format
        elif answer.status_code == 503:
            self.lost += 1
        elif answer.json()["type"] != "urn:idm:problem:wrong-state":  # that format stands: a lost answer had its effect
            self.refused.append(answer.text)

    async def flips(self, turns: int) -> None:
        """``turns`` changes of every cycle, one after another."""
        async with self._client() as client:
            for turn in range(turns):
                await asyncio.gather(*(self.once(client, year, turn) for year in YEARS))

    async def until_stopped(self) -> None:
        async with self._client() as client:
            turn = 0
            while not self._stop.is_set():
                await asyncio.gather(*(self.once(client, year, turn) for year in YEARS))
                turn += 1

    def stop(self) -> None:
        self._stop.set()

    async def more(self, count: int) -> None:
        """Wait until that many more changes were acknowledged."""
        wanted = len(self.acknowledged) + count

        async def short() -> str | None:
            have = len(self.acknowledged)
            return None if have >= wanted else f"{have} of {wanted} acknowledged, {self.lost} lost, {self.refused[:1]}"

        await eventually(short, within_seconds=60)
