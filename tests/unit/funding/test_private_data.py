from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from services.funding.domain.sponsorship import RETENTION, Sponsorship
from services.funding.domain.terms import Ending, PrivateField
from shared.domain.errors import WrongState
from shared.persistence.private_fields import FieldNotReadable, PrivateFields
from tests.unit.funding.sample import act_on
from tests.unit.funding.travelling import (
    AFTER,
    DEPARTURE,
    approve,
    booked,
    claim,
    paying,
    quoted,
    requested,
    requesting,
)

PASSPORT, BANK = PrivateField.PASSPORT, PrivateField.BANK
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def _settled() -> Sponsorship:
    sponsorship = booked()
    sponsorship.keep_private(requesting(), fields=[BANK])
    sponsorship.keep_private(requesting(), fields=[PASSPORT])
    claim(sponsorship)
    sponsorship.settle(paying(AFTER), ticket=None, write_off=None, late=False)
    return sponsorship


def test_r77_what_is_private_is_kept_until_the_settlement_and_the_retention_are_over() -> None:
    sponsorship = _settled()
    assert sponsorship.private == (PASSPORT, BANK)
    assert sponsorship.purge_from() == AFTER + RETENTION == AFTER + timedelta(days=90)
    sponsorship.note_reading(paying(), field=BANK)
    with pytest.raises(WrongState, match="is over"):
        sponsorship.keep_private(requesting(), fields=[BANK])
    sponsorship.purge(act_on(AFTER + RETENTION))
    assert not sponsorship.private
    assert sponsorship.purge_from() is None
    with pytest.raises(WrongState, match="No bank data"):
        sponsorship.note_reading(paying(), field=BANK)
    with pytest.raises(WrongState, match="deleted on 2018-07-03"):
        claim(sponsorship)


def test_r77_nothing_is_purged_while_somebody_may_still_be_paid() -> None:
    for sponsorship in (booked(), claim(booked())):
        sponsorship.keep_private(requesting(), fields=[BANK])
        assert sponsorship.purge_from() is None
    released = requested()
    released.keep_private(requesting(), fields=[PASSPORT])
    released.end(requesting(), ending=Ending.VISA_REFUSED)
    assert released.purge_from() is not None


def test_r77_what_nobody_decided_on_is_forgotten_after_its_days() -> None:
    sponsorship = quoted()
    assert sponsorship.purge_from() is None
    sponsorship.keep_private(requesting(), fields=[BANK])
    assert sponsorship.purge_from() == DEPARTURE + RETENTION
    sponsorship.purge(act_on(DEPARTURE + RETENTION))
    with pytest.raises(WrongState, match="deleted on 2018-06-26"):
        approve(sponsorship)


def test_r77_readings_are_in_the_log_and_say_nothing() -> None:
    sponsorship = _settled()
    sponsorship.note_reading(paying(), field=BANK)
    last = sponsorship.recorded[-1]
    assert (type(last.message).__name__, last.message.model_dump(mode="json")) == ("PrivateDataRead", {"field": "bank"})
    assert last.act.actor.subject == paying().actor.subject


def test_a_new_key_encrypts_and_the_old_one_still_reads() -> None:
    before = PrivateFields([OLD]).close("CH93 0076", place="journey-1/bank")
    both = PrivateFields([NEW, OLD])
    assert both.open(before, place="journey-1/bank") == "CH93 0076"
    after = both.close("CH93 0076", place="journey-1/bank")
    assert PrivateFields([NEW]).open(after, place="journey-1/bank") == "CH93 0076"
    for keys, kept in (([NEW], before), ([OLD], after)):
        with pytest.raises(FieldNotReadable, match="no key opens journey-1/bank"):
            PrivateFields(keys).open(kept, place="journey-1/bank")
    assert "0076" not in before + after
    assert before != PrivateFields([OLD]).close("CH93 0076", place="journey-1/bank"), "equal texts do not look alike"


def test_r77_what_an_older_key_closed_is_renewed_and_then_read_without_it() -> None:
    before, both = PrivateFields([OLD]).close("CH93 0076", place="journey-1/bank"), PrivateFields([NEW, OLD])
    renewed = both.renew(before, place="journey-1/bank")
    assert PrivateFields([NEW]).open(renewed, place="journey-1/bank") == "CH93 0076"
    assert both.renew(renewed, place="journey-1/bank") == renewed, "once"
    for keys, place in (([NEW], "journey-1/bank"), ([NEW, OLD], "journey-2/bank")):
        with pytest.raises(FieldNotReadable):
            PrivateFields(keys).renew(before, place=place)


def test_what_is_moved_to_another_traveller_is_not_read_there() -> None:
    private = PrivateFields([OLD])
    kept = private.close("CH93 0076", place="journey-1/bank")
    with pytest.raises(FieldNotReadable, match="belongs elsewhere"):
        private.open(kept, place="journey-2/bank")
    with pytest.raises(FieldNotReadable):
        private.open(kept[:-4] + "AAA=", place="journey-1/bank")


@pytest.mark.parametrize("keys", [[], ["short"], [OLD, "no key at all"]])
def test_a_key_that_is_none_is_refused_and_not_told(keys: list[str]) -> None:
    with pytest.raises(ValueError, match=r"key") as refused:
        PrivateFields(keys)
    assert not any(key in str(refused.value) for key in keys)
