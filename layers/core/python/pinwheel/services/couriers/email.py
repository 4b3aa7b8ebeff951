"""E-mail as a channel of campaigns: content, the application's suppression list, messages for SES."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain import keys, message_tags
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.messages import OutgoingEmail, SendResult
from pinwheel.domain.messages_email import (
    LONGEST_HEADER_VALUE,
    MOST_HEADERS,
    CompiledEmail,
    EmailContent,
    compile_email,
)
from pinwheel.domain.runs import families
from pinwheel.domain.unsubscribe import PersonalLinks, Recipient, one_click_headers
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents
from pinwheel.ports.email import EmailProvider
from pinwheel.services.courier import SendingContext
from pinwheel.services.email_content import load_email_content
from pinwheel.services.link_keys import Links
from pinwheel.services.suppressions import is_suppressed_many, list_suppressions, refusal

SHORT_LIST = 1000
"""A suppression list up to this length is read whole: one call for a chunk instead of ten."""
MEMBERS = ("Title", "HtmlBody", "Body")

_read = msgspec.json.Decoder(EmailContent).decode


def load(
    application_id: str,
    _channel_type: str,
    message_configuration: Mapping[str, Any],
    template_configuration: Mapping[str, Any],
    *,
    documents: Documents,
    blobs: Blobs,
) -> bytes | None:
    """Load a campaign's e-mail; see `pinwheel.services.courier.LoadContent`."""
    message = message_configuration.get("EmailMessage") or {}
    template = template_configuration.get("EmailTemplate") or {}
    if not template.get("Name") and not any(message.get(member) for member in MEMBERS):
        return None
    content = load_email_content(
        application_id, message_configuration, template_configuration, documents=documents, blobs=blobs
    )
    compile_email(content)
    return msgspec.json.encode(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailCourier:
    """The courier of EMAIL."""

    provider: EmailProvider
    documents: Documents
    links: Links | None = None
    """Makes links for unsubscribing; without it there are none."""
    family: str = families.EMAIL

    def compile(self, data: bytes, *, now: datetime) -> CompiledEmail:
        """Compile the content once for all recipients."""
        return compile_email(_read(data), now=now)

    def refusals(self, application_id: str, endpoints: Sequence[Endpoint]) -> Mapping[int, str]:
        """Leave out addresses on the application's suppression list (spec 09)."""
        addresses = [endpoint.address or "" for endpoint in endpoints]
        reasons = suppressed(application_id, addresses, documents=self.documents)
        return {at: refusal(reasons[address]) for at, address in enumerate(addresses) if address in reasons}

    def make(self, content: CompiledEmail, endpoint: Endpoint, context: SendingContext) -> OutgoingEmail:
        """Render the e-mail of one recipient; a hook's overrides do not hold for e-mail."""
        links = self._links_of(endpoint, context, is_named=bool(content.linked))
        rendered = content.render(endpoint, links=links)
        return OutgoingEmail(
            to_address=endpoint.address or "",
            from_address=content.content.from_address,
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            reply_to=content.content.reply_to,
            headers=self._headers(rendered.headers, links, context),
            configuration_set=content.content.configuration_set,
            feedback_address=content.content.feedback_address,
            tags=campaign_tags(context, endpoint),
        )

    def _links_of(
        self, endpoint: Endpoint, context: SendingContext, *, is_named: bool
    ) -> PersonalLinks | None:
        """Make the links of one recipient, unless nothing would show them."""
        plan = context.plan
        if self.links is None or not (is_named or self.links.one_click(plan.application_id) != "OFF"):
            return None
        return self.links.make(
            Recipient(
                plan.application_id,
                endpoint.id,
                endpoint.address or "",
                campaign_id=plan.campaign_id,
                activity_id=context.activity_id,
                treatment_id=context.treatment_id,
            )
        )

    def _headers(
        self, headers: tuple[tuple[str, str], ...], links: PersonalLinks | None, context: SendingContext
    ) -> tuple[tuple[str, str], ...]:
        """Add the one-click headers, which the application may do without."""
        if self.links is None or links is None or self.links.one_click(context.plan.application_id) == "OFF":
            return headers
        return one_click_headers(headers, links, most=MOST_HEADERS, longest=LONGEST_HEADER_VALUE)

    def send_batch(self, messages: Sequence[OutgoingEmail]) -> Sequence[SendResult]:
        """Hand e-mails to SES."""
        return self.provider.send_batch(messages)

    def after(self, endpoints: Sequence[Endpoint], results: Sequence[SendResult]) -> None:
        """Leave all consequences to the feedback of SES."""


def suppressed(application_id: str, addresses: Iterable[str], *, documents: Documents) -> Mapping[str, str]:
    """Tell which addresses are on the application's suppression list, and why."""
    listed, after = list_suppressions(application_id, limit=SHORT_LIST, after=None, documents=documents)
    if after is not None:
        return is_suppressed_many(application_id, addresses, documents=documents)
    reasons = {keys.folded_address(entry["Address"]): str(entry["Reason"]) for entry in listed}
    folded = {address: keys.folded_address(address) for address in addresses}
    return {address: reasons[name] for address, name in folded.items() if name in reasons}


def campaign_tags(context: SendingContext, endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    """Name what feedback is joined by."""
    user = ((message_tags.USER, endpoint.user_id),) if endpoint.user_id else ()
    return (
        (message_tags.APPLICATION, context.plan.application_id),
        (message_tags.CAMPAIGN, context.plan.campaign_id),
        (message_tags.ACTIVITY, context.activity_id),
        (message_tags.TREATMENT, context.treatment_id),
        (message_tags.ENDPOINT, endpoint.id),
        *user,
    )
