"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping
from typing import Any

from services.publications.domain.document import Access
from services.publications.domain.report import Report
from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import from_document

_SEES_DRAFTS = {Role.EDITOR, Role.ADMINISTRATION, Role.AUDITOR}
PUBLISHED = "published"


def sees_drafts(actor: Actor | None) -> bool:
    """Editors, the secretariat and auditors see everything; everybody else what is published (R77)."""
    return actor is not None and actor.role in _SEES_DRAFTS


def sees_who_waived(actor: Actor | None) -> bool:
    """Whether the caller sees the name of who waived a rule for a report."""
    return actor is not None and actor.role in {Role.ADMINISTRATION, Role.AUDITOR}


def criteria(actor: Actor | None, *, state: str | None, **wanted: str | None) -> Mapping[str, Any]:
    """The filter of a list of reports or volumes, as far as the caller may see."""
    where: dict[str, Any] = {field: value for field, value in wanted.items() if value is not None}
    if sees_drafts(actor):
        return where if state is None else {**where, "state": state}
    return {**where, "state": {"$in": [PUBLISHED] if state in (None, PUBLISHED) else []}}


def visible(document: Document, *, kind: str, to: Actor | None) -> Document:
    """The document. Raises ``NotFound`` for what is not published and not the caller's to see (R77)."""
    if not sees_drafts(to) and document["state"] != PUBLISHED:
        raise NotFound(kind, document["_id"])
    return document


def document_criteria(actor: Actor | None, **wanted: str | None) -> Mapping[str, Any]:
    """The filter of a list of documents, as far as the caller may see: what is published for such readers."""
    where = {field.replace("__", "."): value for field, value in wanted.items() if value is not None}
    return where if sees_drafts(actor) else {"$and": [where, {"state": PUBLISHED, "about.access": _readable(actor)}]}


def readable(document: Document, *, to: Actor | None) -> Document:
    """The document. Raises ``NotFound`` for one that is not published for readers like the caller (R77)."""
    shown = document["state"] == PUBLISHED and document["about"]["access"] in _readable(to)["$in"]
    if not sees_drafts(to) and not shown:
        raise NotFound("document", document["_id"])
    return document


def _readable(actor: Actor | None) -> dict[str, list[str]]:
    membership = actor is not None and actor.role is Role.MEMBER
    return {"$in": [Access.PUBLIC.value, Access.MEMBERSHIP.value] if membership else [Access.PUBLIC.value]}


def report_as_published(document: Document) -> Document:
    """A published report as the public may see it (R30, R77): no volume in preparation, nothing that waits for an
    editor, nothing that was said of it before it came out; that a rule was waived for it, and not why."""
    out = [one for one in document["volumes"] if one["published"]]
    silent = from_document(Report, document, whole=False).silent_sessions
    sections = [{**one, "text": None} if one["session"] in silent else one for one in document["sections"]]
    waived = [{**one, "reason": None} for one in document.get("waived", ())]
    hidden = {"called_off": None, "volume_due_on": None, "closed_on": None, "story_to_remove": False, "taken_back": ()}
    return {
        **document,
        **hidden,
        "sections": sections,
        "volumes": out,
        "waived": waived,
        "reviewers": (),
        "decisions": (),
        "comments": (),
    }


def volume_as_published(document: Document) -> Document:
    """A published volume as the public may see it: no title that a machine made and nobody signed for (R68)."""
    machine = document.get("machine_titles", ())
    title = {language: None if language in machine else text for language, text in document["title"].items()}
    marks = {"stories_to_remove": (), "taken_back_in": (), "outdated": (), "machine_titles": ()}
    return {**document, **marks, "due_on": None, "title": title}


def document_as_published(document: Document) -> Document:
    """A published document as its readers see it: the version on the page alone."""
    shown = [version for version in document["versions"] if version["number"] == document["current"]]
    return {**document, "versions": shown, "upload": None}
