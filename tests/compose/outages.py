"""A server that is away, that lost its data, or whose disk is full."""

import time
from collections import Counter

from cli.local import SERVICES
from tests.compose.engine import Failed
from tests.compose.rehearsal import Rehearsal
from tests.compose.smoke import CLEAN_EXITS
from tests.compose.taking import await_none

_FULL_SECONDS = 300.0
_REFUSALS = 3


class Outages(Rehearsal):
    """Each ends with the same question: is every message and effect there, once?"""

    def _broker_away(self) -> str:
        self._project.compose("stop", "kafka")
        self._decide()
        self._drains_without_kafka("governance")
        self._follow("Lost broker", 1)
        self._healthy()
        return self._judged()

    def _drains_without_kafka(self, service: str) -> None:
        """It is not killed, though what it recorded cannot be sent now."""
        self._project.compose("stop", service)
        codes = {container["State"]["ExitCode"] for container in self._project.containers(service)}
        if not codes <= {*CLEAN_EXITS}:
            raise Failed(f"{service} ended with {codes} while Kafka was away")
        self._project.compose("start", service)

    def _broker_lost(self) -> str:
        self._follow("Lost broker", 2)
        self._healthy()
        self._partner_enters()
        self._decide()
        return self._judged()

    def _database_away(self) -> str:
        self._project.compose("stop", "mongodb")
        self._backup_fails()
        self._follow("Lost database node")
        self._healthy()
        self._decide()
        return self._judged()

    def _backup_fails(self) -> None:
        """The one of yesterday outlives it."""
        backup = self._folder / "platform.backup"
        backup.write_text("of yesterday", "utf-8")
        try:
            self._follow("Backup")
        except Failed as why:
            if "The database does not answer" not in str(why):
                raise
        else:
            raise Failed("a backup was taken of databases that are away")
        if backup.read_text("utf-8") != "of yesterday":
            raise Failed("the backup that failed took away the one before")

    def _gap(self) -> str:
        """Kafka loses a message before events has read it; the next one of its stream arrives alone."""
        self._project.compose("stop", "events")
        cycle, _ = self._decide()
        await_none(self._not_all_sent)
        self._project.inside("forget", "idm.governance.v1")
        self._project.compose("start", "events")
        if self._decide_format(cycle, 1) != 200:
            raise Failed(f"the format of {cycle} was not decided")
        await_none(lambda: None if f"{cycle}|2" in self._held() else "events does not hold what came too early")
        self._follow("Stuck stream", 5, STREAM=cycle)
        await_none(lambda: None if "Nothing is held" in self._held() else "events still holds something")
        # The topic says the second before the first now, and its readers wait for the first, as events did. What is
        # sent once more to an empty topic is in order, which the judge asks for.
        self._project.inside("forget", "idm.governance.v1")
        for service in SERVICES:
            self._project.idm("outbox", "republish", "--service", service)
        return self._judged()

    def _held(self) -> str:
        """What events holds; the command ends with 1 when it is something."""
        try:
            return self._follow("Stuck stream", 1)
        except Failed as listed:
            return str(listed)

    def _not_all_sent(self) -> str | None:
        said = self._project.idm("outbox", "status", "--service", "governance")
        return said if "The oldest that waits" in said else None

    def _stuck(self) -> None:
        """A message of a version that nobody knows stands in a stream."""
        self._project.inside("spoil", "cycle-2099")
        message = "events|idm.governance.v1|cycle-2099|1"
        await_none(lambda: None if "cycle-2099|1" in self._held() else "nothing is held")
        if "unknown version" not in self._follow("Stuck stream", 2, MESSAGE=message):
            raise Failed("what is held does not say why")
        try:
            self._follow("Stuck stream", 3, MESSAGE=message)
        except Failed as still:
            if "Still dead" not in str(still):
                raise
        self._follow("Stuck stream", 4, MESSAGE=message)
        if "Nothing is held" not in self._held():
            raise Failed("something is still held")

    def _disk_full(self, server: str) -> str:
        """Nothing more fits beside this server's data, and somebody goes on deciding; then there is room again.

        A server goes on for a while, in files that it made ahead, before it ends. Without MongoDB nothing is decided.
        """
        cycle, _ = self._decide()
        ended_before = self._times_ended(server)
        # As root, to the last byte, and over and over: what the server gives free at its end would let it start again.
        fill = f"touch /tmp/fills; while [ -e /tmp/fills ]; do cat /dev/zero >>/disks/{server}/filler; sleep 0.2; done"
        self._project.compose("exec", "--detach", "disks", "sh", "-c", fill)
        self._refusals.clear()
        done = self._decide_while_full(cycle, server, ended_before, refusals=_REFUSALS if server == "mongodb" else 0)
        reasons = Counter(self._refusals)
        make_room = f"rm /tmp/fills; sleep 1; rm /disks/{server}/filler"
        self._project.compose("exec", "-T", "disks", "sh", "-c", make_room)
        self._follow("Full disk", 1, SERVER=server)
        self._healthy()
        self._follow("Full disk", 2)
        # What was refused is asked again as the answer said, with the same key.
        await_none(lambda: None if self._decide_format(cycle, done + 1) == 200 else "503")
        answer = self._http.get(f"/governance/v1/cycles/{cycle}", headers=self._token())
        if answer.headers.get("etag") != f'"{done + 2}"':
            raise Failed(f"{done + 1} decisions were acknowledged, and it is {answer.headers.get('etag')}")
        refused = ", ".join(f"{count} times 503 ({why})" for why, count in reasons.items()) or "no 503"
        return f"{done} decisions and {refused} meanwhile; {self._judged()}"

    def _decide_while_full(self, cycle: str, server: str, ended_before: int, *, refusals: int) -> int:
        """Until the server has ended for want of room, and so many were refused; answers how many were acknowledged."""
        done = 0
        deadline = time.monotonic() + _FULL_SECONDS
        while self._times_ended(server) == ended_before or len(self._refusals) < refusals:
            if time.monotonic() > deadline:
                raise Failed(
                    f"after {_FULL_SECONDS:.0f} s on a full disk {server} has ended "
                    f"{self._times_ended(server) - ended_before} times, with {done} decisions, {self._refusals}"
                )
            done += self._decide_format(cycle, done + 1) == 200
            time.sleep(0.3)
        return done

    def _times_ended(self, server: str) -> int:
        [container] = self._project.containers(server)
        return int(container["RestartCount"])
