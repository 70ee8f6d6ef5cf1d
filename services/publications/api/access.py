"""Who may do what: editors write; everybody reads what is published, staff and auditors also drafts (R77)."""

from typing import Annotated

from shared.domain.act import Role
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as

Editor = Annotated[Command, acting_as(Role.EDITOR)]
Reviewer = Annotated[Command, acting_as(Role.EDITOR, Role.ADMINISTRATION)]
"""Who may be asked what they think of a report."""
Anybody = Annotated[Reader, reading_as(Role.EDITOR, Role.ADMINISTRATION, Role.AUDITOR, PUBLIC)]
Staff = Annotated[Reader, reading_as(Role.EDITOR, Role.ADMINISTRATION, Role.AUDITOR)]
Readers = Annotated[Reader, reading_as(Role.EDITOR, Role.ADMINISTRATION, Role.AUDITOR, Role.MEMBER, PUBLIC)]
"""Of documents: some are for the Membership."""
