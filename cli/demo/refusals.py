"""What a demonstration file tries and the platform must refuse: each is a point that the year makes."""

from typing import Annotated, Literal

from pydantic import Field

from cli.demo.fields import Amount, Day, Line, Section, Which, Words
from cli.demo.sections import ThemeOption
from cli.demo.sponsored import BusinessClassFare


class ThirdThemeOption(Section):
    """The theme slate of the file with one option more, tried before the real one opens."""

    attempt: Literal["third_theme_option"]
    on: Day
    rule: Line
    option: ThemeOption


class HeldWithoutMigrantsVoice(Section):
    """A workshop is recorded as held on a day when no migrant speaker is confirmed for it."""

    attempt: Literal["held_without_migrants_voice"]
    on: Day
    rule: Line
    workshop: Which


class AssessedContribution(Section):
    """A contribution that is no gift is posted to a workshop."""

    attempt: Literal["assessed_contribution"]
    on: Day
    rule: Line
    workshop: Which
    donor: Line
    amount: Amount


class ReportWithoutLesson(Section):
    """The report of the file, without its lessons learned, is written, cleared and nearly published. That the
    file's own report is written on the same day or later makes it whole again."""

    attempt: Literal["report_without_lesson"]
    on: Day
    rule: Line
    workshop: Which


class ChangeAfterClose(Section):
    """One more gathering is planned in the year that is closed. No rule of the brochure has a number for it, so
    ``slug`` names the refusal."""

    attempt: Literal["change_after_close"]
    on: Day
    slug: Line
    title: Words


Refusal = Annotated[
    ThirdThemeOption
    | HeldWithoutMigrantsVoice
    | AssessedContribution
    | BusinessClassFare
    | ReportWithoutLesson
    | ChangeAfterClose,
    Field(discriminator="attempt"),
]
