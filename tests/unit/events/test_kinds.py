import pytest

from services.events.domain.kinds import KINDS, CouncilSessionRule, MigrantsVoice, kind_of
from shared.contracts.events import WorkshopKind
from shared.domain.errors import RuleBroken


@pytest.mark.parametrize("kind", list(WorkshopKind))
def test_r23_every_kind_of_the_brochure_is_known_and_has_its_rules(kind: WorkshopKind) -> None:
    assert kind_of(kind.value) is kind
    assert KINDS[kind].name


@pytest.mark.parametrize("word", ["webinar", "", "Intersessional_Workshop", "council_session_topic"])
def test_r23_another_kind_is_refused(word: str) -> None:
    with pytest.raises(RuleBroken, match=f"“{word}” is not a kind of workshop") as refused:
        kind_of(word)
    assert refused.value.rule.number == "R23"
    assert "expert_seminar" in refused.value.remedy


def test_the_table_says_what_binds_each_kind() -> None:
    counted = {kind for kind, rules in KINDS.items() if rules.counted}
    assert counted == {WorkshopKind.INTERSESSIONAL_WORKSHOP, WorkshopKind.HIGH_LEVEL_CONFERENCE}
    required = {kind for kind, rules in KINDS.items() if rules.migrants_voice is MigrantsVoice.REQUIRED}
    assert required == {WorkshopKind.INTERSESSIONAL_WORKSHOP}
    inside = {kind for kind, rules in KINDS.items() if rules.council_session is CouncilSessionRule.INSIDE}
    assert inside == {WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP}
