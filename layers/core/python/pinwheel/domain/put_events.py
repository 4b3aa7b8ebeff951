"""Which events of a PutEvents request are accepted, and what they become (spec 05, sections 1 and 3.1).

Each event is judged alone: a refused one never stops its neighbours. The hot path of ingestion: no validation
framework, one pass, at least 100,000 events a second on a core.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.shapes.events import Event, EventsBatch, EventsRequest, PublicEndpoint

MAXIMUM_EVENTS = 100
MAXIMUM_KEYS = 40
MAXIMUM_KEY = 50
MAXIMUM_VALUE = 200
MAXIMUM_EVENT_TYPE = 200
MAXIMUM_EVENT_BYTES = 900_000
"""Less than Pinpoint's 1,000 KB: what is stored around an event must fit a Kinesis record with it."""

SERVICE_EVENTS = ("_campaign.send", "_journey.send", "_email.", "_SMS.", "_voice.")
"""Facts that only the service knows: from an app they would falsify delivery figures."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST_MILLISECOND = 253_402_300_799_999
_NO_TEXTS: dict[str, str] = {}
_NO_METRICS: dict[str, float] = {}


class EventVerdict(msgspec.Struct, frozen=True):
    """What became of one event: `refusal` is the sentence for the caller, None when it was accepted."""

    endpoint_id: str
    event_id: str
    refusal: str | None = None


class Examined(msgspec.Struct, frozen=True):
    """All verdicts in the order of the request, and the records of the accepted events without duplicates."""

    verdicts: list[EventVerdict]
    records: list[EventRecord]


def examine(application_id: str, request: EventsRequest, *, arrived: int) -> Examined:
    """Judge every event of a request; `arrived` is the time in epoch milliseconds.

    Raises:
        Invalid: the request as a whole breaks a rule.
    """
    if not request.BatchItem:
        raise Invalid("BatchItem must hold at least one endpoint.", member="BatchItem")
    count = sum(len(batch.Events) for batch in request.BatchItem.values())
    if count > MAXIMUM_EVENTS:
        raise Invalid(
            f"A request takes at most {MAXIMUM_EVENTS} events, this one has {count}.", member="BatchItem"
        )
    verdicts: list[EventVerdict] = []
    records: dict[tuple[str, str], EventRecord] = {}
    for endpoint_id, batch in request.BatchItem.items():
        for event_id, made in _records(application_id, endpoint_id, batch, arrived):
            if isinstance(made, str):
                verdicts.append(EventVerdict(endpoint_id, event_id, made))
            else:
                verdicts.append(EventVerdict(endpoint_id, event_id))
                records.setdefault((endpoint_key(endpoint_id), event_id), made)
    return Examined(verdicts, list(records.values()))


def _records(
    application_id: str, endpoint_id: str, batch: EventsBatch, arrived: int
) -> Iterator[tuple[str, EventRecord | str]]:
    client = {"client_id": endpoint_id}
    device = _device(batch.Endpoint)
    user_id = batch.Endpoint.User.UserId if batch.Endpoint.User else None
    for event_id, event in batch.Events.items():
        happened = _millis(event.Timestamp)
        refusal = _refusal(event, happened) or (None if event_id else "An event ID must not be empty.")
        if refusal is not None or happened is None:
            yield event_id, refusal or ""
            continue
        try:
            session = _session(event)
        except Invalid as error:
            yield event_id, str(error)
            continue
        yield (
            event_id,
            EventRecord(
                event_type=event.EventType,
                event_timestamp=happened,
                arrival_timestamp=arrived,
                event_version="3.0",
                application=_application(application_id, event),
                client=client,
                device=device,
                session=session,
                attributes=event.Attributes or _NO_TEXTS,
                metrics=event.Metrics or _NO_METRICS,
                event_id=event_id,
                user_id=user_id,
            ),
        )


def _refusal(event: Event, happened: int | None) -> str | None:
    """Say which rule an event breaks (spec 05, section 1.1)."""
    return _type_refusal(event.EventType) or _content_refusal(event, happened)


def _type_refusal(kind: str) -> str | None:
    if not kind:
        return "EventType must not be empty."
    if len(kind) > MAXIMUM_EVENT_TYPE:
        return f"EventType must have at most {MAXIMUM_EVENT_TYPE} characters."
    if kind[0] == "_" and kind.startswith(SERVICE_EVENTS):
        return f"Events of type '{kind}' are made by the service only."
    return None


def _content_refusal(event: Event, happened: int | None) -> str | None:
    if happened is None:
        return f"Timestamp must be an ISO 8601 date and time since 1970, got '{event.Timestamp[:50]}'."
    attributes = event.Attributes or _NO_TEXTS
    metrics = event.Metrics or _NO_METRICS
    if len(attributes) + len(metrics) > MAXIMUM_KEYS:
        return f"An event takes at most {MAXIMUM_KEYS} attributes and metrics together."
    for name in (*attributes, *metrics):
        if not 0 < len(name) <= MAXIMUM_KEY:
            return f"Names of attributes and metrics must have 1 to {MAXIMUM_KEY} characters."
    for name, value in attributes.items():
        if len(value) > MAXIMUM_VALUE:
            return f"The value of attribute '{name}' has more than {MAXIMUM_VALUE} characters."
    return _size_refusal(event)


def _size_refusal(event: Event) -> str | None:
    free = (event.AppTitle, event.AppPackageName, event.AppVersionCode, event.SdkName, event.ClientSdkVersion)
    texts = sum(len(text) for text in free if text) + (len(event.Session.Id) if event.Session else 0)
    # Only these members have no limit of their own; the usual event is never encoded to be measured.
    if texts > 1000 and len(msgspec.json.encode(event)) > MAXIMUM_EVENT_BYTES:
        return f"An event takes at most {MAXIMUM_EVENT_BYTES} bytes."
    return None


def _millis(text: str) -> int | None:
    """Read an instant as epoch milliseconds; None where it is no instant that a record could hold."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    millis = (instant - _EPOCH) // _MILLISECOND
    return millis if 0 <= millis <= _LAST_MILLISECOND else None


def _application(application_id: str, event: Event) -> dict[str, Any]:
    sdk = {"name": event.SdkName, "version": event.ClientSdkVersion}
    application = {
        "app_id": application_id,
        "package_name": event.AppPackageName,
        "title": event.AppTitle,
        "version_code": event.AppVersionCode,
    }
    return {**_present(application), "sdk": _present(sdk)}


def _session(event: Event) -> dict[str, Any]:
    session = event.Session
    if session is None:
        return {}
    start = _millis(session.StartTimestamp)
    stop = _millis(session.StopTimestamp) if session.StopTimestamp else None
    if start is None or (session.StopTimestamp and stop is None):
        raise Invalid("A session's timestamps must be ISO 8601 dates and times since 1970.")
    known = {"session_id": session.Id, "start_timestamp": start, "stop_timestamp": stop}
    return {**_present(known), **({"duration": session.Duration} if session.Duration is not None else {})}


def _device(endpoint: PublicEndpoint) -> dict[str, Any]:
    facts = endpoint.Demographic
    if facts is None:
        return {}
    language, _, country = (facts.Locale or "").replace("-", "_").partition("_")
    locale = {"code": facts.Locale, "language": language or None, "country": country or None}
    platform = {"name": facts.Platform, "version": facts.PlatformVersion}
    device = {
        "locale": _present(locale) or None,
        "make": facts.Make,
        "model": facts.Model,
        "platform": _present(platform),
    }
    return _present(device)


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
