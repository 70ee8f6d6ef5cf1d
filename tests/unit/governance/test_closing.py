"""A cycle is closed when every service has said that it can be, or somebody waives it by name and with a reason."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.governance.domain.chain import Chain, Party, WorkshopTold
from services.governance.domain.closing import NOT_READY, NOTHING_TO_WAIVE, Waiver
from services.governance.domain.cycle import Cycle
from shared.contracts.closing import OpenMatter
from shared.contracts.events import (
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.facts import ThemeRef, YearFormat
from shared.contracts.funding import CoverageChanged
from shared.contracts.governance import CycleClosed, Waived
from shared.domain.errors import InvalidInput, WrongState
from tests.unit.governance.closings import close, waiver
from tests.unit.governance.given import (
    DAY,
    cycle,
    decided,
    later_consultation,
    on,
    review,
    text,
    with_theme,
)
from tests.unit.governance.heard import ready, told

OTHERS = (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS)
FIRST = "workshop-2018-1"
TITLE = "“Inclusive and innovative partnerships for effective global governance of migration”"


def _refused(one: Cycle, chain: Chain, *, waivers: Sequence[Waiver] = ()) -> str:
    """The sentence in which it is refused as not ready; nothing is recorded."""
    version = one.version
    with pytest.raises(WrongState) as refused:
        close(one, chain, waivers=waivers)
    assert (refused.value.slug, one.version, one.closed_on) == (NOT_READY, version, None)
    assert refused.value.remedy
    return refused.value.sentence


def test_a_cycle_of_which_every_service_says_so_is_closed() -> None:
    chain = ready(held=(FIRST,)).hear_workshop(told(WorkshopHeld), on=DAY)
    one = decided()
    assert close(one, chain) == CycleClosed(
        cycle="cycle-2018",
        year=2018,
        opened_on=date(2017, 2, 1),
        closed_on=date(2019, 5, 6),
        format=YearFormat.TWO_WORKSHOPS,
        theme=ThemeRef(id="cities", title=text("Theme cities")),
        held=(FIRST,),
    )
    assert (one.closed_on, one.waived) == (date(2019, 5, 6), ())


@pytest.mark.parametrize("party", OTHERS)
def test_a_service_that_said_nothing_is_in_the_way(party: Party) -> None:
    chain = ready().model_copy(update={"reviews": {one: said for one, said in ready().reviews.items() if one != party}})
    assert f"{party.value} has said nothing yet." in _refused(decided(), chain)


@pytest.mark.parametrize("party", OTHERS)
def test_a_service_with_something_open_is_in_the_way_and_its_answer_is_told(party: Party) -> None:
    chain = ready().hear_review(party, review(party, open=("thing-1",)), on=DAY)
    assert _refused(decided(), chain) == (
        f"The cycle 2018 cannot be closed yet. {party.value}: thing-1 is not settled."
    )
    close(decided(), chain.hear_review(party, review(party), on=DAY))


@pytest.mark.parametrize("party", [Party.FUNDING, Party.PUBLICATIONS])
def test_a_service_that_has_not_heard_of_all_that_was_held_is_not_taken_at_its_word(party: Party) -> None:
    chain = ready(held=(FIRST,)).hear_workshop(told(WorkshopHeld), on=DAY)
    behind = chain.hear_review(party, review(party), on=DAY)
    assert f"{party.value}: It has not heard yet that {TITLE} took place." in _refused(decided(), behind)
    close(decided(), chain)


def test_governance_closes_nothing_before_it_has_heard_itself_of_all_that_was_held() -> None:
    behind = ready(held=(FIRST,))
    assert f"governance: It has not heard yet that {FIRST} took place." in _refused(decided(), behind), "no title told"
    close(decided(), behind.hear_workshop(told(WorkshopHeld), on=DAY))


@pytest.mark.parametrize("first", [Party.FUNDING, Party.PUBLICATIONS])
def test_a_workshop_that_one_other_service_alone_knows_to_be_held_is_not_closed_over(first: Party) -> None:
    """Found by a crash schedule: events was waived, and its messages were later than what others made of them."""
    planned = ready().hear_workshop(told(WorkshopScheduled), on=DAY)
    known = planned.hear_review(first, review(first, held=(FIRST,)), on=DAY)
    assert f"governance: It has not heard yet that {TITLE} took place." in _refused(
        decided(), known, waivers=[waiver(Party.EVENTS)]
    )
    year, everybody = decided(), [waiver(party) for party in Party if party is not first]
    closed = close(year, known, waivers=everybody)
    assert closed.held == (FIRST,)
    [workshop] = known.close(on=DAY).workshops
    assert workshop.state == "scheduled", "it was held, and the message that says so is still to come"


def test_an_answer_of_events_that_is_older_than_a_workshop_held_is_not_taken() -> None:
    chain = ready().hear_workshop(told(WorkshopHeld), on=DAY)
    assert f"events: It has not heard yet that {TITLE} took place." in _refused(decided(), chain)


AHEAD: tuple[tuple[WorkshopTold, ...], ...] = (
    (told(WorkshopPlanned),),
    (told(WorkshopPlanned), told(WorkshopScheduled)),
    (told(WorkshopPlanned), told(WorkshopPostponed, workshop=FIRST, schedule=None)),
)


@pytest.mark.parametrize("so_far", AHEAD, ids=lambda one: type(one[-1]).__name__)
def test_an_answer_of_events_that_is_older_than_a_workshop_still_ahead_is_not_taken(
    so_far: tuple[WorkshopTold, ...],
) -> None:
    chain = ready()
    for message in so_far:
        chain = chain.hear_workshop(message, on=DAY)
    sentence = f"The cycle 2018 cannot be closed yet. events: It has not said yet what becomes of {TITLE}."
    assert _refused(decided(), chain) == sentence
    named = chain.hear_review(Party.EVENTS, review(Party.EVENTS, open=(FIRST,)), on=DAY)
    assert _refused(decided(), named) == f"The cycle 2018 cannot be closed yet. events: {FIRST} is not settled."
    close(decided(), chain.hear_workshop(told(WorkshopCancelled, workshop=FIRST), on=DAY))
    close(decided(), chain, waivers=[waiver(Party.EVENTS)])


def test_a_workshop_that_events_says_was_held_is_not_left_out_though_governance_did_not_hear_it_yet() -> None:
    chain = ready(held=(FIRST,)).hear_workshop(told(WorkshopScheduled), on=DAY)
    assert _refused(decided(), chain) == (
        f"The cycle 2018 cannot be closed yet. governance: It has not heard yet that {TITLE} took place."
    )


def test_money_alone_tells_of_no_workshop_that_is_ahead() -> None:
    close(decided(), ready().hear_coverage(told(CoverageChanged), on=DAY))


def _of_one_conference() -> Cycle:
    one = with_theme(cycle())
    forum = later_consultation()
    conference = YearFormat.SINGLE_CONFERENCE
    one.decide_format(format=conference, consultation=forum, deviation_reason=None, act=on("2017-09-01"))
    return one


def test_governance_itself_wants_a_format_a_theme_and_topics_for_two_workshops() -> None:
    matters = [(one.what, one.about) for one in cycle().open_matters()]
    assert matters == [
        ("format-not-decided", "cycle-2018"),
        ("theme-not-decided", "cycle-2018"),
        ("topics-not-selected", "cycle-2018"),
    ]
    assert _refused(cycle(), ready()) == (
        "The cycle 2018 cannot be closed yet. governance: The format of 2018 is not decided. "
        "The theme of 2018 is not decided. The topics of the workshops of 2018 are not selected."
    )
    assert [one.what for one in with_theme(cycle()).open_matters()] == ["format-not-decided", "topics-not-selected"]
    assert list(decided().open_matters()) == []


def test_a_year_without_two_workshops_needs_no_topics() -> None:
    assert list(_of_one_conference().open_matters()) == []
    close(_of_one_conference())
    assert [one.what for one in cycle(2002).open_matters()] == ["format-not-decided", "theme-not-decided"]


def test_every_service_in_the_way_is_named_with_its_first_matters_only() -> None:
    chain = ready().hear_review(Party.EVENTS, review(Party.EVENTS, open=("a", "b", "c", "d", "e")), on=DAY)
    chain = chain.hear_review(Party.FUNDING, review(Party.FUNDING, open=("x", "y", "z")), on=DAY)
    assert _refused(decided(), chain) == (
        "The cycle 2018 cannot be closed yet. events: a is not settled. b is not settled. c is not settled. "
        "And 2 more. funding: x is not settled. y is not settled. z is not settled."
    )


# Waivers


@pytest.mark.parametrize("party", Party)
def test_a_waiver_by_name_and_reason_stands_for_a_service(party: Party) -> None:
    said = review(party, open=("thing-1",)) if party is not Party.GOVERNANCE else None
    chain = ready().hear_review(party, said, on=DAY) if said else ready()
    slugs = tuple(matter.what for matter in (cycle().open_matters() if said is None else said.open))
    one = cycle() if said is None else decided()
    closed = close(one, chain, waivers=[waiver(party, reason=" It is small. ")])
    assert closed.waived == one.waived == (Waived(service=party.value, reason="It is small.", open=slugs),)
    assert "A. Head" not in one.model_dump_json() + closed.model_dump_json()


def test_a_service_that_never_said_anything_is_waived_with_nothing_open() -> None:
    everybody = [waiver(party) for party in (Party.PUBLICATIONS, Party.EVENTS, Party.FUNDING)]
    closed = close(decided(), Chain(id="cycle-2018"), waivers=everybody)
    assert [(one.service, one.open) for one in closed.waived] == [("events", ()), ("funding", ()), ("publications", ())]


def test_a_waiver_for_one_service_leaves_the_others_in_the_way() -> None:
    chain = Chain(id="cycle-2018").hear_review(Party.EVENTS, review(Party.EVENTS), on=DAY)
    sentence = _refused(decided(), chain, waivers=[waiver(Party.FUNDING)])
    assert sentence == "The cycle 2018 cannot be closed yet. publications has said nothing yet."


@pytest.mark.parametrize(
    ("waivers", "saying"),
    [
        ([waiver(Party.FUNDING, by=" ")], "names the person"),
        ([waiver(Party.FUNDING, reason=" ")], "says why"),
        ([waiver(Party.FUNDING), waiver(Party.FUNDING, by="B. Deputy")], "waived twice"),
        ([waiver(Party.FUNDING), waiver(Party.EVENTS)], "nothing to waive: events"),
        ([waiver(Party.FUNDING), waiver(Party.GOVERNANCE)], "nothing to waive: governance"),
    ],
)
def test_a_waiver_without_name_or_reason_or_of_nothing_or_said_twice_is_refused(
    waivers: list[Waiver], saying: str
) -> None:
    chain = ready().hear_review(Party.FUNDING, review(Party.FUNDING, open=("thing-1",)), on=DAY)
    one = decided()
    with pytest.raises(InvalidInput, match=saying):
        close(one, chain, waivers=waivers)
    assert one.closed_on is None


@pytest.mark.parametrize("party", Party)
def test_where_every_service_says_so_there_is_nothing_to_waive(party: Party) -> None:
    one = decided()
    with pytest.raises(WrongState, match="nothing to waive: every service has said") as refused:
        close(one, waivers=[waiver(party)])
    assert (refused.value.slug, one.closed_on) == (NOTHING_TO_WAIVE, None)
    close(one)


def test_open_matters_are_told_as_other_services_tell_theirs() -> None:
    [matter] = [one for one in cycle().open_matters() if one.what == "theme-not-decided"]
    assert matter == OpenMatter(what="theme-not-decided", about="cycle-2018", why="The theme of 2018 is not decided.")
