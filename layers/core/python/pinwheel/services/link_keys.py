"""The keys that personal links are signed with: each application's own, encrypted, exchangeable.

Old keys go on verifying, because links in old messages must work; `revoke` ends that for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, NotFound, Unavailable
from pinwheel.domain.times import iso
from pinwheel.domain.unsubscribe import PersonalLinks, Recipient, links_of, read_token
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Check, Document, Documents, Put
from pinwheel.ports.secrets import Secrets
from pinwheel.services.applications import require_application

ATTEMPTS = 5
KEPT = 20
"""Keys of an application: the one that signs, and those before it whose links still work."""


@dataclass(frozen=True, slots=True)
class LinkSecrets:
    """An application's keys in the clear: the one that signs, and all that verify, by ID."""

    signing: str
    by_id: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKeys:
    """Keeps and exchanges the keys."""

    documents: Documents
    secrets: Secrets
    clock: Clock

    def rotate(self, application_id: str, *, revoke: bool = False) -> dict[str, Any]:
        """Sign with a new key from now on; with `revoke` no link works any more that was made before."""
        application = require_application(application_id, documents=self.documents)
        for _ in range(ATTEMPTS):
            stored = self.documents.get(keys.link_keys(application_id))
            try:
                body = self._store(
                    application_id, stored, revoke, Check(application.key, application.revision)
                )
            except Conflict:
                continue
            return {
                "KeyId": body["Keys"][0]["Id"],
                "CreationDate": body["Keys"][0]["CreationDate"],
                "KeysKept": len(body["Keys"]) - 1,
            }
        raise Unavailable("The key is changing too often; try again.")

    def signing(self, application_id: str) -> LinkSecrets:
        """Give the key to sign with; an application that has none gets its first."""
        for _ in range(ATTEMPTS):
            stored = self.documents.get(keys.link_keys(application_id))
            if stored is not None:
                entry = stored.body["Keys"][0]
                return LinkSecrets(entry["Id"], {entry["Id"]: self._open(application_id, entry)})
            application = require_application(application_id, documents=self.documents)
            try:
                self._store(application_id, None, False, Check(application.key, application.revision))
            except Conflict:
                continue
        raise Unavailable("There is no key to sign with.")

    def verifying(self, application_id: str) -> LinkSecrets | None:
        """Give all keys whose links work; None where no link was ever made."""
        stored = self.documents.get(keys.link_keys(application_id))
        if stored is None:
            return None
        entries = stored.body["Keys"]
        opened = {entry["Id"]: self._open(application_id, entry) for entry in entries}
        return LinkSecrets(entries[0]["Id"], opened)

    def _open(self, application_id: str, entry: Mapping[str, Any]) -> str:
        return self.secrets.decrypt(entry["Secret"], owner=application_id)

    def _store(
        self, application_id: str, stored: Document | None, revoke: bool, *checks: Check
    ) -> Mapping[str, Any]:
        number = 1 if stored is None else int(stored.body["Last"]) + 1
        entry = {
            "Id": str(number),
            "Secret": self.secrets.encrypt(self.secrets.generate(), owner=application_id),
            "CreationDate": iso(self.clock.now()),
        }
        before = [] if stored is None or revoke else list(stored.body["Keys"])
        body = {"Keys": [entry, *before][:KEPT], "Last": number}
        expect = ABSENT if stored is None else stored.revision
        self.documents.write([Put(keys.link_keys(application_id), body, expect=expect), *checks])
        return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Makes links; `secrets_of` gives an application's signing key, `one_click` which e-mails carry headers.

    Both are answered from memory for a while.
    """

    base_url: str
    secrets_of: Callable[[str], LinkSecrets]
    one_click: Callable[[str], str]

    def make(self, recipient: Recipient) -> PersonalLinks:
        """Make the links of one recipient."""
        secrets = self.secrets_of(recipient.application_id)
        key_id = secrets.signing
        return links_of(recipient, base_url=self.base_url, key_id=key_id, secret=secrets.by_id[key_id])


def verified(token: str, *, secrets_of: Callable[[str], LinkSecrets | None]) -> Recipient:
    """Tell whom a link is for.

    Raises:
        NotFound: it was tampered with, its key was revoked, or it never was one of ours.
    """
    said = read_token(token)
    found = secrets_of(said.recipient.application_id)
    secret = None if found is None else found.by_id.get(said.key_id)
    # Compared in any case, so that the time taken does not tell whether there is such a key.
    is_good = said.is_signed_by(secret or "no such key")
    if secret is None or not is_good:
        raise NotFound("This link is not valid.")
    return said.recipient
