"""Put an e-mail's content together from a template, a message and the application's channel.

The template gives subject, parts, headers and defaults; the message's sender settings still apply (spec 03,
section 9). The sender's address falls back to the e-mail channel's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages_email import EmailContent, check_headers
from pinwheel.domain.template_resources.email import EMAIL, headers_of
from pinwheel.domain.template_resources.rules import defaults_of
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents
from pinwheel.services.templates import TemplateStores, read_content

JsonObject = Mapping[str, Any]


def load_email_content(
    application_id: str,
    message_configuration: JsonObject | None,
    template_configuration: JsonObject | None,
    *,
    documents: Documents,
    blobs: Blobs,
) -> EmailContent:
    """Load what a campaign's e-mail says, as it is at this moment.

    Args:
        application_id: whose e-mail channel gives the defaults.
        message_configuration: a campaign's `MessageConfiguration`.
        template_configuration: its `TemplateConfiguration`.
        documents: the registry.
        blobs: where big templates lie.

    Raises:
        NotFound: the template or its version does not exist.
        Invalid: there is no e-mail content, or no address to send from.
    """
    message = (message_configuration or {}).get("EmailMessage") or {}
    named = (template_configuration or {}).get("EmailTemplate") or {}
    channel = email_channel(application_id, documents=documents)
    if named.get("Name"):
        content = template_content(named, stores=TemplateStores(documents, blobs))
    elif any(message.get(member) for member in ("Title", "HtmlBody", "Body")):
        content = EmailContent(
            from_address="",
            subject=message.get("Title") or "",
            html=message.get("HtmlBody") or None,
            text=message.get("Body") or None,
            headers=headers_of(message),
        )
        check_headers(content.headers)
    else:
        raise Invalid("There is no e-mail message and no e-mail template.", member="MessageConfiguration")
    return with_sender(content, message, channel)


def email_channel(application_id: str, *, documents: Documents) -> JsonObject:
    """Read the application's e-mail channel; empty when it has none."""
    found = documents.get(keys.channel(application_id, EMAIL))
    return {} if found is None else found.body


def template_content(named: JsonObject, *, stores: TemplateStores) -> EmailContent:
    """Load the content of a template that a `TemplateConfiguration` names; the sender is not known yet.

    Raises:
        NotFound: the template or its version does not exist.
    """
    _, _, content = read_content(named["Name"], EMAIL, named.get("Version"), stores=stores)
    return EmailContent(
        from_address="",
        subject=content.get("Subject") or "",
        html=content.get("HtmlPart") or None,
        text=content.get("TextPart") or None,
        headers=headers_of(content),
        defaults=defaults_of(content),
        from_template=True,
    )


def with_sender(content: EmailContent, message: JsonObject, channel: JsonObject) -> EmailContent:
    """Add who sends: the message's settings, else the channel's. A raw e-mail may say it itself.

    Raises:
        Invalid: neither names an address.
    """
    address = message.get("FromAddress") or channel.get("FromAddress")
    if not address and not content.raw:
        raise Invalid(
            "There is no FromAddress in the message and no EMAIL channel that has one.", member="FromAddress"
        )
    return msgspec.structs.replace(
        content,
        from_address=address or "",
        reply_to=tuple(message.get("ReplyToAddresses") or ()),
        configuration_set=channel.get("ConfigurationSet") or None,
        feedback_address=message.get("FeedbackForwardingAddress") or None,
    )
