"""What events tells: workshops from their planning to the day they were held."""

from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, Field

from shared.contracts.closing import CycleReview
from shared.contracts.facts import Fact, ThemeRef, ToldText, TopicRef
from shared.contracts.history import EntryCell
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.moment import Moment
from shared.domain.money import Money
from shared.domain.text import Language


class WorkshopKind(StrEnum):
    """The kinds of gathering (R23)."""

    COUNCIL_IDM_SESSION = "council_idm_session"
    COUNCIL_SESSION_WORKSHOP = "council_session_workshop"
    INTERSESSIONAL_WORKSHOP = "intersessional_workshop"
    HIGH_LEVEL_CONFERENCE = "high_level_conference"
    EXPERT_SEMINAR = "expert_seminar"


class Mode(StrEnum):
    IN_PERSON = "in_person"
    HYBRID = "hybrid"
    ONLINE = "online"


class StakeholderGroup(StrEnum):
    """Who comes (F5, F33, F34)."""

    GOVERNMENT = "government"
    INTERGOVERNMENTAL_ORGANIZATION = "intergovernmental_organization"
    CIVIL_SOCIETY = "civil_society"
    PRIVATE_SECTOR = "private_sector"
    ACADEMIA = "academia"
    MIGRANT = "migrant"
    OTHER = "other"


class Presence(StrEnum):
    """Where somebody was on the day: in the room, or with it from elsewhere."""

    ROOM = "room"
    REMOTE = "remote"


class SessionKind(StrEnum):
    PLENARY = "plenary"
    PANEL = "panel"
    WORKING_GROUP = "working_group"
    MIGRANTS_VOICE = "migrants_voice"
    OTHER = "other"


class Venue(Fact):
    """``country``: ISO 3166-1 alpha-2."""

    name: str
    city: str
    country: str


class WorkshopFacts(Message):
    """What a workshop is about, whatever happens to it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    workshop: Identifier
    cycle: Identifier
    kind: WorkshopKind
    number: int | None = None
    """1 first, 2 second; absent for what is not counted (R24)."""
    title: ToldText
    theme: ThemeRef | None = None
    topics: tuple[TopicRef, ...] = ()


class Schedule(Fact):
    """When and where. Moments are UTC; ``zone`` is the venue's IANA time zone; ``capacity`` counts seats."""

    start: Moment
    end: Moment
    zone: str
    mode: Mode
    venue: Venue | None = None
    """Absent for an online workshop."""
    capacity: int
    languages: tuple[Language, ...]


