"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping
from typing import Any

from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
from shared.persistence.driver import Document

_SEES_DRAFTS = {Role.EDITOR, Role.ADMINISTRATION, Role.AUDITOR}
PUBLISHED = "published"


def sees_drafts(actor: Actor | None) -> bool:
    """Editors, the secretariat and auditors see everything; everybody else what is published (R77)."""
    return actor is not None and actor.role in _SEES_DRAFTS


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


def report_as_published(document: Document) -> Document:
    """A published report as the public may see it: no volume in preparation, nothing that waits for an editor."""
    out = [one for one in document["volumes"] if one["published"]]
    return {**document, "volumes": out, "called_off": None, "volume_due_on": None, "closed_on": None}


def volume_as_published(document: Document) -> Document:
    """A published volume as the public may see it."""
    return {**document, "due_on": None}
