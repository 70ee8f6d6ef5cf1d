"""Editions, translations and the imprint of a volume (R67, R68, R69)."""

from datetime import date
from functools import partial

import pytest

from services.publications.domain.editions import lacking
from services.publications.domain.imprint import Imprint, check_isbn, check_issn
from services.publications.domain.standing import State
from services.publications.domain.volume import Volume
from shared.contracts.publications import Edition, EditionIdentifier, Translator, VolumePublished
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.sample import ENGLISH, FRENCH, act_on, published, report_of, volume_of

BY_MACHINE = FRENCH.model_copy(update={"translated_by": Translator.MACHINE})
BY_PERSON = FRENCH.model_copy(update={"translated_by": Translator.PERSON})
LATER = date(2018, 9, 3)
REPORT = published(report_of())


def _published(*editions: Edition) -> Volume:
    volume = volume_of(REPORT, editions=editions)
    volume.publish(act_on(), reports={REPORT.workshop: REPORT})
    return volume


def _told(volume: Volume) -> VolumePublished:
    message = volume.recorded[-1].message
    assert isinstance(message, VolumePublished)
    return message


def _lacks(volume: Volume, language: Language) -> list[tuple[str, date | None]]:
    names = ("title", "machine_titles", "editions", "entered_on", "created_on")
    return [(one.what, one.since) for one in lacking(language, **{name: getattr(volume, name) for name in names})]


@pytest.mark.parametrize("translation", [BY_MACHINE, BY_PERSON, FRENCH])
def test_r68_a_translation_by_whomever_or_nobody_named_is_not_official_before_a_person_signs(
    translation: Edition,
) -> None:
    volume = _published(ENGLISH, translation)
    assert [one.official for one in _told(volume).editions] == [True, False]
    assert [one.translated_by for one in _told(volume).editions] == [None, translation.translated_by]
    volume.sign(act_on(LATER), language=Language.FR, reports=(REPORT,))
    assert [one.official for one in _told(volume).editions] == [True, True]
    assert _told(volume).editions[1].translated_by == translation.translated_by
    with pytest.raises(WrongState, match="Nothing of the volume 27 waits"):
        volume.sign(act_on(), language=Language.FR, reports=(REPORT,))


def test_r68_a_signature_stands_for_what_was_signed_and_not_for_what_comes_later() -> None:
    volume = _published(ENGLISH, BY_MACHINE)
    volume.sign(act_on(), language=Language.FR, reports=(REPORT,))
    volume.set_editions(act_on(), editions=(ENGLISH, BY_MACHINE), reports=(REPORT,))
    assert volume.editions[1].official
    other = BY_MACHINE.model_copy(update={"address": "https://idm.example/other"})
    volume.set_editions(act_on(), editions=(ENGLISH, other), reports=(REPORT,))
    assert not volume.editions[1].official


def test_r68_what_was_official_without_a_signature_before_one_was_asked_for_stays_so_until_it_changes() -> None:
    volume = _published(ENGLISH, FRENCH)
    volume.editions = (ENGLISH, FRENCH)  # as a version before stored it
    volume.set_editions(act_on(), editions=(ENGLISH, FRENCH), reports=(REPORT,))
    assert volume.editions[1].official
    volume.set_editions(act_on(), editions=(ENGLISH, BY_PERSON), reports=(REPORT,))
    assert not volume.editions[1].official


def test_r68_what_was_the_original_and_becomes_a_translation_waits_for_a_signature() -> None:
    volume = volume_of(REPORT, editions=(ENGLISH, FRENCH))
    both = LocalizedText(en="Partnerships", fr="Partenariats")
    volume.revise(act_on(), title=both, original_language=Language.EN, reports=(REPORT,))
    assert [one.official for one in volume.editions] == [True, False]
    assert _lacks(volume, Language.FR) == [("signature", date(2018, 5, 2))]
    volume.revise(act_on(LATER), title=both, original_language=Language.FR, reports=(REPORT,))
    assert [one.official for one in volume.editions] == [False, True]
    assert _lacks(volume, Language.EN) == [("signature", LATER)], "since the switch, not since it was entered"
    volume.set_editions(act_on(), editions=(ENGLISH, FRENCH), reports=(REPORT,))
    assert [one.official for one in volume.editions] == [False, True]
    volume.sign(act_on(), language=Language.EN, reports=(REPORT,))
    volume.set_editions(act_on(), editions=(ENGLISH, FRENCH), reports=(REPORT,))
    assert [one.official for one in volume.editions] == [True, True]


def test_r68_no_edition_by_a_machine_becomes_the_original() -> None:
    volume = volume_of(REPORT, editions=(ENGLISH, BY_MACHINE))
    with pytest.raises(RuleBroken, match="edition of the volume 27 in its original language, “fr”") as refused:
        volume.revise(
            act_on(), title=LocalizedText(fr="Partenariats"), original_language=Language.FR, reports=(REPORT,)
        )
    assert refused.value.rule.number == "R68"


