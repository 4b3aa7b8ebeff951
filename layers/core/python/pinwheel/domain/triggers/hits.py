"""What an event starts, and the name under which that is remembered, so that it happens once.

Two rules keep messages from starting messages for ever. A campaign never answers to events of its own
messages. And where the message that an event is about came from a campaign that itself answers to what the
service does, another such campaign answers once a day for each endpoint: two that listen to each other make
one round a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pinwheel.domain.events import EventRecord
from pinwheel.domain.rollups import places
from pinwheel.domain.triggers.index import Trigger

MAXIMUM_AGE_MILLIS = 5 * 60 * 1000
"""A message that cannot be delivered within five minutes of its event is dropped (spec 03, section 3.3)."""


@dataclass(slots=True)
class Hit:
    """An event that starts some treatments of a campaign."""

    event: EventRecord
    trigger: Trigger
    treatment_ids: set[str] = field(default_factory=set)
    occasion: str = ""
    """What is answered once for each endpoint: the event, or the day where messages answer messages."""

    @property
    def arrived(self) -> datetime:
        """Give the instant that the event came in."""
        return datetime.fromtimestamp(self.event.arrival_timestamp / 1000, UTC)


def is_late(event: EventRecord, now_millis: int) -> bool:
    """Tell whether an event is too old to be answered."""
    return now_millis - event.arrival_timestamp > MAXIMUM_AGE_MILLIS


def hits(
    event: EventRecord, started: Iterable[Trigger], *, answers_messages: Callable[[str], bool]
) -> list[Hit]:
    """Turn the triggers that an event has pulled into one hit for each campaign.

    `answers_messages` tells whether a campaign of the application answers to what the service does.
    """
    source = event.attributes.get("campaign_id") or None
    found: dict[str, Hit] = {}
    for trigger in started:
        if trigger.hears_service and source == trigger.campaign_id:
            continue
        hit = found.setdefault(trigger.campaign_id, Hit(event, trigger))
        hit.treatment_ids |= trigger.treatment_ids
        if trigger.hears_service and source is not None and answers_messages(source):
            hit.occasion = f"day {places.date(event.arrival_timestamp)}"
        else:
            hit.occasion = hit.occasion or f"event {event.event_id}"
    return list(found.values())
