"""What requests about both kinds of slate have in common."""

from datetime import date

from pydantic import Field

from services.governance.domain.slate import Finding, Option, SlateState, Source
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, Text
from shared.http.actions import ActedView
from shared.http.schemas import Input


class SourceInput(Input):
    """Where the option was suggested (R5): `consultation`, `idm_session` or `other_forum`. `suggestion` is the recorded
    one, if it was recorded."""

    kind: str = Field(max_length=100, examples=["consultation"])
    reference: Text = Field(max_length=1000, examples=["Informal consultation of October 2016"])
    on: date | None = Field(default=None, examples=["2016-10-11"])
    suggestion: Identifier | None = Field(default=None, examples=["suggestion-2016-14"])

    def meant(self) -> Source:
        return Source(kind=self.kind, reference=self.reference, on=self.on, suggestion=self.suggestion)


class ProposalInput(Input):
    """Who proposes, and where. A member proposes for its own body; the secretariat names the body."""

    body: Identifier | None = Field(default=None, examples=["atlantis"])
    consultation: Identifier | None = Field(
        default=None, description="The one to which the slate was put, if left out", examples=["consultation-2017-1"]
    )
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-01"])


class WithdrawOption(Input):
    body: Identifier | None = Field(default=None, description="For the secretariat: on whose behalf")
    reason: Text = Field(max_length=2000, examples=["Another option says the same."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class WithdrawSlate(Input):
    reason: Text = Field(max_length=2000, examples=["Its options overlap."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class SlateView(ActedView):
    """What both kinds show alike. `findings` are all determinations, the last of which stands."""

    cycle: str
    consultation: str
    opened_on: date
    state: SlateState
    findings: tuple[Finding, ...] = ()
    survey: str | None = Field(default=None, description="The written survey that runs on it")
    replaces_because: str | None = None
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None


REPLACES = Field(
    default=None,
    max_length=2000,
    description="Needed where it replaces a slate that was withdrawn: why; then it may open later than R4 says",
)


def missing_in(options: tuple[Option, ...]) -> dict[str, tuple[Language, ...]]:
    """For each option in which languages its texts are still missing."""
    return {option.id: option.missing_languages for option in options if option.missing_languages}
