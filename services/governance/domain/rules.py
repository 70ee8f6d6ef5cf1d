"""The rules by which this service refuses or warns, each a sentence with its number (domain.md 1.5 and 1.8)."""

from shared.domain.errors import Rule

R1 = Rule(
    number="R1",
    slug="not-of-the-membership",
    sentence="Only Member States, Observer States and Observer Organizations take part in the Membership's decisions.",
)
R2 = Rule(
    number="R2",
    slug="two-to-three-consultations-a-year",
    sentence="A year has two to three informal consultations; one more needs a reason.",
)
R3 = Rule(
    number="R3",
    slug="standing-items-are-dealt-with",
    sentence="A consultation is closed once input on future events, feedback on past events and the activity report "
    "were each handled, or said not to apply and why.",
    lifted_by="administration",
)
R4 = Rule(
    number="R4",
    slug="theme-slate-of-two-in-the-year-before",
    sentence="A theme slate opens in the year before its cycle's, with exactly two options of the Administration.",
)
R5 = Rule(
    number="R5",
    slug="theme-option-cites-a-source",
    sentence="Every theme option of the Administration cites a prior consultation, an IDM session or another forum.",
)
R6 = Rule(
    number="R6",
    slug="themes-are-proposed-by-the-membership-in-a-consultation",
    sentence="The Membership proposes other themes while a consultation on the slate is open; the Administration adds "
    "none in its own name.",
)
R7 = Rule(
    number="R7",
    slug="one-theme-from-the-slate",
    sentence="A year has exactly one overarching theme, and it comes from the slate.",
)
R8 = Rule(
    number="R8",
    slug="the-membership-decides",
    sentence="The Membership takes theme and topic decisions, in a forum on record; the Administration alone cannot.",
)
R9 = Rule(
    number="R9",
    slug="topics-after-the-theme",
    sentence="A topic slate opens once the theme is decided, in a later consultation than the one that decided it.",
)
R10 = Rule(
    number="R10",
    slug="topic-slate-of-three-or-four",
    sentence="The Administration's topic slate has three or four topics.",
)
R11 = Rule(
    number="R11",
    slug="topic-within-the-theme",
    sentence="Every topic is linked to the chosen theme of its year.",
)
R12 = Rule(
    number="R12",
    slug="topics-are-added-by-the-membership-in-a-consultation",
    sentence="The Membership adds any number of topics while a consultation on the slate is open.",
)
R13 = Rule(
    number="R13",
    slug="two-topics-or-a-combination",
    sentence="A topic decision yields two distinct topics of the slate, or a combination of at least two of them.",
)
R14 = Rule(
    number="R14",
    slug="survey-for-two-reasons-only",
    sentence="A written survey is issued only where a consultation was not conclusive, or the Membership asked for "
    "more time.",
)
R15 = Rule(
    number="R15",
    slug="survey-of-the-administration-to-every-body",
    sentence="The Administration alone issues a written survey, and to every body of the Membership.",
)
R17 = Rule(
    number="R17",
    slug="an-inconclusive-survey-returns",
    sentence="A survey that is not conclusive returns the slate to the next consultation; nothing adopts itself.",
)
R18 = Rule(
    number="R18",
    slug="conclusive-is-a-recorded-finding",
    sentence="That a consultation or a survey was conclusive is a finding on record: who, when and why. Never a vote.",
)
R19 = Rule(
    number="R19",
    slug="no-outcome-is-binding",
    sentence="No outcome of the dialogue is binding.",
)
R20 = Rule(
    number="R20",
    slug="format-after-consulting-member-states",
    sentence="The Administration records the format of a year, and cites a consultation with Member States.",
)
R21 = Rule(
    number="R21",
    slug="formats-alternate-or-it-is-noticed",
    sentence="Where the house alternates two workshops with a conference, a year that repeats the format before it "
    "gets a notice, with the reason.",
)
R22 = Rule(
    number="R22",
    slug="a-session-at-the-council-each-year",
    sentence="Every year has an IDM session at the year-end Council session.",
)
R40 = Rule(
    number="R40",
    slug="a-satisfaction-survey-each-year",
    sentence="Every year has one satisfaction survey.",
)
R42 = Rule(
    number="R42",
    slug="satisfied-beyond-80-percent",
    sentence="More than 80 % of those who answer are satisfied with the event, and with its background materials.",
)
R73 = Rule(
    number="R73",
    slug="title-unique-in-its-year",
    sentence="Within one year no two workshops bear the same title.",
)
R74 = Rule(
    number="R74",
    slug="council-only-in-2001-and-2002",
    sentence="In 2001 and 2002 the IDM took place at Council sessions alone; later, workshops or a conference.",
)
