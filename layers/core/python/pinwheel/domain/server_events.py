"""Events as back ends report them (extension; spec 00, J02 and J04), each for an endpoint or for a user.

A user's event is one event, however many endpoints the user has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from pinwheel.domain.errors import Invalid
from pinwheel.domain.put_events import MAXIMUM_EVENTS
from pinwheel.shapes.events import Event, EventsBatch, EventsRequest, PublicEndpoint, Session


class ServerEvent(Struct, frozen=True, kw_only=True):
    """One event, for an endpoint or for a user."""

    EventType: str
    EndpointId: str | None = None
    UserId: str | None = None
    EventId: str | None = None
    """What makes a repetition recognised as such; without it each request makes new events."""
    Timestamp: str | None = None
    """When it happened; now, unless told."""
    Attributes: dict[str, str] | None = None
    Metrics: dict[str, float] | None = None
    Session: Session | None = None


class ServerEventsRequest(Struct, frozen=True, kw_only=True):
    """Up to 100 events."""

    Events: Annotated[list[ServerEvent], Meta(min_length=1, max_length=MAXIMUM_EVENTS)]


class Addressed(Struct, frozen=True):
    """Events of a request sorted by whom they address: two requests as PutEvents has them, and their IDs."""

    for_endpoints: EventsRequest
    for_users: EventsRequest
    places: list[tuple[bool, str, str]]
    """In the order of the request: whether a user is addressed, who, and the event's ID."""


def addressed(events: Sequence[ServerEvent], *, own_id: str, now: str) -> Addressed:
    """Sort events; those without an ID get one made of `own_id` and their place.

    Raises:
        Invalid: an event names nobody, or both an endpoint and a user.
    """
    batches: tuple[dict[str, dict[str, Event]], dict[str, dict[str, Event]]] = ({}, {})
    places = []
    for number, event in enumerate(events):
        if bool(event.EndpointId) == bool(event.UserId):
            member = f"Events[{number}]"
            raise Invalid(f"{member} must name an EndpointId or a UserId, one of both.", member=member)
        name = event.EndpointId or event.UserId or ""
        event_id = event.EventId or f"{own_id}/{number}"
        batches[bool(event.UserId)].setdefault(name, {})[event_id] = _event(event, now)
        places.append((bool(event.UserId), name, event_id))
    for_endpoints, for_users = (
        EventsRequest(
            BatchItem={name: EventsBatch(Endpoint=PublicEndpoint(), Events=of) for name, of in each.items()}
        )
        for each in batches
    )
    return Addressed(for_endpoints, for_users, places)


def _event(event: ServerEvent, now: str) -> Event:
    return Event(
        EventType=event.EventType,
        Timestamp=event.Timestamp or now,
        Attributes=event.Attributes,
        Metrics=event.Metrics,
        Session=event.Session,
    )
