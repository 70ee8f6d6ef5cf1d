"""Operation × role × body: every operation declares its roles, and ``docs/permissions.md`` is what they say.

``python -m tests.architecture.test_permissions`` writes the file again.
"""

import re
from importlib import import_module
from pathlib import Path

import pytest
from fastapi import APIRouter

from shared.domain.act import Role
from shared.http.audit import audit_router
from shared.http.permissions import CALLERS, permissions_of, table_of
from shared.persistence.driver import Store
from shared.runtime.held_api import held_router
from shared.runtime.service import Service
from shared.runtime.trace_api import trace_router
from tests.support.api import api_of

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "permissions.md"
SERVICES: list[Service] = [
    import_module(f"services.{file.parent.name}.service").SERVICE for file in sorted(ROOT.glob("services/*/service.py"))
]
INTRODUCTION = """# Who may call what
Made by `make permissions` from the roles that the operations declare (`shared/http/acting.py`), and compared with them
by `tests/architecture/test_permissions.py`, which also calls every operation as each of these callers.

`●` is let in; what is empty is refused, with 401 without a token and with 403 otherwise. A member acts for the body its
token names, so a member's token without one opens what is public and nothing else. What a caller who is let in may do
with one thing *now* stands in its `actions`. What is public shows less to the public: the operations say what.
`/schemas`, `/asyncapi`, the documentation, `/livez`, `/readyz` and `/metrics` ask for no token.
"""


def routers(service: Service) -> tuple[APIRouter, ...]:
    """The service's own operations, its log, those on held messages and on traces; nothing is called on them here."""
    own = (held_router(service.name), trace_router(service.name, hears=[]))
    return (*service.routers(), audit_router(service.name), *own)


def written() -> str:
    tables = (f"## {service.name}\n{table_of(permissions_of(routers(service)))}\n" for service in SERVICES)
    return "\n".join((INTRODUCTION, *tables))


def test_the_table_that_people_read_is_what_the_operations_declare() -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "run: make permissions"


def test_an_operation_that_declares_no_roles_is_found() -> None:
    router = APIRouter()

    @router.get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(LookupError, match="/forgotten"):
        permissions_of((router,))


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_every_operation_lets_in_whom_the_table_says_and_nobody_else(
    service: Service, store: Store, tmp_path: Path
) -> None:
    wrong = []
    async with api_of(service, store=store, folder=tmp_path) as api:
        for one in permissions_of(routers(service)):
            path = re.sub(r"{(\w+)(?::path)?}", lambda found: "2018" if found[1] == "year" else "none-such", one.path)
            for name, role, for_a_body in CALLERS:
                answer = await api.call(
                    one.method,
                    path,
                    json=None if one.method == "GET" else {},
                    role=role and role.value,
                    body_id="atlantis" if for_a_body else None,
                )
                refused = 401 if role is None else 403
                let_in = answer.status not in (401, 403)
                if let_in != one.lets_in(role, for_a_body=for_a_body) or (not let_in and answer.status != refused):
                    wrong.append((one.operation, name, answer.status))
                assert answer.status < 500, (one.operation, name, answer.body)
    assert wrong == []


def test_the_columns_are_all_the_roles_there_are() -> None:
    assert {role for _, role, _ in CALLERS} == {None, *Role} - {Role.SYSTEM}


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
