"""SES v2 as far as the product uses it: e-mail single and in bulk, quota, suppression. Takes any sender."""

from __future__ import annotations

import base64
import email
import email.policy
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from local.carriers import events, tags, templates
from local.carriers.errors import CarrierError, bad_request
from local.carriers.quota import SendingQuota
from local.carriers.suppression import SuppressionList
from local.clock import iso
from local.outbox import Delivered, Outbox

MAX_BULK_ENTRIES = 50
MAX_BULK_BYTES = 1_000_000
MAX_RECIPIENTS = 50
MAX_TAGS = 50
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
HEADER_NAME = re.compile(r"[!-9;-~]{1,126}")
MAX_HEADER_VALUE = 995
ADDRESS = re.compile(r".*?<?([^<>\s]+@[^<>\s]+)>?\s*$", re.DOTALL)

Publish = Callable[[str, Sequence[dict[str, Any]]], None]
"""Publishes events to the destinations of a configuration set, later."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail, content filled in, on its way to one or more recipients."""

    request: dict[str, Any]
    recipients: tuple[str, ...]
    tags: dict[str, str]
    content: dict[str, Any]
    failure: str | None = None


class EmailCarrier:
    """Takes e-mails, keeps them in the outbox and reports what the mailbox simulator reports."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        quota: SendingQuota,
        suppression: SuppressionList,
        publish: Publish,
        now: Callable[[], datetime],
    ) -> None:
        """Keep the collaborators; `publish` is called after the message is in the outbox."""
        self._outbox = outbox
        self.quota = quota
        self.suppression = suppression
        self._publish = publish
        self._now = now

    def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one e-mail (SendEmail).

        Raises:
            CarrierError: the request breaks a rule, or the account's rate or day is used up.
        """
        content = request.get("Content") or {}
        recipients = _recipients(request.get("Destination"))
        if "Raw" in content:
            letter = _raw(request, content["Raw"], recipients)
        else:
            letter = Letter(request, recipients, _tags(request.get("EmailTags")), {})
            letter = _simple(letter, content) if "Simple" in content else _templated(letter, content)
        if not letter.recipients:
            raise bad_request("Destination has no recipient.")
        admission = self.quota.admit(len(letter.recipients))
        if admission.admitted < len(letter.recipients):
            text = (
                "Daily message quota exceeded."
                if admission.reason == "DAILY"
                else "Maximum sending rate exceeded."
            )
            raise CarrierError("TooManyRequestsException", text, status=429)
        return {"MessageId": self._take([letter])[0]}

    def send_bulk(self, request: dict[str, Any], *, size: int) -> dict[str, Any]:
        """Send up to 50 e-mails of one template (SendBulkEmail): one result per entry, in order.

        Raises:
            CarrierError: the request as a whole breaks a rule.
        """
        entries = request.get("BulkEmailEntries") or []
        if not 1 <= len(entries) <= MAX_BULK_ENTRIES:
            raise bad_request(f"A request may have 1 to {MAX_BULK_ENTRIES} destinations.")
        if size > MAX_BULK_BYTES:
            raise bad_request("The request is larger than 1 MB.")
        template = (request.get("DefaultContent") or {}).get("Template")
        if not template:
            raise bad_request("DefaultContent.Template is required.")
        defaults = templates.values(template.get("TemplateData"), what="TemplateData")
        letters = [_bulk_letter(request, template, defaults, entry) for entry in entries]
        return {"BulkEmailEntryResults": self._results(letters)}

    def account(self) -> dict[str, Any]:
        """Describe the account (GetAccount): in production, healthy."""
        return {
            "DedicatedIpAutoWarmupEnabled": False,
            "EnforcementStatus": "HEALTHY",
            "ProductionAccessEnabled": True,
            "SendingEnabled": True,
            "SendQuota": {
                "Max24HourSend": self.quota.per_day,
                "MaxSendRate": self.quota.per_second,
                "SentLast24Hours": float(self.quota.sent_in_last_day()),
            },
            "SuppressionAttributes": {"SuppressedReasons": []},
        }

    def identity(self, name: str) -> dict[str, Any]:
        """Describe an address or domain (GetEmailIdentity): here everybody may send from any."""
        kind = "EMAIL_ADDRESS" if "@" in name else "DOMAIN"
        return {"IdentityType": kind, "VerificationStatus": "SUCCESS", "VerifiedForSendingStatus": True}

    def reset(self) -> None:
        """Forget quota and suppression; the outbox is emptied by its owner."""
        self.quota.reset()
        self.suppression.clear()

    def _results(self, letters: Sequence[Letter | CarrierError]) -> list[dict[str, Any]]:
        good = [letter for letter in letters if isinstance(letter, Letter)]
        admission = self.quota.admit(len(good))
        refusal = "ACCOUNT_DAILY_QUOTA_EXCEEDED" if admission.reason == "DAILY" else "ACCOUNT_THROTTLED"
        message_ids = iter(self._take(good[: admission.admitted]))
        results: list[dict[str, Any]] = []
        for letter in letters:
            if isinstance(letter, CarrierError):
                results.append({"Status": "INVALID_PARAMETER", "Error": str(letter)})
                continue
            message_id = next(message_ids, None)
            if message_id is None:
                results.append({"Status": refusal, "Error": "The account may not send more now."})
            else:
                results.append({"Status": "SUCCESS", "MessageId": message_id})
        return results

    def _take(self, letters: Iterable[Letter]) -> list[str]:
        """Keep letters as delivered, report what the provider would, give the message IDs."""
        message_ids: list[str] = []
        delivered: list[Delivered] = []
        reports: dict[str, list[dict[str, Any]]] = {}
        now = self._now()
        for letter in letters:
            message_id = f"0100{secrets.token_hex(6)}-{secrets.token_hex(16)}-000000"
            message_ids.append(message_id)
            for message in _messages(letter, message_id, now):
                configuration_set = str(message.carrier["ConfigurationSet"] or "")
                reports.setdefault(configuration_set, []).extend(self._reports(letter, message, now))
                if letter.failure is None and (message.members["Address"] or "") not in self.suppression:
                    delivered.append(message)
        self._outbox.add(delivered)
        for configuration_set, found in reports.items():
            if found:
                self._publish(configuration_set, found)
        return message_ids

    def _reports(self, letter: Letter, message: Delivered, now: datetime) -> list[dict[str, Any]]:
        if letter.failure is not None:
            return [events.rendering_failure(message, reason=letter.failure)]
        # SES reports the sending of every message. For campaigns and journeys the service does so itself
        # (`_campaign.send`), and ten thousands of reports at once would keep a laptop busy for minutes.
        is_direct = not (message.members["CampaignId"] or message.members["JourneyId"])
        said = [events.sent(message)] if is_direct else []
        if (message.members["Address"] or "") in self.suppression:
            return [*said, events.bounce(message, at=now, sub_kind="OnAccountSuppressionList")]
        return [*said, *events.simulated(message, at=now)]


