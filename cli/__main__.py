"""``python -m cli``: the command ``idm``."""

from cli import history, stack
from cli.demo.command import demo
from cli.operator import app
from cli.run import run
from cli.token import token

app.add_typer(stack.app, name="stack", help="A real MongoDB and a Kafka-protocol broker as child processes.")
app.add_typer(history.app, name="history", help="The years before the platform, as the brochure prints them.")
app.command()(run)
app.command()(token)
app.command()(demo)


if __name__ == "__main__":
    app(prog_name="idm")
