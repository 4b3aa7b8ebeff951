"""Direct messages: which content an e-mail has, and how an outcome is told (spec 04, sections 1 to 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.messages_email import EmailContent
from pinwheel.domain.template_resources.email import headers_of

MOST_RECIPIENTS = 100
EMAIL = "EMAIL"
CHANNELS = frozenset(
    [
        "ADM",
        "APNS",
        "APNS_SANDBOX",
        "APNS_VOIP",
        "APNS_VOIP_SANDBOX",
        "BAIDU",
        "CUSTOM",
        "EMAIL",
        "GCM",
        "IN_APP",
        "PUSH",
        "SMS",
        "VOICE",
    ]
)
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[^\W_](?:[^\W_]|-(?=[^\W_]|-)){0,62}"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@)(?=.{{1,320}}$){_LOCAL}@{_LABEL}(?:\.{_LABEL})+")

_MAILBOX = re.compile(r"[^<>]*<([^<>]*)>\s*")

_REPEATABLE = {DeliveryStatus.THROTTLED.value, DeliveryStatus.TEMPORARY_FAILURE.value}
_PERHAPS_SENT = {DeliveryStatus.SUCCESSFUL.value, DeliveryStatus.UNKNOWN_FAILURE.value}

JsonObject = Mapping[str, Any]


def is_address(text: str) -> bool:
    """Tell whether a text is one plain e-mail address as SES takes it, and no list of them.

    The part before the `@` is ASCII; the domain has at least two labels and may have letters of any script.
    """
    return _ADDRESS.fullmatch(text) is not None


def check_senders(message: JsonObject) -> None:
    """Check who an `EmailMessage` is from and who gets answers: `jo@example.com` or `Jo <jo@example.com>`.

    Raises:
        Invalid: one of them is no address, or would become more than one header.
    """
    given = [("FromAddress", message.get("FromAddress"))]
    given += [("FeedbackForwardingAddress", message.get("FeedbackForwardingAddress"))]
    given += [("ReplyToAddresses", address) for address in message.get("ReplyToAddresses") or ()]
    for member, text in given:
        if text and not _is_mailbox(text):
            raise Invalid(f"{member} must be an e-mail address, with a name or without.", member=member)


def _is_mailbox(text: str) -> bool:
    named = _MAILBOX.fullmatch(text)
    return text.isprintable() and is_address(named.group(1) if named else text)


def message_content(configuration: JsonObject) -> EmailContent | None:
    """Take an e-mail's content from a `DirectMessageConfiguration`; None when it has none for this channel.

    Raw beats simple, simple beats body, the default message's body comes last; the sender is not known yet.
    """
    message = configuration.get("EmailMessage") or {}
    simple = message.get("SimpleEmail") or {}
    raw = (message.get("RawEmail") or {}).get("Data")
    html, text = _data(simple, "HtmlPart"), _data(simple, "TextPart")
    if html is None and text is None:
        text = message.get("Body") or (configuration.get("DefaultMessage") or {}).get("Body") or None
    if not raw and html is None and text is None:
        return None
    return EmailContent(
        from_address="",
        subject=_data(simple, "Subject") or "",
        html=html,
        text=text,
        headers=headers_of(simple),
        raw=raw or None,
    )


def _data(simple: JsonObject, part: str) -> str | None:
    return (simple.get(part) or {}).get("Data") or None


def message_substitutions(configuration: JsonObject) -> dict[str, list[str]]:
    """Give the message's substitutions: the e-mail message's beat the default message's."""
    message = configuration.get("EmailMessage") or {}
    default = configuration.get("DefaultMessage") or {}
    return {**(default.get("Substitutions") or {}), **(message.get("Substitutions") or {})}


def overridden(content: EmailContent | None, recipient: JsonObject) -> EmailContent | None:
    """Apply a recipient's `TitleOverride` and `BodyOverride`; an overriding body is the whole body."""
    title, body = recipient.get("TitleOverride"), recipient.get("BodyOverride")
    if not title and not body:
        return content
    given = content or EmailContent(from_address="")
    if title:
        given = msgspec.structs.replace(given, subject=title)
    if body:
        given = msgspec.structs.replace(given, html=None, text=body, raw=None)
    return given if body or content is not None else None


def refused(detail: str, *, status_code: int = 400) -> SendResult:
    """Give the outcome of a message that cannot be sent at all."""
    return SendResult(status=DeliveryStatus.PERMANENT_FAILURE, status_code=status_code, detail=detail)


def missing_channel(channel_type: str) -> SendResult:
    """Give the outcome of a message on a channel that cannot send."""
    return refused(f"The {channel_type} channel is not set up or not enabled for this application.")


def no_direct_channel(channel_type: str) -> SendResult:
    """Give the outcome on a channel that direct messages do not have.

    A custom message needs a function or URL, which no request can name; in-app messages are fetched by apps;
    `PUSH` stands for all push channels and is none itself (spec 07, section 0).
    """
    return refused(f"The {channel_type} channel takes no direct messages.")


def unknown_outcome(reason: str) -> SendResult:
    """Give the outcome of a message that may have been sent, or not."""
    return SendResult(
        status=DeliveryStatus.UNKNOWN_FAILURE,
        status_code=500,
        detail=f"What became of the message is not known: {reason}.",
    )


NOT_IN_TIME = SendResult(
    status=DeliveryStatus.TEMPORARY_FAILURE,
    status_code=503,
    detail="There was no time left to send the message; nothing was sent.",
)
DUPLICATE = SendResult(
    status=DeliveryStatus.DUPLICATE, detail="Another recipient of this request has the same address."
)
OPTED_OUT = SendResult(
    status=DeliveryStatus.OPT_OUT, status_code=400, detail="The endpoint opted out of all messages."
)


def told(result: SendResult, *, address: str | None = None) -> dict[str, Any]:
    """Write an outcome as `MessageResult`, with an address as `EndpointMessageResult`."""
    answer: dict[str, Any] = {} if address is None else {"Address": address}
    answer |= {"DeliveryStatus": result.status.value, "StatusCode": result.status_code}
    detail = result.detail
    if result.status is DeliveryStatus.SUCCESSFUL:
        answer["MessageId"] = result.message_id or ""
        detail = f"MessageId: {result.message_id or ''}"
    if detail:
        answer["StatusMessage"] = detail
    return answer


def is_worth_repeating(outcomes: Iterable[JsonObject]) -> bool:
    """Tell whether a request sent nothing at all, and would send something if it came again."""
    statuses = {outcome["DeliveryStatus"] for outcome in outcomes}
    return bool(statuses & _REPEATABLE) and not statuses & _PERHAPS_SENT
