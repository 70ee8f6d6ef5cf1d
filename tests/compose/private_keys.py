"""The key that passport and bank data are encrypted with is another, while a traveller's are kept (R77)."""

from typing import Any

import httpx2

from shared.domain.act import Role
from tests.compose.engine import Failed
from tests.compose.rehearsal import Rehearsal
from tests.compose.taking import await_none

_FUNDING = "/funding/v1"
_PASSPORT = {"name": "Ada Traveller", "number": "X1234567", "country": "KE", "expires": "2030-01-01"}
_BANK = {"holder": "Ada Traveller", "account": "KE00 0000 0000", "bank": "A bank, Nairobi"}


class PrivateKeys(Rehearsal):
    """One journey is asked for, and what it needs is kept before and after the key is another."""

    def _private_key_rotated(self) -> str:
        journey = self._journey()
        before = self._project.private_keys_of("funding")
        self._keep(journey, passport=_PASSPORT)
        self._follow("Rotated secret", 4)
        self._healthy()
        self._reads(journey, "passport", Role.ADMINISTRATION, _PASSPORT)
        self._keep(journey, bank=_BANK)
        said = self._follow("Rotated secret", 5)
        if "1 fields were closed with another key" not in said:
            raise Failed(f"one field was kept with the key before, and one with the new one: {said}")
        self._follow("Rotated secret", 6)
        self._healthy()
        keys = self._project.private_keys_of("funding")
        if len(keys) != 1 or keys == before:
            raise Failed(f"funding has {len(keys)} keys, and the one before is among them: {keys == before}")
        self._reads(journey, "passport", Role.ADMINISTRATION, _PASSPORT)
        self._reads(journey, "bank", Role.FINANCE, _BANK)
        return f"read with the new key alone; {self._judged()}"

    def _journey(self) -> str:
        """Where a sponsorship is that was asked for, of a workshop of its own."""
        cycle, _ = self._decide()
        year = int(cycle.partition("-")[2])
        workshop = self._planned(cycle, year)
        budget = f"{_FUNDING}/budgets/budget-{workshop}"
        await_none(
            lambda: None if self._http.get(budget, headers=self._token(Role.FINANCE)).is_success else "no budget"
        )
        money = {"amount": "1000.00", "currency": "CHF"}
        lines = [
            {"item": item, "description": "Of the check", "estimate": money}
            for item in ("venue", "interpretation", "expert_participation")
        ]
        self._changed_to("PUT", budget, "/lines", {"lines": lines}, role=Role.FINANCE)
        countries = {"source": "The check", "valid_from": "2002-01-01", "developing": ["KE"]}
        self._sent("POST", f"{_FUNDING}/country-lists", countries, role=Role.FINANCE)
        asked = {
            "workshop": workshop,
            "person": "person-of-the-check",
            "country": "KE",
            "group": "government",
            "part": "speaker",
            "kinds": ["economy_travel"],
            "stay": {"country": "CH", "city": "Geneva", "arrival": f"{year}-03-25", "departure": f"{year}-03-28"},
            "estimate": money,
        }
        return f"{_FUNDING}/sponsorships/{self._sent('POST', f'{_FUNDING}/sponsorships', asked)['id']}"

    def _planned(self, cycle: str, year: int) -> str:
        """The identifier of a workshop that has its days."""
        body = {"kind": "intersessional_workshop", "cycle": cycle, "title": {"en": "A workshop of the check"}}
        calendar = f"/events/v1/calendars/{year}"
        await_none(lambda: None if self._http.get(calendar, headers=self._token()).is_success else "no calendar")
        workshop = str(self._sent("POST", "/events/v1/workshops", body)["id"])
        days = {
            "start": f"{year}-03-26T09:00:00Z",
            "end": f"{year}-03-27T17:00:00Z",
            "zone": "UTC",
            "mode": "online",
            "capacity": 20,
            "languages": ["en"],
        }
        self._changed_to("PUT", f"/events/v1/workshops/{workshop}", "/schedule", days)
        return workshop

    def _keep(self, journey: str, **fields: dict[str, str]) -> None:
        self._changed_to("PUT", journey, "/private-data", fields)

    def _reads(self, journey: str, field: str, role: Role, given: dict[str, str]) -> None:
        if (kept := self._sent("POST", f"{journey}/{field}-readings", None, role=role)["details"]) != given:
            raise Failed(f"the {field} data are read as {kept}")

    def _changed_to(
        self, method: str, resource: str, path: str, body: dict[str, Any], *, role: Role = Role.ADMINISTRATION
    ) -> None:
        """A change made for the version there is, and again when a message changed it meanwhile."""

        def changed() -> str | None:
            etag = self._http.get(resource, headers=self._token(role)).headers.get("etag", "")
            answer = self._asked(method, f"{resource}{path}", body, role=role, etag=etag)
            if answer.status_code == 412:
                return answer.text
            _check(answer)
            return None

        await_none(changed)

    def _sent(self, method: str, path: str, body: Any, *, role: Role = Role.ADMINISTRATION) -> dict[str, Any]:
        answer = self._asked(method, path, body, role=role)
        _check(answer)
        return dict(answer.json())

    def _asked(self, method: str, path: str, body: Any, *, role: Role, etag: str = "") -> httpx2.Response:
        headers = {**self._token(role), **({"If-Match": etag} if etag else {})}
        return self._http.request(method, path, json=body, headers=headers)


def _check(answer: httpx2.Response) -> None:
    if not answer.is_success:
        asked = answer.request
        raise Failed(f"{asked.method} {asked.url} was answered with {answer.status_code}: {answer.text}")
