"""What all EMAIL recipients of a direct message share, and the e-mail for each (spec 04, section 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.direct_messages import (
    check_senders,
    message_content,
    message_substitutions,
    overridden,
    refused,
)
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import OutgoingEmail, SendResult
from pinwheel.domain.messages_email import (
    LONGEST_HEADER_VALUE,
    MOST_HEADERS,
    CompiledEmail,
    EmailContent,
    RenderedEmail,
    check_headers,
    compile_email,
)
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.unsubscribe import (
    UNSUBSCRIBE_VARIABLE,
    PersonalLinks,
    Recipient,
    one_click_headers,
)
from pinwheel.services.email_content import email_channel, template_content, with_sender
from pinwheel.services.link_keys import Links
from pinwheel.services.templates import TemplateStores

JsonObject = Mapping[str, Any]
Tags = tuple[tuple[str, str], ...]


def load_emails(
    application_id: str, request: JsonObject, *, stores: TemplateStores, links: Links | None = None
) -> EmailMessages:
    """Load what a request says to EMAIL recipients: the template if there is one, else the message.

    Raises:
        NotFound: the template or its version does not exist.
        Invalid: a header, the sender or an address for answers breaks a rule.
    """
    configuration = request.get("MessageConfiguration") or {}
    check_senders(configuration.get("EmailMessage") or {})
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
        links=links,
    )


@dataclass
class EmailMessages:
    """What a request says to EMAIL recipients; a channel gives the sender, but none is needed."""

    content: EmailContent | None
    substitutions: dict[str, list[str]]
    message: JsonObject
    channel: JsonObject
    links: Links | None = None
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
            links = self._links_of(endpoint, compiled)
            rendered = compiled.render(endpoint, recipient.get("Substitutions") or None, links)
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
            headers=self._headers(rendered, links, compiled, endpoint),
            configuration_set=sent.configuration_set,
            feedback_address=sent.feedback_address,
            tags=tags,
            raw=sent.raw,
        )

    def _links_of(self, endpoint: Endpoint, compiled: CompiledEmail) -> PersonalLinks | None:
        """Make links for who asks for them: transactional messages carry none unasked."""
        if self.links is None or not (compiled.linked or self._has_all_headers(endpoint)):
            return None
        return self.links.make(Recipient(endpoint.application_id, endpoint.id, endpoint.address or ""))

    def _has_all_headers(self, endpoint: Endpoint) -> bool:
        return self.links is not None and self.links.one_click(endpoint.application_id) == "ALL"

    def _headers(
        self,
        rendered: RenderedEmail,
        links: PersonalLinks | None,
        compiled: CompiledEmail,
        endpoint: Endpoint,
    ) -> Tags:
        """Add the one-click headers where the message names its link, or all messages have them."""
        asked = UNSUBSCRIBE_VARIABLE in compiled.linked or self._has_all_headers(endpoint)
        if links is None or not asked or compiled.content.raw is not None:
            return rendered.headers
        return one_click_headers(rendered.headers, links, most=MOST_HEADERS, longest=LONGEST_HEADER_VALUE)

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
