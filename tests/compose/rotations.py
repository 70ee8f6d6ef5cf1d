"""Who enters with which password, before and after it is another."""

import json
import os
import secrets
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

from cli.local import SERVICES
from shared.domain.act import Role
from shared.localstack.issuer import Issuer
from tests.compose import partners
from tests.compose.engine import Failed
from tests.compose.rehearsal import Rehearsal

_SERVICES, _PARTNERS = "SCRAM-SHA-512", "SCRAM-SHA-256"


class Rotations(Rehearsal):
    """Passwords, and who is let in by them."""

    def _listeners_apart(self) -> str:
        """Each of the two listeners refuses whom the other lets in."""
        if not partners.enters(self._partner, _PARTNERS):
            raise Failed("a partner is refused at its own listener")
        inner = ("operator", *SERVICES)
        tried = [replace(self._partner, name=user, password=self._project.password_of(user)) for user in inner]
        for mechanism in (_SERVICES, _PARTNERS):
            for user in tried:
                if partners.enters(user, mechanism):
                    raise Failed(f"{user.name} enters from outside by {mechanism}")
        self._refused_inside(self._partner.name, self._partner.password)
        return f"{len(tried)} users are refused outside, the partner inside"

    def _rotated(self) -> None:
        before = self._project.password_of("governance")
        self._follow("Rotated secret", 1)
        self._healthy()
        self._decide()
        self._judged()
        self._changed("governance", before)

    def _operator_rotated(self) -> str:
        before = self._project.password_of("operator")
        self._follow("Rotated secret", 2)
        self._healthy()
        self._decide()
        self._changed("operator", before)
        return self._judged()

    def _key_rotated(self) -> str:
        before = self._project.key_of_mongodb()
        self._follow("Rotated secret", 3)
        self._healthy()
        if self._project.key_of_mongodb() == before:
            raise Failed("MongoDB's key is the one before")
        # What the server that runs now was started with.
        self._project.compose("exec", "-T", "mongodb", "cmp", "/tmp/key", "/run/idm/mongodb/key")
        self._decide()
        return self._judged()

    def _partner_rotated(self) -> None:
        old = self._partner
        self._partner = replace(old, password="another-battery-staple")
        self._partner_enters()
        if partners.enters(old, _PARTNERS):
            raise Failed("the partner's password before is still accepted")
        if not partners.enters(self._partner, _PARTNERS):
            raise Failed("the partner's new password is refused")

    def _certificate_rotated(self) -> None:
        """That of the listener for partners; each is signed by itself, so they have a new file of authorities too."""
        tls = self._folder / "tls"
        self._serves(tls, partners.served_at(self._partner.address))
        partners.put_in_place(partners.certificate_for(self._folder / "next-partners-tls"), tls)
        self._follow("Rotated secret", 9)
        self._healthy()
        self._serves(tls, partners.served_at(self._partner.address))
        if not partners.enters(self._partner, _PARTNERS):
            raise Failed("a partner is refused, who has the new certificate")

    def _serves(self, tls: Path, served: str) -> None:
        if ssl.PEM_cert_to_DER_cert(served.strip()) != ssl.PEM_cert_to_DER_cert((tls / "tls.crt").read_text().strip()):
            raise Failed(f"another certificate is served than that in {tls}")

    def _partner_put_out(self) -> None:
        """Whoever is in when the password is changed stays in until Kafka is restarted."""
        old = self._partner

        def change_password() -> None:
            self._partner = replace(old, password=secrets.token_urlsafe(24))
            self._partner_enters()

        def restart() -> None:
            self._follow("Partners", 3)
            self._healthy()

        if (answered := partners.stays(old, _PARTNERS, change_password, restart)) != [True, False]:
            raise Failed(f"answered after the password was changed, and after Kafka was restarted: {answered}")
        if not partners.enters(self._partner, _PARTNERS):
            raise Failed("the password that nobody was told is refused")
        self._decide()
        self._judged()

    def _token_key_rotated(self) -> str:
        """First both keys, then the new one alone."""
        old, new = self._issuer, Issuer(self._folder / "next-issuer", name="next")
        old_keys, new_keys = (json.loads(one.jwks_file.read_text("utf-8"))["keys"] for one in (old, new))
        self._serve_keys([*old_keys, *new_keys])
        for issuer in (old, new):
            self._all_answer(issuer, 200)
        self._serve_keys(new_keys)
        self._all_answer(old, 401)
        self._all_answer(new, 200)
        self._issuer = new
        self._decide()
        return self._judged()

    def _serve_keys(self, keys: list[Any]) -> None:
        """Another file in the place of the one that the services are shown, as an editor leaves it."""
        shown = self._folder / "issuer" / "jwks.json"
        (other := shown.with_suffix(".new")).write_text(json.dumps({"keys": keys}), "utf-8")
        os.replace(other, shown)
        self._follow("Rotated secret", 7)
        self._healthy()

    def _all_answer(self, issuer: Issuer, status: int) -> None:
        headers = {"Authorization": f"Bearer {issuer.token(role=Role.OPERATOR, subject='compose-check')}"}
        for service in SERVICES:
            answer = self._http.get(f"/{service}/v1/traces/nobody-asked", headers=headers)
            if answer.status_code != status:
                raise Failed(f"{service} answered {answer.status_code} and not {status}: {answer.text}")

    def _changed(self, user: str, before: str) -> None:
        """The one before is refused, the one that stands now is not."""
        if self._project.password_of(user) == before:
            raise Failed(f"{user} has the password of before")
        self._refused_inside(user, before)
        self._project.inside("login", user, self._project.password_of(user))

    def _refused_inside(self, user: str, password: str) -> None:
        try:
            self._project.inside("login", user, password)
        except Failed as why:
            if not all(f"refused by {server}" in str(why) for server in ("MongoDB", "Kafka")):
                raise
        else:
            raise Failed(f"{user} is let in")
