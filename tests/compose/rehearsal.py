"""What every part of the full check needs: somebody who decides, and a look at what became of it."""

from pathlib import Path

from rich.console import Console

from shared.localstack.free_port import free_port
from tests.compose.engine import Failed
from tests.compose.partners import Partner
from tests.compose.smoke import Smoke
from tests.compose.taking import await_none

_FORMATS = ("two_workshops", "single_conference")


class Rehearsal(Smoke):
    """A stack to which something is done, and a person who goes on deciding."""

    def __init__(self, console: Console, folder: Path) -> None:
        super().__init__(console, folder)
        # The first of these is never opened, and neither is the year that the demonstration plays.
        self._year = 2002
        # Why deciding was answered with 503, as far as it was.
        self._refusals: list[str] = []
        self._partner = Partner(
            name="example",
            password="correct-horse-battery",
            address=f"127.0.0.1:{free_port()}",
            certificate=folder / "tls" / "tls.crt",
        )

    def _partner_enters(self) -> None:
        (self._folder / "their-password").write_text(self._partner.password, "utf-8")
        self._follow("Partners", 2, NAME=self._partner.name)

    def _decide(self) -> tuple[str, str]:
        """Open one more cycle, which all others hear of; answers its identifier and the command's correlation id."""
        self._year += 2 if self._year == 2017 else 1
        body = {"year": self._year, "occurred_on": f"{self._year - 1}-03-01"}
        headers = {**self._token(), "Idempotency-Key": f"check-{self._year}"}
        answer = self._http.post("/governance/v1/cycles", json=body, headers=headers)
        if answer.status_code != 201:
            raise Failed(f"cycle {self._year} was answered with {answer.status_code}: {answer.text}")
        return f"cycle-{self._year}", answer.headers["x-request-id"]

    def _decide_format(self, cycle: str, times: int) -> int:
        """Decide it for the n-th time, always another; answers the status. Asked again it is the same command."""
        body = {
            "format": _FORMATS[times % 2],
            "consultation": "consultation-2017-2",
            "deviation_reason": "The check decides otherwise." if times > 1 else None,
            "occurred_on": "2017-10-02",
        }
        headers = {**self._token(), "Idempotency-Key": f"check-{cycle}-{times}", "If-Match": f'"{times}"'}
        answer = self._http.post(f"/governance/v1/cycles/{cycle}/format", json=body, headers=headers)
        if answer.status_code not in (200, 503):
            raise Failed(f"the format of {cycle} was answered with {answer.status_code}: {answer.text}")
        if answer.status_code == 503:
            problem = answer.json()
            self._refusals.append(problem["type"].rpartition(":")[2])
            if not problem["detail"] or not problem["remedy"]:
                raise Failed(f"it was answered with 503 and without a sentence: {problem}")
        return answer.status_code

    def _healthy(self) -> None:
        def look() -> str | None:
            ill = [
                service_state
                for container in self._project.containers()
                if (service_state := container["State"].get("Health", {}).get("Status", "healthy")) != "healthy"
            ]
            return f"{len(ill)} containers are {ill[0]}" if ill else None

        await_none(look, seconds=300.0)
