"""What SES publishes about a message, in the JSON of its event destinations (spec 07, section 2.1)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from local.clock import iso
from local.config import ACCOUNT, REGION
from local.outbox import Delivered

SIMULATOR = "simulator.amazonses.com"
USER_AGENT = "Mozilla/5.0 (the local runtime)"


def event(kind: str, details: dict[str, Any], message: Delivered, *, at: datetime) -> dict[str, Any]:
    """Put an event together: its type, the message as it was sent, and what happened."""
    member = kind[0].lower() + kind[1:] if " " not in kind else "failure"
    return {"eventType": kind, "mail": mail(message), member: {"timestamp": iso(at), **details}}


def mail(message: Delivered) -> dict[str, Any]:
    """Describe the message as SES does in every event."""
    members, carrier, content = message.members, message.carrier, message.content
    address = members["Address"] or ""
    sender = str(content.get("FromAddress") or "")
    headers = [
        {"name": "From", "value": sender},
        {"name": "To", "value": address},
        {"name": "Subject", "value": content.get("Subject") or ""},
    ]
    return {
        "timestamp": members["Time"],
        "source": sender,
        "sourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{sender.rpartition('@')[2]}",
        "sendingAccountId": ACCOUNT,
        "messageId": message.message_id,
        "destination": [address],
        "headersTruncated": False,
        "headers": headers,
        "commonHeaders": {
            "from": [sender],
            "to": [address],
            "messageId": message.message_id,
            "subject": content.get("Subject") or "",
        },
        "tags": {
            **{name: [value] for name, value in carrier.get("Tags", {}).items()},
            "ses:configuration-set": [carrier.get("ConfigurationSet") or ""],
            "ses:from-domain": [sender.rpartition("@")[2]],
        },
    }


def sent(message: Delivered) -> dict[str, Any]:
    """Say that SES took the message and will try to deliver it."""
    return {"eventType": "Send", "mail": mail(message), "send": {}}


def delivery(message: Delivered, *, at: datetime) -> dict[str, Any]:
    """Say that the recipient's server took the message."""
    details = {
        "processingTimeMillis": 546,
        "recipients": [message.members["Address"]],
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": "a8-70.smtp-out.amazonses.com",
    }
    return event("Delivery", details, message, at=at)


def bounce(
    message: Delivered, *, at: datetime, kind: str = "Permanent", sub_kind: str = "General"
) -> dict[str, Any]:
    """Say that the recipient's server refused the message."""
    status, text = ("5.1.1", "550 5.1.1 user unknown") if kind == "Permanent" else ("4.2.2", "mailbox full")
    recipient = {
        "emailAddress": message.members["Address"],
        "action": "failed",
        "status": status,
        "diagnosticCode": f"smtp; {text}",
    }
    details = {
        "bounceType": kind,
        "bounceSubType": sub_kind,
        "bouncedRecipients": [recipient],
        "feedbackId": _feedback_id(),
        "reportingMTA": "dsn; a8-70.smtp-out.amazonses.com",
    }
    return event("Bounce", details, message, at=at)


def complaint(message: Delivered, *, at: datetime) -> dict[str, Any]:
    """Say that the recipient called the message spam."""
    details = {
        "complainedRecipients": [{"emailAddress": message.members["Address"]}],
        "feedbackId": _feedback_id(),
        "complaintSubType": None,
        "userAgent": USER_AGENT,
        "complaintFeedbackType": "abuse",
        "arrivalDate": iso(at),
    }
    return event("Complaint", details, message, at=at)


def opened(message: Delivered, *, at: datetime) -> dict[str, Any]:
    """Say that the recipient's client fetched the tracking pixel."""
    return event("Open", {"ipAddress": "192.0.2.1", "userAgent": USER_AGENT}, message, at=at)


def clicked(message: Delivered, *, at: datetime, url: str) -> dict[str, Any]:
    """Say that the recipient followed a link."""
    details = {"ipAddress": "192.0.2.1", "userAgent": USER_AGENT, "link": url, "linkTags": None}
    return event("Click", details, message, at=at)


def rendering_failure(message: Delivered, *, reason: str) -> dict[str, Any]:
    """Say that a template could not be filled in."""
    return {
        "eventType": "Rendering Failure",
        "mail": mail(message),
        "failure": {"templateName": "inline", "errorMessage": reason},
    }


def simulated(message: Delivered, *, at: datetime) -> list[dict[str, Any]]:
    """Tell what the mailbox simulator's addresses report by themselves; nothing for all others."""
    mailbox, _, domain = (message.members["Address"] or "").lower().rpartition("@")
    if domain != SIMULATOR:
        return []
    match mailbox.partition("+")[0]:
        case "success" | "ooto":
            return [delivery(message, at=at)]
        case "bounce":
            return [bounce(message, at=at)]
        case "suppressionlist":
            return [bounce(message, at=at, sub_kind="OnAccountSuppressionList")]
        case "complaint":
            return [delivery(message, at=at), complaint(message, at=at)]
        case _:
            return []


def _feedback_id() -> str:
    return f"0100{secrets.token_hex(6)}-{secrets.token_hex(16)}-000000"
