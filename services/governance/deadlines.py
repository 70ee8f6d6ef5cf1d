"""What governance does by the clock: the whole of it, in one table."""

from collections.abc import Sequence

from services.governance.queries import surveys_to_close, surveys_to_remind_of
from services.governance.use_cases.surveys import close_on_time, remind_on_time
from shared.runtime.deadlines import Deadline

DEADLINES: Sequence[Deadline] = (
    Deadline(name="reminders of written surveys", due=surveys_to_remind_of, act=remind_on_time),
    Deadline(name="deadlines of written surveys", due=surveys_to_close, act=close_on_time),
)
