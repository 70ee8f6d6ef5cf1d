"""MongoDB's users: each service has one, with rights on its own database only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient

from shared.persistence.driver import Login

_SERVER_TROUBLE_SECONDS = 10.0


async def give_password(uri: str, login: Login, *, user: str, password: str) -> None:
    """Give a user that there is another password. Raises as :func:`give_user`."""
    async with _admin(uri, login) as admin:
        await admin.command("updateUser", user, pwd=password)


async def give_user(uri: str, login: Login, *, user: str, password: str, database: str) -> None:
    """Make the user, or give it this password: it reads, writes and migrates ``database`` and no other.

    Raises ``DatabaseTrouble``, ``OSError`` when the password's file cannot be read.
    """
    async with _admin(uri, login) as admin:
        there = (await admin.command("usersInfo", user))["users"]
        # collMod, with which a migration sets a validator, is the database administrator's.
        roles = [{"role": role, "db": database} for role in ("readWrite", "dbAdmin")]
        await admin.command("updateUser" if there else "createUser", user, pwd=password, roles=roles)


@asynccontextmanager
async def _admin(uri: str, login: Login) -> AsyncIterator[Any]:
    client: Any = AsyncIOMotorClient(
        uri, serverSelectionTimeoutMS=int(_SERVER_TROUBLE_SECONDS * 1000), **login.for_driver()
    )
    try:
        yield client.get_database("admin")
    finally:
        client.close()
