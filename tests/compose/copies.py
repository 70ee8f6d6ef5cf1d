"""Several copies of a service, and what each of them does."""

from functools import partial

from cli.local import SERVICES
from tests.compose.engine import Failed
from tests.compose.rehearsal import Rehearsal
from tests.compose.taking import await_none

# What the step says of copies: where each of so many answers, and whose they are.
_COPIES = (("/governance/v1/cycles", "governance", 3), ("/events/v1/workshops", "events", 2))


class Copies(Rehearsal):
    """Requests and messages come to all of them."""

    def _many(self) -> str:
        # The further copies listen for what the others commit.
        self._project.give(IDM_RELAY_BELL="changes")
        self._follow("Scale")
        self._project.give(IDM_RELAY_BELL="commit")
        self._healthy()
        for path, _, count in _COPIES:
            await_none(partial(self._copies_answer, path, count))
        self._decide()
        # All again, on every partition: readers drop what they had, and count it.
        for service in SERVICES:
            self._project.idm("outbox", "republish", "--service", service)
        for _, service, count in _COPIES:
            await_none(partial(self._idle_copy, service, count))
        if "the bell is silent" in self._project.compose("logs", "--no-log-prefix", "governance", "events"):
            raise Failed("a copy cannot hear what others commit")
        return self._judged()

    def _idle_copy(self, service: str, count: int) -> str | None:
        """What is said of the copies unless there are so many and each has taken messages from Kafka."""
        said = [line.split() for line in self._project.inside("copies", service).splitlines()]
        taken = {words[1]: int(words[2]) for words in said if words[:1] == ["copy"]}
        return None if len(taken) == count and all(taken.values()) else f"the copies of {service} took {taken}"
