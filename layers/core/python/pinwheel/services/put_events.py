"""PutEvents: store endpoints, publish events, answer for each of them (spec 05, section 1).

Endpoints come first, so that whoever reads an event finds its endpoint. Events that the stream did not
take are answered with 500, which makes clients send them again; the roll-up drops what it has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.events import EventRecord
from pinwheel.domain.put_events import EventVerdict, Examined, examine
from pinwheel.domain.times import epoch_millis, iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter, UpsertResult
from pinwheel.ports.events import EventStream
from pinwheel.services.applications import require_application
from pinwheel.services.event_types import MAXIMUM_TYPES, EventTypes
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.shapes.events import EventsRequest, PublicEndpoint

ACCEPTED = "Accepted"


def put_events(
    application_id: str,
    request: EventsRequest,
    *,
    request_id: str,
    for_users: bool = False,
    documents: Documents,
    endpoints: EndpointReader,
    writer: EndpointWriter,
    stream: EventStream,
    event_types: EventTypes,
    rate: IngestRate,
    clock: Clock,
) -> dict[str, Any]:
    """Take a batch of events.

    With `for_users` the request names users where else it names endpoints (spec 00, J02 and J04): an event is
    published once, with its user and no endpoint; what it says of endpoints is not looked at.

    Raises:
        NotFound: there is no such application.
        Invalid: the request as a whole breaks a rule.
        LimitExceeded: the application sends more than it may.
    """
    require_application(application_id, documents=documents)
    now = clock.now()
    examined = examine(application_id, request, arrived=epoch_millis(now))
    rate.admit(application_id, len(examined.verdicts))
    examined = _without_new_types(application_id, examined, event_types)
    stored: Mapping[str, UpsertResult] = {}
    if for_users:
        _address_users(examined.records)
    else:
        known = _known_bare(application_id, request, endpoints)
        stored = _store_endpoints(application_id, request, request_id, known=known, writer=writer)
        _add_users(examined.records, known)
    refusal = _publish(examined.records, stream)
    if refusal is not None:
        rate.hold(application_id)
    elif not for_users:
        last = _last_activities(known, stored)
        writer.touch(application_id, _activity(examined.records, now), known=last)
    return {"Results": _results(request, examined, stored, refusal)}


def _without_new_types(application_id: str, examined: Examined, event_types: EventTypes) -> Examined:
    """Refuse events whose type is one more than an application can have."""
    refused = event_types.refused(application_id, {record.event_type for record in examined.records})
    if not refused:
        return examined
    dropped = {
        (endpoint_key(record.endpoint_id), record.event_id)
        for record in examined.records
        if record.event_type in refused
    }
    text = f"The application has {MAXIMUM_TYPES} custom event types, which is the most possible."
    return Examined(
        verdicts=[
            EventVerdict(each.endpoint_id, each.event_id, text)
            if (endpoint_key(each.endpoint_id), each.event_id) in dropped and each.refusal is None
            else each
            for each in examined.verdicts
        ],
        records=[record for record in examined.records if record.event_type not in refused],
    )


def _address_users(records: list[EventRecord]) -> None:
    """Let events name their user alone: whoever answers them finds the endpoints."""
    for record in records:
        record.user_id, record.client = record.endpoint_id, {}


def _known_bare(
    application_id: str, request: EventsRequest, endpoints: EndpointReader
) -> Mapping[str, Endpoint]:
    """Read the stored endpoints of which a request says nothing."""
    bare = [name for name, batch in request.BatchItem.items() if not _document(batch.Endpoint)]
    return endpoints.get_many(application_id, bare, with_users=False) if bare else {}


def _add_users(records: list[EventRecord], known: Mapping[str, Endpoint]) -> None:
    """Name the user of a stored endpoint in its events, as a request with an empty endpoint does not."""
    for record in records:
        if record.user_id is None and (endpoint := known.get(endpoint_key(record.endpoint_id))):
            record.user_id = endpoint.user_id


def _store_endpoints(
    application_id: str,
    request: EventsRequest,
    request_id: str,
    *,
    known: Mapping[str, Endpoint],
    writer: EndpointWriter,
) -> Mapping[str, UpsertResult]:
    documents = {name: _document(batch.Endpoint) for name, batch in request.BatchItem.items()}
    updates = [
        EndpointUpdate(
            endpoint_id=name,
            document=document,
            request_id=request_id,
            only_if_newer="EffectiveDate" in document,
            is_activity=bool(document),
        )
        for name, document in documents.items()
        if document or endpoint_key(name) not in known
    ]
    results = writer.upsert_many(application_id, updates) if updates else ()
    return {result.endpoint_id: result for result in results}


def _document(endpoint: PublicEndpoint) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(endpoint)
    return {member: value for member, value in document.items() if value is not None}


def _publish(records: list[EventRecord], stream: EventStream) -> str | None:
    """Publish, and give the sentence for the caller when the stream did not take the events."""
    if not records:
        return None
    try:
        stream.publish(records)
    except Unavailable:
        return "The event was not taken. Send it again."
    return None


def _last_activities(
    known: Mapping[str, Endpoint], stored: Mapping[str, UpsertResult]
) -> dict[str, str | None]:
    """Tell what the request has read or written of last activities, so that nobody reads it again."""
    last = {key: endpoint.last_activity for key, endpoint in known.items()}
    for name, result in stored.items():
        if result.after is not None:
            last[endpoint_key(name)] = result.after.last_activity
    return last


def _activity(records: list[EventRecord], now: datetime) -> dict[str, str]:
    """Tell each endpoint's latest activity; a device whose clock is ahead was active now."""
    latest: dict[str, int] = {}
    for record in records:
        name = record.endpoint_id
        latest[name] = max(latest.get(name, 0), min(record.event_timestamp, record.arrival_timestamp))
    return {
        name: iso(now)
        if millis >= epoch_millis(now)
        else iso(datetime.fromtimestamp(millis / 1000, now.tzinfo))
        for name, millis in latest.items()
    }


def _results(
    request: EventsRequest, examined: Examined, stored: Mapping[str, UpsertResult], failure: str | None
) -> dict[str, Any]:
    results: dict[str, Any] = {
        name: {"EndpointItemResponse": _endpoint_item(stored.get(name)), "EventsItemResponse": {}}
        for name in request.BatchItem
    }
    for verdict in examined.verdicts:
        items = results[verdict.endpoint_id]["EventsItemResponse"]
        if verdict.refusal is not None:
            items[verdict.event_id] = _item(400, verdict.refusal)
        else:
            items[verdict.event_id] = _item(202, ACCEPTED) if failure is None else _item(500, failure)
    return results


def _endpoint_item(stored: UpsertResult | None) -> dict[str, Any]:
    if stored is None or stored.error is None:
        return _item(202, ACCEPTED)
    return _item(400, stored.error)


def _item(status: int, message: str) -> dict[str, Any]:
    return {"Message": message, "StatusCode": status}
