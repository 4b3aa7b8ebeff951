"""Text messages as a channel of campaigns: content, who cannot be written to, messages for the carrier."""

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
from pinwheel.domain.sms import (
    SMS,
    CompiledSms,
    OutgoingSms,
    Sender,
    SmsContent,
    check_sms_message,
    message_sms,
    sender_of,
)
from pinwheel.domain.template_resources.rules import defaults_of
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents
from pinwheel.ports.sms import SmsProvider
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers.email import campaign_tags
from pinwheel.services.suppressions import is_suppressed_many, refusal
from pinwheel.services.templates import TemplateStores, read_content
from pinwheel.services.text_messages import enabled_sms_channel

NOT_A_NUMBER = "The address is no phone number in E.164 format."
NO_CHANNEL = "The SMS channel is not set up or not enabled for this application."


class PinnedSms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a run says by SMS, as it was when the run started."""

    content: SmsContent
    sender: Sender = Sender()
    message_type: str | None = None
    entity_id: str | None = None
    template_id: str | None = None


_read = msgspec.json.Decoder(PinnedSms).decode


def load(
    application_id: str,
    channel_type: str,  # noqa: ARG001 - the same for every channel
    message_configuration: Mapping[str, Any],
    template_configuration: Mapping[str, Any],
    *,
    documents: Documents,
    blobs: Blobs,
) -> bytes | None:
    """Load a campaign's text; see `pinwheel.services.courier.LoadContent`.

    A template gives the text; the message's sender, type and IDs still apply (spec 03, section 9).
    """
    message = message_configuration.get("SMSMessage") or {}
    named = template_configuration.get("SMSTemplate") or {}
    content = message_sms(message_configuration)
    if named.get("Name"):
        stores = TemplateStores(documents, blobs)
        _, _, found = read_content(named["Name"], SMS, named.get("Version"), stores=stores)
        content = SmsContent(body=found.get("Body") or "", defaults=defaults_of(found), from_template=True)
    if content is None:
        return None
    check_sms_message(message)
    channel = enabled_sms_channel(application_id, documents=documents) or {}
    return msgspec.json.encode(
        PinnedSms(
            content=content,
            sender=sender_of(message, channel),
            message_type=message.get("MessageType") or None,
            entity_id=message.get("EntityId") or None,
            template_id=message.get("TemplateId") or None,
        )
    )


class CompiledRun:
    """A run's text, ready to be rendered; hooks may bring texts of their own, each compiled once."""

    KEPT = 64

    def __init__(self, pinned: PinnedSms, *, now: datetime, new_uuid: Callable[[], str]) -> None:
        """Compile the run's own text.

        Raises:
            Invalid: it breaks the rules of the template language.
        """
        self.pinned = pinned
        self._now, self._new_uuid = now, new_uuid
        self._own = CompiledSms(pinned.content, now=now, new_uuid=new_uuid)
        self._others: dict[str, CompiledSms] = {}

    def render(self, endpoint: Endpoint, override: str | None) -> str:
        """Write the text for one recipient.

        Raises:
            RenderingFailed, Invalid: it cannot be written.
        """
        if not override:
            return self._own.render(endpoint)
        if override not in self._others:
            if len(self._others) >= self.KEPT:
                self._others.clear()
            content = msgspec.structs.replace(self.pinned.content, body=override)
            self._others[override] = CompiledSms(content, now=self._now, new_uuid=self._new_uuid)
        return self._others[override].render(endpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsCourier:
    """The courier of SMS."""

    provider: SmsProvider
    documents: Documents
    new_uuid: Callable[[], str]
    family: str = families.SMS

    def compile(self, data: bytes, *, now: datetime) -> CompiledRun:
        """Compile the content once for all recipients."""
        return CompiledRun(_read(data), now=now, new_uuid=self.new_uuid)

    def refusals(self, application_id: str, endpoints: Sequence[Endpoint]) -> Mapping[int, str]:
        """Leave out everybody without a channel, and addresses that are suppressed or no phone numbers."""
        if enabled_sms_channel(application_id, documents=self.documents) is None:
            return dict.fromkeys(range(len(endpoints)), NO_CHANNEL)
        return unreachable(application_id, endpoints, documents=self.documents)

    def make(self, content: CompiledRun, endpoint: Endpoint, context: SendingContext) -> OutgoingSms:
        """Render the text of one recipient; a hook's `BodyOverride` beats the run's text."""
        number = normalised_number(endpoint.address or "")
        if number is None:
            raise RenderingFailed(NOT_A_NUMBER)
        override = (context.endpoint_overrides.get(endpoint.id) or {}).get("BodyOverride")
        pinned = content.pinned
        return OutgoingSms(
            to_number=number,
            body=content.render(endpoint, override),
            sender=pinned.sender,
            message_type=pinned.message_type,
            entity_id=pinned.entity_id,
            template_id=pinned.template_id,
            tags=campaign_tags(context, endpoint),
        )

    def send_batch(self, messages: Sequence[OutgoingSms]) -> Sequence[SendResult]:
        """Hand texts to the carrier."""
        return self.provider.send_batch(messages)

    def after(self, endpoints: Sequence[Endpoint], results: Sequence[SendResult]) -> None:
        """Leave all consequences to what the carrier reports and to what people answer."""


def unreachable(
    application_id: str, endpoints: Sequence[Endpoint], *, documents: Documents
) -> Mapping[int, str]:
    """Tell which endpoints have no phone number, or a suppressed one, and why."""
    addresses = [endpoint.address or "" for endpoint in endpoints]
    found = {at: NOT_A_NUMBER for at, each in enumerate(addresses) if normalised_number(each) is None}
    wanted = list(dict.fromkeys(each for at, each in enumerate(addresses) if at not in found))
    reasons = is_suppressed_many(application_id, wanted, documents=documents) if wanted else {}
    suppressed = {at: refusal(reasons[each]) for at, each in enumerate(addresses) if each in reasons}
    return {**found, **suppressed}
