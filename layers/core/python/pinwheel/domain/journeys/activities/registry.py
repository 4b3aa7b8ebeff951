"""Which rules hold for which kind of activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.activities.messages import check_custom, check_push, check_templated
from pinwheel.domain.journeys.activities.splits import (
    check_conditional,
    check_holdout,
    check_multi,
    check_random,
)
from pinwheel.domain.journeys.activities.waits import check_wait
from pinwheel.domain.journeys.model import ActivityKind, Definition, Json


def check_contact_center(_activity: Json, definition: Definition) -> None:
    """Check a call by a contact centre (spec 06, section 4.5).

    Raises:
        Invalid: an event starts the journey.
    """
    if definition.is_event_triggered:
        raise Invalid("a contact centre cannot be called in a journey that an event starts")


RULES: Mapping[ActivityKind, Callable[[Json, Definition], None]] = {
    ActivityKind.EMAIL: check_templated,
    ActivityKind.SMS: check_templated,
    ActivityKind.PUSH: check_push,
    ActivityKind.CUSTOM: check_custom,
    ActivityKind.CONTACT_CENTER: check_contact_center,
    ActivityKind.WAIT: check_wait,
    ActivityKind.CONDITIONAL_SPLIT: check_conditional,
    ActivityKind.MULTI_CONDITION: check_multi,
    ActivityKind.RANDOM_SPLIT: check_random,
    ActivityKind.HOLDOUT: check_holdout,
}
