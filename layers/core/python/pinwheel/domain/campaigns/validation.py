"""What a campaign must look like (spec 03, section 13); its segment and templates are looked up elsewhere.

What this version cannot send yet is refused when the campaign is made: nothing is accepted and silently not
sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, treatments
from pinwheel.domain.campaigns.schedule import IMMEDIATE, TOLERANCE
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages_email import EmailContent, check_headers, compile_email
from pinwheel.domain.settings import validate_limits, validate_quiet_time, without_unset
from pinwheel.domain.times import parse_iso

MOST_ADDITIONAL_TREATMENTS = 4
CONTENT_BYTES = 200 * 1024
"""Most e-mail content inside a campaign; larger ones are templates (spec 03, section 9)."""
CAMPAIGN_BYTES = 350_000
"""Most of a campaign with all of its treatments, as JSON; the store takes 400 KB."""
LATER_FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "EVENT", "IN_APP_EVENT")
LATER_MESSAGES = (
    "DefaultMessage",
    "APNSMessage",
    "GCMMessage",
    "ADMMessage",
    "BaiduMessage",
    "SMSMessage",
    "CustomMessage",
    "InAppMessage",
)
LATER_TEMPLATES = ("PushTemplate", "SMSTemplate", "VoiceTemplate", "InAppTemplate")


def validate(body: Mapping[str, Any], *, now: datetime, is_new_schedule: bool) -> None:
    """Check a complete campaign; `is_new_schedule` false leaves a start that has passed alone.

    Raises:
        Invalid: names the first member that breaks a rule, and the rule.
    """
    _validate_shares(body)
    # Caps of a campaign hold by themselves as long as it has one run: nobody gets more than one message.
    validate_limits(body.get("Limits") or {})
    _refuse(body, "Hook")
    _validate_priority(body)
    for treatment_id, treatment in treatments(body).items():
        where = "" if treatment_id == DEFAULT_TREATMENT else f"AdditionalTreatments[{treatment_id}]."
        _validate_schedule(treatment.get("Schedule"), where, now=now, is_new=is_new_schedule)
        _validate_content(treatment, where)
    _validate_size(body)
    if _has_schedule(body) and not body.get("SegmentId"):
        raise Invalid("SegmentId is required for a campaign with a schedule.", member="SegmentId")
    if _has_schedule(body):
        _require_content(body)
    if body.get("IsPaused") and is_immediate(body):
        raise Invalid("An immediate campaign cannot be paused.", member="IsPaused")


def is_immediate(body: Mapping[str, Any]) -> bool:
    """Tell whether a treatment starts at once."""
    return any(
        (treatment.get("Schedule") or {}).get("StartTime") == IMMEDIATE
        for treatment in treatments(body).values()
    )


def _has_schedule(body: Mapping[str, Any]) -> bool:
    return any(treatment.get("Schedule") for treatment in treatments(body).values())


def _validate_shares(body: Mapping[str, Any]) -> None:
    additional = body.get("AdditionalTreatments") or []
    if len(additional) > MOST_ADDITIONAL_TREATMENTS:
        raise Invalid(
            f"At most {MOST_ADDITIONAL_TREATMENTS} additional treatments possible, not {len(additional)}.",
            member="AdditionalTreatments",
        )
    sizes = {"HoldoutPercent": body.get("HoldoutPercent") or 0}
    for number, treatment in enumerate(additional, start=1):
        sizes[f"AdditionalTreatments[{number}].SizePercent"] = treatment.get("SizePercent") or 0
    for member, size in sizes.items():
        if not 0 <= size <= 100:
            raise Invalid(f"{member} must be between 0 and 100, got {size}.", member=member)
    if sum(sizes.values()) > 100:
        raise Invalid(
            f"HoldoutPercent and the SizePercent of all treatments add up to {sum(sizes.values())}, "
            "more than 100.",
            member="AdditionalTreatments",
        )


def _validate_priority(body: Mapping[str, Any]) -> None:
    priority = body.get("Priority")
    if priority is not None and not 1 <= priority <= 5:
        raise Invalid(f"Priority must be between 1 and 5, got {priority}.", member="Priority")


def _validate_schedule(
    schedule: Mapping[str, Any] | None, where: str, *, now: datetime, is_new: bool
) -> None:
    if not schedule:
        return
    member = f"{where}Schedule"
    frequency = schedule.get("Frequency") or "ONCE"
    if frequency in LATER_FREQUENCIES:
        raise _later(f"{member}.Frequency {frequency}")
    if frequency != "ONCE":
        raise Invalid(f"{member}.Frequency '{frequency}' is not known.", member=f"{member}.Frequency")
    validate_quiet_time(schedule.get("QuietTime") or {}, member=f"{member}.QuietTime")
    for name in ("QuietTime", "IsLocalTime", "EventFilter"):
        _refuse(schedule, name, f"{member}.")
    if not schedule.get("StartTime"):
        raise Invalid(f"{member}.StartTime is required.", member=f"{member}.StartTime")
    start = now
    if schedule["StartTime"] != IMMEDIATE:
        start = parse_iso(schedule["StartTime"], member=f"{member}.StartTime")
        if is_new and start < now - TOLERANCE:
            raise Invalid("StartTime must be at least current time.", member=f"{member}.StartTime")
    if schedule.get("EndTime") and parse_iso(schedule["EndTime"], member=f"{member}.EndTime") < start:
        raise Invalid(f"{member}.EndTime must not be before StartTime.", member=f"{member}.EndTime")


def _validate_content(treatment: Mapping[str, Any], where: str) -> None:
    messages = without_unset(treatment.get("MessageConfiguration") or {})
    templates = without_unset(treatment.get("TemplateConfiguration") or {})
    if "CustomMessage" in messages and not treatment.get("CustomDeliveryConfiguration"):
        raise Invalid(
            f"{where}CustomDeliveryConfiguration is required for a custom message.",
            member=f"{where}CustomDeliveryConfiguration",
        )
    _refuse(treatment, "CustomDeliveryConfiguration", where)
    for name in LATER_MESSAGES:
        _refuse(messages, name, f"{where}MessageConfiguration.")
    for name in LATER_TEMPLATES:
        _refuse(templates, name, f"{where}TemplateConfiguration.")
    _validate_email(messages.get("EmailMessage") or {}, f"{where}MessageConfiguration.EmailMessage")


def _validate_email(email: Mapping[str, Any], member: str) -> None:
    size = sum(len((email.get(name) or "").encode()) for name in ("Body", "HtmlBody", "Title"))
    if size > CONTENT_BYTES:
        raise Invalid(
            f"{member} has {size} bytes; at most {CONTENT_BYTES} are possible, use a template for more.",
            member=member,
        )
    content = EmailContent(
        from_address="",
        subject=email.get("Title") or "",
        html=email.get("HtmlBody"),
        text=email.get("Body"),
        headers=tuple(
            (each.get("Name") or "", each.get("Value") or "") for each in email.get("Headers") or []
        ),
    )
    check_headers(content.headers)
    compile_email(content)


def _validate_size(body: Mapping[str, Any]) -> None:
    size = len(msgspec.json.encode(body))
    if size > CAMPAIGN_BYTES:
        raise Invalid(
            f"The campaign has {size} bytes; at most {CAMPAIGN_BYTES} are possible, use templates for more.",
            member="MessageConfiguration",
        )


def _require_content(body: Mapping[str, Any]) -> None:
    """Refuse a campaign that would run and send nothing to anybody."""
    for treatment in treatments(body).values():
        if not has_email(treatment):
            raise Invalid(
                "MessageConfiguration or TemplateConfiguration must hold content for a channel.",
                member="MessageConfiguration",
            )


def has_email(treatment: Mapping[str, Any]) -> bool:
    """Tell whether a treatment has e-mail content."""
    messages = treatment.get("MessageConfiguration") or {}
    templates = treatment.get("TemplateConfiguration") or {}
    return bool(messages.get("EmailMessage") or templates.get("EmailTemplate"))


def _refuse(block: Mapping[str, Any], name: str, where: str = "") -> None:
    if without_unset({name: block.get(name)}):
        raise _later(f"{where}{name}")


def _later(what: str) -> Invalid:
    return Invalid(f"{what} is not available in this version.", member=what)
