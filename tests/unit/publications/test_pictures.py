"""Pictures of publications say in words all that they show."""

from xml.etree import ElementTree

from services.publications.api.pictures import board, domains
from shared.contracts.publications import EditionFormat, Translator
from shared.http.pictures import Chart, drawn
from shared.persistence.unit_of_work import to_document
from tests.unit.publications.sample import ENGLISH, FRENCH, published, report_of, volume_of


def _words(picture: tuple[Chart, str]) -> str:
    """What is to be seen: the words that are for who cannot see it are left out."""
    svg = drawn(picture[0], title="", description="")
    return "".join(ElementTree.fromstring(svg).itertext())


def test_the_board_shows_each_language_and_format_of_each_volume() -> None:
    french = FRENCH.model_copy(update={"formats": (EditionFormat.EPUB,), "translated_by": Translator.MACHINE})
    volume = volume_of(published(report_of()), editions=(ENGLISH, french))
    chart, said = board([to_document(volume)])
    assert "No. 27, EN PDF: official." in said
    assert "No. 27, FR EPUB: not signed." in said
    assert said.count("missing.") == 7
    shown = _words((chart, said))
    assert all(one in shown for one in ("No. 27", "EN PDF", "✓ official", "? not signed", "– missing"))


def test_domains_are_bars_the_longest_first_and_at_most_forty() -> None:
    rows = [{"domain": f"domain-{one:02}", "kind": "policy", "count": one} for one in range(1, 51)]
    chart, said = domains([*rows, {"domain": "domain-50", "kind": "programme", "count": 3}])
    assert "domain-50, programme: 3." in said
    assert "domain-10," not in said
    assert "domain-11," in said
    shown = _words((chart, said))
    assert all(one in shown for one in ("domain-50", "50 policies, 3 programmes", "Effective practices by domain"))


def test_pictures_of_nothing_say_so() -> None:
    assert "There is no volume yet." in _words(board([]))
    assert "No practice" in _words(domains([]))
