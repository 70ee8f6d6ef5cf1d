"""Who may do what: the Administration writes; cycles are public; the rest is for the Membership and auditors."""

from typing import Annotated

from shared.domain.act import Role
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as

Administration = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Membership = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER, Role.AUDITOR)]
Anybody = Annotated[Reader, reading_as(PUBLIC)]
