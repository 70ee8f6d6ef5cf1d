"""The sections of a file that governance is told, as steps."""

from collections.abc import Iterator
from typing import Any

from cli.demo import reactions, survey
from cli.demo.client import ADMINISTRATION, Api, Call, Services, Who
from cli.demo.fields import Words
from cli.demo.reading import Place
from cli.demo.refusals import ThirdThemeOption
from cli.demo.schema import Year
from cli.demo.sections import Agenda, Choice, Consultation, ThemeOption, Topic
from cli.demo.steps import Order, Step, Told, attempt, attempts
from shared.domain.act import Role
from shared.domain.identifiers import cycle_id

API = Api("governance")


def theme_slate_id(year: int) -> str:
    return f"theme-slate-{year}"


def topic_slate_id(year: int) -> str:
    return f"topic-slate-{year}"


def steps(year: Year) -> Iterator[Step]:
    """In the file's order; their days put them in the year's."""
    yield _bodies(year)
    yield Step(
        day=year.cycle_opened_on,
        order=Order.CYCLE,
        place=("cycle_opened_on",),
        who=ADMINISTRATION,
        text=f"opens the cycle of {year.year}",
        calls=[API.post("/cycles", year=year.year, occurred_on=year.cycle_opened_on)],
        told=[Told(name="CycleOpened", source="governance", reactions=reactions.to_cycle_opened(year))],
    )
    for number, consultation in enumerate(year.consultations):
        yield from _consultation(consultation, ("consultations", number))
    yield from _theme(year)
    yield _format(year)
    yield from _topics(year)


def _bodies(year: Year) -> Step:
    names = ", ".join(body.name.any() for body in year.bodies)
    return Step(
        day=year.cycle_opened_on,
        order=Order.BODIES,
        place=("bodies",),
        who=ADMINISTRATION,
        text=f"registers {len(year.bodies)} bodies: {names}",
        calls=[
            API.post(
                "/bodies",
                may_exist=True,
                place=("bodies", number),
                id=body.id,
                name=body.name,
                type=body.type,
                country=body.country,
            )
            for number, body in enumerate(year.bodies)
        ],
        told=[Told(name="BodyListed", source="governance") for _ in year.bodies],
        undated=True,
    )


def _consultation(one: Consultation, place: Place) -> Iterator[Step]:
    path = f"/consultations/{one.id}"
    title = one.title.any()
    yield Step(
        day=one.announced_on,
        order=Order.ANNOUNCED,
        place=place,
        who=ADMINISTRATION,
        text=f"calls the consultation “{title}” for {one.opened_on:%-d %B %Y}",
        calls=[
            API.post(
                "/consultations",
                id=one.id,
                title=one.title,
                planned_on=one.opened_on,
                occurred_on=one.announced_on,
            )
        ],
    )
    yield Step(
        day=one.opened_on,
        order=Order.OPENED,
        place=place,
        who=ADMINISTRATION,
        text=f"opens “{title}” and notes {len(one.present)} bodies as present",
        calls=[
            API.post(f"{path}/opening", changes=path, occurred_on=one.opened_on),
            API.post(f"{path}/attendance", changes=path, bodies=one.present, occurred_on=one.opened_on),
        ],
    )
    yield Step(
        day=one.closed_on,
        order=Order.CLOSED,
        place=place,
        who=ADMINISTRATION,
        text=f"closes “{title}”, its three standing items dealt with",
        calls=[
            API.post(f"{path}/agenda", changes=path, outcomes=_outcomes(one.agenda), occurred_on=one.closed_on),
            API.post(f"{path}/closing", changes=path, occurred_on=one.closed_on),
        ],
    )


def _outcomes(agenda: Agenda | None) -> list[dict[str, Any]]:
    """What became of the three standing items (R3); where the file says nothing of them, they were handled."""
    notes = agenda.model_dump() if agenda else dict.fromkeys(Agenda.model_fields)
    return [{"item": item, "handled": True, "note": note} for item, note in notes.items()]


def _theme(year: Year) -> Iterator[Step]:
    slate = year.theme_slate
    for place, refusal in attempts(year, ThirdThemeOption):
        yield attempt(
            refusal,
            place,
            order=Order.REFUSED_SLATE,
            who=ADMINISTRATION,
            text=f"tries a slate with an option more: “{refusal.option.title.any()}”",
            call=_open_theme_slate(year, [*slate.options, refusal.option], day=refusal.on),
        )
    titles = " or ".join(f"“{option.title.any()}”" for option in slate.options)
    yield Step(
        day=slate.opened_on,
        order=Order.SLATE,
        place=("theme_slate",),
        who=ADMINISTRATION,
        text=f"puts {len(slate.options)} themes to the Membership: {titles}",
        calls=[_open_theme_slate(year, slate.options, day=slate.opened_on)],
    )
    path = f"/theme-slates/{theme_slate_id(year.year)}"
    yield _read_by_a_member(
        year, slate.consultation, slate.opened_on, API.root + path, "options", len(slate.options), Order.READ
    )
    yield from survey.steps(year, slate=path)
    found = year.determination
    chosen = next((one.title.any() for one in slate.options if one.id == found.option), found.option)
    yield Step(
        day=found.on,
        order=Order.DETERMINATION,
        place=("determination",),
        who=ADMINISTRATION,
        text=f"records what the Membership chose{' in writing' if found.survey else ''}: “{chosen}”. {found.why}",
        calls=[
            API.post(
                f"{path}/determination",
                changes=path,
                conclusive=True,
                option=found.option,
                why=found.why,
                decided_in=found.forum,
                occurred_on=found.on,
            )
        ],
        told=[
            Told(name="ThemeSelected", source="governance", reactions=(reactions.to_theme_selected(year),)),
            *reactions.planned_after(year, message="ThemeSelected"),
        ],
    )