def _messages(letter: Letter, message_id: str, now: datetime) -> Iterable[Delivered]:
    carrier = {"Tags": letter.tags, "ConfigurationSet": letter.request.get("ConfigurationSetName")}
    for address in letter.recipients:
        yield Delivered(
            members={
                "Time": iso(now),
                "Channel": "EMAIL",
                "Address": address,
                "MessageId": message_id,
                **tags.members(letter.tags),
            },
            content=letter.content,
            carrier=carrier,
        )


def _recipients(destination: dict[str, Any] | None) -> tuple[str, ...]:
    found: list[str] = []
    for kind in ("ToAddresses", "CcAddresses", "BccAddresses"):
        found.extend((destination or {}).get(kind) or ())
    if len(found) > MAX_RECIPIENTS:
        raise bad_request(f"A message may have {MAX_RECIPIENTS} recipients.")
    return tuple(_address(text) for text in found)


def _address(text: str) -> str:
    match = ADDRESS.match(text)
    if match is None:
        raise bad_request(f"Missing final '@domain': {text}")
    return match.group(1)


def _tags(listed: Sequence[dict[str, str]] | None) -> dict[str, str]:
    found = {tag.get("Name", ""): tag.get("Value", "") for tag in listed or ()}
    if len(found) > MAX_TAGS:
        raise bad_request(f"A message may have {MAX_TAGS} tags.")
    for name, value in found.items():
        if not TAG.fullmatch(name) or not TAG.fullmatch(value):
            raise bad_request("Invalid tag: only ASCII letters, digits, '_' and '-' may stand in it.")
    return found


def _headers(listed: Sequence[dict[str, str]] | None) -> list[dict[str, str]]:
    headers = [{"Name": header["Name"], "Value": header["Value"]} for header in listed or ()]
    for header in headers:
        if not HEADER_NAME.fullmatch(header["Name"]) or len(header["Value"]) > MAX_HEADER_VALUE:
            raise bad_request(f"Invalid header: {header['Name']}")
    return headers


