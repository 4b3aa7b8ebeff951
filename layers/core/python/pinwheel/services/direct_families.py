"""The families of channels as direct messages see them: who can be reached, with what, by whom.

A family makes the message for one recipient and hands many over. Everything else about a request is the same
for all of them (services/messages.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.direct_messages import EMAIL, is_address, refused
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.messages import SendResult
from pinwheel.domain.phones import normalised_number
from pinwheel.domain.push.content import PUSH_CHANNELS
from pinwheel.domain.runs import families
from pinwheel.domain.sms import SMS
from pinwheel.domain.voice import VOICE
from pinwheel.ports.email import EmailProvider
from pinwheel.ports.sms import SmsProvider
from pinwheel.ports.voice import VoiceProvider
from pinwheel.services.direct_emails import load_emails
from pinwheel.services.link_keys import Links
from pinwheel.services.push_delivery import PushDelivery
from pinwheel.services.push_messages import load_pushes, token_refusal
from pinwheel.services.templates import TemplateStores
from pinwheel.services.text_messages import load_texts
from pinwheel.services.voice_messages import load_calls

JsonObject = Mapping[str, Any]
Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Who carries what."""

    email: EmailProvider
    sms: SmsProvider
    push: PushDelivery
    voice: VoiceProvider
    links: Links | None = None
    """Makes personal links for e-mails that name them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message that is wanted: to whom, with which of its own settings."""

    endpoint: Endpoint
    configuration: JsonObject
    context: Mapping[str, str]
    tags: Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How one family of channels is sent directly.

    `identity` spells an address so that the same one is recognised; where `is_suppressible`, addresses may
    be on the application's suppression list.
    """

    name: str
    refusal: Callable[[str], SendResult | None]
    identity: Callable[[str], str]
    is_suppressible: bool
    made: Callable[[Wanted], Any]
    """Gives the message, or a SendResult that says why it cannot be made."""
    send_batch: Callable[[Sequence[Any]], Sequence[SendResult]]


def load_families(
    application_id: str,
    request: JsonObject,
    *,
    stores: TemplateStores,
    providers: Providers,
    now: datetime,
    new_uuid: Callable[[], str],
) -> dict[str, Family]:
    """Load what a request says to each channel type; those that cannot be sent to directly are not there.

    Raises:
        NotFound: a template or its version does not exist.
        Invalid: a message breaks a rule.
    """
    emails = load_emails(application_id, request, stores=stores, links=providers.links)
    texts = load_texts(application_id, request, stores=stores)
    calls = load_calls(application_id, request, stores=stores)
    pushes = load_pushes(application_id, request, stores=stores)
    email = Family(
        name=families.EMAIL,
        refusal=_email_refusal,
        identity=keys.folded_address,
        is_suppressible=True,
        made=lambda to: emails.made(to.endpoint, to.configuration, now=now, new_uuid=new_uuid, tags=to.tags),
        send_batch=providers.email.send_batch,
    )
    sms = Family(
        name=families.SMS,
        refusal=texts.refusal,
        identity=_phone,
        is_suppressible=True,
        made=lambda to: texts.made(
            to.endpoint, to.configuration, now=now, new_uuid=new_uuid, tags=to.tags, context=to.context
        ),
        send_batch=providers.sms.send_batch,
    )
    voice = Family(
        name=families.VOICE,
        refusal=calls.refusal,
        identity=_phone,
        is_suppressible=True,
        made=lambda to: calls.made(
            to.endpoint, to.configuration, now=now, new_uuid=new_uuid, tags=to.tags, context=to.context
        ),
        send_batch=providers.voice.send_batch,
    )
    push = Family(
        name=families.PUSH,
        refusal=token_refusal,
        identity=lambda token: token,
        is_suppressible=False,
        made=lambda to: pushes.made(
            to.endpoint, to.configuration, context=to.context, now=now, new_uuid=new_uuid
        ),
        send_batch=providers.push.send_batch,
    )
    return {EMAIL: email, SMS: sms, VOICE: voice, **dict.fromkeys(PUSH_CHANNELS, push)}


def _email_refusal(address: str) -> SendResult | None:
    return None if is_address(address) else refused("The address is no e-mail address.")


def _phone(address: str) -> str:
    return normalised_number(address) or address
