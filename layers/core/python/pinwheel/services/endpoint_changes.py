"""Publishing what became of endpoints, where a campaign listens to that (domain/triggers/changes.py).

Imports tell nothing: a file of a million rows is no million occasions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pinwheel.domain import keys
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.events import EventRecord
from pinwheel.domain.times import epoch_millis
from pinwheel.domain.triggers.changes import PREFIX, change_event
from pinwheel.domain.triggers.filters import ANY_TYPE
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import NOTHING_KNOWN, EndpointUpdate, EndpointWriter, UpsertResult
from pinwheel.ports.events import EventStream

IsHeard = Callable[[str], bool]
"""Tells whether an application has a campaign that listens to changes of endpoints."""


def changes_are_heard(application_id: str, *, documents: Documents) -> bool:
    """Look into the index of event campaigns."""
    partition = keys.application_partition(application_id)
    prefixes = (f"{keys.TRIGGER_PREFIX}{PREFIX}", keys.trigger_prefix(ANY_TYPE))
    return any(documents.list(partition, prefix=each, limit=1).documents for each in prefixes)


def change_events(results: Iterable[UpsertResult], *, request_id: str, clock: Clock) -> Iterator[EventRecord]:
    """Make the events of what a request has changed."""
    now = epoch_millis(clock.now())
    for number, result in enumerate(results):
        if result.error is not None or not result.changed or result.after is None:
            continue
        event_id = f"{request_id}/{number}/{endpoint_key(result.endpoint_id)}"
        event = change_event(result.before, result.after, event_id=event_id, now_millis=now)
        if event is not None:
            yield event


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingWriter:
    """A writer of endpoints that tells of their changes; all else is the writer's own.

    `stream` gives the stream when there is something to tell.
    """

    writer: EndpointWriter
    is_heard: IsHeard
    stream: Callable[[], EventStream]
    clock: Clock

    def upsert_many(
        self, application_id: str, updates: Sequence[EndpointUpdate], *, atomic: bool = False
    ) -> Sequence[UpsertResult]:
        """Apply updates, then publish what they changed.

        Raises:
            Unavailable: a change was stored and could not be told.
        """
        results = self.writer.upsert_many(application_id, updates, atomic=atomic)
        if any(result.changed for result in results) and self.is_heard(application_id):
            request_id = updates[0].request_id
            events = list(change_events(results, request_id=request_id, clock=self.clock))
            if events:
                self.stream().publish(events)
        return results

    def delete(self, application_id: str, endpoint_id: str) -> Endpoint | None:
        """Remove an endpoint."""
        return self.writer.delete(application_id, endpoint_id)

    def delete_user(self, application_id: str, user_id: str) -> Sequence[Endpoint]:
        """Remove a user."""
        return self.writer.delete_user(application_id, user_id)

    def touch(
        self,
        application_id: str,
        activity: Mapping[str, str],
        *,
        known: Mapping[str, str | None] = NOTHING_KNOWN,
    ) -> None:
        """Move the last activity."""
        self.writer.touch(application_id, activity, known=known)
