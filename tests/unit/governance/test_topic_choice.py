import pytest

from services.governance.domain.topic_choice import Combination, PlainTopic, WorkshopChoice, judge
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.text import LocalizedText
from tests.unit.governance.given import assert_refused, text

SLATE = {one: text(f"Topic {one}") for one in "abcd"}
A, B, C = (PlainTopic(topic=one) for one in "abc")


def _combined(id: str = "mix", *sources: str, title: str = "A mix") -> Combination:
    return Combination(id=id, title=text(title), combined_from=sources)


def _workshop(number: int, *topics: PlainTopic | Combination, title: str | None = None) -> WorkshopChoice:
    return WorkshopChoice(number=number, topics=topics, title=text(title) if title else None)


def test_r13_two_distinct_topics_one_for_each_workshop() -> None:
    first, second = judge([_workshop(2, B, title="Own title"), _workshop(1, A)], slate=SLATE)
    assert (first.number, first.title, first.topics[0].id) == (1, text("Topic a"), "a")
    assert (second.number, second.title, second.topics[0].id) == (2, text("Own title"), "b")


def test_r13_a_combination_beside_a_plain_topic() -> None:
    first, second = judge([_workshop(1, _combined("mix", "a", "b")), _workshop(2, C)], slate=SLATE)
    assert (first.title, first.topics[0].combined_from) == (text("A mix"), ("a", "b"))
    assert second.topics[0].combined_from == ()


def test_r13_one_combination_for_both_workshops_and_two_combinations() -> None:
    one = _combined("mix", "a", "b", "c", "d")
    judge([_workshop(1, one), _workshop(2, one, title="Part two")], slate=SLATE)
    judge(
        [_workshop(1, _combined("ab", "a", "b")), _workshop(2, _combined("cd", "c", "d", title="C and D"))],
        slate=SLATE,
    )


@pytest.mark.parametrize(
    ("workshops", "saying"),
    [
        ([_workshop(1, A), _workshop(2, A, title="Part two")], "Both workshops would have the one topic"),
        ([_workshop(1, A, B), _workshop(2, C)], "Workshop 1 would have 2 topics"),
        ([_workshop(1, A), _workshop(2)], "Workshop 2 would have 0 topics"),
        ([_workshop(1, A)], "numbered 1 and 2"),
        ([_workshop(1, A), _workshop(1, B)], "numbered 1 and 2"),
        ([_workshop(1, A), _workshop(2, B), _workshop(3, C)], "numbered 1 and 2"),
        ([_workshop(0, A), _workshop(1, B)], "numbered 1 and 2"),
        ([], "numbered 1 and 2"),
        ([_workshop(1, A), _workshop(2, PlainTopic(topic="z"))], "“z” is not on this slate"),
        ([_workshop(1, A), _workshop(2, _combined("mix", "b"))], "fewer than two distinct topics"),
        ([_workshop(1, A), _workshop(2, _combined("mix", "b", "b"))], "fewer than two distinct topics"),
        ([_workshop(1, A), _workshop(2, _combined("mix"))], "fewer than two distinct topics"),
        ([_workshop(1, A), _workshop(2, _combined("mix", "b", "z"))], "“z” is not on this slate"),
    ],
)
def test_r13_anything_else_is_refused(workshops: list[WorkshopChoice], saying: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        judge(workshops, slate=SLATE)
    assert_refused(refused, rule="R13", saying=saying)


def test_a_combination_bears_an_identifier_of_its_own_and_one_meaning() -> None:
    with pytest.raises(InvalidInput, match="identifier of a topic of the slate"):
        judge([_workshop(1, _combined("c", "a", "b")), _workshop(2, C)], slate=SLATE)
    with pytest.raises(InvalidInput, match="two different titles or sources"):
        judge(
            [_workshop(1, _combined("mix", "a", "b")), _workshop(2, _combined("mix", "a", "c"), title="Part two")],
            slate=SLATE,
        )


def test_r73_the_two_workshops_bear_different_titles() -> None:
    one = _combined("mix", "a", "b")
    for workshops in (
        [_workshop(1, one), _workshop(2, one)],
        [_workshop(1, A, title="Migration"), _workshop(2, B, title="MIGRATION")],
        [_workshop(1, A, title="Société"), _workshop(2, B, title="Socie\u0301te\u0301")],
        [_workshop(1, A, title="الهجرة والمدن"), _workshop(2, B, title="الهجرة  والمدن")],
    ):
        with pytest.raises(RuleBroken) as refused:
            judge(workshops, slate=SLATE)
        assert_refused(refused, rule="R73", saying="Both workshops would bear the title")


def test_r73_titles_that_read_otherwise_are_apart() -> None:
    judge([_workshop(1, A, title="المدن"), _workshop(2, B, title="المدينة")], slate=SLATE)
    judge([_workshop(1, A, title="Societe"), _workshop(2, B, title="Société")], slate=SLATE)


def test_r73_titles_are_compared_language_by_language() -> None:
    french, english = LocalizedText(fr="Migration"), LocalizedText(en="Migration")
    judge(
        [
            WorkshopChoice(number=1, topics=(A,), title=french),
            WorkshopChoice(number=2, topics=(B,), title=english),
        ],
        slate=SLATE,
    )
