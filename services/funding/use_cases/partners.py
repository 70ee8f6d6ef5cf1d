"""The partners of a gathering that was held, as events tell them, for the reports to donors: with whom it was held."""

from collections.abc import Sequence

from shared.persistence.unit_of_work import UnitOfWork

PARTNERS = "workshop_partners"
"""By workshop, what was told last. They are organizations, never persons."""


async def note_partners(unit: UnitOfWork, *, workshop: str, partners: Sequence[str]) -> None:
    """Without any there is no document; none is left of those that were told before."""
    known = await unit.find_document(PARTNERS, workshop)
    if partners or known is not None:
        unit.put_document(PARTNERS, workshop, {"partners": list(partners)})