class WorkshopPlanned(
    WorkshopFacts, type="int.iom.idm.events.WorkshopPlanned.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """A gathering of the cycle is planned, from the Membership's decision or by hand."""


class WorkshopScheduled(
    WorkshopFacts, type="int.iom.idm.events.WorkshopScheduled.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """Dates and place are set."""

    schedule: Schedule


class WorkshopPostponed(
    Message, type="int.iom.idm.events.WorkshopPostponed.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """Put off. It keeps its cycle; ``schedule`` is absent when no new date is known yet."""

    workshop: Identifier
    cycle: Identifier
    reason: str
    schedule: Schedule | None = None


class WorkshopCancelled(
    Message, type="int.iom.idm.events.WorkshopCancelled.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """Called off for good. Its place in the year is free again (R24)."""

    workshop: Identifier
    cycle: Identifier
    reason: str


class SessionFacts(Fact):
    id: Identifier
    title: ToldText
    kind: SessionKind
    start: Moment
    end: Moment
    languages: tuple[Language, ...]
    room: str | None = None
    """Absent for the main room."""
    speakers_by_group: dict[StakeholderGroup, int] = Field(
        default_factory=dict, exclude_if=lambda by_group: not by_group
    )
    """Of a workshop that was held: how many persons were confirmed to speak in the session, moderators too; numbers
    alone, never who. Left out where nobody was, and before it was held."""


class AxisShares(Fact):
    """Shares between 0 and 1 on the three axes of balance (R34): each value of an axis with its share.

    A country may be of origin, transit and destination at once, so migration roles may add up to more than 1.
    """

    development: dict[str, float] = Field(default_factory=dict)
    migration_role: dict[str, float] = Field(default_factory=dict)
    region: dict[str, float] = Field(default_factory=dict)


class Shares(Fact):
    """``government`` is between 0 and 1 (R33); absent when there was nobody to count."""

    government: float | None = None
    axes: AxisShares | None = None
    """Absent when no countries were recorded."""


class BalanceReview(Fact):
    """How the balance was read when somebody signed its review (R34), and by which versions of the tables (R35)."""

    signed_on: date
    versions: dict[str, str]
    participants: Shares
    speakers: Shares


class ProgrammeConfirmed(
    Message, type="int.iom.idm.events.ProgrammeConfirmed.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """The programme is published (R27). Counts, no names: speakers are persons (invariant 10)."""

    workshop: Identifier
    cycle: Identifier
    sessions: tuple[SessionFacts, ...]
    speakers_by_group: dict[StakeholderGroup, int]
    migrants_voice_sessions: tuple[Identifier, ...]
    version: int | None = None
    """1 for the first publication, one more with each that follows; absent in older messages."""
    balance: BalanceReview | None = None
    """Absent where there is no review: the Council's own gatherings, or one that was waived by name."""


class MigrantsVoiceConfirmed(
    Message, type="int.iom.idm.events.MigrantsVoiceConfirmed.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """The workshop now has a Migrant's Voice session with a confirmed migrant speaker (R27)."""

    workshop: Identifier
    cycle: Identifier
    session: Identifier


class MigrantsVoiceWithdrawn(
    Message, type="int.iom.idm.events.MigrantsVoiceWithdrawn.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """The last one is gone (R28). ``programme_unpublished`` is false when there was none to un-publish,
    or within the last seven days before the start, when the programme stays up and is flagged."""

    workshop: Identifier
    cycle: Identifier
    session: Identifier
    programme_unpublished: bool


class Headcount(Fact):
    """Heads by stakeholder group, and by type of body for those who came for a body; ``by_presence`` where it was
    noted who was in the room and who was there remotely."""

    by_group: dict[StakeholderGroup, int]
    by_body_type: dict[str, int] = Field(default_factory=dict)
    by_presence: dict[Presence, int] = Field(default_factory=dict)


class PublicDocument(Fact):
    title: ToldText
    language: Language
    address: str


class WorkshopHeld(
    WorkshopFacts, type="int.iom.idm.events.WorkshopHeld.v1", aggregate="workshop", audience=Audience.PUBLIC
):
    """The workshop took place (R27, R39), with who came and in which languages it was interpreted."""

    schedule: Schedule
    held_on: date
    """The last day of the workshop, in the venue's time zone."""
    participants: Headcount
    speakers: Headcount
    participant_shares: Shares
    speaker_shares: Shares
    sessions: tuple[SessionFacts, ...]
    languages_interpreted: tuple[Language, ...]
    partners: tuple[str, ...] = ()
    public_documents: tuple[PublicDocument, ...] = ()
    migrants_voice_departure: str | None = None
    """The head of the secretariat's reason when, on the day, there was no Migrant's Voice at all."""


class ConsentUse(StrEnum):
    """What a migrant speaker may say yes to, each by itself (R30)."""

    SESSION = "session"
    """To speak in the session, or to have the story read out or shown there."""
    STORY = "story"
    """That the story stands in the report."""
    NAME = "name"
    PICTURE = "picture"


class VoiceConsentChanged(
    Message, type="int.iom.idm.events.VoiceConsentChanged.v1", aggregate="voice", audience=Audience.INTERNAL
):
    """A migrant speaker gave or withdrew consent. It says the whole of it as it is now: a use that is in neither list
    was never agreed to. ``voice`` is the speaker's identifier; who it is stays with the secretariat (invariant 10)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    voice: Identifier
    workshop: Identifier
    cycle: Identifier
    session: Identifier
    granted: tuple[ConsentUse, ...]
    withdrawn: tuple[ConsentUse, ...]
    """Given once and taken back: what rests on it is taken out."""
    after_close: bool = Field(default=False, exclude_if=lambda after_close: not after_close)
    """True when the cycle was closed already; left out otherwise."""
    speaks: bool = Field(default=True, exclude_if=lambda speaks: speaks)
    """False when the person does not speak in the session, before it took place: removed, replaced, or the yes taken
    back. Then there is no story of that person in it; left out otherwise."""


class InterpretationEstimated(
    Message,
    type="int.iom.idm.events.InterpretationEstimated.v1",
    aggregate="interpretation",
    audience=Audience.INTERNAL,
):
    """What interpretation of a workshop will cost, by its programme and the house's terms (F47). Told again when it
    changed; the last one counts."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    workshop: Identifier
    cycle: Identifier
    estimate: Money
    days: int
    interpreter_days: int
    booths: int
    """At the same time; none where everybody comes by video link."""
    receivers: int
    video_link: bool
    """Whether some or all come by video link, which interpretation must reach."""


class BalanceTarget(Fact):
    """Within which share of the people, between 0 and 1, those from these countries (ISO 3166-1 alpha-2) are balanced:
    the band of one value on an axis. ``countries`` are those that the table in use has, none where it has none."""

    axis: str
    value: str
    low: float
    high: float
    countries: tuple[str, ...]


class BalanceTargetsChanged(
    Message,
    type="int.iom.idm.events.BalanceTargetsChanged.v1",
    aggregate="balance_targets",
    audience=Audience.INTERNAL,
):
    """The bands that the secretariat set for the balance of every gathering (R34), all of them. Told again when they
    are set anew, and when another table says which countries a value has; the last one counts."""

    set_on: date
    versions: dict[str, str]
    """The version of the table in use, by axis (R35)."""
    targets: tuple[BalanceTarget, ...]


class WorkshopsReviewed(
    CycleReview, type="int.iom.idm.events.WorkshopsReviewed.v1", aggregate="calendar", audience=Audience.INTERNAL
):
    """Which workshops of the cycle are still to be held, or changed: a workshop was planned, held or cancelled."""


class SatisfactionSurveyClosed(
    Message,
    type="int.iom.idm.events.SatisfactionSurveyClosed.v1",
    aggregate="satisfaction_survey",
    audience=Audience.PUBLIC,
):
    """What the participants of the year's workshops said (R40 to R42). Rates are between 0 and 1, of those who
    answered; they are absent where nobody did, and where fewer than five did, so that nobody's answer shows."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    survey: Identifier
    cycle: Identifier
    workshops: tuple[Identifier, ...]
    closed_on: date
    scale: str
    """In words, such as 1 (not at all) to 5 (very); satisfied are those who chose one of the two best."""
    invited: int
    respondents: int
    response_rate: float | None = None
    satisfied_with_event: float | None = None
    satisfied_with_materials: float | None = None
    benchmark_passed: bool | None = None
    """Whether both rates exceed 80 % strictly (R42); absent where they are."""


class PastEntryRecorded(
    Message, type="int.iom.idm.events.PastEntryRecorded.v1", aggregate="past_entry", audience=Audience.PUBLIC
):
    """An entry of the brochure's table was imported, or corrected (R72, R75). The whole of it, so that the last one
    told is all that a reader needs. It is of the past: no workshop is planned by it."""

    year: int
    number: int = Field(description="Its place in the list of its year, from 1")
    cell: EntryCell = Field(description="What stands")
    imported: EntryCell = Field(description="What was imported first; it never changes")


MESSAGES = (
    WorkshopPlanned,
    WorkshopScheduled,
    WorkshopPostponed,
    WorkshopCancelled,
    ProgrammeConfirmed,
    MigrantsVoiceConfirmed,
    MigrantsVoiceWithdrawn,
    WorkshopHeld,
    VoiceConsentChanged,
    InterpretationEstimated,
    BalanceTargetsChanged,
    WorkshopsReviewed,
    SatisfactionSurveyClosed,
    PastEntryRecorded,
)
