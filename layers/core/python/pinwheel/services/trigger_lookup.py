"""Reading the index of event campaigns for a batch of events.

It is read anew for each batch, so that a campaign made a moment ago hears the next event. A small index is
read whole with one request. Of one that fills more than a page only the types of the batch are read, and
kept for two seconds where they fill pages themselves: what an event costs does not grow with the campaigns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.keys import DocumentKey
from pinwheel.domain.triggers.filters import ANY_TYPE
from pinwheel.domain.triggers.index import Trigger, TriggerIndex, triggers
from pinwheel.ports.documents import Document, Documents

PAGE = 200
BIG_SECONDS = 60.0
"""How long an application's index is taken to be big without another look."""
KEPT_SECONDS = 2.0
MOST_COMPILED = 20_000

Listed = list[tuple[str, list[Trigger]]]


class TriggerLookup:
    """Reads the index; remembers what it has compiled as long as it is unchanged."""

    def __init__(self, documents: Documents, *, monotonic: Callable[[], float]) -> None:
        """Keep the registry and the way to measure time."""
        self._documents = documents
        self._monotonic = monotonic
        self._compiled: dict[DocumentKey, tuple[tuple[int, int], list[Trigger]]] = {}
        self._big: dict[str, float] = {}
        self._kept: dict[tuple[str, str], tuple[float, Listed]] = {}

    def index(self, application_id: str, event_types: Collection[str]) -> TriggerIndex:
        """Give the campaigns that events of some types may start."""
        now = self._monotonic()
        if self._big.get(application_id, now) <= now:
            page = self._documents.list(
                keys.application_partition(application_id), prefix=keys.TRIGGER_PREFIX, limit=PAGE
            )
            if page.after is None:
                return TriggerIndex(self._read(page.documents))
            self._big[application_id] = now + BIG_SECONDS
        wanted = [*dict.fromkeys(event_types), ANY_TYPE]
        return TriggerIndex(
            each for event_type in wanted for each in self._of_type(application_id, event_type, now)
        )

    def _of_type(self, application_id: str, event_type: str, now: float) -> Listed:
        kept = self._kept.get((application_id, event_type))
        if kept is not None and now < kept[0]:
            return kept[1]
        found = list(self._pages(application_id, event_type))
        # A type may hold the sign that ends it in keys: its entries stand among those of a shorter type.
        listed = [each for page in found for each in self._read(page) if each[0] == event_type]
        self._kept.pop((application_id, event_type), None)
        if len(found) > 1:
            self._kept[application_id, event_type] = (now + KEPT_SECONDS, listed)
        return listed

    def _pages(self, application_id: str, event_type: str) -> Iterator[list[Document]]:
        after = None
        while True:
            page = self._documents.list(
                keys.application_partition(application_id),
                prefix=keys.trigger_prefix(event_type),
                limit=PAGE,
                after=after,
            )
            yield list(page.documents)
            if page.after is None:
                return
            after = page.after

    def _read(self, documents: Any) -> Listed:
        return [(document.body["EventType"], self._triggers(document)) for document in documents]

    def _triggers(self, document: Document) -> list[Trigger]:
        # An entry that was removed and comes back begins with the first revision again.
        state = (document.body["Version"], document.revision)
        known = self._compiled.get(document.key)
        if known is not None and known[0] == state:
            return known[1]
        if len(self._compiled) >= MOST_COMPILED:
            self._compiled.clear()
        made = triggers(document.body)
        self._compiled[document.key] = (state, made)
        return made
