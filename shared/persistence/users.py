"""MongoDB's users: each service has one, with rights on its own database only."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient

from shared.persistence.driver import Login

_SERVER_TROUBLE_SECONDS = 10.0


async def give_user(uri: str, login: Login, *, user: str, password: str, database: str) -> None:
    """Make the user, or give it this password: it reads, writes and migrates ``database`` and no other.

    Raises ``DatabaseTrouble``, ``OSError`` when the password's file cannot be read.
    """
    client: Any = AsyncIOMotorClient(
        uri, serverSelectionTimeoutMS=int(_SERVER_TROUBLE_SECONDS * 1000), **login.for_driver()
    )
    try:
        admin = client.get_database("admin")
        there = (await admin.command("usersInfo", user))["users"]
        # collMod, with which a migration sets a validator, is the database administrator's.
        roles = [{"role": role, "db": database} for role in ("readWrite", "dbAdmin")]
        await admin.command("updateUser" if there else "createUser", user, pwd=password, roles=roles)
    finally:
        client.close()
