"""Audit messages of a migrant speaker's voice: recorded, never sent. Accounts and identifiers, no names, no notes."""

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class VoiceEntered(Message, type="int.iom.idm.events.VoiceEntered.v1", aggregate="voice", audience=Audience.AUDIT):
    """A migrant speaker was invited: from now on consents can be recorded."""

    workshop: Identifier
    session: Identifier


class CareNoteWritten(
    Message, type="int.iom.idm.events.CareNoteWritten.v1", aggregate="voice", audience=Audience.AUDIT
):
    """That it was written, and which accounts may read it; never what it says."""

    readers: tuple[str, ...]


class CareNoteErased(Message, type="int.iom.idm.events.CareNoteErased.v1", aggregate="voice", audience=Audience.AUDIT):
    pass
