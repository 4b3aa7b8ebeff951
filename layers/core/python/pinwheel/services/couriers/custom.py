"""Custom delivery as a channel of campaigns: a function or URL of the customer's is the provider.

A call that may have been taken is never made again: it ends as CUSTOM_DELIVERY_FAILURE, also where the
function only took too long. What surely reached nobody (throttled, not connected) is tried three times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.custom_delivery import CustomContent, custom_content, payload
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.hooks import MOST_ENDPOINTS
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.runs import families
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents
from pinwheel.ports.functions import CallFailed
from pinwheel.services.courier import SendingContext
from pinwheel.services.hooks import ATTEMPTS, PAUSE, Caller

_read = msgspec.json.Decoder(CustomContent).decode


def load(
    _application_id: str,
    _channel_type: str,
    message_configuration: Mapping[str, Any],
    _template_configuration: Mapping[str, Any],
    *,
    documents: Documents,  # noqa: ARG001 - a loader's form
    blobs: Blobs,  # noqa: ARG001 - the same
) -> bytes | None:
    """Load the data of a custom message; see `pinwheel.services.courier.LoadContent`."""
    content = custom_content(message_configuration)
    return None if content is None else msgspec.json.encode(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomMessage:
    """One endpoint that is handed over."""

    content: CustomContent
    endpoint: Endpoint
    context: SendingContext

    @property
    def occasion(self) -> tuple[str, str]:
        """Tell what can go into one call."""
        return self.context.plan.run_id, self.context.treatment_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomCourier:
    """The courier of CUSTOM."""

    caller: Caller
    sleep: Callable[[float], None]
    family: str = families.CUSTOM

    def compile(self, data: bytes, *, now: datetime) -> CustomContent:  # noqa: ARG002 - a courier's form
        """Read the content; nothing in it is a template."""
        return _read(data)

    def refusals(self, application_id: str, endpoints: Sequence[Endpoint]) -> Mapping[int, str]:  # noqa: ARG002
        """Leave nobody out: the customer's own function knows its addresses."""
        return {}

    def make(self, content: CustomContent, endpoint: Endpoint, context: SendingContext) -> CustomMessage:
        """Keep what belongs together; the call is written for all endpoints at once."""
        return CustomMessage(content=content, endpoint=endpoint, context=context)

    def send_batch(self, messages: Sequence[CustomMessage]) -> Sequence[SendResult]:
        """Hand over, up to 50 endpoints in a call; all endpoints of a call share its result."""
        results: list[SendResult] = []
        while len(results) < len(messages):
            first = messages[len(results)]
            rest = messages[len(results) : len(results) + MOST_ENDPOINTS]
            call = [message for message in rest if message.occasion == first.occasion]
            # Messages of one batch come from one chunk, so that this cuts nothing; it keeps the order.
            together = call if call == list(rest) else [first]
            results += [self._deliver(together)] * len(together)
        return results

    def _deliver(self, messages: Sequence[CustomMessage]) -> SendResult:
        context = messages[0].context
        plan = context.plan
        body = payload(
            messages[0].content,
            [message.endpoint for message in messages],
            application_id=plan.application_id,
            campaign_id=plan.campaign_id,
            treatment_id=context.treatment_id,
            activity_id=context.activity_id,
            scheduled=plan.scheduled,
        )
        target = plan.treatment(context.treatment_id).custom_delivery["DeliveryUri"]
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                self.sleep(PAUSE * attempt)
            try:
                self.caller.call(target, body, application_id=plan.application_id)
            except CallFailed as error:
                reason = str(error)
                if error.is_untaken:
                    continue
                break
            return SendResult(status=DeliveryStatus.SUCCESSFUL)
        return SendResult(status=DeliveryStatus.PERMANENT_FAILURE, status_code=400, detail=reason)

    def after(self, endpoints: Sequence[Endpoint], results: Sequence[SendResult]) -> None:
        """Nothing follows."""
