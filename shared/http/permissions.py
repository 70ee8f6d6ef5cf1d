"""Who may call what: read off the operations themselves, and written as a table that a person can check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.domain.act import Role
from shared.http.acting import PUBLIC

CALLERS: tuple[tuple[str, Role | None, bool], ...] = (
    (PUBLIC, None, False),
    *((role.value, role, role is Role.MEMBER) for role in Role if role is not Role.SYSTEM),
    ("member without a body", Role.MEMBER, False),
)
"""The columns: who calls, in which role, and whether the token names a body (a member acts for one)."""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One operation and the roles it declares; ``public`` among them lets everybody in."""

    operation: str
    method: str
    path: str
    roles: frozenset[str]

    def lets_in(self, role: Role | None, *, for_a_body: bool) -> bool:
        """Whether a caller in ``role`` (``None``: without a token) may call it."""
        if PUBLIC in self.roles:
            return True
        return role is not None and role.value in self.roles and (role is not Role.MEMBER or for_a_body)


def permissions_of(routers: Sequence[APIRouter]) -> list[Permission]:
    """In the order of the API. Raises ``LookupError`` for an operation that does not declare its roles once."""
    return [_permission(route) for router in routers for route in router.routes if isinstance(route, APIRoute)]


def _permission(route: APIRoute) -> Permission:
    found = list(declared(route.dependant))
    if len(found) != 1:
        raise LookupError(f"{route.path} ({route.name}) declares its roles {len(found)} times instead of once.")
    [method] = sorted(route.methods or {})
    return Permission(
        operation=route.operation_id or route.name,
        method=method,
        path=route.path,
        roles=frozenset(str(role) for role in found[0]),
    )


def declared(dependant: Dependant) -> Iterator[Sequence[Role | str]]:
    """The roles that ``acting_as`` and ``reading_as`` left on the functions they made, however deep; nothing where an
    operation asks for no token."""
    for inner in dependant.dependencies:
        roles = getattr(inner.call, "roles", None)
        if roles is not None:
            yield roles
        yield from declared(inner)


def table_of(permissions: Sequence[Permission]) -> str:
    """Operations down, callers across; ``●`` may, an empty cell may not."""
    lines = [
        f"| operation | {' | '.join(name for name, _, _ in CALLERS)} |",
        f"| --- |{' :-: |' * len(CALLERS)}",
    ]
    for one in permissions:
        cells = ("●" if one.lets_in(role, for_a_body=body) else " " for _, role, body in CALLERS)
        lines.append(f"| `{one.method} {one.path}` {one.operation} | {' | '.join(cells)} |")
    return "\n".join(lines)
