"""What stood on a day, made again from rows of the log."""

from datetime import date

from services.governance.domain.decisions_on import Logged, decisions_on
from services.governance.domain.slate_log import ThemeFoundInconclusive
from shared.contracts.governance import CycleClosed, CycleOpened, FormatDecided, ThemeSelected, TopicsSelected
from shared.domain.act import Role
from shared.domain.message import Message
from tests.unit.governance.heard import told

NEVER = date(2030, 1, 1)


def row(message: Message, *, occurred: str, recorded: str | None = None, number: int = 1) -> Logged:
    return Logged(
        resource="cycle-2018",
        version=number,
        message=f"row-{number}",
        occurred_on=date.fromisoformat(occurred),
        recorded_on=date.fromisoformat(recorded or occurred),
        by=Role.ADMINISTRATION,
        type=message.message_type,
        data=message.model_dump(mode="json"),
    )


LOG = (
    row(told(CycleOpened), occurred="2017-02-01"),
    row(
        ThemeFoundInconclusive(slate="slate-1", cycle="cycle-2018", forum="consultation-1", why="Two wishes."),
        occurred="2017-03-01",
        number=2,
    ),
    row(told(ThemeSelected), occurred="2017-04-01", recorded="2017-06-15", number=3),
    row(told(FormatDecided, format="two_workshops"), occurred="2017-05-01", number=4),
    row(told(FormatDecided, format="single_conference"), occurred="2017-08-01", number=5),
    row(told(TopicsSelected), occurred="2017-09-01", number=6),
    row(told(CycleClosed, closed_on="2019-05-06"), occurred="2019-05-06", number=7),
)


def test_r76_a_decision_holds_from_its_day_on_and_not_before() -> None:
    before, since = (decisions_on("cycle-2018", LOG, on=date(2017, 4, n), known_on=NEVER).theme for n in (0 + 1, 2))
    assert decisions_on("cycle-2018", LOG, on=date(2017, 3, 31), known_on=NEVER).theme is None
    assert before == since
    assert before is not None
    assert (before.on_record.occurred_on, before.on_record.recorded_on) == (date(2017, 4, 1), date(2017, 6, 15))


def test_r76_what_was_recorded_later_could_not_be_known() -> None:
    def theme(known_on: str) -> object:
        return decisions_on("cycle-2018", LOG, on=date(2017, 5, 1), known_on=date.fromisoformat(known_on)).theme

    assert theme("2017-06-14") is None
    assert theme("2017-06-15") is not None


def test_of_two_decisions_on_one_matter_the_later_one_stands_whatever_order_the_rows_come_in() -> None:
    for log in (LOG, LOG[::-1]):
        formats = [
            decisions_on("cycle-2018", log, on=date.fromisoformat(day), known_on=NEVER).format
            for day in ("2017-04-30", "2017-05-01", "2017-07-31", "2017-08-01")
        ]
        assert [one and one.decision.format.value for one in formats] == [
            None,
            "two_workshops",
            "two_workshops",
            "single_conference",
        ]


def test_that_it_was_not_conclusive_stays_on_record_after_the_theme_was_chosen() -> None:
    later = decisions_on("cycle-2018", LOG, on=NEVER, known_on=NEVER)
    assert [one.finding.why for one in later.found_inconclusive] == ["Two wishes."]
    assert (later.opened_on, later.closed_on) == (told(CycleOpened).opened_on, date(2019, 5, 6))
    assert later.topics is not None


def test_before_anything_happened_nothing_is_said() -> None:
    nothing = decisions_on("cycle-2018", LOG, on=date(2016, 1, 1), known_on=NEVER)
    assert (nothing.opened_on, nothing.format, nothing.theme, nothing.topics, nothing.closed_on) == (None,) * 5
