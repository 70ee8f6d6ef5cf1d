"""The rules of funding, by number, as domain.md states them."""

from shared.domain.errors import Rule

VOLUNTARY = Rule(
    number="R46",
    slug="voluntary-contributions-only",
    sentence="Only voluntary contributions are posted to a workshop’s budget; assessed ones are not.",
)
AD_HOC = Rule(
    number="R47",
    slug="contributions-are-ad-hoc",
    sentence="A contribution is ad hoc: more money, another year or another workshop needs a new act of the donor.",
)
PLEDGED_IS_NOT_RECEIVED = Rule(
    number="R48",
    slug="pledged-is-not-received",
    sentence="Pledged and received are distinct: secured is what is signed for, else what was received; and only what "
    "was received, and not spent, goes back to a donor.",
)
ONE_ITEM = Rule(
    number="R49",
    slug="one-item-per-line",
    sentence="Each line of a budget belongs to exactly one of venue, interpretation, expert participation and other.",
)
THREE_MAJOR_ITEMS = Rule(
    number="R50",
    slug="three-major-items",
    sentence="A budget is approved only with all three major items in it: venue, interpretation and expert "
    "participation. One may be 0, for a reason.",
)
SHARE_ALERT = Rule(
    number="R51",
    slug="expert-share-needs-a-comment",
    sentence="Where the participation of experts takes more than 75 % of a budget, its draft says why in a comment; "
    "exactly 75 % needs none.",
)
WITHIN_SECURED = Rule(
    number="R59",
    slug="commitments-within-secured-funds",
    sentence="Commitments never exceed what is secured for the workshop, as far as its donors’ earmarks let it pay.",
)
DATED_RATE = Rule(
    number="R60",
    slug="money-keeps-its-dated-rate",
    sentence="Money in another currency keeps its original amount and the dated rate by which it is reported.",
)
ECONOMY_ONLY = Rule(
    number="R52",
    slug="economy-class-only",
    sentence="For sponsored travellers only economy class fares are quoted, booked and reimbursed.",
)
ELIGIBLE_EXPERTS = Rule(
    number="R53",
    slug="experts-from-developing-countries-and-civil-society",
    sentence="A sponsored traveller is an expert from a developing country, governmental or not, or from civil "
    "society.",
)
THREE_COVERED_KINDS = Rule(
    number="R54",
    slug="three-covered-kinds",
    sentence="Sponsorship covers economy class travel, daily subsistence allowance and accommodation, nothing else.",
)
SPEAKERS_FIRST = Rule(
    number="R55",
    slug="speakers-before-other-participants",
    sentence="A participant without a speaking role is sponsored only from what remains once the speakers of the "
    "workshop are covered; places of speakers that are still open are reserved at their estimate.",
)
LODGED_ONCE = Rule(
    number="R56",
    slug="accommodation-is-paid-once",
    sentence="Full daily subsistence allowance includes lodging: where accommodation is provided or paid, the reduced "
    "rate applies.",
)
CHEAPEST_OR_REASON = Rule(
    number="R57",
    slug="cheapest-fare-or-a-reason",
    sentence="Whoever chooses an economy class fare or a venue that is not the cheapest of those offered says why.",
)
