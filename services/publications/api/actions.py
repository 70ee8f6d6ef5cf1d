"""What may be done to each thing now, told by the checks of the domain that refuse it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.cycle import Cycle
from services.publications.domain.document import Document as Paper
from services.publications.domain.identity import report_id
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.domain.actions import Action
from shared.domain.text import Language
from shared.http.actions import by_id, judging, woken
from shared.persistence.driver import Document, Store


def of_report(report: Report, _: date) -> list[Action]:
    """Of the report itself, and the volume that could be made of it."""
    at = {"report": report.id}
    return [
        Action(operation="writeReport", at=at, obstacles=tuple(report.obstacles_to_write())),
        Action(operation="sendReportToReview", at=at, obstacles=tuple(report.obstacles_to_send())),
        Action(operation="clearReport", at=at, obstacles=tuple(report.obstacles_to_clear())),
        Action(operation="publishReport", at=at, obstacles=tuple(report.obstacles_to_publish())),
        Action(operation="withdrawReport", at=at, obstacles=tuple(report.obstacles_to_withdraw())),
        Action(operation="followWithdrawals", at=at, obstacles=tuple(report.obstacles_to_follow())),
        Action(operation="askReviewers", at=at, obstacles=tuple(report.obstacles_to_review())),
        Action(operation="decideOnReport", at=at, obstacles=tuple(report.obstacles_to_decide())),
        Action(operation="commentOnReport", at=at),
        *(
            Action(operation="resolveComment", at={**at, "comment": one.id})
            for one in report.comments
            if not one.resolved
        ),
        Action(operation="createVolume", obstacles=tuple(report.obstacles_to_be_covered())),
    ]


def of_volume(volume: Volume, reports: Mapping[str, Report]) -> list[Action]:
    """``reports`` are those of the workshops it covers, by workshop."""
    at = {"volume": volume.id}
    return [
        Action(operation="reviseVolume", at=at, obstacles=tuple(volume.obstacles_to_revise())),
        Action(operation="setEditions", at=at, obstacles=tuple(volume.obstacles_to_set_editions())),
        *(
            Action(
                operation="makeEdition",
                at={**at, "language": language.value},
                obstacles=tuple(volume.obstacles_to_make(language)),
            )
            for language in Language
        ),
        Action(operation="setImprint", at=at, obstacles=tuple(volume.obstacles_to_set_editions())),
        *(
            Action(
                operation="signLanguage",
                at={**at, "language": language.value},
                obstacles=tuple(volume.obstacles_to_sign(language)),
            )
            for language in volume.to_sign()
        ),
        Action(operation="publishVolume", at=at, obstacles=tuple(volume.obstacles_to_publish(reports))),
        Action(operation="withdrawVolume", at=at, obstacles=tuple(volume.obstacles_to_withdraw())),
    ]


def of_cycle(cycle: Cycle, _: date) -> list[Action]:
    """Governance alone closes it."""
    obstacles = tuple(cycle.obstacles_to_acknowledge())
    return [Action(operation="acknowledgeMisfit", at={"cycle": cycle.id}, obstacles=obstacles)]


def of_document(paper: Paper, volume: Volume | None, reports: Collection[Report]) -> list[Action]:
    """``volume`` is the one it belongs to, if any; ``reports`` are those there are of its workshop, or the volume's."""
    at = {"document": paper.id}
    finish = [Action(operation="finishUpload", at={**at, "upload": paper.upload.id})] if paper.upload else []
    return [
        Action(operation="describeDocument", at=at),
        Action(operation="beginUpload", at=at),
        *finish,
        Action(operation="publishDocument", at=at, obstacles=tuple(paper.obstacles_to_publish(volume, reports))),
        Action(operation="takeDocumentOff", at=at, obstacles=tuple(paper.obstacles_to_take_off())),
    ]


async def judge_volumes(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    """The reports of all of them are read at once."""
    volumes = [woken(Volume, document) for document in documents]
    wanted = {report_id(one.workshop) for volume in volumes for one in volume.workshops}
    found = {report.workshop: report for report in (await by_id(store, Report, wanted)).values()}
    return [of_volume(volume, found) for volume in volumes]


async def judge_documents(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    """The volumes of all of them are read at once, and so are the reports."""
    papers = [woken(Paper, document) for document in documents]
    volumes = await by_id(store, Volume, {paper.volume for paper in papers if paper.volume})
    of = {paper.id: volumes.get(paper.volume) if paper.volume else None for paper in papers}
    reports = {paper.id: _reports_of(paper, of[paper.id]) for paper in papers}
    found = await by_id(store, Report, {one for wanted in reports.values() for one in wanted})
    return [
        of_document(paper, of[paper.id], [found[one] for one in reports[paper.id] if one in found]) for paper in papers
    ]


def _reports_of(paper: Paper, volume: Volume | None) -> tuple[str, ...]:
    """The identifiers of the reports on its workshop, or on those of its volume."""
    workshops = [one.workshop for one in volume.workshops] if volume else [paper.workshop] if paper.workshop else []
    return tuple(report_id(one) for one in workshops)


def of_record(record: CatalogueRecord, _: date) -> list[Action]:
    """The rest follows from its volume."""
    return [Action(operation="setTerms", at={"record": record.id}, obstacles=tuple(record.obstacles_to_set_terms()))]


judge_records = judging(CatalogueRecord, of_record)
judge_reports = judging(Report, of_report)
judge_cycles = judging(Cycle, of_cycle)
