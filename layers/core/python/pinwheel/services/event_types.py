"""The custom event types of an application: at most 1,500, known ones keep working (spec 05, section 1.1).

Types are remembered by a hash, in one document; a function reads it again only for a type it has not met.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict
from pinwheel.ports.documents import ABSENT, Documents, Put

MAXIMUM_TYPES = 1500
ATTEMPTS = 4


class EventTypes:
    """Admits event types; one instance serves a function for its life."""

    def __init__(self, documents: Documents) -> None:
        """Keep the registry."""
        self._documents = documents
        self._known: dict[str, set[str]] = {}

    def refused(self, application_id: str, types: Iterable[str]) -> set[str]:
        """Name the types that are one too many, and take in the other new ones.

        Raises:
            Conflict: others took in types at the same time, again and again.
        """
        known = self._known.setdefault(application_id, set())
        new = {_hash(each): each for each in types if not each.startswith("_")}
        new = {mark: each for mark, each in new.items() if mark not in known}
        if not new:
            return set()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                known |= self._take_in(application_id, new)
                break
            except Conflict:
                if attempt == ATTEMPTS:
                    raise
        return {each for mark, each in new.items() if mark not in known}

    def _take_in(self, application_id: str, new: Iterable[str]) -> set[str]:
        """Store new types as far as there is room; give all that are stored then."""
        key = keys.event_types(application_id)
        stored = self._documents.get(key)
        types: set[str] = set(stored.body["Types"]) if stored else set()
        taken = sorted(set(new) - types)[: max(MAXIMUM_TYPES - len(types), 0)]
        if taken:
            body = {"Types": sorted(types.union(taken))}
            self._documents.write([Put(key, body, expect=stored.revision if stored else ABSENT)])
        return types.union(taken)


def _hash(event_type: str) -> str:
    return hashlib.blake2b(event_type.encode(), digest_size=8).hexdigest()
