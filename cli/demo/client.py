"""The services as a web application sees them: HTTP with a token of the role that acts, and nothing else."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx2

from cli.demo.failing import DemoFailed
from cli.demo.reading import Place
from shared.domain.act import Role
from shared.domain.identifiers import new_identifier
from shared.localstack.issuer import Issuer

_ANSWER_SECONDS = 120.0
"""Of the longest: an EPUB that is checked on a busy machine."""
_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Who:
    """Who acts. ``role=None`` is the public, who has no token; ``body`` binds a member to its body."""

    label: str
    role: Role | None
    body: str | None = None


ADMINISTRATION = Who(label="Administration", role=Role.ADMINISTRATION)
FINANCE = Who(label="Finance officer", role=Role.FINANCE)
APPROVER = Who(label="Approver", role=Role.APPROVER)
EDITOR = Who(label="Editor", role=Role.EDITOR)
AUDITOR = Who(label="Auditor", role=Role.AUDITOR)
PUBLIC = Who(label="The public", role=None)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request. ``changes`` is the path of the thing it changes: its ETag is read first and sent along."""

    service: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    changes: str | None = None
    may_exist: bool = False
    """``already-exists`` is as good as made: a body stays registered from one year to the next."""
    place: Place | None = None
    """Where the file says so, when that is more exact than the step's."""


@dataclass(frozen=True)
class Api:
    """The addresses of one service: ``Api("events").post("/workshops", title=…)`` is a :class:`Call`."""

    service: str

    @property
    def root(self) -> str:
        return f"/{self.service}/v1"

    def post(self, path: str, **said: Any) -> Call:
        """``said``: fields of the body, and ``changes``, ``may_exist`` and ``place`` of the call."""
        return self._call("POST", path, **said)

    def put(self, path: str, **said: Any) -> Call:
        return self._call("PUT", path, **said)

    def delete(self, path: str, *, changes: str, place: Place | None = None) -> Call:
        return Call(
            service=self.service, method="DELETE", path=self.root + path, changes=self.root + changes, place=place
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        changes: str | None = None,
        may_exist: bool = False,
        place: Place | None = None,
        **body: Any,
    ) -> Call:
        return Call(
            service=self.service,
            method=method,
            path=self.root + path,
            body=plain(body),
            changes=self.root + changes if changes else None,
            may_exist=may_exist,
            place=place,
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: Any
    etag: str | None

    @property
    def accepted(self) -> bool:
        return self.status < 400

    @property
    def rule(self) -> str | None:
        """The number of the rule that refused; ``None`` when none did."""
        number = (self._problem.get("rule") or {}).get("number")
        return str(number) if number else None

    @property
    def slug(self) -> str:
        return str(self._problem.get("type", "")).rpartition(":")[2]

    @property
    def sentence(self) -> str:
        """Why it was refused, and what to do, as the service says it."""
        said = str(self._problem.get("detail") or f"the answer was {self.status}")
        return f"{said} {self._problem.get('remedy', '')}".strip()

    @property
    def detail(self) -> str:
        return str(self._problem.get("detail") or f"The answer was {self.status}.")

    @property
    def rule_sentence(self) -> str:
        return str((self._problem.get("rule") or {}).get("sentence", ""))

    @property
    def _problem(self) -> dict[str, Any]:
        return self.body if isinstance(self.body, dict) else {}


@dataclass(kw_only=True)
class Services:
    """``addresses``: each service's origin, ``http://127.0.0.1:8001``. Tokens come from the development issuer.

    A request that a service that is away could not answer is sent again, with its key, for ``patience_seconds``.
    """

    addresses: Mapping[str, str]
    issuer: Issuer
    patience_seconds: float = 0.0
    _tokens: dict[Who, str] = field(default_factory=dict)
    _http: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=_ANSWER_SECONDS))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def call(self, who: Who, call: Call) -> Answer:
        """Send it. Raises :class:`DemoFailed` when the service does not answer or does not know the token."""
        headers = {}
        if call.changes is not None:
            read = self.call(who, Call(service=call.service, method="GET", path=call.changes))
            if not read.accepted or read.etag is None:
                return read
            headers["If-Match"] = read.etag
        if who.role is not None:
            headers["Authorization"] = f"Bearer {self.token_of(who)}"
        if call.method != "GET":
            headers["Idempotency-Key"] = new_identifier()
        origin = self.addresses[call.service]
        answer = self._patiently(call, origin, headers)
        is_json = "json" in answer.headers.get("content-type", "")
        found = Answer(
            status=answer.status_code,
            body=answer.json() if is_json else answer.text,
            etag=answer.headers.get("etag"),
        )
        if found.status == 401:
            raise DemoFailed(
                f"{call.service} at {origin} does not accept the token: {found.detail} "
                "Give with --folder the folder of the stack that these services belong to."
            )
        if found.status >= 500:
            raise DemoFailed(f"{call.service} could not answer {call.method} {call.path}: {found.sentence}")
        return found

    def _patiently(self, call: Call, origin: str, headers: Mapping[str, str]) -> httpx2.Response:
        deadline = time.monotonic() + self.patience_seconds
        while True:
            try:
                answer = self._http.request(call.method, origin + call.path, json=call.body, headers=headers)
            except httpx2.HTTPError as error:
                if time.monotonic() >= deadline:
                    raise DemoFailed(
                        f"{call.service} does not answer at {origin} ({type(error).__name__}): "
                        "see that it runs, and try again."
                    ) from None
            else:
                if answer.status_code != 503 or time.monotonic() >= deadline:
                    return answer
            time.sleep(_AGAIN_SECONDS)

    def read(self, who: Who, service: str, path: str) -> Any:
        """What is there; ``None`` when there is no such thing. Raises :class:`DemoFailed` when it is refused."""
        answer = self.call(who, Call(service=service, method="GET", path=path))
        if answer.status == 404:
            return None
        if not answer.accepted:
            raise DemoFailed(f"{who.label} may not read {path} of {service}: {answer.sentence}")
        return answer.body

    def fetch(self, who: Who, service: str, path: str) -> bytes:
        """A file, as it is. Raises :class:`DemoFailed` when it is refused."""
        headers = {"Authorization": f"Bearer {self.token_of(who)}"} if who.role is not None else {}
        answer = self._patiently(Call(service=service, method="GET", path=path), self.addresses[service], headers)
        if answer.status_code != 200:
            raise DemoFailed(f"{who.label} may not read {path} of {service}: the answer was {answer.status_code}.")
        return answer.content

    def token_of(self, who: Who) -> str:
        """Raises ``ValueError`` for the public, who has none."""
        if who.role is None:
            raise ValueError(f"{who.label} has no token")
        if who not in self._tokens:
            self._tokens[who] = self.issuer.token(role=who.role, subject=f"demo-{who.role.value}", body=who.body)
        return self._tokens[who]


def plain(value: Any) -> Any:
    """As JSON has it; what is absent is left out."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True)
    return value.isoformat() if hasattr(value, "isoformat") else value
