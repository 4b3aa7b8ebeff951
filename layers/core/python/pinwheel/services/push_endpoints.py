"""Consequences of dead tokens: the endpoint becomes INACTIVE (spec 07, section 5.1).

A token is dead when the carrier refuses to publish to it, or reports later that a delivery failed. Only the
endpoint that still has the token is touched, and none that registered again meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.messages import SendResult
from pinwheel.domain.push.results import is_dead, push_failure
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter
from pinwheel.ports.push import PushService
from pinwheel.services.push_delivery import Owner

INACTIVE = "INACTIVE"
DELIVERY_FAILURE = "DeliveryFailure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushEndpoints:
    """Retires endpoints whose tokens are dead."""

    reader: EndpointReader
    writer: EndpointWriter

    def after(
        self, application_id: str, endpoints: Sequence[Endpoint], results: Sequence[SendResult]
    ) -> None:
        """See to what came of pushes; doing it again changes nothing."""
        dead = {
            endpoint.id: endpoint.address or ""
            for endpoint, result in zip(endpoints, results, strict=True)
            if endpoint.id and is_dead(result)
        }
        self.retire(application_id, dead)

    def retire(self, application_id: str, tokens: Mapping[str, str]) -> None:
        """Make endpoints inactive, each named with the token that is dead."""
        if not tokens:
            return
        stored = self.reader.get_many(application_id, tokens)
        updates = [
            EndpointUpdate(
                found.id,
                {"EndpointStatus": INACTIVE, "EffectiveDate": found.effective_date},
                "",
                only_if_newer=True,
            )
            for endpoint_id, token in tokens.items()
            if (found := stored.get(endpoint_key(endpoint_id))) is not None
            and found.address == token
            and found.endpoint_status != INACTIVE
        ]
        if updates:
            self.writer.upsert_many(application_id, updates)


class FailureReport(msgspec.Struct, frozen=True, rename="pascal"):
    """What SNS publishes when a delivery failed: which device, and why."""

    endpoint_arn: str
    event_type: str
    service: str
    failure_type: str = ""


def open_push_report(body: Mapping[str, Any]) -> FailureReport | None:
    """Read a notification of a platform application; None where it is something else."""
    message = body.get("Message")
    if not isinstance(message, str) or DELIVERY_FAILURE not in message:
        return None
    try:
        report = msgspec.json.decode(message, type=FailureReport)
    except msgspec.DecodeError:
        return None
    return report if report.event_type == DELIVERY_FAILURE and report.service == "SNS" else None


def record_failures(
    reports: Iterable[FailureReport], *, service: PushService, endpoints: PushEndpoints
) -> None:
    """Retire the endpoints of tokens that turned out dead; doing it again changes nothing.

    Raises:
        Unavailable: something was not taken; the reports can be recorded again.
    """
    for report in reports:
        if not is_dead(push_failure(report.failure_type, "")):
            continue
        device = service.describe(report.endpoint_arn)
        owner = None if device is None else _owner(device.owner)
        if device is not None and owner is not None:
            endpoints.retire(owner.application_id, {owner.endpoint_id: device.token})


def _owner(text: str) -> Owner | None:
    try:
        return msgspec.json.decode(text, type=Owner)
    except msgspec.DecodeError:
        return None
