"""With whom a gathering is held (R70)."""

import pytest

from services.events.domain.partners import matching
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.errors import AlreadyExists, NotFound, RuleBroken, WrongState
from shared.domain.text import LocalizedText
from tests.unit.events.sample import act_on, workshop_of

TITLE = LocalizedText(en="Towards effective migration governance: partnerships for capacity development")
THEME = ThemeRef(id="theme-1", title=LocalizedText(en="Cities", fr="Les réfugiés"))
TOPIC = TopicRef(id="topic-4", title=LocalizedText(es="Datos sobre migración"))


@pytest.mark.parametrize("tag", ["Capacity development", "cities", "REFUGIES", "datos", "topic-4", "governance"])
def test_r70_expertise_in_title_theme_or_topic_fits(tag: str) -> None:
    assert matching(["cooking", tag], title=TITLE, theme=THEME, topics=[TOPIC]) == (tag,)


@pytest.mark.parametrize("tags", [[], ["cooking"], ["capacity building"], [" "], ["topic-5"], ["citie"]])
def test_r70_without_expertise_that_fits_it_is_refused(tags: list[str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        matching(tags, title=TITLE, theme=THEME, topics=[TOPIC])
    assert refused.value.rule.number == "R70"


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
