"""Random legal and illegal steps of a year, each judged by the domain and by a small model: the two agree on what is
refused and by which rule, and no sequence of steps makes a year that the rules do not know."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from shared.contracts.facts import YearFormat
from tests.unit.governance.year_machine import HERE, IN_WRITING, ON_THE_THEME, Year
from tests.unit.governance.year_model import INPUT, STATE
from tests.unit.governance.year_steps import SEEN

RULES = {f"R{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 74)}
"""Every rule by which a step of a year is refused."""


def test_every_step_of_a_year_is_done_once_it_is_legal_and_refused_by_each_rule_before() -> None:
    """One story by hand, so that no rule and no step is left to chance."""
    SEEN.clear()
    year = Year()
    year.a_consultation_opens("nobody", True)
    year.a_theme_slate_opens(0, 1, True)
    year.a_theme_slate_opens(0, 2, False)
    for _ in range(2):
        year.a_theme_slate_opens(0, 2, True)
        year.the_theme_slate_is_withdrawn(True)
    year.a_theme_slate_opens(0, 2, True)
    for by_a_body in (False, True):
        year.a_theme_is_proposed(0, by_a_body)
    year.a_survey_is_issued(*ON_THE_THEME, True)
    for conclusive in (True, False):
        year.the_theme_is_found(HERE, conclusive, 0, True)
    for name in ("newcomer", "atlantis"):
        for by_the_administration in (False, True):
            year.a_survey_is_issued(*ON_THE_THEME, by_the_administration)
        year.a_body_answers(0, name)
        year.a_survey_closes(0)
        year.days_pass(15)
        year.a_survey_closes(0)
        year.the_theme_is_found(IN_WRITING, True, 0, False)
        year.the_theme_is_found(IN_WRITING, True, 0, True)
        year.the_theme_is_found(IN_WRITING, False, 0, True)
    year.the_theme_is_corrected(IN_WRITING, 1)
    year.a_topic_slate_opens(0, 3, True)
    year.days_pass(1)
    year.a_consultation_opens("members", True)
    for topics, within in ((2, True), (3, False), (3, True)):
        year.a_topic_slate_opens(0, topics, within)
    for by_a_body in (False, True):
        year.a_topic_is_proposed(0, by_a_body, True)
    for format in (YearFormat.SINGLE_CONFERENCE, YearFormat.TWO_WORKSHOPS):
        year.the_format_is_decided(0, format, True)
        year.topics_are_found(HERE, "two" if format is YearFormat.SINGLE_CONFERENCE else "none", 0)
    for how in ("same", "of one", "unknown", "two"):
        year.topics_are_found(HERE, how, 0)
    for how in ("two", "same", "combined"):
        year.the_topics_are_corrected(HERE, how, 0)
    year.the_format_is_decided(1, YearFormat.SINGLE_CONFERENCE, True)
    year.the_format_is_decided(0, YearFormat.COUNCIL_ONLY, True)
    year.the_year_is_closed(False)
    for reasoned in (True, False):
        year.a_consultation_opens("members", reasoned)
    for handled in (False, True):
        year.a_consultation_closes(0, handled)
    year.the_theme_is_corrected(IN_WRITING, 0)
    year.the_topic_slate_is_withdrawn(True)
    for _ in range(2):
        year.the_observer_becomes_a_member(True)
    for _ in range(3):
        year.the_observer_leaves(True)
        year.days_pass(1)
    year.a_consultation_opens("observers", True)
    year.days_pass(400)
    for waived in (True, False):
        year.the_year_is_closed(waived)
    year.the_domain_is_where_the_model_is()
    year.the_year_is_one_that_the_rules_know()
    assert {what for _, what in SEEN} == {"done", STATE, INPUT, *RULES}
    assert {step for step, what in SEEN if what == "done"} == {step for step, _ in SEEN}


def test_no_steps_make_a_year_that_the_rules_do_not_know() -> None:
    random = settings(
        derandomize=True,
        max_examples=150,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Year, settings=random)