def _content(
    request: dict[str, Any],
    *,
    subject: str | None,
    html: str | None,
    text: str | None,
    headers: list[dict[str, str]],
) -> dict[str, Any]:
    return {
        "Subject": subject,
        "HtmlBody": html,
        "TextBody": text,
        "FromAddress": request.get("FromEmailAddress"),
        "ReplyTo": request.get("ReplyToAddresses") or None,
        "Headers": headers or None,
    }


def _simple(letter: Letter, content: dict[str, Any]) -> Letter:
    simple = content["Simple"]
    body = simple.get("Body") or {}
    if "Subject" not in simple or not body.keys() & {"Text", "Html"}:
        raise bad_request("A simple message needs a subject and a body.")
    filled = _content(
        letter.request,
        subject=simple["Subject"].get("Data"),
        html=(body.get("Html") or {}).get("Data"),
        text=(body.get("Text") or {}).get("Data"),
        headers=_headers(simple.get("Headers")),
    )
    return Letter(letter.request, letter.recipients, letter.tags, filled)


def _templated(letter: Letter, content: dict[str, Any]) -> Letter:
    template = content.get("Template")
    if not template:
        raise bad_request("Content needs Simple, Raw or Template.")
    data = templates.values(template.get("TemplateData"), what="TemplateData")
    return _filled(letter, template, data, _headers(template.get("Headers")))


def _filled(
    letter: Letter, template: dict[str, Any], data: dict[str, Any], headers: list[dict[str, str]]
) -> Letter:
    inline = template.get("TemplateContent")
    if not inline:
        raise CarrierError(
            "NotFoundException", "Stored templates do not exist here; give inline content.", status=404
        )
    try:
        filled = _content(
            letter.request,
            subject=templates.render(inline.get("Subject"), data),
            html=templates.render(inline.get("Html"), data),
            text=templates.render(inline.get("Text"), data),
            headers=headers,
        )
    except templates.RenderingError as error:
        empty = _content(letter.request, subject=None, html=None, text=None, headers=headers)
        return Letter(letter.request, letter.recipients, letter.tags, empty, failure=str(error))
    return Letter(letter.request, letter.recipients, letter.tags, filled)


def _bulk_letter(
    request: dict[str, Any], template: dict[str, Any], defaults: dict[str, Any], entry: dict[str, Any]
) -> Letter | CarrierError:
    try:
        replacement = (entry.get("ReplacementEmailContent") or {}).get("ReplacementTemplate") or {}
        own = templates.values(replacement.get("ReplacementTemplateData"), what="ReplacementTemplateData")
        recipients = _recipients(entry.get("Destination"))
        if not recipients:
            raise bad_request("Destination has no recipient.")
        merged = {**_tags(request.get("DefaultEmailTags")), **_tags(entry.get("ReplacementTags"))}
        headers = {header["Name"]: header for header in _headers(template.get("Headers"))}
        headers |= {header["Name"]: header for header in _headers(entry.get("ReplacementHeaders"))}
        letter = Letter(request, recipients, merged, {})
        return _filled(letter, template, {**defaults, **own}, list(headers.values()))
    except CarrierError as error:
        if error.code != "BadRequestException":
            raise
        return error


def _raw(request: dict[str, Any], raw: dict[str, Any], recipients: tuple[str, ...]) -> Letter:
    parsed = email.message_from_bytes(base64.b64decode(raw.get("Data") or ""), policy=email.policy.default)
    if not isinstance(parsed, EmailMessage):
        raise bad_request("The raw message cannot be read.")
    html, text = parsed.get_body(("html",)), parsed.get_body(("plain",))
    known = {"from", "to", "cc", "bcc", "subject", "reply-to", "mime-version", "content-type"}
    headers = [{"Name": n, "Value": str(v)} for n, v in parsed.items() if n.lower() not in known]
    reply_to = [str(value) for value in parsed.get_all("reply-to", [])]
    envelope = {
        **request,
        "FromEmailAddress": request.get("FromEmailAddress") or str(parsed.get("from") or ""),
        "ReplyToAddresses": request.get("ReplyToAddresses") or reply_to,
    }
    content = _content(
        envelope,
        subject=str(parsed.get("subject") or ""),
        html=html.get_content() if html else None,
        text=text.get_content() if text else None,
        headers=headers,
    )
    to = recipients or tuple(_address(str(value)) for value in parsed.get_all("to", []))
    return Letter(envelope, to, _tags(request.get("EmailTags")), content)
