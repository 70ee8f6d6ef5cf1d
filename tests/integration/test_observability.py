"""The alert rules and the dashboard that operators get, against the figures that a service really has."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import Histogram
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families

from cli.local import SERVICES
from services.governance.service import SERVICE
from shared.messaging.held import HeldMessages
from shared.messaging.inbox import Inbox
from shared.observability import metrics
from shared.outbox.positions import HeldState
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import Units
from tests.integration.test_inbox import _arrival
from tests.support.api import Api, api_of
from tests.support.tally import REACTIONS

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / "docker" / "observability"
_RULES = yaml.safe_load((_FOLDER / "alerts.yml").read_text("utf-8"))["groups"]
_ALERTS = [rule for group in _RULES for rule in group["rules"]]
_PANELS = json.loads((_FOLDER / "dashboard.json").read_text("utf-8"))["panels"]
_OF_PROMETHEUS = {"up": {"job"}}
_METRICS = [one for one in vars(metrics).values() if isinstance(one, MetricWrapperBase)]
_LINK = re.compile(r"docs/runbook\.md#([a-z]+)")


def _expressions() -> Iterator[tuple[str, str]]:
    yield from ((alert["alert"], alert["expr"]) for alert in _ALERTS)
    yield from ((panel["title"], one["expr"]) for panel in _PANELS for one in panel["targets"])


@pytest.fixture
async def governance(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        yield api


def _labels() -> dict[str, set[str]]:
    """The labels of each of our metrics, by every name that it has at /metrics."""
    found = dict(_OF_PROMETHEUS)
    for metric in _METRICS:
        for family in metric.describe():
            ends = ("_bucket", "_sum", "_count") if isinstance(metric, Histogram) else ("", "_total")
            found |= {family.name + end: {*metric._labelnames, "le"} for end in ends}
    return found


def _selectors(text: str) -> list[Any]:
    nodes: list[Any] = []
    promql_parser.walk(promql_parser.parse(text), nodes.append)
    return [node for node in nodes if isinstance(node, promql_parser.VectorSelector)]


async def test_every_alert_and_panel_asks_for_figures_and_labels_that_there_are(governance: Api) -> None:
    said = (await governance.get("/metrics", role=None)).ok()
    exposed = {family.name for family in text_string_to_metric_families(str(said.body))}
    labels = _labels()
    for what, text in _expressions():
        nodes: list[Any] = []
        promql_parser.walk(promql_parser.parse(text), nodes.append)
        asked = [node for node in nodes if isinstance(node, promql_parser.VectorSelector)]
        assert asked, f"{what} asks for no figure"
        names = {node.name or "" for node in asked}
        for name in names - _OF_PROMETHEUS.keys():
            assert re.sub("_(total|bucket|sum|count)$", "", name) in exposed, f"{what}: no service has {name}"
        used = {matcher.name for node in asked for matcher in node.matchers.matchers}
        for node in nodes:
            if isinstance(node, promql_parser.AggregateExpr) and node.modifier:
                used |= set(node.modifier.labels)
        unknown = used - set[str].union(*(labels[name] for name in names))
        assert not unknown, f"{what}: {names} have no label {unknown}"


def test_every_service_is_looked_for_and_missed_when_no_copy_of_it_is_left() -> None:
    config = yaml.safe_load((_FOLDER / "prometheus.yml").read_text("utf-8"))
    [job] = config["scrape_configs"]
    assert (job["job_name"], job["dns_sd_configs"][0]["names"]) == ("idm", list(SERVICES))
    assert job["dns_sd_configs"][0]["port"] == 8000
    assert all((_FOLDER / Path(name).name).exists() for name in config["rule_files"])
    jobs = {value for _, text in _expressions() for value in re.findall(r'job="([^"]*)"', text)}
    assert jobs == {job["job_name"]}
    [away] = [alert["expr"] for alert in _ALERTS if alert["alert"] == "IdmServiceAway"]
    nodes: list[Any] = []
    promql_parser.walk(promql_parser.parse(away), nodes.append)
    missed = [node.args[0].prettify() for node in nodes if isinstance(node, promql_parser.Call)]
    assert missed == [f'idm_ready{{service="{service}"}}' for service in SERVICES]


def test_every_alert_says_how_urgent_it_is_and_where_the_runbook_says_what_to_do() -> None:
    headings = {
        line.lstrip("# ").strip().lower()
        for line in (_ROOT / "docs" / "runbook.md").read_text("utf-8").splitlines()
        if line.startswith("#")
    }
    assert len({alert["alert"] for alert in _ALERTS}) == len(_ALERTS)
    for alert in _ALERTS:
        assert alert["labels"]["severity"] in ("page", "warn"), alert["alert"]
        assert alert["for"], alert["alert"]
        assert alert["annotations"]["summary"]
        link = _LINK.fullmatch(alert["annotations"]["runbook"])
        assert link, alert["alert"]
        assert link[1] == alert["alert"].lower()
        assert link[1] in headings, f"docs/runbook.md has no part {alert['alert']}"


def test_a_message_that_stays_held_raises_an_alert_whether_it_is_dead_or_waits() -> None:
    """Who gave one up has seen it."""
    held = [one for alert in _ALERTS for one in _selectors(alert["expr"]) if one.name == "idm_held_messages"]
    asked = {matcher.value for one in held for matcher in one.matchers.matchers if matcher.name == "state"}
    assert asked == {state.value for state in HeldState} - {HeldState.DISCARDED.value}


def test_the_dashboard_shows_every_figure_once_and_in_words() -> None:
    assert [panel["id"] for panel in _PANELS] == list(range(1, len(_PANELS) + 1))
    assert len({panel["title"] for panel in _PANELS}) == len(_PANELS)
    assert all(panel["description"] and panel["targets"] for panel in _PANELS)
    shown = " ".join(text for _, text in _expressions())
    ours = {family.name for metric in _METRICS for family in metric.describe()}
    assert not [name for name in ours if name not in shown]


async def test_a_refusal_is_counted_by_its_rule(governance: Api) -> None:
    counted = metrics.REFUSALS.labels("governance", "not-found")
    before = counted._value.get()
    assert (await governance.post("/governance/v1/cycles/cycle-2018/closing", {}, role="administration")).status == 428
    refused = await governance.post(
        "/governance/v1/cycles/cycle-2018/closing", {}, role="administration", if_match='"1"'
    )
    assert refused.status == 404
    assert counted._value.get() == before + 1


async def test_a_gap_is_counted_once_for_its_stream_until_it_is_healed(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    inbox = Inbox(consumer="events", store=store, units=units, reactions=REACTIONS)
    held = HeldMessages(consumer="events", store=store, units=units, inbox=inbox)
    await inbox.take([_arrival("cycle-1", 2), _arrival("cycle-1", 3), _arrival("cycle-2", 5)])
    assert await held.gaps() == 2
    await inbox.take([_arrival("cycle-1", 1)])
    assert await held.gaps() == 1
