"""What is done with bodies."""

from services.governance.domain.body import Body
from services.governance.use_cases.identity import identity
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


async def register_body(
    unit: UnitOfWork, *, id: str | None, name: LocalizedText, type: str, country: str | None
) -> Body:
    """Enter a body of the Membership (R1)."""
    body = Body.register(id=identity(id), name=name, type=type, country=country, act=unit.act())
    await unit.add(body)
    return body
