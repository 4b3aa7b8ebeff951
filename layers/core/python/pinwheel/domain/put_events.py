"""Which events of a PutEvents request are accepted, and what they become (spec 05, sections 1 and 3.1).

Each event is judged alone: a refused one never stops its neighbours. The hot path of ingestion: no validation
framework, one pass, at least 100,000 events a second on a core.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.shapes.events import Event, EventsRequest, PublicEndpoint, Session

MAXIMUM_EVENTS = 100
MAXIMUM_KEYS = 40
MAXIMUM_KEY = 50
MAXIMUM_VALUE = 200
MAXIMUM_EVENT_TYPE = 200
MAXIMUM_EVENT_BYTES = 900_000
"""Less than Pinpoint's 1,000 KB: what is stored around an event must fit a Kinesis record with it."""

SERVICE_EVENTS = ("_campaign.send", "_journey.send", "_email.", "_SMS.", "_voice.", "_endpoint.")
"""Facts that only the service knows: from an app they would falsify delivery figures."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST_MILLISECOND = 253_402_300_799_999
_FEW_CHARACTERS = 1000
_NO_TEXTS: dict[str, str] = {}
_NO_METRICS: dict[str, float] = {}
_NO_SESSION: dict[str, Any] = {}


class EventVerdict(msgspec.Struct, frozen=True, gc=False):
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
    records: list[EventRecord] = []
    accepted: dict[str, set[str]] = {}
    for endpoint_id, batch in request.BatchItem.items():
        teller = _Teller(application_id, endpoint_id, batch.Endpoint, arrived)
        # IDs of endpoints ignore case: two of a request may name the same one.
        taken = accepted.setdefault(endpoint_key(endpoint_id), set())
        for event_id, event in batch.Events.items():
            made = teller.record(event_id, event)
            if isinstance(made, str):
                verdicts.append(EventVerdict(endpoint_id, event_id, made))
                continue
            verdicts.append(EventVerdict(endpoint_id, event_id))
            if event_id not in taken:
                taken.add(event_id)
                records.append(made)
    return Examined(verdicts, records)


class _Teller:
    """Makes the records of one endpoint; what its events have in common is made once.

    Neighbours mostly share application and session, so each is compared with the one before.
    """

    def __init__(self, application_id: str, endpoint_id: str, endpoint: PublicEndpoint, arrived: int) -> None:
        self._application_id = application_id
        self._arrived = arrived
        self._client = {"client_id": endpoint_id}
        self._device = _device(endpoint)
        self._user_id = endpoint.User.UserId if endpoint.User else None
        self._version_name = endpoint.Demographic.AppVersion if endpoint.Demographic else None
        self._application_key: tuple[str | None, ...] | None = None
        self._application: dict[str, Any] = {}
        self._session_key: Session | None = None
        self._session: dict[str, Any] | None = _NO_SESSION
        self._is_wordy = False
        """Some member that has no limit of its own is long, so that sizes must be measured."""

    def record(self, event_id: str, event: Event) -> EventRecord | str:
        """Make the record of an event, or say why it is refused."""
        happened = _millis(event.Timestamp)
        session, application = self._session_of(event.Session), self._application_of(event)
        refusal = _type_refusal(event.EventType) or _content_refusal(event, happened)
        if not event_id:
            return "An event ID must not be empty."
        if refusal is None and self._is_wordy:
            refusal = _size_refusal(event)
        if refusal is not None or happened is None:
            return refusal or ""
        if session is None:
            return "A session's timestamps must be ISO 8601 dates and times since 1970."
        return EventRecord(
            event_type=event.EventType,
            event_timestamp=happened,
            arrival_timestamp=self._arrived,
            event_version="3.0",
            application=application,
            client=self._client,
            device=self._device,
            session=session,
            attributes=event.Attributes or _NO_TEXTS,
            metrics=event.Metrics or _NO_METRICS,
            event_id=event_id,
            user_id=self._user_id,
        )

    def _application_of(self, event: Event) -> dict[str, Any]:
        """Describe the application that an event comes from."""
        key = (
            event.SdkName,
            event.ClientSdkVersion,
            event.AppPackageName,
            event.AppTitle,
            event.AppVersionCode,
        )
        if key != self._application_key:
            self._application_key = key
            self._application = _application(self._application_id, event, self._version_name)
            self._is_wordy |= sum(len(text) for text in key if text) > _FEW_CHARACTERS
        return self._application

    def _session_of(self, session: Session | None) -> dict[str, Any] | None:
        """Describe an event's session; None where its times are none."""
        if session != self._session_key:
            self._session_key = session
            self._session = _NO_SESSION if session is None else _session(session)
            self._is_wordy |= session is not None and len(session.Id) > _FEW_CHARACTERS
        return self._session


@lru_cache(maxsize=4096)
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
    # What is short together holds nothing long: most events need no look at each name and value.
    names, values = (*attributes, *metrics), attributes.values()
    if "" in names or (len("".join(names)) > MAXIMUM_KEY and max(map(len, names)) > MAXIMUM_KEY):
        return f"Names of attributes and metrics must have 1 to {MAXIMUM_KEY} characters."
    if len("".join(values)) > MAXIMUM_VALUE and max(map(len, values)) > MAXIMUM_VALUE:
        return f"The value of an attribute has more than {MAXIMUM_VALUE} characters."
    return None


def _size_refusal(event: Event) -> str | None:
    if len(msgspec.json.encode(event)) > MAXIMUM_EVENT_BYTES:
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


def _application(application_id: str, event: Event, version_name: str | None) -> dict[str, Any]:
    sdk = {"name": event.SdkName, "version": event.ClientSdkVersion}
    application = {
        "app_id": application_id,
        "package_name": event.AppPackageName,
        "title": event.AppTitle,
        "version_name": version_name,
        "version_code": event.AppVersionCode,
    }
    return {**_present(application), "sdk": _present(sdk)}


def _session(session: Session) -> dict[str, Any] | None:
    start = _millis(session.StartTimestamp)
    stop = _millis(session.StopTimestamp) if session.StopTimestamp else None
    if start is None or (session.StopTimestamp and stop is None):
        return None
    return _present(
        {
            "session_id": session.Id,
            "start_timestamp": start,
            "stop_timestamp": stop,
            "duration": session.Duration,
        }
    )


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
