from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from services.publications.domain.cycle import Cycle
from services.publications.domain.document import Document as Paper
from services.publications.domain.report import Report
from services.publications.service import SERVICE
from services.publications.storage import MIGRATIONS
from shared.http.actions import woken
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from tests.support.api import Api, api_of


@pytest.fixture
async def units(store: Store) -> Units:
    await migrate(store, MIGRATIONS)
    return Units(store=store, rows=to_row)


@pytest.fixture
async def publications(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    """The surface of publications without Kafka."""
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        yield api


@pytest.fixture(autouse=True)
async def every_cycle_answers_for_its_reports(store: Store) -> AsyncIterator[None]:
    """Whatever a test did: governance was told what is open, last and rightly, and nothing twice."""
    yield
    reports = [woken(Report, document) for document in await store["reports"].find({})]
    papers = [woken(Paper, document) for document in await store["documents"].find({})]
    cycles = {document["_id"]: woken(Cycle, document) for document in await store["cycles"].find({})}
    assert {report.cycle for report in reports} <= set(cycles)
    for cycle in cycles.values():
        of_it = [report for report in reports if report.cycle == cycle.id]
        papers_of_it = [paper for paper in papers if paper.cycle == cycle.id]
        changes: list[Report | Paper] = [*of_it, *papers_of_it]
        matters = [matter.model_dump() for one in changes for matter in one.open_matters()]
        matters.sort(key=lambda matter: (matter["about"], matter["what"]))
        assert set(cycle.reports) == {report.id for report in of_it}
        assert set(cycle.documents) == {paper.id for paper in papers_of_it}
        assert {report.closed_on for report in of_it} <= {cycle.closed_on}
        assert all(report.left_out == cycle.leaves_out(report.workshop) for report in of_it)
        unknown_to_the_close = {workshop for workshop in cycle.held if cycle.leaves_out(workshop)}
        assert {misfit.about for misfit in cycle.misfits} == unknown_to_the_close
        assert len({(misfit.about, misfit.why) for misfit in cycle.misfits}) == len(cycle.misfits)
        sent = {"recorded.stream": cycle.id, "recorded.sequence": {"$ne": None}}
        rows = await store["outbox"].find(sent, sort=[("recorded.sequence", 1)])
        answers = [(row["recorded"]["data"]["open"], row["recorded"]["data"]["held"]) for row in rows]
        assert [row["recorded"]["sequence"] for row in rows] == list(range(1, len(rows) + 1))
        assert answers[-1] == (matters, list(cycle.held))
        assert all(one != other for one, other in pairwise(answers))
        assert {report.workshop for report in of_it if report.held} <= set(cycle.held)
