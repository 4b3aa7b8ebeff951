"""The keys that a running function has seen lately, with their secrets decrypted.

An entry is good for 60 seconds of real time, which is how long a revoked key may live on. Keys that do not
exist are not remembered, so a new key works at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pinwheel.domain.access_keys import AccessKey
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.secrets import Secrets
from pinwheel.services.access_keys import find_key

LIFE = timedelta(seconds=60)
CAPACITY = 10_000
"""Most keys remembered; past it all are forgotten, which costs a read each."""


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A key and its good secrets in the clear."""

    key: AccessKey
    secrets: tuple[str, ...]


class KeyRing:
    """A cache in front of the stored keys."""

    def __init__(self, *, documents: Documents, secrets: Secrets, clock: Clock) -> None:
        """Start with no key."""
        self._documents = documents
        self._secrets = secrets
        self._clock = clock
        self._keys: dict[str, tuple[datetime, AccessKey]] = {}
        self._opened: dict[str, str] = {}

    def find(self, access_key_id: str) -> OpenKey | None:
        """Find a key that may be used; None when it was never issued or is revoked."""
        now = self._clock.real_now()
        key = self._known(access_key_id, now)
        if key is None:
            return None
        good = key.good_secrets(now)
        return OpenKey(key, tuple(self._open(s.ciphertext, access_key_id) for s in good)) if good else None

    def _known(self, access_key_id: str, now: datetime) -> AccessKey | None:
        read, key = self._keys.get(access_key_id, (None, None))
        if read is not None and now - read < LIFE:
            return key
        key = find_key(access_key_id, documents=self._documents)
        self._keys.pop(access_key_id, None)
        if key is not None:
            self._make_room()
            self._keys[access_key_id] = (now, key)
        return key

    def _open(self, ciphertext: str, owner: str) -> str:
        """Decrypt once: a ciphertext never changes its meaning, so re-reading a key costs no call to KMS."""
        if ciphertext not in self._opened:
            self._opened[ciphertext] = self._secrets.decrypt(ciphertext, owner=owner)
        return self._opened[ciphertext]

    def _make_room(self) -> None:
        if len(self._keys) >= CAPACITY:
            self._keys.clear()
            self._opened.clear()
