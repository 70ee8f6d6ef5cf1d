"""Suggestions over HTTP, and what came of each: “you said, we did”, in both directions."""

from collections.abc import Iterable, Sequence
from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.governance.api.access import Administration, Membership, speaking_for
from services.governance.api.actions import chains_of
from services.governance.api.surveys import Body
from services.governance.domain.chain import Chain
from services.governance.domain.cycle import Cycle
from services.governance.domain.suggestion import About, Reply, SaidIn, Suggestion
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from services.governance.domain.trace import Trace, suggested_by, trace
from services.governance.queries import narrowed_by
from services.governance.use_cases import suggestions
from shared.domain.actions import Action
from shared.domain.errors import NotFound
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText, Text
from shared.http.actions import ActedView, Listing, Offering, by_id, judging, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["suggestions"])


class RecordSuggestion(Input):
    """What was said, where and when. `target` is the workshop or the report of a feedback (A3)."""

    id: Identifier | None = Field(default=None, examples=["suggestion-2016-14"])
    text: LocalizedText = Field(examples=[{"en": "A theme on cities"}])
    about: About = Field(examples=["theme"])
    said_in: SaidIn = Field(examples=["consultation"])
    reference: Text = Field(max_length=1000, examples=["Informal consultation of October 2016"])
    body: Identifier | None = Field(default=None, description="Who said it; a member speaks for its own body")
    cycle: Identifier | None = Field(default=None, examples=["cycle-2018"])
    target: Identifier | None = Field(default=None, examples=["workshop-2017-1"])
    domains: list[Text] = Field(
        default_factory=list,
        max_length=20,
        description="Other policy domains, in words of your own: no list restricts them (R44)",
    )
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2016-10-11"])


