"""What is there in each service before calls are made up: what it heard, what was done over HTTP, and who calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.events.service import SERVICE as EVENTS
from services.funding.service import SERVICE as FUNDING
from services.governance.service import SERVICE as GOVERNANCE
from services.publications.service import SERVICE as PUBLICATIONS
from shared.domain.act import Role
from shared.domain.message import Message
from shared.runtime.service import Service
from tests.integration.funding import flow as funding
from tests.integration.funding import journeys
from tests.integration.publications import flow as publications

Step = tuple[str, str, dict[str, Any]]
CYCLE = "cycle-2018"
TITLE = {"en": "A title"}
SESSION = {"id": "s-1", "title": TITLE, "kind": "migrants_voice", "languages": ["en"], "occurred_on": "2018-02-01"}
SPEAKER = {"id": "p-1", "name": "A name", "group": "migrant", "role": "migrant_speaker", "occurred_on": "2018-02-01"}
WORKSHOP_PAPER = {"id": "paper-1", "title": TITLE, "language": "en", "address": "https://idm.example/paper.pdf"}
PRICE = {"amount": "10.00", "currency": "CHF"}
TERMS = {
    **{"alone_minutes": 40, "pair_minutes": 180, "daily_minutes": 420, "break_minutes": 15},
    **dict.fromkeys(("interpreter_day", "booth_day", "receiver_day", "link_day"), PRICE),
}
SHORT = {"id": "s-2", "room": "B", "start": "2018-03-26T09:00:00-04:00", "end": "2018-03-26T10:00:00-04:00"}
ASSIGNMENT = {"id": "a-1", "session": "s-2", "interpreter": "i-1", "into": "fr", "occurred_on": "2018-02-01"}
VENUE = {"name": "A hall", "city": "Geneva", "country": "CH", "zone": "Europe/Zurich", "capacity": 200}
DATES = {"start": "2018-03-26T09:00:00-04:00", "end": "2018-03-27T17:00:00-04:00", "zone": "America/New_York"}
PLACE = {"mode": "online", "capacity": 200, "languages": ["en"], "occurred_on": "2018-01-20"}
SOURCE = [{"kind": "idm_session", "reference": "r-1"}]
PLANNED = {"occurred_on": "2018-01-15"}
CONFERENCE = {"id": "c-1", "kind": "high_level_conference", "cycle": CYCLE, "title": TITLE}
ON_ITS_DAY = {"occurred_on": "2018-03-27"}
AHEAD = "workshop-2018-2"
FORUM = {"occurred_on": "2017-03-01"}
MONEY = {"occurred_on": "2018-02-01"}
PAPER = {"kind": "agenda", "title": TITLE, "language": "en", "dated": "2018-03-01", "access": "public"}
VOLUME = {"title": TITLE, "original_language": "en", "occurred_on": "2018-06-01"}


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """``known`` are identifiers of what is there, by the name they have in addresses, or (where that name is
    ``id``) by the first word of the address. ``seldom`` are operations that made-up payloads hardly ever fit and
    no step calls: each is tested by itself."""

    service: Service
    roles: Sequence[Role]
    steps: Sequence[Step]
    known: Mapping[str, str]
    heard: Sequence[Message] = ()
    seldom: frozenset[str] = field(default_factory=frozenset)


BEGINNINGS = (
    Beginning(
        service=GOVERNANCE,
        roles=(Role.ADMINISTRATION,),
        steps=[
            ("POST", "/bodies", {"id": "atlantis", "name": TITLE, "type": "member_state"}),
            ("POST", "/consultations", {"id": "c-1", "title": TITLE, "planned_on": "2017-03-01", **FORUM}),
            ("POST", "/consultations/c-1/opening", FORUM),
            ("POST", "/consultations/c-1/attendance", {"bodies": ["atlantis"], **FORUM}),
            ("POST", "/cycles", {"year": 2018, "occurred_on": "2017-02-01"}),
            (
                "POST",
                "/theme-slates",
                {
                    "id": "t-1",
                    "cycle": CYCLE,
                    "consultation": "c-1",
                    "options": [
                        {"id": f"o-{number}", "title": {"en": f"{number}"}, "sources": SOURCE} for number in (1, 2)
                    ],
                    **FORUM,
                },
            ),
            (
                "POST",
                "/written-surveys",
                {
                    **{"id": "s-1", "kind": "theme", "slate": "t-1", "consultation": "c-1"},
                    **{"reason": "more_time_requested", "asked_for_by": ["atlantis"]},
                    **{"deadline": "2017-04-10T16:00:00Z", **FORUM},
                },
            ),
            (
                "POST",
                "/suggestions",
                {"id": "i-1", "text": TITLE, "about": "theme", "said_in": "other_forum", "reference": "r-1", **FORUM},
            ),
        ],
        known={
            **{"cycle": CYCLE, "bodies": "atlantis", "consultations": "c-1", "theme-slates": "t-1"},
            **{"written-surveys": "s-1", "suggestions": "i-1"},
        },
        # A selection's two workshops and a deadline that fits are seldom come by, and a workbook never.
        seldom=frozenset(
            {
                "POST /governance/v1/topic-slates/{id}/selection",
                "POST /governance/v1/written-surveys/{id}/extension",
                "POST /governance/v1/written-surveys/{id}/form",
                "POST /governance/v1/bodies/import",
                "POST /governance/v1/bodies/delegates/import",
            }
        ),
    ),
    Beginning(
        service=EVENTS,
        roles=(Role.ADMINISTRATION,),
        steps=[
            ("POST", "/council-sessions", {"number": 109, "start": "2018-11-27", "end": "2018-11-30", **PLANNED}),
            ("PUT", "/council-sessions/council-session-109", {"start": "2018-11-26", "end": "2018-11-30"}),
            ("POST", "/venues", {**VENUE, "id": "venue-1"}),
            ("PUT", "/venues/venue-1", {**VENUE, "capacity": 250}),
            (
                "PUT",
                "/official-holidays/CH/2018",
                {"source": "A list", "days": [{"day": "2018-08-01", "name": "A day"}]},
            ),
            ("POST", "/workshops", {**PLANNED, "id": "w-1", "kind": "expert_seminar", "cycle": CYCLE, "title": TITLE}),
            ("PUT", "/workshops/w-1/schedule", {**DATES, **PLACE}),
            ("POST", "/workshops/w-1/sessions", {**SESSION, "start": DATES["start"], "end": DATES["end"]}),
            ("POST", "/workshops/w-1/sessions/s-1/speakers", SPEAKER),
            ("PUT", "/interpretation-terms", TERMS),
            ("POST", "/workshops/w-1/sessions", {**SESSION, **SHORT}),
            ("POST", "/workshops/w-1/interpretation/assignments", ASSIGNMENT),
            ("POST", "/workshops/w-1/interpretation/estimate", {"occurred_on": "2018-02-01"}),
            ("POST", "/workshops/w-1/papers", {**WORKSHOP_PAPER, "occurred_on": "2018-02-01"}),
            ("POST", "/workshops", {**PLANNED, **CONFERENCE}),
            ("PUT", "/workshops/c-1/schedule", {**DATES, **PLACE}),
            ("POST", "/satisfaction-surveys", {"cycle": CYCLE, "deadline": "2018-04-10T22:00:00Z", **ON_ITS_DAY}),
            ("POST", "/workshops/w-1/seats", {"approval": "automatic", "occurred_on": "2018-02-01"}),
            ("POST", "/workshops/w-1/registrations", {"name": "A name", "group": "academia", "attends": "online"}),
            ("POST", "/workshops/w-1/invitations", {"organization": "A society", "group": "civil_society"}),
        ],
        known={
            "workshop": "w-1",
            "session": "s-1",
            "speaker": "p-1",
            "paper": "paper-1",
            "assignment": "a-1",
            "venue": "venue-1",
            "of": "CH",
            "year": "2018",
            "survey": "satisfaction-2018",
            "batch": "1",
        },
        # A file, a list of who was checked in, a table of countries or a deadline that fits is hardly ever made up.
        seldom=frozenset(
            {
                "POST /events/v1/classifications/{axis}/versions",
                "POST /events/v1/satisfaction-surveys/{survey}/extension",
                "POST /events/v1/workshops/{workshop}/attendance/import",
                "POST /events/v1/workshops/{workshop}/registrations/import",
            }
        ),
    ),
    Beginning(
        service=FUNDING,
        roles=(Role.FINANCE, Role.APPROVER, Role.ADMINISTRATION),
        heard=(funding.scheduled(), funding.held(), funding.scheduled(AHEAD)),
        steps=[
            ("PUT", "/budgets/budget-workshop-2018-1/lines", {"lines": funding.THREE, **MONEY}),
            (
                "POST",
                "/contributions",
                {
                    "id": "gift",
                    "donor": "A government",
                    "workshop": funding.WORKSHOP,
                    "amount": funding.francs("5000.00"),
                    **MONEY,
                },
            ),
            ("POST", "/contributions/gift/agreement", MONEY),
            ("POST", "/donors", {"id": "atlantis", "name": "A government", "kind": "state"}),
            (
                "POST",
                "/rates",
                {"base": "EUR", "quote": "CHF", "on": "2018-02-01", "worth": "1.10", "source": "A bank (fictional)"},
            ),
            ("POST", "/contributions/gift/receipts", {"amount": funding.francs("900.00"), **MONEY}),
            (
                "POST",
                "/contributions/gift/reduction",
                {"amount": funding.francs("4000.00"), "reason": "Letter of the donor.", **MONEY},
            ),
            (
                "POST",
                f"/accounts/accounts-{funding.WORKSHOP}/actuals",
                {"item": "venue", "amount": funding.francs("900.50"), **MONEY},
            ),
            ("POST", "/dsa-tables", journeys.TABLE),
            ("POST", "/country-lists", journeys.COUNTRIES),
            ("PUT", f"/budgets/budget-{AHEAD}/lines", {"lines": funding.THREE, **MONEY}),
            ("POST", "/sponsorships", {**journeys.REQUEST, "id": "journey-1", "person": "person-1", "workshop": AHEAD}),
            ("POST", "/sponsorships/journey-1/quotes", {**journeys.FARE, **MONEY}),
            ("PUT", "/sponsorships/journey-1/private-data", journeys.PRIVATE),
            ("POST", "/plans", {"id": "plan-1", "workshop": AHEAD}),
            ("PUT", f"/travels/travel-{AHEAD}/reservation", {"places": 1, "each": funding.francs("9.00"), **MONEY}),
        ],
        known={
            "budget": f"budget-{funding.WORKSHOP}",
            "accounts": f"accounts-{funding.WORKSHOP}",
            "contribution": "gift",
            **{"donor": "atlantis", "rate": "rate-EUR-CHF-2018-02-01", "table": "dsa-2018", "list": "list-2018"},
            **{"sponsorship": "journey-1", "plan": "plan-1", "travel": f"travel-{AHEAD}"},
        },
        # Workbooks are never come by, nor is a currency that there is; and whoever drafted a budget or requested a
        # sponsorship may not approve it: there is one account.
        seldom=frozenset(
            {
                "POST /funding/v1/budgets/{budget}/commitments",
                "POST /funding/v1/contributions/import",
                "POST /funding/v1/rates/import",
                "POST /funding/v1/sponsorships/{sponsorship}/booking",
                "POST /funding/v1/sponsorships/{sponsorship}/advance",
                "POST /funding/v1/sponsorships/{sponsorship}/recoveries",
                "POST /funding/v1/sponsorships/{sponsorship}/claim",
            }
        ),
    ),
    Beginning(
        service=PUBLICATIONS,
        roles=(Role.EDITOR,),
        heard=(
            publications.planned(),
            publications.held(publications.FIRST),
            publications.held(publications.SECOND),
            publications.agreed(),
        ),
        steps=[
            ("PUT", f"/reports/report-{publications.FIRST}/content", publications.CONTENT),
            ("POST", f"/reports/report-{publications.FIRST}/review", {"occurred_on": "2018-05-02"}),
            ("POST", f"/reports/report-{publications.FIRST}/clearance", {"occurred_on": "2018-05-03"}),
            ("POST", f"/reports/report-{publications.FIRST}/publication", {"occurred_on": "2018-05-04"}),
            ("POST", "/volumes", {**VOLUME, "workshops": [publications.FIRST]}),
            ("PUT", "/volumes/volume-1/editions", {"editions": [publications.ENGLISH], "occurred_on": "2018-09-01"}),
            ("POST", "/volumes/volume-1/publication", publications.PUBLISHED_ON),
            ("POST", "/volumes", {**VOLUME, "workshops": [publications.SECOND]}),
            ("POST", "/documents", {**PAPER, "id": "agenda", "workshop": publications.FIRST, "cycle": CYCLE}),
        ],
        known={
            **{"report": f"report-{publications.SECOND}", "volume": "volume-2", "record": "catalogue-volume-1"},
            **{"document": "agenda", "entry": f"report-{publications.FIRST}.lesson-1"},
        },
        # An upload's own name is seldom come by.
        seldom=frozenset(
            {
                "PUT /publications/v1/documents/{document}/uploads/{upload}/parts/{number}",
                "POST /publications/v1/documents/{document}/uploads/{upload}/finish",
            }
        ),
    ),
)
