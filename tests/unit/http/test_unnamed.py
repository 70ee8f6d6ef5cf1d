"""Somebody unnamed may ask first whether a request would be done."""

from typing import cast

import pytest

from shared.http.problems import Validated
from shared.http.unnamed import Unnamed
from shared.persistence.context import Context
from shared.persistence.unit_of_work import UnitOfWork, Units


class _Kept(Units):
    """Units that only count what was committed."""

    def __init__(self) -> None:
        self.commits = 0

    async def run(self, context: Context, work: object, *, within_seconds: float = 1.0) -> None:  # type: ignore[override]
        await work(cast("UnitOfWork", None))  # type: ignore[operator]
        self.commits += 1


@pytest.mark.parametrize("only_judged", [False, True])
async def test_what_is_only_judged_is_done_as_far_as_its_commit(only_judged: bool) -> None:
    units, judged = _Kept(), list[str]()

    async def work(_: UnitOfWork) -> None:
        judged.append("here")

    unnamed = Unnamed(units=units, validate_only=only_judged)
    if only_judged:
        with pytest.raises(Validated):
            await unnamed.run(work)
    else:
        await unnamed.run(work)
    assert (judged, units.commits) == (["here"], 0 if only_judged else 1)
