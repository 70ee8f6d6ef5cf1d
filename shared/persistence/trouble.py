"""What a failure of the database means for whoever may try again."""

from enum import StrEnum

from bson.errors import BSONError
from pymongo.errors import DocumentTooLarge, DuplicateKeyError, PyMongoError

from shared.domain.errors import StaleVersion

DatabaseTrouble = PyMongoError
DuplicateKey = DuplicateKeyError


class Trouble(StrEnum):
    """What a failure means for whoever may try again."""

    AWAY = "away"
    """The database does not answer, or not in time: wait and try again, for ever."""
    RACE = "race"
    """Two writers met and this one lost: try again at once."""
    REFUSED = "refused"
    """The database will never take this write (a validator, a size limit): trying again is no use."""
    NOT_OURS = "not_ours"
    """Not a database failure at all."""


# Codes of MongoDB's error_codes.yml that no repetition mends.
_REFUSED_CODES = {2, 9, 14, 52, 56, 57, 121, 10334, 17280, 17419, 17420}


def trouble_of(error: BaseException) -> Trouble:
    """Which kind of trouble an error is; an unknown database error counts as AWAY, so it is never lost."""
    if isinstance(error, DuplicateKeyError | StaleVersion):
        return Trouble.RACE
    if isinstance(error, BSONError | DocumentTooLarge | OverflowError):
        return Trouble.REFUSED
    if not isinstance(error, PyMongoError):
        return Trouble.NOT_OURS
    codes = {failed.get("code") for failed in (getattr(error, "details", None) or {}).get("writeErrors", ())}
    codes.add(getattr(error, "code", None))
    if codes & {11000, 112}:
        return Trouble.RACE
    return Trouble.REFUSED if codes & _REFUSED_CODES else Trouble.AWAY
