"""A body: one member of the Membership, with what it was and who spoke for it, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from services.governance.domain.body_log import (
    BodyLeft,
    BodyRegistered,
    BodyRenamed,
    BodyTypeChanged,
    DelegateNamed,
    DelegateTermEnded,
)
from services.governance.domain.membership import Attendee, BodyType
from services.governance.domain.rules import R1
from shared.contracts.facts import Fact
from shared.contracts.governance import BodyListed, TypeFrom
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.countries import COUNTRIES, region_of
from shared.domain.errors import InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""


class TypeSpell(Fact):
    """The body was of this type from ``since`` on (``None``: as far back as anybody asks), until the next spell."""

    type: BodyType
    since: date | None = None
    communication: str | None = None
    """The formal communication that says so."""


class Term(Fact):
    """A delegate's term, both days included. ``credential`` is the formal communication of the State or organization
    that named the person, and ``delegate`` an identifier: the name is kept beside the record (invariant 10)."""

    delegate: Identifier
    since: date
    until: date | None = None
    credential: str

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Body(Aggregate, type="body", collection="bodies"):
    """A Member State, an Observer State or an Observer Organization (F21). ``type`` is what it is now."""

    name: LocalizedText
    type: BodyType
    country: Country | None = None
    spells: tuple[TypeSpell, ...] = Field(default=())
    left_on: date | None = None
    """From this day on it is not of the Membership any more."""
    terms: tuple[Term, ...] = ()

    @classmethod
    def register(
        cls, *, id: str, name: LocalizedText, type: str, country: str | None, act: Act, since: date | None = None
    ) -> Self:
        """Enter a body. Raises ``RuleBroken`` R1 for whoever is not of the Membership."""
        kind = judge_type(type)
        _judge_country(country)
        body = cls(id=id, name=name, type=kind, country=country, spells=(TypeSpell(type=kind, since=since),))
        body.record(BodyRegistered(body=id, name=name, body_type=kind, country=country, since=since), act=act)
        body._tell(act)
        return body

    @property
    def region(self) -> str | None:
        """Of its country, by the United Nations' M49."""
        return region_of(self.country)

    def type_on(self, day: date) -> BodyType | None:
        """What it was on that day (domain.md 1.8, Time); ``None`` when it was not of the Membership."""
        if self.left_on is not None and day >= self.left_on:
            return None
        spells = self.spells or (TypeSpell(type=self.type),)
        last = [spell for spell in spells if spell.since is None or spell.since <= day]
        return last[-1].type if last else None

    def require_of_the_membership(self, day: date) -> BodyType:
        """R1: its type on that day."""
        found = self.type_on(day)
        if found is None:
            left = f" (it left on {self.left_on.isoformat()})" if self.left_on else ""
            raise RuleBroken(
                R1,
                f"“{self.name.any()}” was not of the Membership on {day.isoformat()}{left}, so it takes no part.",
                remedy="Check the body and the day; record what it says as a suggestion of another forum.",
            )
        return found

    def as_attendee(self, day: date) -> Attendee:
        """This body as it is kept where it was present: its type may change later, that record does not."""
        return Attendee(body=self.id, type=self.require_of_the_membership(day))

    def change_type(self, *, type: str, communication: str, act: Act) -> None:
        """It is of another type from this day on, by a formal communication: an observer becomes a member."""
        kind = judge_type(type)
        self._require_still_there(act.occurred_on)
        standing = self.type_on(act.occurred_on)
        if standing is kind:
            raise WrongState(
                f"“{self.name.any()}” is of the type {kind.value} already.", remedy="Record a change when there is one."
            )
        latest = max((spell.since for spell in self.spells if spell.since is not None), default=None)
        if latest is not None and act.occurred_on <= latest:
            raise InvalidInput(
                f"The last change of “{self.name.any()}” is of {latest.isoformat()}, and changes come in their order.",
                remedy="Give a later day (occurred_on).",
            )
        before, self.type = self.type, kind
        spells = self.spells or (TypeSpell(type=before),)
        self.spells = (*spells, TypeSpell(type=kind, since=act.occurred_on, communication=communication))
        self.record(BodyTypeChanged(body=self.id, before=before, after=kind, communication=communication), act=act)
        self._tell(act)

    def leave(self, *, communication: str, act: Act) -> None:
        self._require_still_there(act.occurred_on)
        latest = max((spell.since for spell in self.spells if spell.since is not None), default=None)
        if latest is not None and act.occurred_on <= latest:
            raise InvalidInput(
                f"“{self.name.any()}” was of the Membership on {act.occurred_on.isoformat()} still.",
                remedy=f"Give a day after {latest.isoformat()} (occurred_on).",
            )
        self.left_on = act.occurred_on
        self.record(BodyLeft(body=self.id, left_on=act.occurred_on, communication=communication), act=act)
        self._tell(act)

    def rename(self, *, name: LocalizedText, act: Act) -> None:
        if name == self.name:
            raise WrongState("It bears this name already.", remedy="Give the new name in its languages.")
        before, self.name = self.name, name
        self.record(BodyRenamed(body=self.id, before=before, after=name), act=act)
        self._tell(act)

    def tell_if_never_told(self, act: Act) -> None:
        """For a body that was registered before ``BodyListed`` was told: it is the one message of a body that is sent,
        so one whose ``sequence`` is 0 was never told to anybody."""
        if self.sequence == 0:
            self._tell(act)

    def _tell(self, act: Act) -> None:
        """What it is now, to whoever keeps lists of bodies. The communication that says so stays in the log."""
        told = BodyListed(
            body=self.id,
            name=self.name,
            body_type=self.type,
            country=self.country,
            left_on=self.left_on,
            types=tuple(TypeFrom(type=spell.type, since=spell.since) for spell in self.spells),
        )
        self.record(told, act=act)

    # Delegates

    def name_delegate(self, *, delegate: str, since: date, until: date | None, credential: str, act: Act) -> None:
        """A person speaks for the body in this term, by a formal communication of ``act``'s day."""
        self._require_still_there(since)
        if not credential.strip():
            raise InvalidInput(
                "A delegate is named by a formal communication.", remedy="Cite it in credential, with its date."
            )
        if until is not None and until < since:
            raise InvalidInput("The term ends before it begins.", remedy="Give an end on or after the first day.")
        if any(term.delegate == delegate for term in self.terms):
            raise WrongState(
                "This person has a term for this body already.", remedy="End that term and enter the next as a new one."
            )
        self.terms += (Term(delegate=delegate, since=since, until=until, credential=credential),)
        self.record(DelegateNamed(body=self.id, delegate=delegate, since=since, until=until), act=act)

    def end_term(self, *, delegate: str, act: Act) -> None:
        """The day of ``act`` is the last of the term."""
        term = next((term for term in self.terms if term.delegate == delegate), None)
        if term is None:
            raise NotFound("delegate of this body", delegate)
        if act.occurred_on < term.since or (term.until is not None and term.until <= act.occurred_on):
            raise InvalidInput(
                f"The term runs from {term.since.isoformat()}"
                f"{f' to {term.until.isoformat()}' if term.until else ''}; it cannot end on "
                f"{act.occurred_on.isoformat()}.",
                remedy="Give a day within the term (occurred_on).",
            )
        ended = term.model_copy(update={"until": act.occurred_on})
        self.terms = tuple(ended if one is term else one for one in self.terms)
        self.record(DelegateTermEnded(body=self.id, delegate=delegate, until=act.occurred_on), act=act)

    def spoke_on(self, day: date) -> tuple[Term, ...]:
        """Who spoke for this body on that day."""
        return tuple(term for term in self.terms if term.covers(day))

    def _require_still_there(self, day: date) -> None:
        if self.left_on is not None and day >= self.left_on:
            raise WrongState(
                f"“{self.name.any()}” left the Membership on {self.left_on.isoformat()}.",
                remedy="Check the body and the day.",
            )


