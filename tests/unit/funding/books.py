"""The books of funding in memory, kept as the use cases keep them, for tests of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.ledger import Entry, Ledgered
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.verification import Books, Finding, Told, verify


@dataclass(kw_only=True)
class Ledger:
    """``keep`` after each act, as ``use_cases/cycles.py`` does."""

    things: dict[str, Ledgered] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @property
    def sponsorships(self) -> list[Sponsorship]:
        return [one for one in self.things.values() if isinstance(one, Sponsorship)]

    def keep(self, *changed: Ledgered) -> None:
        for thing in changed:
            self.things[thing.id] = thing
            entry = thing.entry()
            if entry is not None:
                self.entries.append(entry)

    def books(self) -> Books:
        everything = self.things.values()
        return Books(
            entries=self.entries,
            budgets=[one for one in everything if isinstance(one, Budget)],
            contributions=[one for one in everything if isinstance(one, Contribution)],
            accounts=[one for one in everything if isinstance(one, Accounts)],
            sponsorships=self.sponsorships,
            log=_told(list(everything)),
        )

    def findings(self) -> list[Finding]:
        return verify(self.books())


def _told(things: Sequence[Ledgered]) -> list[Told]:
    return [
        Told(
            stream=thing.id,
            version=one.version,
            type=one.message.message_type,
            data=one.message.model_dump(mode="json", exclude_none=True),
        )
        for thing in things
        for one in thing.recorded
    ]
