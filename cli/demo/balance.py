"""The balance of a gathering in one line, as the head of the secretariat reads it before signing its review."""

from typing import Any

from cli.demo.client import ADMINISTRATION, Services

_AXIS, _VALUE, _SAID = "region", "africa", "Africa"
"""One axis and value of three, so that the line stays a line."""


def in_words(services: Services, path: str) -> str:
    """``path`` is the gathering's. Participants and speakers apart, and the first suggestion with what it changes."""
    read = services.read(ADMINISTRATION, "events", f"{path}/balance")
    advice = services.read(ADMINISTRATION, "events", f"{path}/balance/suggestions?most=1")
    sides = [(name, read[name]) for name in ("participants", "speakers")]
    governments = " and ".join(f"{_percent(side['government'])} of {name}" for name, side in sides)
    africa = " and ".join(f"{_percent(_share(side))} of {name}" for name, side in sides)
    following = "; nobody of the Membership would improve it further"
    for first in advice["items"]:
        following = (
            f"; to invite next: {first['name']['en']}, and what is out of balance falls from {first['before']:.3f} to "
            f"{first['after']:.3f}"
        )
    return f"governments: {governments}; {_SAID}: {africa}{following}"


def _share(side: Any) -> float | None:
    """Of those whose country is known; ``None`` of nobody."""
    [axis] = [one for one in side["axes"] if one["axis"] == _AXIS]
    [value] = [one for one in axis["values"] if one["value"] == _VALUE]
    share: float | None = value["share"]
    return share


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}".replace("%", " %")
