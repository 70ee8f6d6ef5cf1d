"""The picture of satisfaction over the years. Marks, labels and words say what colours say."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.events.domain.satisfaction import BENCHMARK_PERCENT, Results
from shared.domain.text import Language
from shared.http.pictures import Chart, Colour, alt

_WIDTH, _HEIGHT = 640, 280


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart, its title, and in words all that it shows."""

    chart: Chart
    title: str
    description: str


@dataclass(frozen=True, kw_only=True)
class _Words:
    title: str
    event: str
    materials: str
    satisfied: str
    line: str
    answered: str
    nothing: str
    none: str


_WORDS = {
    Language.EN: _Words(
        title="Satisfaction of participants",
        event="the event",
        materials="the background materials",
        satisfied="satisfied with",
        line="more than 80 % is wanted",
        answered="{n} of {invited} answered",
        nothing="nothing can be said",
        none="No survey is closed yet.",
    ),
    Language.FR: _Words(
        title="Satisfaction des participants",
        event="la manifestation",
        materials="les documents de référence",
        satisfied="satisfaction concernant",
        line="plus de 80 % sont souhaités",
        answered="{n} réponses sur {invited}",
        nothing="rien ne peut en être dit",
        none="Aucune enquête n’est encore close.",
    ),
    Language.ES: _Words(
        title="Satisfacción de los participantes",
        event="el evento",
        materials="los documentos de antecedentes",
        satisfied="satisfacción con",
        line="se desea más del 80 %",
        answered="{n} respuestas de {invited}",
        nothing="nada puede decirse",
        none="Aún no se ha cerrado ninguna encuesta.",
    ),
}


def trend(years: Sequence[tuple[int, Results]], *, language: Language = Language.EN) -> Drawing:
    """``years``: each year with its results, in any order. Shares are drawn in per cent."""
    words = _WORDS[language]
    in_order = sorted(years, key=lambda one: one[0])
    names = [f"{year} (n = {results.respondents})" for year, results in in_order]
    # A year without a share breaks the line: nothing is said between its neighbours.
    rows: list[dict[str, object]] = [
        {
            "year": name,
            "what": what,
            "percent": None if share is None else 100 * share,
            "label": "" if share is None else f"{100 * share:.1f} %",
            "above": (share or 0, what == words.event) > (other or 0, what != words.event),
        }
        for name, (_, results) in zip(names, in_order, strict=True)
        for what, share, other in (
            (words.event, results.satisfied_with_event, results.satisfied_with_materials),
            (words.materials, results.satisfied_with_materials, results.satisfied_with_event),
        )
    ]
    both = [words.event, words.materials]
    x = alt.X("year:O", title=None, sort=names, scale=alt.Scale(domain=names), axis=alt.Axis(labelAngle=0))
    y = alt.Y("percent:Q", title="%", scale=alt.Scale(domain=[0, 100]))
    colour = alt.Scale(domain=both, range=[Colour.BLUE.value, Colour.VERMILION.value])
    shape = alt.Scale(domain=both, range=["circle", "square"])
    legend = alt.Legend(title=words.satisfied, orient="bottom")
    base = _chart(rows).encode(x=x, y=y)
    line = _chart([{"percent": BENCHMARK_PERCENT, "line": words.line}])
    labels = [
        base.transform_filter(f"datum.above === {above}").mark_text(fontSize=11, dy=shift).encode(text="label:N")
        for above, shift in (("true", -12), ("false", 14))
    ]
    chart = alt.layer(
        line.mark_rule(strokeDash=[6, 4], color=Colour.BLACK.value).encode(y="percent:Q"),
        line.mark_text(align="left", dx=6, fontSize=11).encode(y="percent:Q", x=alt.value(_WIDTH), text="line:N"),
        base.mark_line(strokeWidth=1.5).encode(color=alt.Color("what:N", scale=colour, legend=legend)),
        base.mark_point(size=90, filled=True, opacity=1).encode(
            color=alt.Color("what:N", scale=colour, legend=legend),
            shape=alt.Shape("what:N", scale=shape, legend=legend),
        ),
        *labels,
    ).properties(width=_WIDTH, height=_HEIGHT, title=words.title)
    said = " ".join(_said(year, results, words) for year, results in in_order)
    return Drawing(
        chart=chart, title=words.title, description=f"{said or words.none} {words.line[:1].upper()}{words.line[1:]}."
    )


def _said(year: int, results: Results, words: _Words) -> str:
    answered = words.answered.format(n=results.respondents, invited=results.invited)
    if results.satisfied_with_event is None or results.satisfied_with_materials is None:
        return f"{year}: {words.nothing} ({answered})."
    return (
        f"{year}: {words.event} {100 * results.satisfied_with_event:.1f} %, "
        f"{words.materials} {100 * results.satisfied_with_materials:.1f} % ({answered})."
    )


def _chart(rows: Sequence[dict[str, object]]) -> "alt.Chart":
    """A chart of rows that stand in the picture itself: nothing is fetched."""
    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]
