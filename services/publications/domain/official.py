"""What makes a volume and its editions official: the original language (R67), a person’s words (R68), the notice
(R69)."""

from collections.abc import Iterable, Sequence

from services.publications.domain.editions import by_machine, official_titles
from services.publications.domain.imprint import Imprint
from services.publications.domain.rules import NO_MACHINE_TEXT_AS_OFFICIAL, OPINIONS_NOTICE, ORIGINAL_LANGUAGE
from services.publications.domain.work import Work
from shared.contracts.publications import Edition
from shared.domain.actions import Obstacles
from shared.domain.errors import RuleBroken
from shared.domain.text import Language, LocalizedText


def lacks_original(volume: Work, editions: Sequence[Edition]) -> Obstacles:
    if volume.original_language not in {edition.language for edition in editions}:
        yield RuleBroken(
            ORIGINAL_LANGUAGE,
            f"The volume {volume.number} has no edition in its original language, “{volume.original_language}”.",
            remedy="Give the edition in that language, with its formats and its address.",
        )


def lacks_notice(volume: Work, languages: Iterable[Language], imprint: Imprint) -> Obstacles:
    lacking = [language.value for language in languages if language in imprint.notice.missing]
    if lacking:
        yield RuleBroken(
            OPINIONS_NOTICE,
            f"The notice of the volume {volume.number} is not in “{'”, “'.join(lacking)}”.",
            remedy="Give the notice in that language in the imprint, or leave the edition out.",
        )


def titles_by_machine(volume: Work, title: LocalizedText, machine: Sequence[Language], original: Language) -> Obstacles:
    """``machine`` are the languages in which one made the title."""
    if original in machine:
        yield made_by_machine(volume, "title", original)
    elif official_titles(title, machine) is None:
        yield RuleBroken(
            NO_MACHINE_TEXT_AS_OFFICIAL,
            f"The volume {volume.number} has no title that a person entered.",
            remedy="Enter its title in one language yourself.",
        )


def original_by_machine(volume: Work) -> Obstacles:
    """Of what a version before stored: it let a machine's edition become the original."""
    if by_machine(volume.editions, volume.original_language):
        yield made_by_machine(volume, "edition", volume.original_language)


def made_by_machine(volume: Work, what: str, language: Language) -> RuleBroken:
    return RuleBroken(
        NO_MACHINE_TEXT_AS_OFFICIAL,
        f"The {what} of the volume {volume.number} in its original language, “{language}”, would be a machine’s.",
        remedy="The original is a person’s: mark translations alone.",
    )
