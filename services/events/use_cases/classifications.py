"""The tables by which countries are classified: those that are shipped, and those that the secretariat enters."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path

from services.events.domain.balance_targets import TARGETS_ID, BalanceTargets
from services.events.domain.classification import WEIGHED, Axis, Classification, Table
from shared.domain.errors import InvalidInput
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

_FOLDER = Path(__file__).with_name("tables")
SHIPPED: Mapping[Axis, Table] = {
    axis: Table.model_validate_json(_FOLDER.joinpath(f"{axis.value}.json").read_text("utf-8")) for axis in Axis
}
"""One of each axis, as a data file with version, day and source (R35)."""
COUNTRIES = frozenset(SHIPPED[Axis.REGION].by_country) | {"AQ"}
"""ISO 3166-1 alpha-2; Antarctica has no region."""


def check_country(country: str | None) -> None:
    """Raises ``InvalidInput`` for what is no country code."""
    if country is not None and country not in COUNTRIES:
        raise InvalidInput(
            f"“{country}” is no country code of ISO 3166-1.",
            remedy="Give two capital letters such as CH, or none.",
        )


def classification_id(axis: Axis) -> str:
    return f"classification-{axis.value}"


async def enter_table(
    unit: UnitOfWork,
    axis: Axis,
    *,
    version: str,
    dated: date,
    source: str,
    values: Mapping[str, tuple[str, ...]],
    occurred_on: date | None,
) -> Classification:
    """A new version beside those there are; used once it is chosen."""
    table = Table(axis=axis, version=version, dated=dated, source=source, values=values)
    one, is_new = await _found(unit, axis)
    one.enter(unit.act(occurred_on), table=table, known=(SHIPPED[axis].version,), countries=COUNTRIES)
    await _keep(unit, one, is_new)
    return one


async def choose_table(unit: UnitOfWork, axis: Axis, *, version: str, occurred_on: date | None) -> Classification:
    """The balance is read by this version from now on; who hears the targets is told whose they are."""
    act, shipped = unit.act(occurred_on), SHIPPED[axis].version
    one, is_new = await _found(unit, axis)
    one.choose(act, version=version, known=(shipped,), shipped=shipped)
    await _keep(unit, one, is_new)
    targets = await unit.find(BalanceTargets, TARGETS_ID)
    if targets is not None and axis in targets.bands:
        in_use = tables_of(axis, one.model_dump(mode="json"))[0]
        targets.tell_anew(act, tables={**await tables_in_use(unit.find_document), axis: in_use})
        unit.save(targets)
    return one


async def tables_in_use(find: Callable[[str, str], Awaitable[Document | None]]) -> dict[Axis, Table]:
    """``find`` reads a document by collection and identifier, of a request or of a transaction."""
    return {
        axis: tables_of(axis, await find(Classification.collection, classification_id(axis)))[0] for axis in WEIGHED
    }


def tables_of(axis: Axis, kept: Document | None) -> tuple[Table, ...]:
    """All versions of an axis, the one in use first. ``kept`` is what was entered, if anything was."""
    entered = [Table.model_validate(one) for one in kept["entered"]] if kept else []
    in_use = kept["in_use"] if kept else None
    every = (SHIPPED[axis], *entered)
    return tuple(sorted(every, key=lambda one: one.version != (in_use or SHIPPED[axis].version)))


async def _found(unit: UnitOfWork, axis: Axis) -> tuple[Classification, bool]:
    one = await unit.find(Classification, classification_id(axis))
    return (one, False) if one else (Classification(id=classification_id(axis), axis=axis), True)


async def _keep(unit: UnitOfWork, one: Classification, is_new: bool) -> None:
    if is_new:
        await unit.add(one)
    else:
        unit.save(one)
