"""What publications has, drawn: which language lacks what, and of which domains there are practices."""

from typing import Any

from fastapi import APIRouter, Response

from services.publications.api.access import Anybody, Staff
from services.publications.api.views import BoardRow
from services.publications.domain.bank import COLLECTION
from services.publications.domain.given import Kind
from services.publications.domain.standing import State
from services.publications.domain.volume import Volume
from shared.contracts.publications import EditionFormat
from shared.http.actions import woken
from shared.http.pictures import PICTURE, Chart, Colour, alt, picture
from shared.http.schemas import PROBLEMS
from shared.persistence.driver import Document

router = APIRouter(prefix="/publications/v1", tags=["pictures"])
_ANSWERS = {**PROBLEMS, **PICTURE}
_MOST_VOLUMES, _MOST_DOMAINS = 60, 40
_WIDTH, _ROW = 420, 24
_BOARD, _DOMAINS = "Languages and formats of the Red Book", "Effective practices by domain"
_STATES = {"official": ("✓", Colour.GREEN), "not signed": ("?", Colour.ORANGE), "missing": ("–", Colour.BLACK)}
"""Each with the sign it bears, so that nothing is said by colour alone."""
_KINDS = {Kind.POLICY.value: Colour.BLUE, Kind.PROGRAMME.value: Colour.ORANGE}
_SEVERAL = {Kind.POLICY.value: "policies", Kind.PROGRAMME.value: "programmes"}


@router.get("/language-board.svg", operation_id="drawLanguageBoard", response_class=Response, responses=_ANSWERS)
async def draw_language_board(response: Response, reader: Staff) -> Response:
    """The board of languages and formats as a picture: the last 60 volumes that are not withdrawn."""
    where = {"state": {"$in": [State.DRAFT.value, State.PUBLISHED.value]}}
    found = await reader.store[Volume.collection].find(where, sort=[("number", -1)], limit=_MOST_VOLUMES)
    chart, said = board(list(reversed(found)))
    return await picture(chart, response=response, title=_BOARD, description=said)


@router.get("/pictures/domains.svg", operation_id="drawDomains", response_class=Response, responses=_ANSWERS)
async def draw_domains(response: Response, reader: Anybody) -> Response:
    """Effective practices of published reports by policy domain, policies and programmes apart: the 40 domains that
    have most."""
    counted: list[dict[str, Any]] = [
        {"$match": {"shown": True, "kind": {"$in": sorted(_KINDS)}}},
        {"$unwind": "$domains"},
        {"$group": {"_id": {"domain": "$domains", "kind": "$kind"}, "count": {"$sum": 1}}},
        {"$sort": {"_id.domain": 1, "_id.kind": 1}},
    ]
    rows = [
        {"domain": one["_id"]["domain"], "kind": one["_id"]["kind"], "count": one["count"]}
        for one in await reader.store[COLLECTION].aggregate(counted)
    ]
    chart, said = domains(rows)
    return await picture(chart, response=response, title=_DOMAINS, description=said)


def board(volumes: list[Document]) -> tuple[Chart, str]:
    """A row for each volume, a cell for each language and format; and the same in words."""
    if not volumes:
        return _nothing(_BOARD, "There is no volume yet.")
    rows = []
    for document in volumes:
        states = {one.language: {lack.what for lack in one.lacks} for one in BoardRow.of(document).languages}
        editions = {one.language: one for one in woken(Volume, document).editions}
        for language, lacks in states.items():
            for kind in EditionFormat:
                there = language in editions and kind in editions[language].formats
                state = ("not signed" if "signature" in lacks else "official") if there else "missing"
                cell = f"{language.upper()} {kind.upper()}"
                volume = f"No. {document['number']}"
                rows.append({"volume": volume, "cell": cell, "state": state, "sign": _STATES[state][0]})
    legend = [f"{sign} {state}" for state, (sign, _) in _STATES.items()]
    drawn = [{**row, "means": f"{row['sign']} {row['state']}"} for row in rows]
    order = [f"No. {document['number']}" for document in volumes]
    cells = list(dict.fromkeys(str(row["cell"]) for row in rows))
    base = alt.Chart(alt.Data(values=drawn)).encode(  # type: ignore[no-untyped-call]
        x=alt.X("cell:N", sort=cells, title=None, axis=alt.Axis(orient="top", labelAngle=-45)),
        y=alt.Y("volume:N", sort=order, title=None),
    )
    colours = alt.Scale(domain=legend, range=[colour.value for _, colour in _STATES.values()])
    marks = base.mark_text(fontSize=15, fontWeight="bold").encode(
        text="sign:N", color=alt.Color("means:N", scale=colours, title=None)
    )
    chart = alt.layer(marks).properties(width=_WIDTH, height=_ROW * len(order), title=_BOARD)
    said = " ".join(f"{row['volume']}, {row['cell']}: {row['state']}." for row in rows)
    return chart, said


def domains(rows: list[dict[str, Any]]) -> tuple[Chart, str]:
    """``rows``: domain, kind and count. A bar for each domain, the longest first, with its figures beside it; and the
    same in words."""
    if not rows:
        return _nothing(_DOMAINS, "No practice with a domain is published yet.")
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["domain"]] = totals.get(row["domain"], 0) + row["count"]
    order = sorted(totals, key=lambda domain: (-totals[domain], domain))[:_MOST_DOMAINS]
    shown = [row for row in rows if row["domain"] in order]
    base = alt.Chart(alt.Data(values=shown)).encode(  # type: ignore[no-untyped-call]
        y=alt.Y("domain:N", sort=order, title=None),
        x=alt.X("count:Q", stack="zero", title="Practices", axis=alt.Axis(format="d", tickMinStep=1)),
        order=alt.Order("kind:N"),
    )
    colours = alt.Scale(domain=list(_KINDS), range=[colour.value for colour in _KINDS.values()])
    bars = base.mark_bar(stroke="white").encode(
        color=alt.Color("kind:N", scale=colours, title=None, legend=alt.Legend(orient="bottom"))
    )
    counts = [
        {
            "domain": domain,
            "total": totals[domain],
            "says": ", ".join(_counted(one) for one in shown if one["domain"] == domain),
        }
        for domain in order
    ]
    figures = (
        alt.Chart(alt.Data(values=counts))  # type: ignore[no-untyped-call]
        .mark_text(align="left", dx=4, fontSize=12)
        .encode(y=alt.Y("domain:N", sort=order, title=None), x="total:Q", text="says:N")
    )
    chart = alt.layer(bars, figures).properties(width=_WIDTH, height=_ROW * len(order), title=_DOMAINS)
    said = " ".join(f"{row['domain']}, {row['kind']}: {row['count']}." for row in shown)
    return chart, said


def _counted(row: dict[str, Any]) -> str:
    return f"{row['count']} {row['kind'] if row['count'] == 1 else _SEVERAL[row['kind']]}"


def _nothing(title: str, says: str) -> tuple[Chart, str]:
    """An empty frame would say nothing to whoever looks at it."""
    base = alt.Chart(alt.Data(values=[{"says": says}]))  # type: ignore[no-untyped-call]
    sentence = base.mark_text(align="left", fontSize=12).encode(x=alt.value(0), text="says:N")
    return sentence.properties(width=_WIDTH, height=_ROW, title=title), says
