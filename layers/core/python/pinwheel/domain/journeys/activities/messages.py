"""Activities that send e-mail, SMS, push or to a custom channel (spec 06, sections 4 and 4.2)."""

from __future__ import annotations

import re

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.model import Definition, Json

LONGEST_TEMPLATE_NAME = 128
LONGEST_DATA = 5_000
LONGEST_TIME_TO_LIVE = 10
"""Digits; more seconds than anybody waits."""
_FUNCTION = re.compile(
    r"(arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:)?[A-Za-z0-9_-]{1,140}(:[A-Za-z0-9$_-]{1,128})?"
)
_URL = re.compile(r"(https://|http://127\.0\.0\.1[:/])[^\s]+")
"""A plain http:// address of this machine is for the local runtime; elsewhere there is nobody to answer."""


def check_templated(activity: Json, definition: Definition) -> None:
    """Check an e-mail, SMS or push activity: what it says comes from a template.

    Raises:
        Invalid: there is no template's name, or one that cannot be.
    """
    name = activity.get("TemplateName") or ""
    definition.need(name, "TemplateName is required", "TemplateName")
    _check_template_name(name)


def check_push(activity: Json, definition: Definition) -> None:
    """Check a push activity: as others with a template, and its time to live is a number of seconds.

    Raises:
        Invalid: a member breaks its rule.
    """
    check_templated(activity, definition)
    seconds = (activity.get("MessageConfig") or {}).get("TimeToLive") or "0"
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= LONGEST_TIME_TO_LIVE):
        raise Invalid(
            f"MessageConfig.TimeToLive must be a number of seconds, got '{seconds[:40]}'",
            member="MessageConfig.TimeToLive",
        )


def check_custom(activity: Json, definition: Definition) -> None:
    """Check a custom activity: whom it calls and what it says.

    Raises:
        Invalid: a member breaks its rule.
    """
    target = activity.get("DeliveryUri") or ""
    definition.need(target, "DeliveryUri is required", "DeliveryUri")
    if target and not (_FUNCTION.fullmatch(target) or _URL.fullmatch(target)):
        raise Invalid(
            f"DeliveryUri must be the name or ARN of a function or an https:// URL, not '{target[:80]}'",
            member="DeliveryUri",
        )
    data = (activity.get("MessageConfig") or {}).get("Data") or ""
    if len(data) > LONGEST_DATA:
        raise Invalid(
            f"MessageConfig.Data must have at most {LONGEST_DATA:,} characters, got {len(data):,}",
            member="MessageConfig.Data",
        )
    _check_template_name(activity.get("TemplateName") or "")


def _check_template_name(name: str) -> None:
    if len(name) > LONGEST_TEMPLATE_NAME:
        raise Invalid(
            f"TemplateName must have at most {LONGEST_TEMPLATE_NAME} characters", member="TemplateName"
        )
