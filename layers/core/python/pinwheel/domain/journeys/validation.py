"""What a journey must look like (spec 06, sections 2 to 7).

A draft may be incomplete: it may lack a start, a template, a condition. What it says must be right, and
activities that it names as next must exist. To be published it must be complete, reach every activity and
never lead in a circle. Segments and templates are looked up elsewhere (services/journeys.py).
"""

from __future__ import annotations

import re
from datetime import datetime

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.activities.registry import RULES
from pinwheel.domain.journeys.entry import check_entry
from pinwheel.domain.journeys.graph import cycle, followers, reachable
from pinwheel.domain.journeys.limits import check_limits
from pinwheel.domain.journeys.model import ActivityKind, Definition, Json, exits, kinds_of
from pinwheel.domain.journeys.timing import check_timing

MOST_ACTIVITIES = 40
MOST_CONTACT_CENTER_ACTIVITIES = 3
PREFIX = "Journey validation failed, "
LONGEST_START = 128
_NAME = re.compile(r"[A-Za-z0-9_-]{1,150}")
_ACTIVITY_ID = re.compile(r"[A-Za-z0-9]{1,100}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@-]{1,64}", re.ASCII)
_CAMPAIGN = re.compile(r"arn:aws[a-z-]*:connect-campaigns:[a-z0-9-]+:\d{12}:campaign/[\w/-]{1,256}", re.ASCII)


def validate(body: Json, *, now: datetime, is_published: bool) -> None:
    """Check a complete definition.

    Raises:
        Invalid: begins with "Journey validation failed, " and names the activity or member, and the rule.
    """
    definition = Definition(body, now=now, is_published=is_published)
    try:
        _check_name(body.get("Name") or "")
        _check_activities(definition)
        _check_start(definition)
        check_entry(definition)
        check_timing(definition)
        check_limits(body.get("Limits") or {})
        _check_channel_settings(body.get("JourneyChannelSettings") or {})
        if is_published:
            _check_paths(definition)
    except Invalid as error:
        raise failed(error) from error


def failed(error: Invalid) -> Invalid:
    """Say a reason as Pinpoint does."""
    return Invalid(f"{PREFIX}{str(error).removesuffix('.')}.", member=error.member)


def of_activity(activity_id: str, error: Invalid) -> Invalid:
    """Say which activity a reason is about."""
    where = f"Activities.{activity_id}"
    member = f"{where}.{error.member}" if error.member else where
    return Invalid(f"activity '{activity_id}': {error}", member=member)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Invalid(
            f"Name must have 1 to 150 letters, digits, _ and -, and no spaces, got '{name[:160]}'",
            member="Name",
        )


def _check_activities(definition: Definition) -> None:
    activities = definition.activities
    if len(activities) > MOST_ACTIVITIES:
        raise Invalid(
            f"a journey can have at most {MOST_ACTIVITIES} activities, got {len(activities)}",
            member="Activities",
        )
    for activity_id, activity in activities.items():
        _check_kind(activity_id, activity)
    calls = [name for name, each in activities.items() if kinds_of(each) == [ActivityKind.CONTACT_CENTER]]
    if len(calls) > MOST_CONTACT_CENTER_ACTIVITIES:
        raise Invalid(
            f"a journey can have at most {MOST_CONTACT_CENTER_ACTIVITIES} contact centre activities, "
            f"got {len(calls)}",
            member="Activities",
        )
    for activity_id, activity in activities.items():
        try:
            _check_one(activity, definition)
        except Invalid as error:
            raise of_activity(activity_id, error) from error


def _check_kind(activity_id: str, activity: Json) -> None:
    if not _ACTIVITY_ID.fullmatch(activity_id):
        raise Invalid(
            f"the ID of an activity must have 1 to 100 letters and digits, got '{activity_id[:110]}'",
            member="Activities",
        )
    kinds = kinds_of(activity)
    if len(kinds) != 1:
        what = " and ".join(kinds) or "none"
        reason = Invalid(f"an activity must have exactly one of {', '.join(ActivityKind)}, got {what}")
        raise of_activity(activity_id, reason)


def _check_one(activity: Json, definition: Definition) -> None:
    for member, follower in exits(activity):
        if follower not in definition.activities:
            raise Invalid(f"{member} '{follower[:110]}' does not exist", member=member)
    (kind,) = kinds_of(activity)
    RULES[kind](activity[kind], definition)


def _check_start(definition: Definition) -> None:
    start = definition.body.get("StartActivity") or ""
    if len(start) > LONGEST_START:
        raise Invalid(f"StartActivity must have at most {LONGEST_START} characters", member="StartActivity")
    definition.need(definition.activities, "Activities must have at least one activity", "Activities")
    definition.need(start, "StartActivity is required", "StartActivity")
    definition.need(
        start in definition.activities, f"StartActivity '{start}' does not exist", "StartActivity"
    )


def _check_paths(definition: Definition) -> None:
    follows = followers(definition.activities)
    if found := cycle(follows):
        raise of_activity(found, Invalid("a path leads back to the activity that it began with"))
    known = reachable(definition.body["StartActivity"], follows)
    for activity_id in follows:
        if activity_id not in known:
            raise of_activity(activity_id, Invalid("no path from StartActivity leads to the activity"))


def _check_channel_settings(settings: Json) -> None:
    for name, form, example in (
        ("ConnectCampaignArn", _CAMPAIGN, "arn:aws:connect-campaigns:us-east-1:111122223333:campaign/1"),
        ("ConnectCampaignExecutionRoleArn", _ROLE, "arn:aws:iam::111122223333:role/Dialer, without a path"),
    ):
        value = settings.get(name)
        if value and not form.fullmatch(value):
            member = f"JourneyChannelSettings.{name}"
            raise Invalid(f"{member} must be an ARN such as {example}, got '{value[:200]}'", member=member)
