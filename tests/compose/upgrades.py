"""Another version of the platform in the place of the one that runs, and back, while somebody goes on using it."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial

from cli.local import SERVICES
from tests.compose.asking import Asking, Deciding, Watching
from tests.compose.engine import ROOT, Failed
from tests.compose.rehearsal import Rehearsal

NOW = "idm-platform:check"
_NEXT = "idm-platform:check-next"
_BOTH = f"{NOW} and {_NEXT}"
_NEW_TOPIC = "idm.governance.internal.v1"
_ANOTHER_VERSION = "written-by-another-version"
# The next version keeps one thing more of each format decided, a part of its cycle, which the one before does not know;
# it has one more topic, and events hears it.
_CHANGES = {
    "services/governance/domain/year_format.py": (r"^class DecidedFormat\(.*:$", r'\g<0>\n    colour: str = "blue"'),
    "services/governance/domain/cycle.py": (
        r"\*\*dict\(self\.format\)",
        '**self.format.model_dump(exclude={"colour"})',
    ),
    "shared/contracts/topics.py": (
        r"^TOPICS: .*$",
        rf'\g<0>\n    Topic(name="{_NEW_TOPIC}", service="governance", audience=Audience.INTERNAL),',
    ),
    "shared/runtime/service.py": (
        r"^    return sorted\((\{topic\.name for .*\})\)$",
        rf'    return sorted(\1 | ({{"{_NEW_TOPIC}"}} if service.name == "events" else set()))',
    ),
}
_BUILD = f"""FROM {NOW}
USER root
COPY services services
COPY shared shared
RUN python -m compileall -q -f --invalidation-mode unchecked-hash {" ".join(_CHANGES)}
USER 10001:10001
"""
_SERVERS = ("mongodb", "kafka", "proxy")


class Upgrades(Rehearsal):
    """Of governance there are two copies meanwhile, and one of each other service."""

    def _upgraded(self) -> str:
        self._check_out_the_next()
        self._project.up("--no-deps", "--no-recreate", "--scale", "governance=2", "governance")
        self._follow("Upgrade", 1, NEW=_NEXT.partition(":")[2])
        cycle, _ = self._decide()
        self._refusals.clear()
        with self._asking() as answers, Deciding(partial(self._decide_format, cycle)) as deciding:
            for service in SERVICES:
                self._replace(service, _NEXT)
            self._decide()
        # An old instance does not change what a new one has written; asked again, with the same key, it is done.
        if not deciding.done or set(self._refusals) - {_ANOTHER_VERSION}:
            raise Failed(f"{deciding.done} decisions were taken meanwhile, and refused with {self._refusals[:3]}")
        self._stands_at(cycle, deciding.done + 1)
        again = f"{deciding.done} decisions meanwhile, of which {deciding.again} had to be asked again"
        return f"{_all_answered(answers)}; {again}"

    def _back_and_on(self) -> str:
        """What the new version wrote is all that the old one does not touch, until the new one is there again."""
        cycle, _ = self._decide()
        if self._decide_format(cycle, 1) != 200:
            raise Failed(f"the new version refused to decide the format of {cycle}: {self._refusals[-1]}")
        self._follow("Upgrade", 3, OLD=NOW.partition(":")[2])
        with self._asking() as answers:
            for service in SERVICES:
                self._replace(service, NOW)
            self._decide()
            # It is read, without the part's new field, and not changed.
            self._stands_at(cycle, 2)
            self._refusals.clear()
            if self._decide_format(cycle, 2) != 503 or self._refusals != [_ANOTHER_VERSION]:
                raise Failed(f"the old version changed {cycle}, or said {self._refusals}")
            self._stands_at(cycle, 2)
            self._follow("Upgrade", 1, NEW=_NEXT.partition(":")[2])
            for service in SERVICES:
                self._replace(service, _NEXT)
            if self._decide_format(cycle, 2) != 200:
                raise Failed(f"the new version refused to change {cycle}: {self._refusals[-1]}")
        return _all_answered(answers)

    def _asking(self) -> Asking:
        """Somebody of the Administration who looks at what waits for them, in each service."""
        return Asking([f"{self._project.url}/{service}/v1/work-list" for service in SERVICES], self._token())

    def _stands_at(self, cycle: str, version: int) -> None:
        """It is read, with a format, at this version."""
        answer = self._http.get(f"/governance/v1/cycles/{cycle}", headers=self._token())
        if answer.status_code != 200 or answer.headers["etag"] != f'"{version}"' or not answer.json()["format"]:
            raise Failed(f"{cycle} should be at {version} and was answered with {answer.status_code}: {answer.text}")

    def _servers_renewed(self) -> str:
        """The new version stays."""
        before = self._containers_of(_SERVERS)
        services = self._containers_of(SERVICES)
        self._follow("Upgrade", 4)
        self._healthy()
        if kept := before & self._containers_of(_SERVERS):
            raise Failed(f"{len(kept)} of {_SERVERS} are the containers of before")
        if self._containers_of(SERVICES) != services:
            raise Failed("services are other containers than before, or another number of them")
        self._decide()
        return self._judged()

    def _check_out_the_next(self) -> None:
        """What an operator has of the next version, as far as it is another and compose builds it."""
        checkout = self._folder / "next"
        for name, (before, after) in _CHANGES.items():
            changed, count = re.subn(before, after, (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
            if count != 1:
                raise Failed(f"{name} has {count} lines like {before}")
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            (checkout / name).write_text(changed, "utf-8")
        (checkout / "Dockerfile").write_text(_BUILD, "utf-8")
        (file := self._folder / "next.yml").write_text(f"services: {{passwords: {{build: {checkout}}}}}\n", "utf-8")
        self._project.with_file(str(file))

    def _replace(self, service: str, image: str) -> None:
        """As many instances of this image beside those there are; then these drain and go."""
        copies = len(self._containers_of([service]))
        with Watching(lambda: self._images(service), until=_BOTH) as seen:
            self._follow("Upgrade", 2, governance=service)
        if _BOTH not in seen:
            raise Failed(f"{service} was never seen on both images side by side, but on {sorted(set(seen))}")
        if (images := self._images(service)) != image:
            raise Failed(f"{service} runs {images} and not {image}")
        if (now := len(self._containers_of([service]))) != copies:
            raise Failed(f"{service} had {copies} copies and has {now}")

    def _containers_of(self, services: Sequence[str]) -> set[str]:
        return {one["Id"] for service in services for one in self._project.containers(service)}

    def _images(self, service: str) -> str:
        """Of all that runs of this service."""
        running = (one for one in self._project.containers(service) if one["State"]["Status"] == "running")
        return " and ".join(sorted({one["Config"]["Image"] for one in running}))


def _all_answered(answers: Counter[tuple[str, int]]) -> str:
    if wrong := {asked: times for asked, times in answers.items() if asked[1] != 200}:
        raise Failed(f"of {answers.total()} requests meanwhile these failed, so many times: {wrong}")
    if len(answers) != len(SERVICES):
        raise Failed(f"only these were asked meanwhile: {sorted(answers)}")
    return f"{answers.total()} requests meanwhile, all answered"
