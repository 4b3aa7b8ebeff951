"""Splits: by conditions, by chance, and those held out (spec 06, sections 4 and 4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.domain.errors import Invalid
from pinwheel.domain.journeys.activities.waits import check_evaluation
from pinwheel.domain.journeys.conditions import check_condition
from pinwheel.domain.journeys.model import Definition, Json

MOST_CONDITIONED_BRANCHES = 4
"""With the Else path there are five."""
FEWEST_RANDOM_BRANCHES, MOST_RANDOM_BRANCHES = 2, 5
WHOLE = 100


def check_conditional(activity: Json, definition: Definition) -> None:
    """Check a yes/no split.

    Raises:
        Invalid: a condition or the time to wait breaks a rule.
    """
    conditions: Sequence[Json] = (activity.get("Condition") or {}).get("Conditions") or ()
    definition.need(conditions, "Condition must have at least one condition", "Condition")
    for number, condition in enumerate(conditions, start=1):
        check_condition(condition, f"Condition.Conditions[{number}]", definition)
    check_evaluation(activity, definition)


def check_multi(activity: Json, definition: Definition) -> None:
    """Check a split of several branches, each with a condition.

    Raises:
        Invalid: there are too many branches, or a condition or the time to wait breaks a rule.
    """
    branches: Sequence[Json] = activity.get("Branches") or ()
    definition.need(branches, "Branches must have at least one branch", "Branches")
    if len(branches) > MOST_CONDITIONED_BRANCHES:
        raise Invalid(
            f"Branches must have at most {MOST_CONDITIONED_BRANCHES} branches, got {len(branches)}",
            member="Branches",
        )
    for number, branch in enumerate(branches, start=1):
        check_condition(branch.get("Condition") or {}, f"Branches[{number}].Condition", definition)
    check_evaluation(activity, definition)


def check_random(activity: Json, definition: Definition) -> None:
    """Check a split by chance: 2 to 5 branches, shares that add up to 100.

    Raises:
        Invalid: there are too many or too few branches, or the shares are wrong.
    """
    branches: Sequence[Json] = activity.get("Branches") or ()
    if len(branches) > MOST_RANDOM_BRANCHES:
        raise Invalid(
            f"Branches must have at most {MOST_RANDOM_BRANCHES} branches, got {len(branches)}",
            member="Branches",
        )
    definition.need(
        len(branches) >= FEWEST_RANDOM_BRANCHES,
        f"Branches must have at least {FEWEST_RANDOM_BRANCHES} branches, got {len(branches)}",
        "Branches",
    )
    shares = [branch.get("Percentage") for branch in branches]
    for number, share in enumerate(shares, start=1):
        member = f"Branches[{number}].Percentage"
        definition.need(share is not None, f"{member} is required", member)
        if share is not None and not 1 <= share <= WHOLE:
            raise Invalid(f"{member} must be between 1 and {WHOLE}, got {share}", member=member)
    known = sum(share for share in shares if share is not None)
    if known > WHOLE or (known != WHOLE and shares and None not in shares):
        raise Invalid(f"the percentages of Branches must add up to {WHOLE}, got {known}", member="Branches")


def check_holdout(activity: Json, _definition: Definition) -> None:
    """Check the share of participants for whom the journey ends.

    Raises:
        Invalid: it is no percentage.
    """
    share = activity["Percentage"]
    if not 0 <= share <= WHOLE:
        raise Invalid(f"Percentage must be between 0 and {WHOLE}, got {share}", member="Percentage")
