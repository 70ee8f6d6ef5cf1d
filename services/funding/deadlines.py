"""What funding does by the clock: the whole of it, in one table."""

from collections.abc import Sequence

from services.funding.queries import travellers_to_forget
from services.funding.use_cases.private_data import purge_when_due
from shared.runtime.deadlines import Deadline

DEADLINES: Sequence[Deadline] = (
    Deadline(name="passport and bank data that nobody needs", due=travellers_to_forget, act=purge_when_due),
)
