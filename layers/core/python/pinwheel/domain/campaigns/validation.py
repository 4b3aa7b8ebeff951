"""What a campaign must look like (spec 03, section 13); its segment and templates are looked up elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.campaigns.content import check_content, check_hook, has_content
from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, treatments
from pinwheel.domain.campaigns.timeline import Frequency
from pinwheel.domain.campaigns.timing import (
    check_kinds,
    check_schedule,
    frequencies,
    is_immediate,
    schedules,
)
from pinwheel.domain.errors import Invalid
from pinwheel.domain.settings import validate_limits

MOST_ADDITIONAL_TREATMENTS = 4
CAMPAIGN_BYTES = 350_000
"""Most of a campaign with all of its treatments, as JSON; the store takes 400 KB."""

Json = Mapping[str, Any]


def validate(body: Json, *, now: datetime, old: Json | None = None) -> None:
    """Check a complete campaign; a start that has passed since it was accepted in `old` is left alone.

    Raises:
        Invalid: names the first member that breaks a rule, and the rule.
    """
    _validate_shares(body)
    validate_limits(body.get("Limits") or {})
    check_hook(body.get("Hook") or {})
    _validate_priority(body)
    before = {} if old is None else schedules(old)
    known = schedules(body)
    for treatment_id, treatment in treatments(body).items():
        where = "" if treatment_id == DEFAULT_TREATMENT else f"AdditionalTreatments[{treatment_id}]."
        if treatment_id in known:
            was = before.get(treatment_id, {})
            check_schedule(known[treatment_id], f"{where}Schedule", old=was, now=now)
        check_content(treatment, where)
    _validate_size(body)
    if known:
        check_kinds(body)
        _require_audience_and_content(body)
    if body.get("IsPaused") and is_immediate(body):
        raise Invalid("An immediate campaign cannot be paused.", member="IsPaused")


def _validate_shares(body: Json) -> None:
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


def _validate_priority(body: Json) -> None:
    priority = body.get("Priority")
    if priority is not None and not 1 <= priority <= 5:
        raise Invalid(f"Priority must be between 1 and 5, got {priority}.", member="Priority")


def _validate_size(body: Json) -> None:
    size = len(msgspec.json.encode(body))
    if size > CAMPAIGN_BYTES:
        raise Invalid(
            f"The campaign has {size} bytes; at most {CAMPAIGN_BYTES} are possible, use templates for more.",
            member="MessageConfiguration",
        )


def _require_audience_and_content(body: Json) -> None:
    """Refuse a campaign that would run and reach nobody, or say nothing."""
    if not body.get("SegmentId"):
        raise Invalid("SegmentId is required for a campaign with a schedule.", member="SegmentId")
    in_app = Frequency.IN_APP_EVENT in frequencies(body)
    for treatment_id, treatment in treatments(body).items():
        where = "" if treatment_id == DEFAULT_TREATMENT else f"AdditionalTreatments[{treatment_id}]."
        if has_content(treatment, in_app=in_app):
            continue
        wanted = "an in-app message" if in_app else "content for a channel"
        raise Invalid(
            f"{where}MessageConfiguration or TemplateConfiguration must hold {wanted}.",
            member=f"{where}MessageConfiguration",
        )
