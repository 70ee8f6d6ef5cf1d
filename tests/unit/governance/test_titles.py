import pytest

from services.governance.domain.titles import same_title
from shared.domain.text import LocalizedText
from tests.unit.governance.given import text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Réfugiés", "RE\u0301FUGIE\u0301S"),
        ("Straße", "STRASSE"),
        ("Όδος", "ΌΔΟΣ"),
        ("مدن شاملة", "\u200fمدن\u00a0شاملة\u200f"),
        ("مدن شاملة", "مُدُن شامِلَة"),
        ("مدن", "مـــدن"),
        ("Migration policy", "Migration pol\u00adi\u200bcy\ufeff"),
        ("ＩＤＭ", "idm"),
    ],
)
def test_r73_titles_that_read_the_same_are_the_same_in_any_script(one: str, other: str) -> None:
    assert same_title(text(one), text(other))
    assert same_title(text(other), text(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cote", "Côté"),
        ("año", "ano"),
        ("мир", "мiр"),
        ("سلام", "سلم"),
        ("移民", "移住"),
        ("हिंदी", "हदी"),
    ],
)
def test_r73_titles_that_read_otherwise_are_not(one: str, other: str) -> None:
    """An accent that makes another word, another letter, a vowel sign of a script that never leaves them out."""
    assert not same_title(text(one), text(other))


def test_r73_titles_are_compared_in_one_language() -> None:
    assert not same_title(LocalizedText(en="Migration"), LocalizedText(fr="Migration"))
    assert same_title(LocalizedText(en="A", fr="Migration"), LocalizedText(en="B", fr="migration"))
