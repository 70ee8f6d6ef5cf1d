"""The steps of a making, and how long what tells of them may outlive it."""

from datetime import timedelta

from services.publications.api.book_checks import _LONGEST_SECONDS
from services.publications.api.making import FORGOTTEN_AFTER, LONGEST_TELLING_SECONDS, Step, steps_of
from services.publications.api.turns import LONGEST_WAIT_SECONDS
from shared.contracts.publications import EditionFormat


def test_an_edition_has_the_steps_of_its_formats_in_their_order() -> None:
    assert steps_of([EditionFormat.HTML, EditionFormat.PDF]) == (
        Step.MAKE_HTML,
        Step.MAKE_PDF,
        Step.CHECK_HTML,
        Step.CHECK_PDF,
        Step.CHECK_ONIX,
        Step.KEEP,
    )
    assert steps_of([EditionFormat.EPUB])[0] is Step.WAIT_FOR_TURN
    assert set(steps_of(EditionFormat)) == set(Step)


def test_a_making_is_not_forgotten_within_a_step_and_telling_of_it_costs_no_answer() -> None:
    assert timedelta(seconds=2 * _LONGEST_SECONDS) < FORGOTTEN_AFTER
    # It is told no more after the first failure; what was told is taken out at the end.
    assert LONGEST_WAIT_SECONDS + _LONGEST_SECONDS + 2 * LONGEST_TELLING_SECONDS < 60
