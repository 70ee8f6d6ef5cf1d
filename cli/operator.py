"""``python -m cli.operator``: those commands of ``idm`` that the image for operators carries too."""

import logging

import typer

from cli import access, audit, backup, funding, held, outbox
from cli.trace import trace

app = typer.Typer(name="idm", no_args_is_help=True, help="Run the IDM platform on this machine, and play a year on it.")
app.add_typer(outbox.app, name="outbox", help="What a service recorded, and whether Kafka has it.")
app.add_typer(audit.app, name="audit", help="Whether anybody changed what a service recorded.")
app.add_typer(funding.app, name="funding", help="Whether every figure of funding ties out to its ledger.")
app.add_typer(held.app, name="held", help="Messages that a service could not process.")
app.add_typer(access.app, name="access", help="The users of MongoDB and Kafka, and what each may do.")
app.command()(trace)
app.command("backup")(backup.write)
app.command("restore")(backup.restore)


@app.callback()
def idm() -> None:
    """The IDM platform at the terminal."""
    # While a broker starts, its client logs every attempt to reach it; our sentences say what matters.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())


if __name__ == "__main__":
    app(prog_name="idm")
