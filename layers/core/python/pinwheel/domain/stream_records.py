"""Events as customers' streams get them: Pinpoint's formats, one JSON object a line (spec 05, section 3).

Our own records are the documented ones plus what consumers of ours need (IDs for de-duplication), and they
leave out what is empty. Here the envelope is made whole, what is ours is taken off, and a newline ends each
record, because Firehose joins records without one. Members that nobody told us (a Cognito identity, a
device's maker) are absent, as they are in Pinpoint's records of events that a back end sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain.events import EventRecord

APP_VERSION = "3.0"
"""`event_version` of what apps send; the service's own events have 3.1."""
KEY_CHARACTERS = 256
NO_ENDPOINT = "-"

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """One record for a customer's stream; `key` decides on the shard and so keeps an endpoint's order."""

    key: str
    data: bytes


def target_record(event: EventRecord, *, account_id: str) -> TargetRecord:
    """Spell an event as one record."""
    key = event.endpoint_id[:KEY_CHARACTERS] or NO_ENDPOINT
    return TargetRecord(key, _encode(stream_record(event, account_id=account_id)) + b"\n")


def record_of_line(line: bytes) -> TargetRecord:
    """Give a stored line its partition key again."""
    client = msgspec.json.decode(line).get("client", {})
    return TargetRecord(str(client.get("client_id", ""))[:KEY_CHARACTERS] or NO_ENDPOINT, line + b"\n")


def stream_record(event: EventRecord, *, account_id: str) -> dict[str, Any]:
    """Give the documented members of an event, all of the envelope present."""
    is_of_app = event.event_version == APP_VERSION
    record: dict[str, Any] = {
        "event_type": event.event_type,
        "event_timestamp": event.event_timestamp,
        "arrival_timestamp": event.arrival_timestamp,
        "event_version": event.event_version,
        "application": {**event.application, "sdk": event.application.get("sdk") or {}},
        "client": event.client,
        "device": {**event.device, "platform": event.device.get("platform") or {}},
        "session": event.session,
        "attributes": _texts(event.attributes),
        "metrics": event.metrics,
        "client_context": {
            **event.client_context,
            "custom": event.client_context.get("custom") or {},
        },
    }
    if event.facets:
        record["facets"] = event.facets
    if not is_of_app or event.awsAccountId:
        # Absent in the records of apps (spec 05, section 3.1).
        record["awsAccountId"] = event.awsAccountId or account_id
    return record


def _texts(attributes: Mapping[str, Any]) -> dict[str, str]:
    """Attributes are strings, whatever a maker of events took for one; what is not known is absent."""
    return {name: str(value) for name, value in attributes.items() if value is not None}
