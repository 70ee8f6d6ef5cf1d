"""Kafka's users and what they may do: passwords by SCRAM, rights by access control lists.

aiokafka's admin client has no calls for these, so its requests are sent as they are; that of a SCRAM
password (KIP-554) it lacks, and it is described here.
"""

import hashlib
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest, DescribeAclsRequest
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    CompactArray,
    CompactBytes,
    CompactString,
    Int8,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from shared.contracts.rights import Operation, Resource, Right
from shared.outbox.security import Mechanism, Security

_ITERATIONS = 8192
# Kafka's number of each mechanism, and its hash.
_SCRAM = {Mechanism.SCRAM_SHA_256: (1, "sha256"), Mechanism.SCRAM_SHA_512: (2, "sha512")}
_ANY, _ALLOW, _LITERAL, _PREFIXED = 1, 3, 3, 4
_EVERYWHERE = "*"


class _PasswordAnswer(Response):  # type: ignore[misc]
    API_KEY = 51
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _PasswordRequest0(RequestStruct):  # type: ignore[misc]
    API_KEY = 51
    API_VERSION = 0
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _PasswordAnswer
    SCHEMA = Schema(
        ("deletions", CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields))),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _PasswordRequest(Request[_PasswordRequest0]):  # type: ignore[misc]
    API_KEY = 51

    def __init__(self, user: str, password: str, mechanism: Mechanism) -> None:
        self._user = user
        self._password = password
        self._mechanism = mechanism

    def build(self, request_struct_class: Any) -> Any:
        salt = secrets.token_bytes(32)
        number, its_hash = _SCRAM[self._mechanism]
        salted = hashlib.pbkdf2_hmac(its_hash, self._password.encode(), salt, _ITERATIONS)
        return request_struct_class([], [(self._user, number, _ITERATIONS, salt, salted, {})], {})


class KafkaUsers:
    """Made by :func:`kafka_users`. Raises ``KafkaError`` when the broker is away or refuses."""

    def __init__(self, admin: AIOKafkaAdminClient) -> None:
        self._admin = admin

    async def set_password(self, user: str, *, password: str, mechanism: Mechanism = Mechanism.SCRAM_SHA_512) -> None:
        """Make the user, or give it another password; connections that are open stay open.

        The password counts under this SCRAM mechanism alone: a listener that takes another refuses it.
        """
        answer = await self._admin._send_to_controller(_PasswordRequest(user, password, mechanism))
        for _, code, why, _ in answer.results:
            if code:
                raise for_code(code)(why)

    async def rights_of(self, user: str) -> set[Right]:
        """What the lists allow the user now."""
        request = DescribeAclsRequest(_ANY, None, _ANY, f"User:{user}", None, _ANY, _ANY)
        answer = await self._admin._send_request(request)
        if answer.error_code:
            raise for_code(answer.error_code)(answer.error_message)
        return {
            Right(resource=Resource(kind), name=name, operation=Operation(operation), beginning=pattern == _PREFIXED)
            for kind, name, pattern, lists in answer.resources
            for _, _, operation, _ in lists
        }

    async def allow(self, user: str, rights: Iterable[Right], *, keep: bool = False) -> tuple[int, int]:
        """Exactly these from now on, or with ``keep`` these too; answers how many were given and taken away."""
        has = await self.rights_of(user)
        wanted = set(rights) | (has if keep else set())
        for right in wanted - has:
            answer = await self._admin._send_to_controller(CreateAclsRequest(*_listed(user, right)))
            for code, why in answer.creation_responses:
                if code:
                    raise for_code(code)(why)
        for right in has - wanted:
            answer = await self._admin._send_to_controller(DeleteAclsRequest(*_listed(user, right)))
            for code, why, _ in answer.filter_responses:
                if code:
                    raise for_code(code)(why)
        return len(wanted - has), len(has - wanted)


def _listed(user: str, right: Right) -> tuple[int, str, int, str, str, int, int]:
    pattern = _PREFIXED if right.beginning else _LITERAL
    return right.resource, right.name, pattern, f"User:{user}", _EVERYWHERE, right.operation, _ALLOW


@asynccontextmanager
async def kafka_users(bootstrap: str, security: Security) -> AsyncIterator[KafkaUsers]:
    """As a user who may do this; closed afterwards."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **security.for_aiokafka())
    try:
        await admin.start()
        yield KafkaUsers(admin)
    finally:
        await admin.close()
