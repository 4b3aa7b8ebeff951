"""What the messages of a campaign must look like (spec 03, sections 7 to 9, 11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages_email import EmailContent, check_headers, compile_email
from pinwheel.domain.settings import without_unset
from pinwheel.domain.template_resources.in_app import check_message
from pinwheel.domain.template_resources.kinds import LONGEST_SMS
from pinwheel.domain.templates.compiler import compile_template

EMAIL_BYTES = 200 * 1024
"""Most e-mail content inside a campaign; larger ones are templates (spec 03, section 9)."""
LONGEST_PUSH_BODY = 200
CUSTOM_BYTES = 5 * 1024
PUSH_MESSAGES = ("DefaultMessage", "APNSMessage", "GCMMessage", "ADMMessage", "BaiduMessage")
TEMPLATE_TYPES = {
    "EmailTemplate": "EMAIL",
    "PushTemplate": "PUSH",
    "SMSTemplate": "SMS",
    "VoiceTemplate": "VOICE",
    "InAppTemplate": "INAPP",
}
"""Members of `TemplateConfiguration`, and the type of templates that each names."""
_IN_APP = ("InAppMessage", "InAppTemplate")
_FUNCTION = re.compile(
    r"(?:arn:aws[\w-]*:lambda:[a-z0-9-]+:\d{12}:function:)?[\w-]{1,64}(?::[\w$-]{1,128})?", re.ASCII
)
_URL = re.compile(r"https?://[A-Za-z0-9\-._~?/#;:]+")
_TEXTS_OF_PUSH = ("Title", "Body", "Url", "RawContent", "JsonBody", "ImageUrl", "MediaUrl")
_MARKED = "{{"

Json = Mapping[str, Any]


def check_content(treatment: Json, where: str) -> None:
    """Check what one treatment says on each channel; `where` leads to it.

    Raises:
        Invalid: names the first member that breaks a rule, and the rule.
    """
    messages = without_unset(treatment.get("MessageConfiguration") or {})
    for name, message in messages.items():
        member = f"{where}MessageConfiguration.{name}"
        _CHECKS.get(name, _check_push)(message, member)
    delivery = without_unset(treatment.get("CustomDeliveryConfiguration") or {})
    if "CustomMessage" in messages and not delivery.get("DeliveryUri"):
        raise Invalid(
            f"{where}CustomDeliveryConfiguration is required for a custom message.",
            member=f"{where}CustomDeliveryConfiguration",
        )
    if delivery.get("DeliveryUri"):
        check_target(delivery["DeliveryUri"], f"{where}CustomDeliveryConfiguration.DeliveryUri")


def has_content(treatment: Json, *, in_app: bool) -> bool:
    """Tell whether a treatment says anything: to an app that asks (`in_app`), or on a channel."""
    found = [
        *without_unset(treatment.get("MessageConfiguration") or {}),
        *without_unset(treatment.get("TemplateConfiguration") or {}),
    ]
    return any((name in _IN_APP) == in_app for name in found)


def check_hook(hook: Json, member: str = "Hook") -> None:
    """Check which function or URL is asked: exactly one of both (spec 03, section 7).

    Raises:
        Invalid: there are both or none, or it is no name of a function or no URL; names the member.
    """
    given = without_unset(hook)
    targets = [name for name in ("LambdaFunctionName", "WebUrl") if name in given]
    if given and len(targets) != 1:
        raise Invalid(f"{member} must have either a LambdaFunctionName or a WebUrl.", member=member)
    for name in targets:
        place = f"{member}.{name}"
        if is_url(given[name]) is not (name == "WebUrl"):
            wanted = "a full HTTPS URL" if name == "WebUrl" else "the name or ARN of a function"
            raise Invalid(f"{place} must be {wanted}.", member=place)
        check_target(given[name], place)


def is_url(target: str) -> bool:
    """Tell a URL from the name or ARN of a function."""
    return "://" in target


def check_target(target: str, member: str) -> None:
    """Check the name or ARN of a function, or the characters of a URL (spec 03, section 8).

    Raises:
        Invalid: it is neither.
    """
    if is_url(target):
        if not _URL.fullmatch(target):
            raise Invalid(
                f"{member} must be a URL of letters, digits and - . _ ~ ? / # ; : only.", member=member
            )
    elif not _FUNCTION.fullmatch(target):
        raise Invalid(
            f"{member} must be the name or ARN of a Lambda function, or a full HTTPS URL.", member=member
        )


def _check_push(message: Json, member: str) -> None:
    body = message.get("Body") or ""
    if len(body) > LONGEST_PUSH_BODY:
        raise Invalid(
            f"{member}.Body may have {LONGEST_PUSH_BODY} characters, this has {len(body)}.",
            member=f"{member}.Body",
        )
    if (message.get("TimeToLive") or 0) < 0:
        raise Invalid(f"{member}.TimeToLive must not be negative.", member=f"{member}.TimeToLive")
    for name in _TEXTS_OF_PUSH:
        _check_source(message.get(name) or "", f"{member}.{name}")


def _check_sms(message: Json, member: str) -> None:
    body = message.get("Body") or ""
    if len(body) > LONGEST_SMS:
        raise Invalid(
            f"{member}.Body may have {LONGEST_SMS:,} characters, this has {len(body):,}.",
            member=f"{member}.Body",
        )
    _check_source(body, f"{member}.Body")


def _check_custom(message: Json, member: str) -> None:
    size = len((message.get("Data") or "").encode())
    if size > CUSTOM_BYTES:
        raise Invalid(
            f"{member}.Data may have {CUSTOM_BYTES:,} bytes, this has {size:,}.", member=f"{member}.Data"
        )


def _check_in_app(message: Json, member: str) -> None:
    check_message(message, member=member)


def _check_email(email: Json, member: str) -> None:
    size = sum(len((email.get(name) or "").encode()) for name in ("Body", "HtmlBody", "Title"))
    if size > EMAIL_BYTES:
        raise Invalid(
            f"{member} has {size} bytes; at most {EMAIL_BYTES} are possible, use a template for more.",
            member=member,
        )
    headers = ((each.get("Name") or "", each.get("Value") or "") for each in email.get("Headers") or [])
    content = EmailContent(
        from_address="",
        subject=email.get("Title") or "",
        html=email.get("HtmlBody"),
        text=email.get("Body"),
        headers=tuple(headers),
    )
    check_headers(content.headers)
    compile_email(content)


def _check_source(text: str, member: str) -> None:
    if _MARKED not in text:
        return
    try:
        compile_template(text)
    except Invalid as error:
        raise Invalid(f"{member}: {error}", member=member) from error


_CHECKS: dict[str, Callable[[Json, str], None]] = {
    "EmailMessage": _check_email,
    "SMSMessage": _check_sms,
    "CustomMessage": _check_custom,
    "InAppMessage": _check_in_app,
}
