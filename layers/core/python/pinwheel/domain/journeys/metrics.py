"""Names of a journey's figures (spec 05, section 4); nothing was counted where no journey has run."""

from __future__ import annotations

from pinwheel.domain.journeys.model import ActivityKind, Json, kind_of

JOURNEY = (
    "ENDPOINT_ENTERED",
    "ENDPOINT_ACTIVE",
    "ENDPOINT_LEFT",
    "CANCELLED",
    "REENTRY_CAP_EXCEEDED",
    "ACTIVE_ENDPOINT_REJECTED",
)
_MESSAGE = (
    "SUCCESS",
    "DAILY_CAP_EXCEEDED",
    "QUIET_TIME",
    "THROTTLED",
    "TRANSIENT_FAILURE",
    "SERVICE_FAILURE",
    "FAILURE_PERMANENT",
    "UNKNOWN",
)
_WAIT = ("WAIT_STARTED", "WAIT_FINISHED", "WAIT_SKIPPED")
_CONTACT_CENTER = (
    "CALL_QUEUED",
    "CONTINUE_WAITING",
    "DIAL_FAILURE",
    "DROPPED",
    "TIMEOUT",
    "WAIT_STARTED",
    "WAIT_FINISHED",
    "WAIT_FOR_QUIET_HOURS",
)


def activity_type(activity: Json) -> str:
    """Name the type of an activity as figures do."""
    match kind_of(activity):
        case ActivityKind.CONTACT_CENTER:
            return "CONTACT_CENTER"
        case ActivityKind.WAIT:
            return "WAIT"
        case ActivityKind.CONDITIONAL_SPLIT:
            return "CONDITIONAL_SPLIT"
        case ActivityKind.MULTI_CONDITION:
            return "MULTI_CONDITIONAL_SPLIT"
        case ActivityKind.RANDOM_SPLIT:
            return "RANDOM_SPLIT"
        case ActivityKind.HOLDOUT:
            return "HOLDOUT"
        case _:
            return "MESSAGE"


def activity_names(activity: Json) -> tuple[str, ...]:
    """List the figures of an activity; the branches of a split count from 1, its Else path comes last."""
    kind = kind_of(activity)
    branches = len(activity[kind].get("Branches") or ())
    match kind:
        case ActivityKind.CONTACT_CENTER:
            return _CONTACT_CENTER
        case ActivityKind.WAIT:
            return _WAIT
        case ActivityKind.CONDITIONAL_SPLIT:
            return ("Branch_TRUE", "Branch_FALSE")
        case ActivityKind.MULTI_CONDITION:
            return tuple(f"Branch_{number}" for number in range(1, branches + 2))
        case ActivityKind.RANDOM_SPLIT:
            return tuple(f"Branch_{number}" for number in range(1, branches + 1))
        case ActivityKind.HOLDOUT:
            return ("HOLDOUT", "PASSED")
        case _:
            return _MESSAGE


def zeros(names: tuple[str, ...]) -> dict[str, str]:
    """Give each figure as none."""
    return dict.fromkeys(names, "0")
