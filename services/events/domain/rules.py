"""The rules of events, by number, as domain.md states them."""

from dataclasses import replace

from shared.domain.errors import Rule

KNOWN_KIND = Rule(
    number="R23",
    slug="unknown-kind-of-workshop",
    sentence="A workshop is a Council IDM session, a workshop at a Council session, an intersessional workshop, "
    "a high-level conference or an expert seminar.",
)
WORKSHOPS_OF_THE_YEAR = Rule(
    number="R24",
    slug="workshops-of-the-year",
    sentence="A two-workshop year has exactly two intersessional workshops, the first and the second; a conference "
    "year has exactly one conference and no intersessional workshop. Seminars and Council events are not counted.",
)
COUNCIL_SESSIONS = Rule(
    number="R25",
    slug="council-sessions",
    sentence="An intersessional workshop does not overlap a Council session; a Council event lies inside one.",
)
MIGRANTS_VOICE = Rule(
    number="R27",
    slug="migrants-voice",
    sentence="No workshop is held, and no programme published, without a Migrant’s Voice session that has a "
    "confirmed migrant speaker.",
)
MIGRANTS_VOICE_ON_THE_DAY = replace(MIGRANTS_VOICE, lifted_by="head of the secretariat")
"""R27 once the day has passed: a named and reasoned departure lifts it (domain.md 1.8)."""
MIGRANTS_VOICE_OF_A_CONFERENCE = Rule(
    number="R29",
    slug="migrants-voice-of-a-conference",
    sentence="A conference has a Migrant’s Voice session unless it is left out for a stated reason.",
)
GOVERNMENTS_FIRST = Rule(
    number="R31",
    slug="governments-first",
    sentence="When seats are short, a registration of a government stands before every other one in the waiting list; "
    "so does one who speaks for a government when the speaking slots of a session are short.",
)
GROUP_OF_ITS_BODY = Rule(
    number="R31",
    slug="group-of-its-body",
    sentence="Whoever comes for a body of the Membership is of the group of that body: of a State, government; of an "
    "Organization, intergovernmental organization.",
    lifted_by="administration",
)
"""Beside R31: else whoever waits could choose a group that stands before the others."""
NOBODY_IS_BARRED = Rule(
    number="R32",
    slug="nobody-is-barred",
    sentence="No registration is refused because of the category of the person.",
)
BALANCE_REVIEWED = Rule(
    number="R34",
    slug="balance-reviewed",
    sentence="No programme is published before somebody has signed a review of its balance: developed and developing "
    "countries, countries of origin, transit and destination, and regions, for speakers and for participants.",
    lifted_by="administration",
)
CONSISTENTLY_INVITED = Rule(
    number="R36",
    slug="consistently-invited",
    sentence="Invitations are closed once at least one each of civil society, the private sector and academia was "
    "invited.",
    lifted_by="administration",
)
OTHER_PRESENTERS = Rule(
    number="R37",
    slug="non-government-presenter",
    sentence="Civil society, the private sector and academia are invited to present: a programme in which nobody but "
    "governments presents is warned of.",
)
HELD_AFTER_ITS_END = Rule(
    number="R39",
    slug="held-after-its-end",
    sentence="A workshop is held only once its last day has come and its attendance is recorded.",
)
SATISFACTION_SURVEY = Rule(
    number="R40",
    slug="one-satisfaction-survey-a-year",
    sentence="Each year has one satisfaction survey, opened during its second workshop or its conference; on another "
    "day only for a stated reason.",
)
CONTACT_NETWORK = Rule(
    number="R45",
    slug="contact-network-by-consent",
    sentence="The contact network of a gathering holds those participants alone who opted in.",
)
PARTNERS_WITH_EXPERTISE = Rule(
    number="R70",
    slug="partners-with-expertise",
    sentence="A partner of a gathering has expertise in its theme or in one of its topics.",
)
OFFICIAL_HOLIDAYS = Rule(
    number="R25",
    slug="official-holidays",
    sentence="A gathering does not meet on an official holiday of its venue’s country or of the Organization, unless "
    "it is confirmed so by name and for a reason.",
    lifted_by="administration",
)
"""Beside R25: a clash with a Council session is refused at once, one with a holiday when it is confirmed."""
PRESENTED_AT_THE_COUNCIL = Rule(
    number="R26",
    slug="seminar-presented-at-the-council",
    sentence="An expert seminar names the session of the Council at which it is presented before its year is closed.",
)
COVERED = Rule(
    number="R58",
    slug="confirmed-below-coverage",
    sentence="A workshop with a budget is confirmed once secured money covers the configured share of its estimate.",
    lifted_by="head of the secretariat",
)
INTERPRETED = Rule(
    number="R38",
    slug="plenaries-interpreted",
    sentence="A workshop is ready once each plenary session is interpreted into all three working languages.",
    lifted_by="head of the secretariat",
)
