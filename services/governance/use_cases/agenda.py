"""What is put on the agenda of the next consultation (R17, R43), and what waits until there is one.

What waits is one document. Scheduling a consultation writes it too, and so does placing an item: of two that come at
once, the later one is done again on what the earlier one left.
"""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.agenda import AgendaItem
from services.governance.domain.consultation import Consultation, ConsultationState
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork

WAITING = "agenda_waiting"
_NEXT = "next"
_MOST_SCHEDULED = 100


async def waiting_items(unit: UnitOfWork) -> list[AgendaItem]:
    document = await unit.find_document(WAITING, _NEXT)
    return [AgendaItem.model_validate(one) for one in document["items"]] if document else []


async def place_on_next(
    unit: UnitOfWork, items: Sequence[AgendaItem], *, act: Act, happened_on: date | None = None
) -> None:
    """On the agenda of the next consultation by date that is scheduled, or kept until one is. Next after the day on
    which it ``happened``, which is that of the act where nothing else is said."""
    if not items:
        return
    scheduled = await unit.query(
        Consultation.collection,
        {
            "state": ConsultationState.SCHEDULED.value,
            "planned_on": {"$gte": (happened_on or act.occurred_on).isoformat()},
        },
        limit=_MOST_SCHEDULED,
    )
    waiting = await waiting_items(unit)
    following = min(scheduled, key=lambda one: (one["planned_on"], one["_id"]), default=None)
    if following is None:
        known = {item.id for item in waiting}
        _keep(unit, [*waiting, *(item for item in items if item.id not in known)])
        return
    consultation = await unit.load(Consultation, following["_id"])
    for item in items:
        consultation.place(item, act=act)
    unit.save(consultation)
    _keep(unit, waiting)


async def take_waiting(unit: UnitOfWork, consultation: Consultation, *, act: Act) -> None:
    """A consultation was scheduled: it takes what has waited since its day or before."""
    waiting = await waiting_items(unit)
    taken = [item for item in waiting if _has_waited_by(item, consultation.planned_on)]
    for item in taken:
        consultation.place(item, act=act)
    _keep(unit, [item for item in waiting if item not in taken])


def _has_waited_by(item: AgendaItem, day: date) -> bool:
    return item.since is None or item.since <= day


def _keep(unit: UnitOfWork, items: Sequence[AgendaItem]) -> None:
    unit.put_document(WAITING, _NEXT, {"items": [item.model_dump(mode="json") for item in items]})
