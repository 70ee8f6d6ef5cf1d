"""One transaction of the bare driver, as durable as the platform's."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

T = TypeVar("T")


async def transact(client: Any, work: Callable[[Any], Awaitable[T]]) -> T:
    """Snapshot reads and majority writes, run again on transient trouble.

    Not motor's ``with_transaction``: it does not run again when it is the commit that meets the trouble.
    """
    async with await client.start_session() as session:
        while True:
            session.start_transaction(read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority"))
            try:
                done = await work(session)
                await session.commit_transaction()
                return done
            except PyMongoError as error:
                if session.in_transaction:
                    await session.abort_transaction()
                if not error.has_error_label("TransientTransactionError"):
                    raise
