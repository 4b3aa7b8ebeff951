"""Text messages: what is handed to the carrier, and what a message, a template and a channel make of it.

A body is rendered by the same template language as e-mail's, without escaping (spec 04, sections 3, 4 and 8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.phones import normalised_number
from pinwheel.domain.sms_parts import encoding_of
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.sources import Sources

SMS = "SMS"
TRANSACTIONAL = "TRANSACTIONAL"
MESSAGE_TYPES = (TRANSACTIONAL, "PROMOTIONAL")
_ORIGINATION_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_SENDER_ID = re.compile(r"(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,11}")

JsonObject = Mapping[str, Any]


class Sender(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a text message is from; without either the carrier chooses."""

    origination_number: str | None = None
    sender_id: str | None = None


class OutgoingSms(msgspec.Struct, frozen=True, kw_only=True):
    """One rendered text message for one phone; `entity_id` and `template_id` are India's.

    `tags` are the join keys for feedback (domain/message_tags.py), `context` is the caller's own. `media_url`
    makes it a message with a picture; only End User Messaging sends those.
    """

    to_number: str
    body: str
    sender: Sender = Sender()
    message_type: str | None = None
    entity_id: str | None = None
    template_id: str | None = None
    keyword: str | None = None
    media_url: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    context: dict[str, str] = {}


class SmsContent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a text message says; `substitutions` are the message's, `defaults` the template's."""

    body: str
    substitutions: dict[str, list[str]] = {}
    defaults: dict[str, Any] = {}
    from_template: bool = False


def is_phone_number(text: str) -> bool:
    """Tell whether a text is one phone number that can be written in E.164, the form carriers understand."""
    return normalised_number(text) is not None


def is_sender_id(text: str) -> bool:
    """Tell whether a text is a Sender ID: 1 to 11 letters or digits, at least one letter."""
    return _SENDER_ID.fullmatch(text) is not None


def is_origination_number(text: str) -> bool:
    """Tell whether a text is a number to send from: a long one or a short code."""
    return _ORIGINATION_NUMBER.fullmatch(text) is not None


def check_sms_message(message: JsonObject) -> None:
    """Check how an `SMSMessage` is to be sent.

    Raises:
        Invalid: the message type is unknown, or the sender is neither a number nor a Sender ID.
    """
    message_type = message.get("MessageType")
    if message_type and message_type not in MESSAGE_TYPES:
        raise Invalid(f"MessageType must be one of {', '.join(MESSAGE_TYPES)}.", member="MessageType")
    if (sender_id := message.get("SenderId")) and not is_sender_id(sender_id):
        raise Invalid(
            "SenderId must have 1 to 11 letters and digits, at least one letter.", member="SenderId"
        )
    if (number := message.get("OriginationNumber")) and not is_origination_number(number):
        raise Invalid(
            "OriginationNumber must be a phone number in E.164 or a short code.", member="OriginationNumber"
        )


def sender_of(message: JsonObject, channel: JsonObject) -> Sender:
    """Choose who sends: what the message says, else the channel (spec 07, section 3)."""
    number, sender_id = message.get("OriginationNumber"), message.get("SenderId")
    if not number and not sender_id:
        number, sender_id = channel.get("ShortCode"), channel.get("SenderId")
    return Sender(origination_number=number or None, sender_id=sender_id or None)


def message_sms(configuration: JsonObject) -> SmsContent | None:
    """Take a text from a `DirectMessageConfiguration`; None when it has none for this channel."""
    body = _member(configuration, "SMSMessage", "Body") or _member(configuration, "DefaultMessage", "Body")
    return SmsContent(body=body) if body else None


def sms_substitutions(configuration: JsonObject) -> dict[str, list[str]]:
    """Give the message's substitutions: the SMS message's beat the default message's."""
    default = _member(configuration, "DefaultMessage", "Substitutions") or {}
    return {**default, **(_member(configuration, "SMSMessage", "Substitutions") or {})}


def _member(configuration: JsonObject, message: str, member: str) -> Any:
    return (configuration.get(message) or {}).get(member)


class CompiledSms:
    """A text, ready to be rendered many times."""

    def __init__(self, content: SmsContent, *, now: datetime, new_uuid: Callable[[], str]) -> None:
        """Compile it.

        Raises:
            Invalid: it breaks the rules of the template language.
        """
        sources = Sources(message=content.substitutions, defaults=content.defaults)
        self._surroundings = Surroundings(now, new_uuid)
        try:
            self._body = compile_template(
                content.body, sources=sources, html=False, required=content.from_template
            )
        except Invalid as error:
            raise Invalid(f"Body: {error}", member="Body") from error

    def render(self, endpoint: Endpoint, substitutions: Mapping[str, Sequence[str]] | None = None) -> str:
        """Write the text for one recipient.

        Raises:
            RenderingFailed: a template's variable has no value and no default, a bound was reached, or the
                text is empty or too long.
        """
        run = Run(endpoint, substitutions, self._surroundings)
        body = self._body.render(run)
        if run.missing:
            raise RenderingFailed.for_missing(run.missing)
        if not body.strip():
            raise RenderingFailed("The text message is empty.")
        encoding = encoding_of(body)
        if max(len(body), encoding.units) > encoding.most:
            raise RenderingFailed(
                f"The text message has more than {encoding.most:,} characters ({encoding.name})."
            )
        return body
