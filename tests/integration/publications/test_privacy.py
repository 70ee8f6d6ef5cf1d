"""What the public sees of publications (R77): every address without a token, before anything is published and after."""

from functools import partial
from urllib.parse import urlencode

import pytest

from services.publications.api import book_checks
from services.publications.domain.made import Verdict
from tests.integration.publications.flow import FIRST, SECOND, tell
from tests.integration.publications.planted import (
    AFTERWARDS,
    FOURTH,
    IN_PREPARATION,
    PUBLISHED,
    THIRD,
    plant,
    publish,
    speaks,
)
from tests.support.api import Api
from tests.support.walk import PRIVATE, SHOWN, TOLD, Known, made_up, not_planted, private, shown, walk

_RECORDS = {"catalogue-volume-1": 200, "catalogue-volume-2": 404, "catalogue-volume-3": 200}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_HARVEST = [
    {"verb": "Identify"},
    {"verb": "ListSets"},
    {"verb": "ListMetadataFormats"},
    {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "year-2018"},
    {"verb": "none-such"},
    *(
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:localhost:{record}"}
        for record in _RECORDS
    ),
]


def _known(*, published: bool, told: bool = True) -> Known:
    """What there is, and which of it is out. ``told``: the files may be handed out, for they tell no story that was
    taken back."""
    out, files = 200 if published else 404, 200 if published and told else 404
    gone = 410 if published else 404  # in between it was out, and was taken back
    points = ("message", "lesson", "practice")
    return Known(
        things={
            "report": {
                f"report-{FIRST}": out,
                f"report-{SECOND}": 404,
                f"report-{THIRD}": 404,
                f"report-{FOURTH}": out,
            },
            "volume": {"volume-1": out, "volume-2": 404, "volume-3": 404},
            "language": {"en": files, "fr": files, "es": 404},
            "record": {record: min(404, max(out, status)) for record, status in _RECORDS.items()},
            "entry": {
                **{f"report-{FIRST}.{point}-one": out for point in points},
                **{f"report-{SECOND}.{point}-again": gone for point in points},
            },
            "document": {"paper": out, "members": 404, "internal": 404, "later": 404, "of-volume": 404, "off": 404},
            "number": {"1": 200, "2": 404},
            "year": {"2018": 200, "2017": 404},
            "type": {"int.iom.idm.publications.VolumePublished.v1": 200, "none-such": 404},
        },
        queries={
            "cycle": ("cycle-2018",),
            "workshop": (FIRST, SECOND, THIRD),
            "volume": ("volume-1", "volume-2"),
            "language": ("en",),
            "year": ("2018",),
            "theme": ("none-such",),
            "country": ("PH",),
            "region": ("asia",),
            "domain": (shown("domain"),),
            "q": ("here", "says"),
        },
        asked={"harvest": [urlencode(one) for one in _HARVEST]},
        sent={"harvestByPost": [(_FORM, urlencode(one).encode(), 200) for one in _HARVEST]},
        otherwise={"/volumes/volume-1/editions/fr?format=epub": 404, "/volumes/volume-1/editions/fr?format=html": 404},
    )


async def test_r77_the_public_sees_what_is_published_and_nothing_else(
    publications: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What EPUBCheck says of an EPUB takes seconds, and is tested with the books.
    monkeypatch.setattr(book_checks, "check_epub", lambda _: Verdict(checker="not here", passed=True))
    monkeypatch.setattr(publications, "call", partial(publications.call, subject=private("account")))
    await plant(publications)
    walked = await walk(publications, _known(published=False))
    assert walked.with_mark(PRIVATE) == walked.with_mark(SHOWN) == []

    await publish(publications)
    assert await not_planted(publications, IN_PREPARATION | AFTERWARDS) == set()
    walked = await walk(publications, _known(published=True))
    assert walked.with_mark(PRIVATE) == []
    assert await made_up(publications, _known(published=True)) == {"none-such", "2017", "catalogue-volume-2"}
    # Partners were told where the withdrawn volume was, when it was there.
    assert all(one.startswith(TOLD) for one in walked.with_mark(shown("gone")))
    assert {word for word in PUBLISHED if not walked.with_mark(shown(word))} == set()

    # The speaker takes the story back: no page and no file has it any more (R30).
    await tell(publications, speaks(withdrawn=True))
    walked = await walk(publications, _known(published=True, told=False))
    assert walked.with_mark(PRIVATE) == walked.with_mark(shown("story")) == []
    assert walked.with_mark(shown("section"))
