"""With whom a gathering is held (R70)."""

from datetime import date, timedelta

import pytest

from services.events.domain.gathering import State
from services.events.domain.partners import AgreementKind, Partner, PartnerAgreement, fits, matching, ranked
from services.events.domain.workshop import Workshop
from shared.contracts.events import WorkshopHeld
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.text import LocalizedText
from tests.unit.events.sample import HEADS, SPEAKERS, act_on, with_voice, workshop_of

LAST_DAY = date(2018, 3, 27)

TITLE = LocalizedText(en="Towards effective migration governance: partnerships for capacity development")
THEME = ThemeRef(id="theme-1", title=LocalizedText(en="Cities", fr="Les réfugiés"))
TOPIC = TopicRef(id="topic-4", title=LocalizedText(es="Datos sobre migración"))


def _held_with(workshop: Workshop, *named: str) -> WorkshopHeld:
    workshop.record_attendance(act_on(LAST_DAY), participants=HEADS, speakers=SPEAKERS)
    workshop.hold(
        act_on(LAST_DAY),
        languages_interpreted=(),
        partners=named,
        public_documents=(),
        departure_by=None,
        departure_reason=None,
    )
    message = workshop.recorded[-1].message
    assert isinstance(message, WorkshopHeld)
    return message


@pytest.mark.parametrize("tag", ["cities", "REFUGIES", "datos", "topic-4"])
def test_r70_expertise_in_theme_or_topic_fits(tag: str) -> None:
    assert matching(["cooking", tag], title=TITLE, theme=THEME, topics=[TOPIC]) == (tag,)


@pytest.mark.parametrize("tag", ["Capacity development", "governance"])
def test_r70_a_word_of_the_title_is_enough_only_where_there_is_neither_theme_nor_topic(tag: str) -> None:
    assert matching(["cooking", tag], title=TITLE, theme=None, topics=[]) == (tag,)
    assert matching(["datos", tag], title=TITLE, theme=None, topics=[TOPIC]) == ("datos", tag)
    for theme, topics in ((THEME, []), (None, [TOPIC])):
        with pytest.raises(RuleBroken, match="None of its expertise") as refused:
            matching(["cooking", tag], title=TITLE, theme=theme, topics=topics)
        assert refused.value.remedy == (
            "Name expertise in the words of the theme or a topic, or the identifier of one of them."
        )
    with pytest.raises(RuleBroken) as refused:
        matching(["cooking"], title=TITLE, theme=None, topics=[])
    assert refused.value.remedy == "Name expertise in the words of the title."


