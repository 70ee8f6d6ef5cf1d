"""An import of participants: one file of one workshop, entered in parts until all of it is.

Its identifier follows from the file and the workshop. So the same file sent again is the same import: it goes on where
it stopped, and what was entered is not entered twice. It was judged whole when it was started, and is not judged again:
what changes meanwhile, such as the type of a body or the mode of the workshop, would stop it half-way.
"""

import hashlib
from typing import Self

from services.events.domain.group import GroupReason
from services.events.domain.registration_log import ParticipantsEntered, ParticipantsImportStarted
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import Identifier


def import_id(workshop: str, content: bytes) -> str:
    digest = hashlib.sha256(workshop.encode() + b"\0" + content).hexdigest()
    return f"participants-{digest}"


class ParticipantImport(Aggregate, type="participant_import", collection="participant_imports"):
    workshop: Identifier
    lines: int
    group_reason: GroupReason | None = None
    """Why people in the file are of another group than their body, as it was said when the file was judged (R31)."""
    entered: int = 0

    @classmethod
    def start(cls, act: Act, *, id: str, workshop: str, lines: int, group_reason: GroupReason | None) -> Self:
        one = cls(id=id, workshop=workshop, lines=lines, group_reason=group_reason)
        one.record(ParticipantsImportStarted(workshop=workshop, lines=lines), act=act)
        return one

    @property
    def done(self) -> bool:
        return self.entered >= self.lines

    def enter(self, act: Act, *, many: int) -> None:
        """The next ``many`` lines are entered, in the same transaction as their registrations."""
        self.entered += many
        self.record(ParticipantsEntered(entered=self.entered), act=act)
