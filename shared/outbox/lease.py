"""One relay per service: who may send is written in the database, on the database's clock (invariant 4)."""

from shared.outbox.storage import LEASES, RELAY_LEASE
from shared.persistence.driver import Store


class Lease:
    """The relay's lease, held by one ``holder`` at a time for ``seconds`` after each renewal.

    A holder that is slower than its lease may send once more what its successor sends too: the same
    message with the same sequence, which every reader knows for a duplicate.
    """

    def __init__(self, *, store: Store, holder: str, seconds: float) -> None:
        self._leases = store[LEASES]
        self._holder = holder
        self._milliseconds = int(seconds * 1000)

    async def hold(self) -> bool:
        """Take or renew the lease; false while another holds it. Raises ``DatabaseTrouble``."""
        free = {"$or": [{"$eq": ["$holder", self._holder]}, {"$lt": ["$until", "$$NOW"]}]}
        until = {"$add": ["$$NOW", self._milliseconds]}
        # No upsert: it would compare nothing with now and make a second lease. The migration planted it.
        taken = await self._leases.find_one_and_update(
            {"_id": RELAY_LEASE, "$expr": free}, [{"$set": {"holder": self._holder, "until": until}}]
        )
        return taken is not None

    @staticmethod
    async def is_held(store: Store) -> bool:
        """Whether a relay runs on this database now. Raises ``DatabaseTrouble``."""
        taken = {"$and": [{"$ne": ["$holder", ""]}, {"$gt": ["$until", "$$NOW"]}]}
        return bool(await store[LEASES].count({"_id": RELAY_LEASE, "$expr": taken}))

    async def release(self) -> None:
        """Let another take over at once."""
        await self._leases.update_many(
            {"_id": RELAY_LEASE, "holder": self._holder}, [{"$set": {"holder": "", "until": "$$NOW"}}]
        )