@pytest.mark.parametrize("tags", [[], ["cooking"], ["capacity building"], [" "], ["topic-5"], ["citie"]])
def test_r70_without_expertise_that_fits_it_is_refused(tags: list[str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        matching(tags, title=TITLE, theme=THEME, topics=[TOPIC])
    assert (refused.value.rule.number, refused.value.rule.lifted_by) == ("R70", None)


def test_r70_a_score_says_which_tag_stands_where_and_what_it_counts() -> None:
    found = fits(
        ["refugies", "Datos", "governance", "TOPIC-4", "cooking", "Governance"],
        title=TITLE,
        theme=THEME,
        topics=[TOPIC],
    )
    assert [(fit.points, fit.because) for fit in found] == [
        (3, "“refugies” stands in the theme “Les réfugiés” (fr): 3 points."),
        (2, "“Datos” stands in the topic “Datos sobre migración” (es): 2 points."),
        (1, f"“governance” stands in the title “{TITLE.en}” (en): 1 point."),
        (2, "“TOPIC-4” is the topic “Datos sobre migración”: 2 points."),
        (0, "“cooking” stands in no theme, topic or title of it: no points."),
    ]


def test_r70_partners_are_ranked_by_score_and_those_of_none_are_left_out() -> None:
    def known(id: str, name: str, *expertise: str) -> Partner:
        return Partner(id=id, name=name, expertise=expertise, matches=())

    found = ranked(
        [
            ("w-1", known("a", "A bakery", "cooking")),
            ("w-1", known("b", "B agency", "datos")),
            ("w-2", known("c", "C university", "cities", "cooking")),
            ("w-3", known("other", "c University", "governance", "Cities")),
            ("w-9", known("d", "D partner of this one", "cooking")),
            ("w-1", known("e", "E institute", "governance")),
        ],
        workshop="w-9",
        title=TITLE,
        theme=THEME,
        topics=[TOPIC],
    )
    assert [(one.name, one.score, one.here, one.partner_of) for one in found] == [
        ("C university", 4, False, ("w-2", "w-3")),
        ("B agency", 2, False, ("w-1",)),
        ("E institute", 1, False, ("w-1",)),
        ("D partner of this one", 0, True, ("w-9",)),
    ]
    assert found[0].because.startswith("2 of 3 tags of its expertise fit, for 4 in all: ")
    said = " The title alone is not enough: R70 asks for the theme or a topic."
    assert [one.because.endswith(said) for one in found] == [False, False, True, False]


@pytest.mark.parametrize("named", [(), ("a UNIVERSITY",)])
def test_r71_a_gathering_is_held_without_a_partner_or_with_those_that_were_entered(named: tuple[str, ...]) -> None:
    workshop = with_voice(workshop_of(), published=True)
    if named:
        workshop.add_partner(act_on(), id="p-1", name="A University", expertise=["workshop"])
    assert list(_held_with(workshop, *named).partners) == ["A University"][: len(named)]


def test_r70_who_is_named_on_the_day_and_was_not_entered_is_no_partner() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.add_partner(act_on(), id="p-1", name="A University", expertise=["workshop"])
    with pytest.raises(RuleBroken, match="these names: “A bakery”, “A shop”") as refused:
        _held_with(workshop, "A University", "A bakery", "A shop", "A bakery")
    assert refused.value.rule.number == "R70"
    assert workshop.state is not State.HELD


def test_a_partner_is_added_once_and_removed_until_it_is_over() -> None:
    workshop = workshop_of()
    workshop.add_partner(act_on(), id="p-1", name="A University", expertise=["workshop", "cooking"])
    assert workshop.partners[0].matches == ("workshop",)
    for id, name in (("p-1", "Another"), ("p-2", "a university")):
        with pytest.raises(AlreadyExists):
            workshop.add_partner(act_on(), id=id, name=name, expertise=["workshop"])
    with pytest.raises(NotFound):
        workshop.remove_partner(act_on(), partner="p-9")
    workshop.remove_partner(act_on(), partner="p-1")
    assert workshop.partners == ()
    workshop.cancel(act_on(), reason="No venue.")
    with pytest.raises(WrongState):
        workshop.add_partner(act_on(), id="p-1", name="A University", expertise=["workshop"])


def test_an_agreement_is_recorded_with_its_partner_once_it_is_signed() -> None:
    workshop, act = workshop_of(), act_on()
    today = act.recorded_at.date()
    signed = PartnerAgreement(kind=AgreementKind.CONTRACT, signed_on=today, reference="C-14")
    later = signed.model_copy(update={"signed_on": today + timedelta(days=1)})
    with pytest.raises(InvalidInput, match="after today"):
        workshop.add_partner(act, id="p-1", name="A University", expertise=["workshop"], agreement=later)
    workshop.add_partner(act, id="p-1", name="A University", expertise=["workshop"], agreement=signed)
    workshop.add_partner(act, id="p-2", name="An agency", expertise=["workshop"])
    assert [one.agreement for one in workshop.partners] == [signed, None]
    assert [row.message.model_dump(mode="json")["agreement"] for row in workshop.recorded[-2:]] == [
        {"kind": "contract", "signed_on": today.isoformat(), "reference": "C-14"},
        None,
    ]


def test_a_partner_that_was_kept_before_agreements_were_has_none() -> None:
    kept = {"id": "p-1", "name": "A University", "expertise": ["workshop"], "matches": ["workshop"]}
    assert Partner.model_validate(kept).agreement is None