def judge_type(type: str) -> BodyType:
    try:
        return BodyType(type)
    except ValueError:
        raise RuleBroken(
            R1,
            f"“{type}” is not a type of body of the Membership: "
            "a donor, migrant, academic or unaffiliated NGO takes no part in its decisions.",
            remedy="Register it as member_state, observer_state or observer_organization if it is one.",
        ) from None


def _judge_country(country: str | None) -> None:
    if country is not None and country not in COUNTRIES:
        raise InvalidInput(
            f"“{country}” is no country code of ISO 3166-1.",
            remedy="Give two capital letters such as CH, or none.",
        )


def require_registered(identifier: str, found: Body | None) -> Body:
    """R1: who takes part is a registered body; ``found`` is what is registered under ``identifier``."""
    if found is None:
        raise RuleBroken(
            R1,
            f"“{identifier}” is not a registered body of the Membership, so it takes no part in its decisions.",
            remedy="Register the body first, if it is one of the Membership, or check the identifier.",
        )
    return found


def of_the_membership(bodies: Sequence[Body], day: date) -> tuple[Attendee, ...]:
    """Every body that is of the Membership on that day, in order of identifier (R15)."""
    on_the_day = ((body, body.type_on(day)) for body in sorted(bodies, key=lambda one: one.id))
    return tuple(Attendee(body=body.id, type=type) for body, type in on_the_day if type is not None)
