"""Who may do what: finance drafts, records, pays and closes, approvers approve, the administration asks for
sponsorships and books journeys; nothing is public."""

from typing import Annotated

from shared.domain.act import Role
from shared.http.acting import Command, Reader, acting_as, reading_as

Finance = Annotated[Command, acting_as(Role.FINANCE)]
Approver = Annotated[Command, acting_as(Role.APPROVER)]
Administration = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Readers = Annotated[Reader, reading_as(Role.FINANCE, Role.APPROVER, Role.ADMINISTRATION, Role.AUDITOR)]
