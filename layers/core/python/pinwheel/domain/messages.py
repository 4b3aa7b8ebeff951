"""What is handed to a channel and what came of it; shared by campaigns, journeys and direct messages."""

from __future__ import annotations

import enum

import msgspec


class DeliveryStatus(enum.StrEnum):
    """What a provider made of one message (spec 04, section 1)."""

    SUCCESSFUL = "SUCCESSFUL"
    THROTTLED = "THROTTLED"
    TEMPORARY_FAILURE = "TEMPORARY_FAILURE"
    PERMANENT_FAILURE = "PERMANENT_FAILURE"
    UNKNOWN_FAILURE = "UNKNOWN_FAILURE"
    OPT_OUT = "OPT_OUT"
    DUPLICATE = "DUPLICATE"


class OutgoingEmail(msgspec.Struct, frozen=True, kw_only=True):
    """One rendered e-mail for one recipient.

    `tags` travel as SES message tags (join keys for feedback: application, campaign, activity, treatment,
    endpoint, trace); the adapter encodes what SES forbids in them.
    """

    to_address: str
    from_address: str
    subject: str
    html: str | None = None
    text: str | None = None
    reply_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    configuration_set: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    feedback_address: str | None = None
    """Where SES forwards bounces and complaints as e-mails (`FeedbackForwardingAddress`)."""


class SendResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one message; `status_code` is the downstream service's, `detail` is for people."""

    status: DeliveryStatus
    status_code: int = 200
    message_id: str | None = None
    detail: str = ""
