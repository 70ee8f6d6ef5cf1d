from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from shared.domain.act import OccursInTheFuture
from shared.domain.message import Audience, Message
from shared.domain.moment import write_moment
from shared.domain.text import Language, LocalizedText
from tests.sample import ACT, CONTEXT, SampleCycle


def test_g1_version_counts_every_message_and_sequence_only_those_sent() -> None:
    cycle = SampleCycle(id="cycle-2018")
    cycle.open(ACT)
    cycle.rename(ACT, name="new")
    cycle.decide_format(ACT)
    assert [(one.version, one.sequence) for one in cycle.recorded] == [(1, 1), (2, None), (3, 2)]
    assert (cycle.version, cycle.sequence) == (3, 2)


def test_an_aggregate_records_no_message_of_another_type() -> None:
    class Foreign(Message, type="int.iom.idm.governance.Foreign.v1", aggregate="theme_slate", audience=Audience.AUDIT):
        pass

    with pytest.raises(TypeError, match="theme_slate"):
        SampleCycle(id="cycle-2018").record(Foreign(), act=ACT)


def test_a_wire_type_is_a_literal_of_the_class_name() -> None:
    with pytest.raises(TypeError, match="wire type"):

        class Misnamed(Message, type="int.iom.idm.governance.Other.v1", aggregate="cycle", audience=Audience.AUDIT):
            pass


def test_g12_an_act_is_recorded_on_its_day_or_later_never_before() -> None:
    assert CONTEXT.act(date(2026, 3, 1)).occurred_on == date(2026, 3, 1)
    assert CONTEXT.act(date(2017, 1, 1)).recorded_at == CONTEXT.recorded_at
    with pytest.raises(OccursInTheFuture, match="2026-03-02"):
        CONTEXT.act(date(2026, 3, 2))


def test_moments_are_utc_milliseconds_of_fixed_width() -> None:
    paris = timezone(timedelta(hours=1))
    assert write_moment(datetime(2018, 3, 26, 9, 0, 0, 123_999, tzinfo=paris)) == "2018-03-26T08:00:00.123Z"
    assert write_moment(datetime(2018, 3, 26, tzinfo=UTC)) == "2018-03-26T00:00:00.000Z"


def test_a_text_says_something_and_shows_what_is_missing() -> None:
    assert LocalizedText(fr="Thème").missing == (Language.EN, Language.ES)
    for nothing in ({}, {"en": "   "}):
        with pytest.raises(ValidationError):
            LocalizedText.model_validate(nothing)
