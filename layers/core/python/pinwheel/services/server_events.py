"""Taking events of back ends: by the extension API, or off the event bus (spec 00, J02 and J04).

Both go the way of PutEvents: the same checks, limits and answers.

    {"ApplicationId", "BatchItem"}                    as PutEvents has it
    {"ApplicationId", "Events": [...]}                as the extension API has it
    {"ApplicationId", "EndpointId" | "UserId", "EventType", ...}    one event

An event of the bus is known by the bus's own ID, so that a repetition changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from pinwheel.domain.errors import Invalid, Unavailable
from pinwheel.domain.server_events import ServerEvent, ServerEventsRequest, addressed
from pinwheel.shapes.events import EventsRequest

Shape = TypeVar("Shape")

ACCEPTED = 202
REFUSED = 400


class Intake(Protocol):
    """PutEvents with all that it takes (services/put_events.py)."""

    def __call__(
        self, application_id: str, request: EventsRequest, *, request_id: str, for_users: bool = False
    ) -> Mapping[str, Any]:
        """Take a batch of events."""
        ...


def put_server_events(
    application_id: str, request: ServerEventsRequest, *, request_id: str, now: str, intake: Intake
) -> dict[str, Any]:
    """Take some events; answers for each of them, in order.

    Raises:
        Invalid: an event does not say whom it is about.
        NotFound: there is no such application.
    """
    sorted_ = addressed(request.Events, own_id=request_id, now=now)
    answers: dict[bool, Mapping[str, Any]] = {}
    for is_for_users, batch in ((False, sorted_.for_endpoints), (True, sorted_.for_users)):
        if batch.BatchItem:
            answer = intake(application_id, batch, request_id=request_id, for_users=is_for_users)
            answers[is_for_users] = answer["Results"]
    return {
        "Results": [
            {"EventId": event_id, **answers[is_user][name]["EventsItemResponse"][event_id]}
            for is_user, name, event_id in sorted_.places
        ]
    }


def take_bus_event(envelope: Mapping[str, Any], *, intake: Intake) -> None:
    """Take an event of the bus.

    Raises:
        Invalid, NotFound: it cannot be taken, or a part of it was refused; it is for the dead-letter queue.
        Unavailable: something was not taken; the event can be given again.
    """
    bus_id, detail = envelope.get("id"), envelope.get("detail")
    if not isinstance(bus_id, str) or not isinstance(detail, dict):
        raise Invalid("This is no event of the bus: `id` or `detail` is missing.")
    application_id = detail.get("ApplicationId")
    if not isinstance(application_id, str):
        raise Invalid("ApplicationId is required.", member="ApplicationId")
    if "BatchItem" in detail:
        answer = intake(application_id, _read(detail, EventsRequest), request_id=bus_id)
        items = [each for one in answer["Results"].values() for each in _items(one)]
    else:
        now = str(envelope.get("time") or "")
        request = _server_events(detail)
        answer = put_server_events(application_id, request, request_id=bus_id, now=now, intake=intake)
        items = answer["Results"]
    _insist(items)


def _server_events(detail: Mapping[str, Any]) -> ServerEventsRequest:
    if "Events" in detail:
        return _read(detail, ServerEventsRequest)
    return ServerEventsRequest(Events=[_read(detail, ServerEvent)])


def _read(detail: Mapping[str, Any], shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(dict(detail), shape)
    except msgspec.ValidationError as error:
        raise Invalid(f"The event's detail is not as it should be: {error}.") from error


def _items(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [result["EndpointItemResponse"], *result["EventsItemResponse"].values()]


def _insist(items: list[Mapping[str, Any]]) -> None:
    """Raise what nobody would hear of else."""
    for item in items:
        if item["StatusCode"] == REFUSED:
            raise Invalid(item["Message"])
    if any(item["StatusCode"] != ACCEPTED for item in items):
        raise Unavailable("The stream did not take all of the event.")