class AnswerSuggestion(Input):
    note: Text = Field(max_length=5000, examples=["It was put to the Membership as an option for 2018."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class SuggestionView(ActedView):
    """`body` is who said it: it is named to the Membership alone."""

    text: LocalizedText
    about: About
    said_in: SaidIn
    reference: str
    said_on: date
    body: str | None
    cycle: str | None
    target: str | None
    domains: tuple[str, ...]
    reply: Reply | None


class OriginView(BaseModel):
    """What a workshop rests on: the recorded suggestions, each with all that came of it, and references in words."""

    cycle: str
    workshop: str
    suggestions: tuple[Trace, ...]
    references: tuple[str, ...]


def _of_suggestion(suggestion: Suggestion, _: date) -> list[Action]:
    return [Action(operation="answerSuggestion", at={"id": suggestion.id})]


judge_suggestions = judging(Suggestion, _of_suggestion)


@router.post("/suggestions", status_code=201, operation_id="recordSuggestion", responses=PROBLEMS)
async def record_suggestion(body: RecordSuggestion, offers: Offering, command: Body) -> SuggestionView:
    """Record what was suggested, or what was said of an event or a report. Nothing is refused for what it is about."""
    recorded = await command.run(
        lambda unit: suggestions.record_suggestion(
            unit,
            id=body.id,
            text=body.text,
            about=body.about,
            said_in=body.said_in,
            reference=body.reference,
            body=speaking_for(command, body.body),
            cycle=body.cycle,
            target=body.target,
            domains=body.domains,
            occurred_on=body.occurred_on,
        )
    )
    return await offers.one(SuggestionView, to_document(recorded), judge=judge_suggestions, to=command.actor)


@router.post("/suggestions/{id}/reply", operation_id="answerSuggestion", responses=PROBLEMS)
async def answer_suggestion(
    id: str, body: AnswerSuggestion, expected: ExpectedVersion, offers: Offering, command: Administration
) -> SuggestionView:
    """Say what became of it, where the chain does not say it by itself. A later reply replaces this one."""
    answered = await command.run(
        lambda unit: suggestions.answer_suggestion(
            unit, suggestion=id, note=body.note, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(SuggestionView, to_document(answered), judge=judge_suggestions, to=command.actor)


@router.get("/suggestions", operation_id="listSuggestions", responses=PROBLEMS)
async def list_suggestions(
    reader: Membership, paging: Paging, offers: Offering, cycle: str | None = None
) -> Listing[SuggestionView]:
    """The suggestions, in order of identifier; `cycle` narrows the list."""
    return await offers.listing(
        SuggestionView,
        narrowed_by(cycle=cycle),
        collection="suggestions",
        paging=paging,
        judge=judge_suggestions,
        to=reader.actor,
        creates=[Action(operation="recordSuggestion")],
    )


@router.get("/suggestions/{id}", operation_id="getSuggestion", responses=PROBLEMS)
async def get_suggestion(id: str, offers: Offering, reader: Membership) -> SuggestionView:
    """One suggestion."""
    return await offers.one(
        SuggestionView, await reader.one("suggestions", id), judge=judge_suggestions, to=reader.actor
    )


@router.get("/suggestions/{id}/trace", operation_id="traceSuggestion", responses=PROBLEMS)
async def trace_suggestion(id: str, reader: Membership) -> Trace:
    """What came of a suggestion, in one call: the options that rest on it, whether they were chosen, the workshops on
    them, and the volumes on these."""
    suggestion = woken(Suggestion, await reader.one("suggestions", id))
    return (await _traces(reader.store, [suggestion]))[0]


@router.get("/cycles/{cycle}/workshops/{workshop}/origin", operation_id="getOrigin", responses=PROBLEMS)
async def get_origin(cycle: str, workshop: str, reader: Membership) -> OriginView:
    """The other way: what the theme and the topics of a workshop rest on, back to who suggested it."""
    document = await reader.store[Chain.collection].find_one({"_id": cycle})
    found = next((one for one in Chain.of(document).workshops if one.id == workshop), None) if document else None
    if found is None:
        raise NotFound("workshop of this cycle", workshop)
    year = woken(Cycle, await reader.one("cycles", cycle))
    slates: list[ThemeSlate | TopicSlate] = [
        *(woken(ThemeSlate, one) for one in await reader.store[ThemeSlate.collection].find({"cycle": cycle})),
        *(woken(TopicSlate, one) for one in await reader.store[TopicSlate.collection].find({"cycle": cycle})),
    ]
    topics = [part for topic in found.topics for part in (topic.id, *topic.combined_from)]
    cited = suggested_by(slates, theme=year.theme.id if year.theme else None, topics=topics)
    recorded = await by_id(reader.store, Suggestion, cited)
    return OriginView(
        cycle=cycle,
        workshop=workshop,
        suggestions=tuple(await _traces(reader.store, [recorded[one] for one in cited if one in recorded])),
        references=tuple(one for one in cited if one not in recorded),
    )


async def _traces(store: Store, of: Sequence[Suggestion]) -> list[Trace]:
    identifiers = [one.id for one in of]
    themes = [
        woken(ThemeSlate, one) for one in await store[ThemeSlate.collection].find(_citing("options", identifiers))
    ]
    topics = [woken(TopicSlate, one) for one in await store[TopicSlate.collection].find(_citing("topics", identifiers))]
    slates: list[ThemeSlate | TopicSlate] = [*themes, *topics]
    names = sorted({slate.cycle for slate in slates})
    cycles = list((await by_id(store, Cycle, names)).values())
    chains = await chains_of(store, names)
    return [trace(one, slates=slates, cycles=cycles, chains=chains) for one in of]


def _citing(options: str, suggestions: Iterable[str]) -> dict[str, object]:
    """There is about one slate of a kind in a year, so that few documents are looked through."""
    wanted = list(suggestions)
    sources = ({f"{options}.sources.{field}": {"$in": wanted}} for field in ("suggestion", "reference"))
    return {"$or": list(sources)}
