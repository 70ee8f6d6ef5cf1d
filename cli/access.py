"""``idm access grant | partner | operator``: who may enter MongoDB and Kafka, and what each may do there.

Run as the operator. What a service may do follows from the topics table and from what it hears.
"""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.operating import DEFAULT, Folder, connections, in_sentences, names, refuse, wiring
from shared.contracts.rights import rights_of_partner, rights_of_service
from shared.outbox.security import Mechanism
from shared.outbox.users import KafkaUsers, kafka_users
from shared.persistence.users import give_password, give_user
from shared.runtime.service import topics_heard
from shared.runtime.settings import Connections

OPERATOR = "operator"
# The partners' listener takes this one alone and the services' the other (docker/kafka-start): neither lets in whom the
# other does.
PARTNERS_MECHANISM = Mechanism.SCRAM_SHA_256
_NAME = re.compile(r"[a-z][a-z0-9-]{1,40}")
# As docker/make_passwords.py holds them: they stand between quotes in the settings of Kafka's clients, partners' too.
_PASSWORD = re.compile(r"[A-Za-z0-9._~-]{16,128}")
app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)


@app.command()
def grant(
    passwords: Annotated[Path, typer.Option(help="A folder with `<service>/password` for each service.")],
    keep: Annotated[bool, typer.Option(help="Take nothing away, while another version runs that may need it.")] = False,
    folder: Folder = DEFAULT,
) -> None:
    """Give each service its user in MongoDB and in Kafka with exactly its rights. Harmless while one version runs."""
    found = connections(folder)
    table = Table("user", "rights given", "taken away")

    async def run() -> None:
        async with kafka_users(found.kafka_bootstrap, found.security(service=OPERATOR)) as users:
            for service in names():
                given, taken = await _grant(
                    service, found, users, _password(passwords / service / "password"), keep=keep
                )
                table.add_row(service, str(given), str(taken))

    in_sentences(run())
    console.print(table)


async def _grant(service: str, to: Connections, users: KafkaUsers, password: str, *, keep: bool) -> tuple[int, int]:
    login = to.login(service=OPERATOR)
    if login is not None:
        await give_user(to.mongodb_uri, login, user=service, password=password, database=to.database_of(service))
    rights = rights_of_service(service, hears=topics_heard(wiring(service)))
    await users.set_password(service, password=password)
    return await users.allow(service, rights, keep=keep)


@app.command()
def partner(
    name: Annotated[str, typer.Argument(help="The partner's user name, such as unhcr.")],
    password_file: Annotated[Path, typer.Option(help="Its password: 16 to 128 letters, digits and . _ ~ -")],
    folder: Folder = DEFAULT,
) -> None:
    """Make a partner's user in Kafka, or give it another password: it reads the public topics and nothing else."""
    if _NAME.fullmatch(name) is None or name == OPERATOR or name in names():
        refuse(f"“{name}” cannot be a partner's name: use 2 to 41 small letters, digits and -, and no service's name.")
    found = connections(folder)
    password = _password(password_file)

    async def run() -> None:
        async with kafka_users(found.kafka_bootstrap, found.security(service=OPERATOR)) as users:
            await users.set_password(name, password=password, mechanism=PARTNERS_MECHANISM)
            await users.allow(name, rights_of_partner(name))

    in_sentences(run())
    group = f"partner.{name}"
    console.print(f"The partner {name} may read the public topics, in the group “{group}” or one beginning “{group}.”.")


@app.command()
def operator(
    password_file: Annotated[Path, typer.Option(help="The new password: 16 to 128 letters, digits and . _ ~ -")],
    folder: Folder = DEFAULT,
) -> None:
    """Give the operator's own user another password in MongoDB and Kafka; then put it where the old one is read."""
    found = connections(folder)
    password = _password(password_file)
    login = found.login(service=OPERATOR)
    if login is None:
        refuse("MongoDB asks for no password here, so there is none to change.")

    async def run() -> None:
        async with kafka_users(found.kafka_bootstrap, found.security(service=OPERATOR)) as users:
            await give_password(found.mongodb_uri, login, user=OPERATOR, password=password)
            await users.set_password(OPERATOR, password=password)

    in_sentences(run())
    console.print("MongoDB and Kafka know the operator's new password; write it into the operator's file now.")


def _password(file: Path) -> str:
    try:
        password = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        refuse(f"The password in {file} cannot be read: {error.strerror}.")
    if _PASSWORD.fullmatch(password) is None:
        refuse(f"The password in {file} does not fit: it takes 16 to 128 letters, digits and . _ ~ -")
    return password
