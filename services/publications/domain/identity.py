"""Identifiers that follow from what a thing is about, so that a message heard twice opens nothing twice."""

import re
from hashlib import sha256

from shared.domain.errors import InvalidInput

SERIES = "red-book-series"
_RESERVED = re.compile(rf"report-.*|catalogue-.*|volume-\d+|cycle-.*|{SERIES}")
_LONGEST = 100


def report_id(workshop: str) -> str:
    """The identifier of the report of a workshop."""
    return _about("report", workshop)


def catalogue_id(volume: str) -> str:
    """The identifier of the catalogue record of a volume."""
    return _about("catalogue", volume)


def volume_id(number: int) -> str:
    """The identifier of a volume that is given none of its own."""
    return f"volume-{number}"


def check_own_id(identifier: str, *, meant: str) -> None:
    """An identifier of the caller's own never takes one that another thing will need. Raises ``InvalidInput``.

    ``meant`` is the reserved one that this very thing may have.
    """
    if identifier != meant and _RESERVED.fullmatch(identifier):
        raise InvalidInput(
            f"The identifier “{identifier}” is kept for something else.", remedy="Choose another, or leave it out."
        )


def _about(what: str, subject: str) -> str:
    identifier = f"{what}-{subject}"
    if len(identifier) <= _LONGEST:
        return identifier
    # The subject is as long as an identifier may be; no fact is refused for that.
    return f"{what}-{sha256(subject.encode()).hexdigest()}"
