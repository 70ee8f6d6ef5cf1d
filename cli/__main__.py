"""``python -m cli``: the command ``idm``."""

import logging

import typer

from cli import audit, held, history, outbox, stack
from cli.demo.command import demo
from cli.run import run
from cli.token import token

app = typer.Typer(name="idm", no_args_is_help=True, help="Run the IDM platform on this machine, and play a year on it.")
app.add_typer(stack.app, name="stack", help="A real MongoDB and a Kafka-protocol broker as child processes.")
app.add_typer(outbox.app, name="outbox", help="What a service recorded, and whether Kafka has it.")
app.add_typer(audit.app, name="audit", help="Whether anybody changed what a service recorded.")
app.add_typer(held.app, name="held", help="Messages that a service could not process.")
app.add_typer(history.app, name="history", help="The years before the platform, as the brochure prints them.")
app.command()(run)
app.command()(token)
app.command()(demo)


@app.callback()
def idm() -> None:
    """The IDM platform at the terminal."""
    # While a broker starts, its client logs every attempt to reach it; our sentences say what matters.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())


if __name__ == "__main__":
    app(prog_name="idm")
