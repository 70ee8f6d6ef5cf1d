"""What may be done to each thing now, told by the checks of the domain that refuse it."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.publications.domain.cycle import Cycle
from services.publications.domain.identity import report_id
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.domain.actions import Action
from shared.http.actions import by_id, judging, woken
from shared.persistence.driver import Document, Store


def of_report(report: Report, _: date) -> list[Action]:
    """Of the report itself, and the volume that could be made of it."""
    at = {"report": report.id}
    return [
        Action(operation="writeReport", at=at, obstacles=tuple(report.obstacles_to_write())),
        Action(operation="clearReport", at=at, obstacles=tuple(report.obstacles_to_clear())),
        Action(operation="publishReport", at=at, obstacles=tuple(report.obstacles_to_publish())),
        Action(operation="withdrawReport", at=at, obstacles=tuple(report.obstacles_to_withdraw())),
        Action(operation="createVolume", obstacles=tuple(report.obstacles_to_be_covered())),
    ]


def of_volume(volume: Volume, reports: Mapping[str, Report]) -> list[Action]:
    """``reports`` are those of the workshops it covers, by workshop."""
    at = {"volume": volume.id}
    return [
        Action(operation="reviseVolume", at=at, obstacles=tuple(volume.obstacles_to_revise())),
        Action(operation="setEditions", at=at, obstacles=tuple(volume.obstacles_to_set_editions())),
        Action(operation="publishVolume", at=at, obstacles=tuple(volume.obstacles_to_publish(reports))),
        Action(operation="withdrawVolume", at=at, obstacles=tuple(volume.obstacles_to_withdraw())),
    ]


def of_cycle(cycle: Cycle, _: date) -> list[Action]:
    """Governance alone closes it."""
    obstacles = tuple(cycle.obstacles_to_acknowledge())
    return [Action(operation="acknowledgeMisfit", at={"cycle": cycle.id}, obstacles=obstacles)]


async def judge_volumes(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    """The reports of all of them are read at once."""
    volumes = [woken(Volume, document) for document in documents]
    wanted = {report_id(one.workshop) for volume in volumes for one in volume.workshops}
    found = {report.workshop: report for report in (await by_id(store, Report, wanted)).values()}
    return [of_volume(volume, found) for volume in volumes]


judge_reports = judging(Report, of_report)
judge_cycles = judging(Cycle, of_cycle)
