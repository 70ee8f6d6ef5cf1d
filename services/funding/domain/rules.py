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
