"""What all EMAIL recipients of a direct message share, and the e-mail for each (spec 04, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.direct_messages import message_content, message_substitutions, overridden, refused
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import OutgoingEmail, SendResult
from pinwheel.domain.messages_email import CompiledEmail, EmailContent, check_headers, compile_email
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.services.email_content import email_channel, template_content, with_sender
from pinwheel.services.templates import TemplateStores

JsonObject = Mapping[str, Any]
Tags = tuple[tuple[str, str], ...]


def load_emails(application_id: str, request: JsonObject, *, stores: TemplateStores) -> EmailMessages:
    """Load what a request says to EMAIL recipients: the template if there is one, else the message.

    Raises:
        NotFound: the template or its version does not exist.
        Invalid: a header breaks a rule.
    """
    configuration = request.get("MessageConfiguration") or {}
    named = (request.get("TemplateConfiguration") or {}).get("EmailTemplate") or {}
    if named.get("Name"):
        content: EmailContent | None = template_content(named, stores=stores)
    else:
        content = message_content(configuration)
        check_headers(content.headers if content else ())
    return EmailMessages(
        content=content,
        substitutions=message_substitutions(configuration),
        message=configuration.get("EmailMessage") or {},
        channel=email_channel(application_id, documents=stores.documents),
    )


@dataclass
class EmailMessages:
    """What a request says to EMAIL recipients; a channel gives the sender, but none is needed."""

    content: EmailContent | None
    substitutions: dict[str, list[str]]
    message: JsonObject
    channel: JsonObject
    compiled: dict[tuple[str, str], CompiledEmail] = field(default_factory=dict)

    def made(
        self,
        endpoint: Endpoint,
        recipient: JsonObject,
        *,
        now: datetime,
        new_uuid: Callable[[], str],
        tags: Tags,
    ) -> OutgoingEmail | SendResult:
        """Make the e-mail for one recipient, or say why it cannot be made."""
        content = overridden(self.content, recipient)
        if content is None:
            return refused("The request has no content for the EMAIL channel.")
        try:
            compiled = self._compiled(content, recipient, now=now, new_uuid=new_uuid)
            rendered = compiled.render(endpoint, recipient.get("Substitutions") or None)
        except (Invalid, RenderingFailed) as error:
            return refused(str(error))
        sent = compiled.content
        return OutgoingEmail(
            to_address=endpoint.address or "",
            from_address=sent.from_address,
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            reply_to=sent.reply_to,
            headers=rendered.headers,
            configuration_set=sent.configuration_set,
            tags=tags,
            raw=sent.raw,
        )

    def _compiled(
        self, content: EmailContent, recipient: JsonObject, *, now: datetime, new_uuid: Callable[[], str]
    ) -> CompiledEmail:
        """Compile once for all recipients with the same overrides."""
        key = (recipient.get("TitleOverride") or "", recipient.get("BodyOverride") or "")
        found = self.compiled.get(key)
        if found is None:
            complete = msgspec.structs.replace(
                with_sender(content, self.message, self.channel), substitutions=self.substitutions
            )
            found = self.compiled[key] = compile_email(complete, now=now, new_uuid=new_uuid)
        return found
