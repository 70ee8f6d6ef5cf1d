"""Who may do what: finance drafts, records and closes, approvers approve; nothing is public."""

from typing import Annotated

from shared.domain.act import Role
from shared.http.acting import Command, Reader, acting_as, reading_as

Finance = Annotated[Command, acting_as(Role.FINANCE)]
Approver = Annotated[Command, acting_as(Role.APPROVER)]
Readers = Annotated[Reader, reading_as(Role.FINANCE, Role.APPROVER, Role.ADMINISTRATION, Role.AUDITOR)]
