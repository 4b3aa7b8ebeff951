"""What all SMS recipients of a direct message share, and the text message for each (spec 04, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.direct_messages import missing_channel, refused
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import SendResult
from pinwheel.domain.phones import normalised_number
from pinwheel.domain.sms import (
    SMS,
    CompiledSms,
    OutgoingSms,
    SmsContent,
    check_sms_message,
    is_phone_number,
    message_sms,
    sender_of,
    sms_substitutions,
)
from pinwheel.domain.template_resources.rules import defaults_of
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.ports.documents import Documents
from pinwheel.services.templates import TemplateStores, read_content

JsonObject = Mapping[str, Any]


def enabled_sms_channel(application_id: str, *, documents: Documents) -> JsonObject | None:
    """Read the application's SMS channel; None when it is not set up or not enabled."""
    found = documents.get(keys.channel(application_id, SMS))
    return found.body if found is not None and found.body.get("Enabled") else None


def sms_refusal(channel: JsonObject | None, number: str) -> SendResult | None:
    """Say why nothing can be sent to a number at all; None when it can."""
    if channel is None:
        return missing_channel(SMS)
    if not is_phone_number(number):
        return refused("The address is no phone number in E.164 format.")
    return None


def load_texts(application_id: str, request: JsonObject, *, stores: TemplateStores) -> TextMessages:
    """Load what a request says to SMS recipients: the template if there is one, else the message.

    Raises:
        NotFound: the template or its version does not exist.
        Invalid: the SMS message breaks a rule.
    """
    configuration = request.get("MessageConfiguration") or {}
    message = configuration.get("SMSMessage") or {}
    check_sms_message(message)
    named = (request.get("TemplateConfiguration") or {}).get("SMSTemplate") or {}
    content = message_sms(configuration)
    if named.get("Name"):
        _, _, found = read_content(named["Name"], SMS, named.get("Version"), stores=stores)
        content = SmsContent(body=found.get("Body") or "", defaults=defaults_of(found), from_template=True)
    return TextMessages(
        application_id=application_id,
        content=content,
        substitutions=sms_substitutions(configuration),
        message=message,
        documents=stores.documents,
    )


@dataclass
class TextMessages:
    """What a request says to SMS recipients; the channel is read when the first of them comes."""

    application_id: str
    content: SmsContent | None
    substitutions: dict[str, list[str]]
    message: JsonObject
    documents: Documents
    compiled: dict[str, CompiledSms] = field(default_factory=dict)

    @cached_property
    def channel(self) -> JsonObject | None:
        """The application's channel, if it is enabled."""
        return enabled_sms_channel(self.application_id, documents=self.documents)

    def refusal(self, number: str) -> SendResult | None:
        """Say why nothing can be sent to a number; None when it can."""
        return sms_refusal(self.channel, number)

    def made(
        self,
        endpoint: Endpoint,
        recipient: JsonObject,
        *,
        now: datetime,
        new_uuid: Callable[[], str],
        tags: tuple[tuple[str, str], ...] = (),
        context: Mapping[str, str] | None = None,
    ) -> OutgoingSms | SendResult:
        """Make the message for one recipient, or say why it cannot be made.

        `tags` are the join keys for feedback (domain/message_tags.py), `context` is the request's own.
        """
        content = self._content(recipient.get("BodyOverride"))
        if content is None:
            return refused("The request has no content for the SMS channel.")
        try:
            body = self._compiled(content, now=now, new_uuid=new_uuid).render(
                endpoint, recipient.get("Substitutions") or None
            )
        except (Invalid, RenderingFailed) as error:
            return refused(str(error))
        return OutgoingSms(
            to_number=normalised_number(endpoint.address or "") or "",
            body=body,
            sender=sender_of(self.message, self.channel or {}),
            message_type=self.message.get("MessageType") or None,
            entity_id=self.message.get("EntityId") or None,
            template_id=self.message.get("TemplateId") or None,
            keyword=self.message.get("Keyword") or None,
            media_url=self.message.get("MediaUrl") or None,
            tags=tags,
            context=dict(context or {}),
        )

    def _content(self, override: str | None) -> SmsContent | None:
        if not override:
            return self.content
        return msgspec.structs.replace(self.content or SmsContent(body=""), body=override)

    def _compiled(self, content: SmsContent, *, now: datetime, new_uuid: Callable[[], str]) -> CompiledSms:
        """Compile once for all recipients with the same text."""
        found = self.compiled.get(content.body)
        if found is None:
            complete = msgspec.structs.replace(content, substitutions=self.substitutions)
            found = self.compiled[content.body] = CompiledSms(complete, now=now, new_uuid=new_uuid)
        return found
