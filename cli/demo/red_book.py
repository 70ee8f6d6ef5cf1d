"""The end of a demonstration: a Red Book in three languages, made of the year's report, checked, published, harvested.

It is made once the year is closed and told, as late volumes are; its files are left in a folder for whoever watches.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from cli.demo.aftermath import RedBook
from cli.demo.client import EDITOR, PUBLIC, Answer, Api, Call, Services
from cli.demo.failing import DemoFailed
from cli.demo.gatherings import NAMES, counted, workshop_id
from shared.domain.text import Language

_API = Api("publications")
OUTPUT = Path("demo-output")


def make_red_book(book: RedBook, year: int, services: Services, console: Console, *, folder: Path) -> None:
    """Raises :class:`DemoFailed` for a file that did not pass its check, and for a record that no harvest has."""
    folder.mkdir(parents=True, exist_ok=True)
    path = f"/volumes/{book.id}"
    console.print(f"\n[bold]A Red Book on {NAMES[book.workshop]}[/], made of its report and left in {folder}/")
    volume = _done(
        services,
        _API.post(
            "/volumes",
            id=book.id,
            title=book.title,
            original_language=book.original_language,
            workshops=[workshop_id(book.workshop, year)],
            occurred_on=book.prepared_on,
        ),
    )
    for language in Language:
        translated = None if language is book.original_language else "person"
        with console.status(f"making the edition in {language.upper()} and having it checked …"):
            call = _API.post(
                f"{path}/editions/{language}",
                changes=path,
                formats=book.formats,
                translated_by=translated,
                occurred_on=book.prepared_on,
            )
            volume = _done(services, call)
        [made] = [one for one in volume["made"] if one["language"] == language]
        for line in _verdicts(made, language):
            console.print(line, soft_wrap=True)
        if translated:
            signature = _API.post(f"{path}/languages/{language}/signature", changes=path, occurred_on=book.prepared_on)
            _done(services, signature)
    # What did not pass is refused here, by the service and not by this program.
    _done(services, _API.post(f"{path}/publication", changes=path, occurred_on=book.published_on))
    number = volume["number"]
    for made in volume["made"]:
        for file in made["files"]:
            name = f"red-book-{number}-{made['language']}.{file['format']}"
            (folder / name).write_bytes(_file(services, f"{path}/editions/{made['language']}?format={file['format']}"))
    record = f"catalogue-{book.id}"
    (folder / f"red-book-{number}.onix.xml").write_bytes(_file(services, f"/catalogue/{record}/export?format=onix"))
    harvested = _harvest(services)
    (folder / "catalogue.xml").write_text("\n".join(harvested.values()) + "\n", encoding="utf-8")
    if not any(identifier.endswith(record) for identifier in harvested):
        raise DemoFailed(
            f"A harvest of the catalogue does not have {record}: it has {', '.join(harvested) or 'nothing'}."
        )
    files = ", ".join(sorted(one.name for one in folder.iterdir()))
    console.print(f"Red Book No. {number} is out; Sickle harvested {len(harvested)} of the catalogue by OAI-PMH.")
    console.print(f"[dim]{folder}: {files}[/]", soft_wrap=True)
    for line in _bank(services):
        console.print(line, soft_wrap=True)


def _verdicts(made: Mapping[str, Any], language: Language) -> Iterator[str]:
    checked = [
        (f"{file['format'].upper()}, {file['size_bytes'] / 1000:.0f} kB", verdict)
        for file in made["files"]
        for verdict in file["verdicts"]
    ]
    for what, verdict in [*checked, ("ONIX of the volume", made["onix"])]:
        said = "; ".join(verdict["findings"]) or "nothing found"
        mark = "[green]✓ passed[/]" if verdict["passed"] else "[bold red]✗ did not pass[/]"
        yield f"  {language.upper()} {what}: {mark} {verdict['checker']}: {said}"
    yield f"  {language.upper()} text: {counted(made['untranslated'], 'passage')} untranslated"


def _bank(services: Services) -> Iterator[str]:
    """What anybody finds in the bank of practices, and how many of each."""
    found = json.loads(_file(services, "/bank?limit=1"))
    yield f"The bank of practices has {counted(found['total'], 'entry', 'entries')}, which anybody may search:"
    for name, facet in (("region", "region"), ("country", "country"), ("policy domain", "domains")):
        each = ", ".join(f"{one['value']} {one['count']}" for one in found["facets"][facet])
        yield f"  by {name}: {each or 'none'}"


def _done(services: Services, call: Call) -> Any:
    answer: Answer = services.call(EDITOR, call)
    if not answer.accepted:
        raise DemoFailed(f"{call.service} refused {call.method} {call.path}: {answer.sentence}")
    return answer.body


def _file(services: Services, path: str) -> bytes:
    """As the public downloads it."""
    return services.fetch(PUBLIC, _API.service, _API.root + path)


def _harvest(services: Services) -> dict[str, str]:
    """Every record of the catalogue by its identifier, as a harvester that nobody here wrote gets it."""
    from sickle import Sickle  # a tenth of a second, for this alone

    found = Sickle(f"{services.addresses[_API.service]}{_API.root}/oai").ListRecords(metadataPrefix="oai_dc")
    return {record.header.identifier: record.raw for record in found}
