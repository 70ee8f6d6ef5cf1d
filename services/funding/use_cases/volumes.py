"""Volumes that publications tell of, for the reports to donors: which one came of a workshop."""

from collections.abc import Sequence
from datetime import date

from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork

VOLUMES = "volumes"
"""What was told last of each volume."""


async def note_volume(
    unit: UnitOfWork,
    *,
    volume: str,
    series_number: int,
    title: LocalizedText,
    workshops: Sequence[str],
    published_on: date | None,
) -> None:
    """``published_on`` is absent once it is withdrawn."""
    unit.put_document(
        VOLUMES,
        volume,
        {
            "series_number": series_number,
            "title": title.model_dump(mode="json"),
            "workshops": list(workshops),
            "published_on": published_on.isoformat() if published_on else None,
        },
    )