def _open_theme_slate(year: Year, options: list[ThemeOption], *, day: Any) -> Call:
    return API.post(
        "/theme-slates",
        id=theme_slate_id(year.year),
        cycle=cycle_id(year.year),
        consultation=year.theme_slate.consultation,
        options=[{"id": one.id, "title": one.title, "sources": one.suggested_in} for one in options],
        occurred_on=day,
    )


def _format(year: Year) -> Step:
    decided = year.format
    return Step(
        day=decided.decided_on,
        order=Order.FORMAT,
        place=("format",),
        who=ADMINISTRATION,
        text=f"records the format, after consulting the Member States: {decided.format.replace('_', ' ')}",
        calls=[
            API.post(
                f"/cycles/{cycle_id(year.year)}/format",
                changes=f"/cycles/{cycle_id(year.year)}",
                format=decided.format.value,
                consultation=decided.consultation,
                occurred_on=decided.decided_on,
            )
        ],
        told=[
            Told(name="FormatDecided", source="governance", reactions=(reactions.to_format_decided(year),)),
            *reactions.planned_after(year, message="FormatDecided"),
        ],
    )


def _topics(year: Year) -> Iterator[Step]:
    slate, chosen = year.topic_slate, year.selection
    if slate is None or chosen is None:
        return
    path = f"/topic-slates/{topic_slate_id(year.year)}"
    yield Step(
        day=slate.opened_on,
        order=Order.TOPICS,
        place=("topic_slate",),
        who=ADMINISTRATION,
        text=f"puts {len(slate.topics)} topics within the theme to the Membership",
        calls=[
            API.post(
                "/topic-slates",
                id=topic_slate_id(year.year),
                cycle=cycle_id(year.year),
                consultation=slate.consultation,
                topics=[{"id": one.id, "title": one.title, "theme": year.determination.option} for one in slate.topics],
                occurred_on=slate.opened_on,
            )
        ],
    )
    yield _read_by_a_member(
        year, slate.consultation, slate.opened_on, API.root + path, "topics", len(slate.topics), Order.READ_TOPICS
    )
    yield Step(
        day=chosen.on,
        order=Order.SELECTION,
        place=("selection",),
        who=ADMINISTRATION,
        text=f"records the topics that the Membership chose for the two workshops. {chosen.why}",
        calls=[
            API.post(
                f"{path}/selection",
                changes=path,
                workshops=[_choice(one) for one in chosen.workshops],
                why=chosen.why,
                decided_in={"kind": "consultation", "id": chosen.consultation},
                occurred_on=chosen.on,
            )
        ],
        told=[
            Told(
                name="TopicsSelected",
                source="governance",
                reactions=(reactions.to_topics_selected(year, titles_of(chosen.workshops, slate.topics)),),
            ),
            *reactions.planned_after(year, message="TopicsSelected"),
        ],
    )


def _choice(one: Choice) -> dict[str, Any]:
    topics: list[dict[str, Any]] = [{"topic": one.topic}] if one.topic is not None else []
    if one.combination is not None:
        topics.append({"title": one.combination.title, "combined_from": one.combination.combined_from})
    return {"number": one.number, "topics": topics, "title": one.title}


def titles_of(choices: list[Choice], topics: list[Topic]) -> dict[int, str]:
    """The title that each workshop is to bear, by its number."""
    of_topic: dict[str | None, Words] = {topic.id: topic.title for topic in topics}
    titles = {}
    for one in choices:
        title = one.title or (one.combination.title if one.combination else of_topic.get(one.topic))
        titles[one.number] = title.any() if title else ""
    return titles


def _read_by_a_member(year: Year, consultation: str, day: Any, path: str, what: str, count: int, order: Order) -> Step:
    """A delegate who was present reads what is put to the Membership, with a token bound to the body."""
    forum = next((one for one in year.consultations if one.id == consultation), year.consultations[0])
    body = next((one for one in year.bodies if one.id in forum.present), year.bodies[0])

    who = Who(label=body.name.any().removesuffix(" (fictional)"), role=Role.MEMBER, body=body.id)

    def check(services: Services) -> str | None:
        slate = services.read(who, "governance", path)
        seen = len(slate[what]) if slate else 0
        return None if seen == count else f"{who.label} sees {seen} {what} instead of {count}."

    return Step(
        day=day, order=order, place=(), who=who, text=f"reads the slate over the API: {count} {what}", check=check
    )
