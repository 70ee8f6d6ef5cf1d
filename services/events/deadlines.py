"""What events does by the clock: the whole of it, in one table."""

from collections.abc import Sequence

from services.events.queries import satisfaction_surveys_to_close
from services.events.use_cases.personal import purge_on_time, to_purge
from services.events.use_cases.satisfaction import close_on_time
from shared.runtime.deadlines import Deadline

DEADLINES: Sequence[Deadline] = (
    Deadline(name="time to keep personal data", due=to_purge, act=purge_on_time),
    Deadline(name="deadlines of satisfaction surveys", due=satisfaction_surveys_to_close, act=close_on_time),
)
