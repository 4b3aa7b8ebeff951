"""`_campaign.send` records of an audience chunk (spec 05, section 3.2), in batches that are seen once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.events import EventRecord
from pinwheel.domain.runs.families import CUSTOM
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.domain.runs.progress import DROPPED, status_of

PART = 200
"""Most events of one batch."""
PART_BYTES = 600_000
"""Most bytes of endpoint copies in one batch: it must fit a Kinesis record."""

_encode = msgspec.json.Encoder().encode
_APART = ("UserId", "UserAttributes", "LastActivity", "Id", "ApplicationId")


def send_events(
    plan: RunPlan,
    chunk: Chunk,
    endpoints: Sequence[Endpoint],
    *,
    now_millis: int,
    account_id: str,
) -> Iterator[EventRecord]:
    """Make one record for each recipient of a chunk whose statuses are all final."""
    treatment = plan.treatment(chunk.treatment_id)
    shared = {
        "campaign_id": plan.campaign_id,
        "campaign_activity_id": treatment.activity_id,
        "treatment_id": treatment.id,
    }
    notes = {index: text for text, indices in chunk.notes.items() for index in indices}
    part, count, size = 0, 0, 0
    for index, (endpoint, code) in enumerate(zip(endpoints, chunk.progress, strict=True)):
        if code == DROPPED:
            continue
        copy = endpoint_copy(endpoint)
        if count == PART or size + len(copy) > PART_BYTES:
            part, count, size = part + 1, 0, 0
        count, size = count + 1, size + len(copy)
        attributes = {
            **shared,
            "delivery_type": CUSTOM if chunk.channel == CUSTOM else endpoint.channel_type or "",
            "campaign_send_status": str(status_of(code)),
        }
        if index in notes:
            attributes["campaign_send_status_message"] = notes[index]
        yield EventRecord(
            event_type="_campaign.send",
            event_timestamp=now_millis,
            arrival_timestamp=now_millis,
            application={"app_id": plan.application_id, "sdk": {}},
            client={"client_id": endpoint.id},
            device={"platform": {}},
            attributes=attributes,
            client_context={"custom": {"endpoint": copy}},
            awsAccountId=account_id,
            event_id=f"{plan.run_id}/{chunk.id}/{index}",
            user_id=endpoint.user_id,
            batch_id=f"{plan.run_id}/{chunk.id}/{part}",
        )


def endpoint_copy(endpoint: Endpoint) -> str:
    """Write the endpoint as it was at send time: a JSON string in Pinpoint's form, its user nested."""
    document: dict[str, Any] = msgspec.to_builtins(endpoint)
    user = {name: document[name] for name in ("UserId", "UserAttributes") if name in document}
    copy = {name: value for name, value in document.items() if name not in _APART}
    copy.setdefault("EndpointStatus", "ACTIVE")
    copy.setdefault("OptOut", "NONE")
    if user:
        copy["User"] = user
    return _encode(copy).decode()
