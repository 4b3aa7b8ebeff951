"""Push notifications as channels of campaigns: APNs with its variants, FCM, ADM and Baidu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.direct_messages import missing_channel
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import SendResult
from pinwheel.domain.messages_email import uuids_of
from pinwheel.domain.push.compiled import CompiledPush
from pinwheel.domain.push.content import PUSH_CHANNELS, PushContent, overridden
from pinwheel.domain.push.marks import campaign_marks
from pinwheel.domain.push.message import OutgoingPush
from pinwheel.domain.runs import families
from pinwheel.domain.times import parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents
from pinwheel.services.courier import SendingContext
from pinwheel.services.push_content import PushSources
from pinwheel.services.push_delivery import PushDelivery
from pinwheel.services.push_endpoints import PushEndpoints
from pinwheel.services.push_messages import token_refusal
from pinwheel.services.templates import TemplateStores

_ANY_TIME = parse_iso("2020-01-01T00:00:00Z")


class PinnedPush(msgspec.Struct, frozen=True, kw_only=True):
    """What a run says on one channel type, as it was when the run started."""

    channel_type: str
    content: PushContent


_read = msgspec.json.Decoder(PinnedPush).decode


def load(
    application_id: str,  # noqa: ARG001 - nothing of the application's channel goes into content
    channel_type: str,
    message_configuration: Mapping[str, Any],
    template_configuration: Mapping[str, Any],
    *,
    documents: Documents,
    blobs: Blobs,
) -> bytes | None:
    """Load a campaign's push; see `pinwheel.services.courier.LoadContent`."""
    stores = TemplateStores(documents, blobs)
    sources = PushSources(message_configuration, template_configuration, stores=stores)
    content = sources.content(channel_type)
    if content is None:
        return None
    CompiledPush(content, channel_type, now=_ANY_TIME)
    return msgspec.json.encode(PinnedPush(channel_type=channel_type, content=content))


class CompiledRun:
    """A run's push, ready to be rendered; a hook may bring texts of its own, each compiled once."""

    KEPT = 64

    def __init__(self, pinned: PinnedPush, *, now: datetime) -> None:
        """Compile the run's own content."""
        self._pinned, self._now = pinned, now
        self._own = CompiledPush(pinned.content, pinned.channel_type, now=now)
        self._others: dict[tuple[str, str], CompiledPush] = {}

    def render(self, endpoint: Endpoint, context: SendingContext) -> OutgoingPush:
        """Write the push for one device.

        Raises:
            RenderingFailed, Invalid: it cannot be written.
        """
        plan = context.plan
        return self._compiled(context.endpoint_overrides.get(endpoint.id) or {}).render(
            endpoint,
            application_id=plan.application_id,
            marks=campaign_marks(plan.campaign_id, context.activity_id, context.treatment_id),
            new_uuid=uuids_of(endpoint, self._now),
        )

    def _compiled(self, overrides: Mapping[str, str]) -> CompiledPush:
        title, body = overrides.get("TitleOverride") or "", overrides.get("BodyOverride") or ""
        if not title and not body:
            return self._own
        if (title, body) not in self._others:
            if len(self._others) >= self.KEPT:
                self._others.clear()
            content = overridden(self._pinned.content, {"TitleOverride": title, "BodyOverride": body})
            self._others[title, body] = CompiledPush(
                content or self._pinned.content, self._pinned.channel_type, now=self._now
            )
        return self._others[title, body]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushCourier:
    """The courier of PUSH: a batch may hold several channel types."""

    delivery: PushDelivery
    endpoints: PushEndpoints
    documents: Documents
    family: str = families.PUSH

    def compile(self, data: bytes, *, now: datetime) -> CompiledRun:
        """Compile the content once for all recipients."""
        return CompiledRun(_read(data), now=now)

    def refusals(self, application_id: str, endpoints: Sequence[Endpoint]) -> Mapping[int, str]:
        """Leave out everybody whose channel is not enabled, and addresses that are no tokens."""
        types = {endpoint.channel_type or "" for endpoint in endpoints}
        places = {each: keys.channel(application_id, each) for each in types if each in PUSH_CHANNELS}
        found = self.documents.get_many(list(places.values()))
        enabled = {
            each for each, place in places.items() if place in found and found[place].body.get("Enabled")
        }
        refusals: dict[int, str] = {}
        for at, endpoint in enumerate(endpoints):
            channel_type = endpoint.channel_type or ""
            bad_token = token_refusal(endpoint.address or "")
            if channel_type not in enabled:
                refusals[at] = missing_channel(channel_type).detail
            elif bad_token is not None:
                refusals[at] = bad_token.detail
        return refusals

    def make(self, content: CompiledRun, endpoint: Endpoint, context: SendingContext) -> OutgoingPush:
        """Render the push of one device; a hook's `TitleOverride` and `BodyOverride` beat the run's texts."""
        if endpoint.channel_type not in PUSH_CHANNELS:
            raise Invalid(f"'{endpoint.channel_type}' is no push channel.")
        return content.render(endpoint, context)

    def send_batch(self, messages: Sequence[OutgoingPush]) -> Sequence[SendResult]:
        """Hand pushes to the carrier."""
        return self.delivery.send_batch(messages)

    def after(self, endpoints: Sequence[Endpoint], results: Sequence[SendResult]) -> None:
        """Make endpoints with dead tokens inactive."""
        by_application: dict[str, list[int]] = {}
        for at, endpoint in enumerate(endpoints):
            by_application.setdefault(endpoint.application_id, []).append(at)
        for application_id, ats in by_application.items():
            self.endpoints.after(application_id, [endpoints[at] for at in ats], [results[at] for at in ats])
