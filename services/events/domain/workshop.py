"""A workshop: who came, and the day it was held. Its dates stand in gathering.py, its programme in programmed.py."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.events.domain.days import first_day, last_day
from services.events.domain.departure import check_departure, departs_from_voice, no_voice_on_the_day
from services.events.domain.gated import Gated
from services.events.domain.gates import refuse_together
from services.events.domain.gathering import Attendance, CountedBy, State
from services.events.domain.log import AttendanceRecorded
from services.events.domain.partners import (
    Partner,
    PartnerAdded,
    PartnerAgreement,
    PartnerRemoved,
    check_agreement,
    matching,
    not_entered,
)
from services.events.domain.personal import plain
from services.events.domain.programme import check_countries, check_heads, sessions_astray, shares_of
from services.events.domain.rules import HELD_AFTER_ITS_END, MIGRANTS_VOICE_ON_THE_DAY
from shared.contracts.events import AxisShares, Headcount, PublicDocument, Schedule, WorkshopHeld
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, RuleBroken
from shared.domain.text import Language


class Workshop(Gated, type="workshop", collection="workshops"):
    def schedule_on(self, act: Act, *, schedule: Schedule) -> None:
        """Set or move its dates, until it is held; who came to other dates is forgotten."""
        if self.schedule is not None and (schedule.start, schedule.end) != (self.schedule.start, self.schedule.end):
            self.attendance = None
        super().schedule_on(act, schedule=schedule)

    def record_attendance(
        self,
        act: Act,
        *,
        participants: Headcount,
        speakers: Headcount,
        participant_countries: Mapping[str, int] | None = None,
        speaker_countries: Mapping[str, int] | None = None,
        counted_by: CountedBy = CountedBy.HAND,
        reason: str | None = None,
    ) -> None:
        """Heads, as often as they are corrected until it is held, each time for a reason. Raises ``RuleBroken`` R39
        before its first day."""
        refuse(self.obstacles_to_record_attendance(act.occurred_on))
        for heads, countries in ((participants, participant_countries), (speakers, speaker_countries)):
            check_heads(heads)
            check_countries(heads, countries or {})
        counted = Attendance(
            participants=participants,
            speakers=speakers,
            participant_countries=dict(participant_countries or {}),
            speaker_countries=dict(speaker_countries or {}),
            counted_by=counted_by,
        )
        before = self.attendance
        reason = reason.strip() if reason else None
        if before is not None and not reason:
            raise InvalidInput(
                "Who came is recorded already, and is corrected for a reason.",
                remedy="Say why it is corrected (reason).",
            )
        self.attendance = counted
        self.record(
            AttendanceRecorded(
                participants=participants,
                speakers=speakers,
                counted_by=counted_by,
                participants_before=before.participants if before else None,
                speakers_before=before.speakers if before else None,
                reason=reason,
            ),
            act=act,
        )

    def add_partner(
        self, act: Act, *, id: str, name: str, expertise: Sequence[str], agreement: PartnerAgreement | None = None
    ) -> None:
        """Raises ``RuleBroken`` R70 without expertise in what it is about, ``AlreadyExists`` for one that is there,
        ``InvalidInput`` for an agreement that is not signed yet."""
        self.require_open("changed")
        check_agreement(agreement, act=act)
        if any(one.id == id or plain(one.name) == plain(name) for one in self.partners):
            raise AlreadyExists(f"“{name}” is a partner already.", remedy="Remove it first, to enter it again.")
        fitting = matching(expertise, title=self.title, theme=self.theme, topics=self.topics)
        partner = Partner(id=id, name=name, expertise=tuple(expertise), matches=fitting, agreement=agreement)
        self.partners = (*self.partners, partner)
        self.record(PartnerAdded(partner=id, name=name, expertise=partner.expertise, agreement=agreement), act=act)

    def remove_partner(self, act: Act, *, partner: str) -> None:
        self.require_open("changed")
        if all(one.id != partner for one in self.partners):
            raise NotFound("partner", partner)
        self.partners = tuple(one for one in self.partners if one.id != partner)
        self.record(PartnerRemoved(partner=partner), act=act)

    def hold(
        self,
        act: Act,
        *,
        languages_interpreted: Sequence[Language],
        partners: Sequence[str],
        public_documents: Sequence[PublicDocument],
        departure_by: str | None,
        departure_reason: str | None,
        participant_axes: AxisShares | None = None,
        speaker_axes: AxisShares | None = None,
    ) -> None:
        """It took place. Raises everything that blocks in one refusal: R39 before its last day or without attendance,
        R27 without a Migrant's Voice unless the head of the secretariat departs from it by name and for a reason,
        R70 for ``partners`` that were not entered with their expertise.

        ``…_axes`` are the shares of those who came on the three axes (R34), where countries were noted.
        It needs no partner: how many have one is counted (R71). The name of who departs is only looked at: it is kept
        outside the record (invariant 10).
        """
        schedule = self.dated("held")
        departs = departs_from_voice(by=departure_by, reason=departure_reason)
        refuse_together(
            one
            for one in (*self.obstacles_to_hold(act.occurred_on), *not_entered(partners, partners=self.partners))
            if not (departs and one.rule is MIGRANTS_VOICE_ON_THE_DAY)
        )
        assert self.attendance is not None
        held_on = last_day(schedule)
        reason = check_departure(lacking=self.lacks_voice, by=departure_by, reason=departure_reason)
        self.held_on = held_on
        self.enter(State.HELD, act)
        participants, speakers = self.attendance.participants, self.attendance.speakers
        self.record(
            WorkshopHeld.model_validate(
                {
                    **self.facts(),
                    "schedule": schedule,
                    "held_on": held_on,
                    "participants": participants,
                    "speakers": speakers,
                    "participant_shares": shares_of(participants, participant_axes),
                    "speaker_shares": shares_of(speakers, speaker_axes),
                    "sessions": tuple(session.facts_as_held() for session in self.sessions),
                    "languages_interpreted": tuple(languages_interpreted),
                    "partners": tuple(one.name for one in self.partners),
                    "public_documents": tuple(public_documents),
                    "migrants_voice_departure": reason,
                }
            ),
            act=act,
        )

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_record_attendance(self, day: date) -> Obstacles:
        """``day`` is the latest on which it could be recorded."""
        yield from self.obstacles_when_undated("given an attendance")
        yield from self._not_begun(day)

    def _not_begun(self, day: date) -> Obstacles:
        if self.schedule is not None and day < first_day(self.schedule):
            yield RuleBroken(
                HELD_AFTER_ITS_END,
                f"“{self.title.any()}” begins on {first_day(self.schedule).isoformat()}, "
                f"after the day given ({day.isoformat()}): nobody has come yet.",
                remedy="Record who came on its first day or later.",
            )

    def obstacles_to_hold(self, day: date) -> Obstacles:
        """``day`` is the latest on which it could be held. The last of them, R27, is lifted by a departure."""
        yield from self.obstacles_when_undated("held")
        yield from sessions_astray(self.sessions, self.schedule)
        yield from self._not_over_yet(day)
        yield from no_voice_on_the_day(lacking=self.lacks_voice)

    def _not_over_yet(self, day: date) -> Obstacles:
        if self.schedule is not None and day < last_day(self.schedule):
            yield RuleBroken(
                HELD_AFTER_ITS_END,
                f"The last day of “{self.title.any()}” is {last_day(self.schedule).isoformat()}, "
                f"after the day given ({day.isoformat()}).",
                remedy="Record it as held on its last day or later.",
            )
        if self.attendance is None:
            yield RuleBroken(
                HELD_AFTER_ITS_END,
                f"Nobody recorded who came to “{self.title.any()}”.",
                remedy="Record the attendance first.",
            )
