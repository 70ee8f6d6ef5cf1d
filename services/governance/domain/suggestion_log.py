"""What the log keeps of suggestions: that there is one; its words are in the suggestion."""

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class SuggestionRecorded(
    Message, type="int.iom.idm.governance.SuggestionRecorded.v1", aggregate="suggestion", audience=Audience.AUDIT
):
    suggestion: Identifier
    about: str
    said_in: str
    cycle: Identifier | None = None


class SuggestionAnswered(
    Message, type="int.iom.idm.governance.SuggestionAnswered.v1", aggregate="suggestion", audience=Audience.AUDIT
):
    suggestion: Identifier