def test_r68_a_machines_edition_that_a_version_before_stored_as_the_original_is_not_signed_and_does_not_come_out() -> (
    None
):
    volume = volume_of(REPORT, editions=(ENGLISH, BY_MACHINE))
    volume.original_language = Language.FR  # as a version before let it be switched
    for refused_act in (
        partial(volume.sign, act_on(), language=Language.FR, reports=(REPORT,)),
        partial(volume.publish, act_on(), reports={REPORT.workshop: REPORT}),
    ):
        with pytest.raises(RuleBroken, match="edition of the volume 27 in its original language, “fr”") as refused:
            refused_act()
        assert refused.value.rule.number == "R68"
    assert (volume.state, volume.editions[1].official) == (State.DRAFT, False)
    both = LocalizedText(en="Partnerships", fr="Partenariats")
    volume.revise(act_on(), title=both, original_language=Language.EN, reports=(REPORT,))
    volume.sign(act_on(), language=Language.FR, reports=(REPORT,))
    volume.publish(act_on(), reports={REPORT.workshop: REPORT})
    assert [one.official for one in volume.editions] == [True, True]


def test_r68_no_machine_makes_the_original_or_its_title() -> None:
    volume = volume_of(REPORT)
    with pytest.raises(RuleBroken, match="edition of the volume 27 in its original language, “en”") as refused:
        volume.set_editions(
            act_on(), editions=(ENGLISH.model_copy(update={"translated_by": Translator.MACHINE}),), reports=(REPORT,)
        )
    assert refused.value.rule.number == "R68"
    both = LocalizedText(en="Partnerships", fr="Partenariats")
    given = {"original_language": Language.EN, "reports": (REPORT,)}
    for title, machine in ((both, [Language.EN]), (LocalizedText(fr="Partenariats"), [Language.FR])):
        with pytest.raises(RuleBroken) as refused:
            volume.revise(act_on(), title=title, machine_titles=machine, **given)  # type: ignore[arg-type]
        assert refused.value.rule.number == "R68"
    volume.revise(act_on(), title=both, machine_titles=[Language.FR], **given)  # type: ignore[arg-type]
    assert volume.facts()["title"] == LocalizedText(en="Partnerships")
    volume.sign(act_on(), language=Language.FR, reports=(REPORT,))
    assert volume.facts()["title"] == both


def test_r67_what_each_language_lacks_is_listed_with_since_when() -> None:
    volume = volume_of(REPORT)
    assert _lacks(volume, Language.FR) == [("edition", date(2018, 5, 2)), ("title", date(2018, 5, 2))]
    volume.set_editions(act_on(LATER), editions=(ENGLISH, BY_MACHINE), reports=(REPORT,))
    assert _lacks(volume, Language.EN) == []
    assert _lacks(volume, Language.FR) == [("signature", LATER), ("title", date(2018, 5, 2))]
    volume.sign(act_on(LATER), language=Language.FR, reports=(REPORT,))
    assert _lacks(volume, Language.FR) == [("title", date(2018, 5, 2))]


def test_r69_a_volume_bears_the_notice_of_the_series_in_all_its_languages() -> None:
    notice = _published(ENGLISH, FRENCH).imprint.notice
    assert notice.missing == ()
    assert "non-binding" in (notice.en or "")


def test_r69_a_notice_that_is_not_in_a_language_of_the_volume_is_refused() -> None:
    english_alone = Imprint(notice=LocalizedText(en="Opinions are the authors’."))
    volume = volume_of(REPORT, editions=(ENGLISH, FRENCH))
    volume.set_imprint(act_on(), imprint=english_alone, reports=(REPORT,))
    with pytest.raises(RuleBroken, match="is not in “fr”") as refused:
        volume.publish(act_on(), reports={REPORT.workshop: REPORT})
    assert refused.value.rule.number == "R69"
    out = _published(ENGLISH)
    out.set_imprint(act_on(), imprint=english_alone, reports=(REPORT,))
    with pytest.raises(RuleBroken, match="is not in “fr”"):
        out.set_editions(act_on(), editions=(ENGLISH, FRENCH), reports=(REPORT,))
    french_too = _published(ENGLISH, FRENCH)
    with pytest.raises(RuleBroken, match="is not in “fr”"):
        french_too.set_imprint(act_on(), imprint=english_alone, reports=(REPORT,))


@pytest.mark.parametrize("isbn", ["978-92-9068-743-6", "9789290687436", "978 92 9000 027 3"])
def test_an_isbn_is_thirteen_digits_that_check(isbn: str) -> None:
    check_isbn(isbn)


@pytest.mark.parametrize(
    "isbn", ["978-92-9068-743-4", "978929068743", "92-9068-743-6", "9779290687439", "٩٧٨٩٢٩٠٦٨٧٤٣٦", ""]
)
def test_what_is_no_isbn_is_refused(isbn: str) -> None:
    with pytest.raises(InvalidInput, match="is no ISBN"):
        check_isbn(isbn)


def test_an_issn_is_eight_digits_that_check() -> None:
    for issn in ("1726-2224", "2434-561X"):
        check_issn(issn)
    for wrong in ("1726-2225", "17262224", "1726-222", "1726-222a", ""):
        with pytest.raises(InvalidInput, match="is no ISSN"):
            check_issn(wrong)


def test_an_isbn_stands_for_one_edition_in_one_format() -> None:
    isbn = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6")
    same = isbn.model_copy(update={"value": "9789290687436"})
    editions = (ENGLISH.model_copy(update={"identifiers": (isbn,)}), FRENCH.model_copy(update={"identifiers": (same,)}))
    with pytest.raises(InvalidInput, match="is given twice"):
        volume_of(REPORT, editions=editions)
    volume_of(REPORT, editions=editions[:1])
