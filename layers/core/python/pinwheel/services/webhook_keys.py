"""The keys that calls to customers' URLs are signed with: each application's own, encrypted, exchangeable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.times import iso, parse_iso
from pinwheel.domain.webhook_signing import GRACE, HEADER, signature
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Check, Document, Documents, Put
from pinwheel.ports.secrets import Secrets
from pinwheel.services.applications import require_application

ATTEMPTS = 5
KEPT = 2
"""Keys of an application: the good one, and the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookKeys:
    """Keeps, exchanges and uses the keys."""

    documents: Documents
    secrets: Secrets
    clock: Clock

    def rotate(self, application_id: str) -> dict[str, Any]:
        """Make a new key and show it, this once; the one before stays good for a day."""
        application = require_application(application_id, documents=self.documents)
        for _ in range(ATTEMPTS):
            secret, now = self.secrets.generate(), self.clock.real_now()
            stored = self.documents.get(keys.webhook_key(application_id))
            try:
                self._store(application_id, secret, stored, now, Check(application.key, application.revision))
            except Conflict:
                continue
            return {"Key": secret, "Header": HEADER, "CreationDate": iso(now)}
        raise Unavailable("The key is changing too often; try again.")

    def good(self, application_id: str) -> Sequence[str]:
        """Give the keys to sign with, newest first; an application that has none gets its first."""
        key = keys.webhook_key(application_id)
        for _ in range(ATTEMPTS):
            stored = self.documents.get(key)
            now = self.clock.real_now()
            if stored is not None:
                return [
                    self.secrets.decrypt(entry["Secret"], owner=application_id)
                    for at, entry in enumerate(stored.body["Keys"])
                    if at == 0 or now < parse_iso(entry["GoodUntil"])
                ]
            try:
                self._store(application_id, self.secrets.generate(), None, now)
            except Conflict:
                continue
        raise Unavailable("There is no key to sign with.")

    def _store(
        self, application_id: str, secret: str, stored: Document | None, now: datetime, *checks: Check
    ) -> None:
        entry = {
            "Secret": self.secrets.encrypt(secret, owner=application_id),
            "CreationDate": iso(now),
        }
        old: list[Mapping[str, Any]] = [] if stored is None else list(stored.body["Keys"])
        before = [{**each, "GoodUntil": each.get("GoodUntil") or iso(now + GRACE)} for each in old]
        expect = ABSENT if stored is None else stored.revision
        body = {"Keys": [entry, *before][:KEPT]}
        self.documents.write([Put(keys.webhook_key(application_id), body, expect=expect), *checks])


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSigner:
    """Signs bodies with the keys of applications, which `good` gives (from memory for a while)."""

    good: Callable[[str], Sequence[str]]
    clock: Clock

    def headers(self, application_id: str, body: bytes) -> dict[str, str]:
        """Write the headers of a call; their age is judged by real time."""
        seconds = int(self.clock.real_now().timestamp())
        return {HEADER: signature(body, self.good(application_id), seconds=seconds)}
