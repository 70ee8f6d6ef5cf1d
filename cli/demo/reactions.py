"""What events does by itself when governance’s decisions reach it, and how its API shows that it did."""

from collections.abc import Mapping
from typing import Any

from cli.demo import following
from cli.demo.client import PUBLIC, Services
from cli.demo.fields import Which
from cli.demo.gatherings import workshop_id
from cli.demo.schema import Year
from cli.demo.steps import Reaction, Told
from shared.contracts.facts import YearFormat

ROOT = "/events/v1"


def to_cycle_opened(year: Year) -> tuple[Reaction, ...]:
    """Each service begins to keep what is open in the year."""

    def question(services: Services) -> str | None:
        return None if _calendar(services, year) else f"events has no calendar of {year.year}"

    calendar = Reaction(service="events", effect=f"opens its calendar of {year.year}", question=question)
    return (calendar, *(following.an_account_of_the_cycle(service, year) for service in ("funding", "publications")))


def to_theme_selected(year: Year) -> Reaction:
    """The Council IDM session; in a conference year whose format is known by then, the conference too."""
    chosen = year.determination.option

    def question(services: Services) -> str | None:
        if ((_calendar(services, year) or {}).get("theme") or {}).get("id") != chosen:
            return f"events does not know the theme of {year.year}"
        return _not_planned(services, year, expected)

    expected = (Which.COUNCIL_IDM_SESSION, *_conference(year, format_known=True))
    planned = " and the conference" if len(expected) > 1 else ""
    return Reaction(service="events", effect=f"plans the Council IDM session{planned}", question=question)


def to_format_decided(year: Year) -> Reaction:
    """The calendar's format; in a conference year whose theme is known by then, the conference too."""
    wanted = year.format.format.value

    def question(services: Services) -> str | None:
        if (_calendar(services, year) or {}).get("format") != wanted:
            return f"events does not know the format of {year.year}"
        return _not_planned(services, year, expected)

    expected = _conference(year, format_known=False)
    planned = " and plans the conference" if expected else ""
    return Reaction(service="events", effect=f"notes the format{planned}", question=question)


def to_topics_selected(year: Year, titles: Mapping[int, str]) -> Reaction:
    """Both workshops, with the titles that follow from the selection."""
    expected = {
        workshop_id(which, year.year): titles[number]
        for number, which in ((1, Which.FIRST_WORKSHOP), (2, Which.SECOND_WORKSHOP))
        if number in titles
    }

    def question(services: Services) -> str | None:
        for identifier, title in expected.items():
            workshop = services.read(PUBLIC, "events", f"{ROOT}/workshops/{identifier}")
            if workshop is None:
                return f"events shows no {identifier}"
            if title not in workshop["title"].values():
                return f"{identifier} bears another title: “{workshop['title'].get('en')}”"
        return None

    return Reaction(service="events", effect="plans the two workshops", question=question)


def planned_after(year: Year, *, message: str) -> list[Told]:
    """The messages that events sends in turn, and what funding does on each."""
    planned = {
        "ThemeSelected": (Which.COUNCIL_IDM_SESSION, *_conference(year, format_known=True)),
        "FormatDecided": _conference(year, format_known=False),
        "TopicsSelected": (Which.FIRST_WORKSHOP, Which.SECOND_WORKSHOP),
    }[message]
    return [
        Told(name="WorkshopPlanned", source="events", reactions=following.a_workshop_planned(which, year))
        for which in planned
    ]


def _conference(year: Year, *, format_known: bool) -> tuple[Which, ...]:
    """The conference is planned by the later of theme and format; of one day, the theme is told first."""
    if year.format.format is not YearFormat.SINGLE_CONFERENCE:
        return ()
    return (Which.CONFERENCE,) if (year.format.decided_on < year.determination.on) is format_known else ()


def _not_planned(services: Services, year: Year, expected: tuple[Which, ...]) -> str | None:
    for which in expected:
        identifier = workshop_id(which, year.year)
        if services.read(PUBLIC, "events", f"{ROOT}/workshops/{identifier}") is None:
            return f"events shows no {identifier}"
    return None


def _calendar(services: Services, year: Year) -> dict[str, Any] | None:
    found: dict[str, Any] | None = services.read(PUBLIC, "events", f"{ROOT}/calendars/{year.year}")
    return found
