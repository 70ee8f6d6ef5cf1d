"""The ledger as a file that an accounting system reads: CSV, a posting in each line."""

import csv
import io
from collections.abc import Sequence

from services.funding.domain.ledger import Entry
from shared.domain.moment import write_moment

COLUMNS = (
    "entry",
    "line",
    "occurred_on",
    "recorded_at",
    "act",
    "account",
    "workshop",
    "item",
    "contribution",
    "amount",
    "currency",
    "value",
    "value_currency",
)


def ledger_csv(entries: Sequence[Entry], *, workshop: str | None = None) -> bytes:
    """Amounts are decimals with a point; debits above nothing, credits below. No cell is a text that people write, so
    none can be taken for a formula: a sign stands before digits alone."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for entry in entries:
        for number, one in enumerate(entry.postings, start=1):
            if workshop in (None, one.workshop):
                money = one.model_dump(mode="json")
                writer.writerow(
                    (
                        entry.id,
                        number,
                        entry.on.isoformat(),
                        write_moment(entry.recorded_at),
                        entry.act,
                        one.account.value,
                        one.workshop,
                        one.item.value if one.item else "",
                        one.contribution or "",
                        money["amount"]["amount"],
                        one.amount.currency,
                        money["value"]["amount"],
                        one.value.currency,
                    )
                )
    return stream.getvalue().encode("utf-8")
