"""A journey's document and the words of its definition (spec 06, sections 2 and 4).

The document holds what the API answers, plus `Internal` for the service:

    PausedAt    when the journey was paused
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pinwheel.domain.errors import Invalid

Body = dict[str, Any]
Json = Mapping[str, Any]

INTERNAL = "Internal"
REQUEST_MEMBERS = (
    "Activities",
    "ClosedDays",
    "JourneyChannelSettings",
    "Limits",
    "LocalTime",
    "Name",
    "OpenHours",
    "QuietTime",
    "RefreshFrequency",
    "RefreshOnSegmentUpdate",
    "Schedule",
    "SendingSchedule",
    "StartActivity",
    "StartCondition",
    "TimezoneEstimationMethods",
    "WaitForQuietTime",
)
"""What a caller may set. `State` has rules of its own; the dates are ours and ignored in a request."""


class JourneyState(StrEnum):
    """Where a journey is in its life (spec 06, section 8)."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class ActivityKind(StrEnum):
    """What an activity does; the value is the member of `Activity` that says so."""

    EMAIL = "EMAIL"
    SMS = "SMS"
    PUSH = "PUSH"
    CUSTOM = "CUSTOM"
    CONTACT_CENTER = "ContactCenter"
    WAIT = "Wait"
    CONDITIONAL_SPLIT = "ConditionalSplit"
    MULTI_CONDITION = "MultiCondition"
    RANDOM_SPLIT = "RandomSplit"
    HOLDOUT = "Holdout"


TEMPLATED = (ActivityKind.EMAIL, ActivityKind.SMS, ActivityKind.PUSH)
"""Activities that send a template of the type of the same name."""
CHANNEL_KINDS = frozenset({*TEMPLATED, ActivityKind.CUSTOM, ActivityKind.CONTACT_CENTER})
"""Activities whose outcome a split can look at."""


def kinds_of(activity: Json) -> list[ActivityKind]:
    """List what an activity says that it is; a good one says exactly one thing."""
    return [kind for kind in ActivityKind if activity.get(kind) is not None]


def kind_of(activity: Json) -> ActivityKind:
    """Tell what a checked activity is."""
    return kinds_of(activity)[0]


def exits(activity: Json) -> Iterator[tuple[str, str]]:
    """Give the activities that may follow, each with the member that names it; ends of paths are left out."""
    kind = kind_of(activity)
    body: Json = activity[kind]
    for member in ("NextActivity", "TrueActivity", "FalseActivity", "DefaultActivity"):
        if body.get(member):
            yield member, body[member]
    for number, branch in enumerate(body.get("Branches") or (), start=1):
        if branch.get("NextActivity"):
            yield f"Branches[{number}].NextActivity", branch["NextActivity"]


def given_members(request: Json) -> Body:
    """Keep what the caller set."""
    return {name: request[name] for name in REQUEST_MEMBERS if request.get(name) is not None}


def merged(stored: Json, request: Json) -> Body:
    """Apply an update as campaigns do: a member that is absent keeps its value, an empty one clears it."""
    kept = {name: stored[name] for name in REQUEST_MEMBERS if name in stored}
    return {**kept, **given_members(request)}


def answer(body: Json) -> Body:
    """Give what the API answers: all but what only the service needs."""
    return {name: value for name, value in body.items() if name != INTERNAL}


def definitions_prefix(application_id: str, journey_id: str) -> str:
    """Say where in the bucket the big definitions of a journey lie."""
    return f"journeys/{application_id}/{journey_id}/"


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition that is being checked, and how strictly.

    A draft may lack things but not contradict itself; what is to be published must be complete.
    """

    body: Json
    now: datetime
    is_published: bool
    activities: Mapping[str, Json] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "activities", self.body.get("Activities") or {})

    def need(self, value: object, reason: str, member: str | None = None) -> None:
        """Refuse to publish where something is missing; a draft may go without.

        Raises:
            Invalid: it is missing, with the reason given.
        """
        if self.is_published and not value:
            raise Invalid(reason, member=member)

    @property
    def is_event_triggered(self) -> bool:
        """Tell whether participants enter by an event."""
        return bool((self.body.get("StartCondition") or {}).get("EventStartCondition"))

    @property
    def schedule(self) -> Json:
        """Give the schedule, empty where there is none."""
        return self.body.get("Schedule") or {}
