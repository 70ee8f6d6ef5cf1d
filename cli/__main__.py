"""``python -m cli``: the command ``idm``."""

import typer

from cli import stack

app = typer.Typer(name="idm", no_args_is_help=True, help="Run the local stack of the IDM platform.")
app.add_typer(stack.app, name="stack", help="A real MongoDB and a Kafka-protocol broker as child processes.")


@app.callback()
def idm() -> None:
    """The IDM platform at the terminal."""


if __name__ == "__main__":
    app(prog_name="idm")
