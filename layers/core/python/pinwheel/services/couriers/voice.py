"""Voice as a channel of campaigns, which Pinpoint never had: a voice template, spoken to VOICE endpoints.

The campaign names the template in `TemplateConfiguration.VoiceTemplate`; Pinpoint's model has no voice
message in a campaign (spec 07, section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.messages import SendResult
from pinwheel.domain.phones import normalised_number
from pinwheel.domain.runs import families
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.voice import CompiledVoice, OutgoingVoice, VoiceContent
from pinwheel.domain.voices import choose_voice
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents
from pinwheel.ports.voice import VoiceProvider
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers.email import campaign_tags
from pinwheel.services.couriers.sms import NOT_A_NUMBER, unreachable
from pinwheel.services.templates import TemplateStores
from pinwheel.services.voice_messages import enabled_voice_channel, template_voice

NO_CHANNEL = "The VOICE channel is not set up or not enabled for this application."

_read = msgspec.json.Decoder(VoiceContent).decode


def load(
    application_id: str,  # noqa: ARG001 - templates belong to the account
    channel_type: str,  # noqa: ARG001 - the same for every channel
    message_configuration: Mapping[str, Any],  # noqa: ARG001 - has no voice message
    template_configuration: Mapping[str, Any],
    *,
    documents: Documents,
    blobs: Blobs,
) -> bytes | None:
    """Load a campaign's script; see `pinwheel.services.courier.LoadContent`.

    A default message is no script: it was never meant to be read to anybody.
    """
    named = template_configuration.get("VoiceTemplate") or {}
    if not named.get("Name"):
        return None
    stores = TemplateStores(documents, blobs)
    content = template_voice(named["Name"], named.get("Version"), stores=stores)
    choose_voice(content.voice_id, content.language_code)
    return msgspec.json.encode(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCourier:
    """The courier of VOICE."""

    provider: VoiceProvider
    documents: Documents
    new_uuid: Callable[[], str]
    family: str = families.VOICE

    def compile(self, data: bytes, *, now: datetime) -> CompiledVoice:
        """Compile the script once for all recipients."""
        return CompiledVoice(_read(data), now=now, new_uuid=self.new_uuid)

    def refusals(self, application_id: str, endpoints: Sequence[Endpoint]) -> Mapping[int, str]:
        """Leave out everybody without a channel, and addresses that are suppressed or no phone numbers."""
        if enabled_voice_channel(application_id, documents=self.documents) is None:
            return dict.fromkeys(range(len(endpoints)), NO_CHANNEL)
        return unreachable(application_id, endpoints, documents=self.documents)

    def make(self, content: CompiledVoice, endpoint: Endpoint, context: SendingContext) -> OutgoingVoice:
        """Write the script for one recipient."""
        number = normalised_number(endpoint.address or "")
        if number is None:
            raise RenderingFailed(NOT_A_NUMBER)
        return content.outgoing(endpoint, number, tags=campaign_tags(context, endpoint))

    def send_batch(self, messages: Sequence[OutgoingVoice]) -> Sequence[SendResult]:
        """Place the calls."""
        return self.provider.send_batch(messages)

    def after(self, endpoints: Sequence[Endpoint], results: Sequence[SendResult]) -> None:
        """Leave all consequences to what the carrier reports."""
