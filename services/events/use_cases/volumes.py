"""Volumes that contain the reports of workshops: what publications tells of them."""

from datetime import date

from services.events.domain.gated import VolumeRef
from services.events.domain.workshop import Workshop
from shared.contracts.publications import VolumeFacts
from shared.persistence.unit_of_work import UnitOfWork


async def note_volume(unit: UnitOfWork, told: VolumeFacts, *, on: date, withdrawn: bool) -> None:
    """Each workshop it covers knows of it. Of a workshop that is not known here, such as one of the past, nothing is
    kept: the catalogue has it."""
    act = unit.act(min(on, unit.context.recorded_at.date()))
    volume = VolumeRef(
        volume=told.volume,
        series_number=told.series_number,
        address=next((edition.address for edition in told.editions), None),
        withdrawn=withdrawn,
    )
    for covered in told.workshops:
        workshop = await unit.find(Workshop, covered.workshop)
        if workshop is not None and workshop.note_volume(act, volume=volume):
            unit.save(workshop)
