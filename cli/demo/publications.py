"""The sections of a file that publications is told, as steps: reports on workshops, volumes of the Red Book."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.demo import following
from cli.demo.aftermath import Report, Volume
from cli.demo.client import EDITOR, Api, Call
from cli.demo.fields import Day, Which, Words
from cli.demo.gatherings import NAMES, counted, workshop_id
from cli.demo.reading import Place
from cli.demo.refusals import ReportWithoutLesson
from cli.demo.schema import Year
from cli.demo.steps import Order, Step, Told, attempt, attempts

API = Api("publications")


def steps(year: Year) -> Iterator[Step]:
    """In the file’s order; their days put them in the year’s."""
    for place, refusal in attempts(year, ReportWithoutLesson):
        yield from _without_lesson(refusal, year, place)
    for number, report in enumerate(year.reports):
        yield from _report(report, year, ("reports", number))
    for number, volume in enumerate(year.volumes):
        yield from _volume(volume, year, ("volumes", number))


def _without_lesson(refusal: ReportWithoutLesson, year: Year, place: Place) -> Iterator[Step]:
    """Reviewed and cleared all the same: that somebody read it through does not lift the rule."""
    name, path = NAMES[refusal.workshop], _path(refusal.workshop, year)
    whole = next(one for one in year.reports if one.workshop is refusal.workshop)
    yield Step(
        day=refusal.on,
        order=Order.INCOMPLETE_REPORT,
        place=place,
        who=EDITOR,
        text=f"writes the report on {name} without a lesson learned, and clears it",
        calls=[
            _write(whole.model_copy(update={"lessons_learned": ()}), path, on=refusal.on),
            API.post(f"{path}/review", changes=path, occurred_on=refusal.on),
            API.post(f"{path}/clearance", changes=path, occurred_on=refusal.on),
        ],
    )
    yield attempt(
        refusal,
        place,
        order=Order.REFUSED_REPORT,
        who=EDITOR,
        text="tries to publish it",
        call=API.post(f"{path}/publication", changes=path, occurred_on=refusal.on),
    )


def _report(report: Report, year: Year, place: Place) -> Iterator[Step]:
    name, path = NAMES[report.workshop], _path(report.workshop, year)
    said = ", ".join(
        (
            counted(len(report.key_messages), "key message"),
            counted(len(report.lessons_learned), "lesson learned", "lessons learned"),
            counted(len(report.effective_practices), "effective practice"),
        )
    )
    yield Step(
        day=report.written_on,
        order=Order.REPORT_WRITTEN,
        place=place,
        who=EDITOR,
        text=f"writes the report on {name}, and sends it to review: {said}",
        calls=[
            _write(report, path, on=report.written_on),
            API.post(f"{path}/review", changes=path, occurred_on=report.written_on),
        ],
    )
    for on, order, field, done in (
        (report.cleared_on, Order.REPORT_CLEARED, "clearance", "clears"),
        (report.published_on, Order.REPORT_PUBLISHED, "publication", "publishes"),
    ):
        if on is not None:
            yield Step(
                day=on,
                order=order,
                place=(*place, "cleared_on" if field == "clearance" else "published_on"),
                who=EDITOR,
                text=f"{done} the report on {name}",
                calls=[API.post(f"{path}/{field}", changes=path, occurred_on=on)],
            )


def _write(report: Report, path: str, *, on: Day) -> Call:
    return API.put(
        f"{path}/content",
        changes=path,
        sections=[{"session": session, "text": text} for session, text in report.sections.items()],
        key_messages=_points(report.key_messages),
        lessons_learned=_points(report.lessons_learned),
        effective_practices=report.effective_practices,
        occurred_on=on,
    )


def _points(texts: Sequence[Words]) -> list[Mapping[str, Any]]:
    return [{"text": text} for text in texts]


def _volume(volume: Volume, year: Year, place: Place) -> Iterator[Step]:
    path = f"/volumes/{volume.id}"
    names = " and ".join(NAMES[one] for one in volume.workshops)
    called = f"Red Book {volume.number}" if volume.number is not None else "the next Red Book"
    languages = ", ".join(edition.language.value.upper() for edition in volume.editions)
    calls = [
        API.post(
            "/volumes",
            id=volume.id,
            number=volume.number,
            title=volume.title,
            original_language=volume.original_language,
            workshops=[workshop_id(one, year.year) for one in volume.workshops],
            occurred_on=volume.prepared_on,
        )
    ]
    if volume.editions:
        calls.append(
            API.put(
                f"{path}/editions",
                changes=path,
                place=(*place, "editions"),
                editions=volume.editions,
                occurred_on=volume.prepared_on,
            )
        )
    translations = [one.language for one in volume.editions if one.language is not volume.original_language]
    calls += [
        API.post(f"{path}/languages/{one}/signature", changes=path, occurred_on=volume.prepared_on)
        for one in translations
    ]
    signed = ", ".join(one.upper() for one in translations)
    yield Step(
        day=volume.prepared_on,
        order=Order.VOLUME_PREPARED,
        place=place,
        who=EDITOR,
        text=f"prepares {called} on {names}"
        + (f", in {languages}" if languages else "")
        + (f", and signs for the translation into {signed}" if signed else ""),
        calls=calls,
    )
    if volume.published_on is not None:
        yield Step(
            day=volume.published_on,
            order=Order.VOLUME_PUBLISHED,
            place=(*place, "published_on"),
            who=EDITOR,
            text=f"publishes {called}: “{volume.title.any()}”",
            calls=[API.post(f"{path}/publication", changes=path, occurred_on=volume.published_on)],
            told=[Told(name="VolumePublished", source="publications", reactions=following.a_volume(volume.id, year))],
        )


def _path(which: Which, year: Year) -> str:
    return f"/reports/report-{workshop_id(which, year.year)}"
