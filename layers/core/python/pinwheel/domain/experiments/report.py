"""The report of an experiment: each arm's figures, and each arm against the control (spec 09)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pinwheel.domain.experiments.model import ARM, Experiment, Outcome
from pinwheel.domain.experiments.sequential import (
    LEVEL,
    Sequential,
    sequential_means,
    sequential_rates,
)
from pinwheel.domain.experiments.statistics import (
    MISMATCH_BELOW,
    Comparison,
    Estimate,
    Hits,
    Sums,
    compare_means,
    compare_rates,
    mean,
    rate,
    sizes_p_value,
)


@dataclass(slots=True)
class Figures:
    """What the endpoints of one arm did for one outcome."""

    events: int = 0
    converted: int = 0
    total: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)

    def add(self, events: Decimal, value: Decimal) -> None:
        """Take one endpoint."""
        self.events += int(events)
        self.converted += 1
        self.total += value
        self.squares += value * value


Counted = Mapping[tuple[str, int], Figures]
"""Figures by arm and position of the outcome."""


def gather(
    experiment: Experiment, endpoints: Iterable[tuple[Mapping[str, str], Mapping[str, Decimal]]]
) -> Counted:
    """Add up what endpoints did: their facts (the arm) and numbers as the roll-up keeps them."""
    counted = {
        (arm.name, index): Figures() for arm in experiment.arms for index in range(len(experiment.outcomes))
    }
    for facts, numbers in endpoints:
        for index in range(len(experiment.outcomes)):
            events = numbers.get(f"count{index}")
            if events:
                counted[facts[ARM], index].add(events, numbers.get(f"sum{index}", Decimal(0)))
    return counted


def arms_report(experiment: Experiment, sizes: Mapping[str, int], counted: Counted) -> list[dict[str, Any]]:
    """Report every arm, in the order they were declared."""
    return [
        {
            "Name": arm.name,
            "SegmentId": arm.segment_id,
            "Size": sizes[arm.name],
            "Control": arm.name == experiment.control,
            "Outcomes": [
                _outcome(experiment, arm.name, index, sizes, counted)
                for index in range(len(experiment.outcomes))
            ],
        }
        for arm in experiment.arms
    ]


def mismatch(experiment: Experiment, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Tell whether the arms' sizes fit their shares, equal ones where none were declared."""
    shares = [1.0 if arm.share is None else arm.share for arm in experiment.arms]
    p_value = sizes_p_value([sizes[arm.name] for arm in experiment.arms], shares)
    return {"SampleRatioMismatch": p_value < MISMATCH_BELOW, "SampleRatioPValue": p_value}


def _outcome(
    experiment: Experiment, arm: str, index: int, sizes: Mapping[str, int], counted: Counted
) -> dict[str, Any]:
    outcome = experiment.outcomes[index]
    mine, control = counted[arm, index], counted[experiment.control, index]
    estimate, comparison = _statements(outcome, mine, sizes[arm], control, sizes[experiment.control])
    made: dict[str, Any] = {
        "Name": outcome.name,
        "Count": mine.events,
        "Converted": mine.converted,
        **({"Sum": float(mine.total)} if outcome.metric else {}),
        **_members(("Mean" if outcome.metric else "Rate", "Low", "High"), estimate),
    }
    if arm == experiment.control:
        return made
    lift = comparison.lift if comparison else None
    made |= _members(("Lift", "LiftLow", "LiftHigh"), lift)
    made["PValue"] = comparison.p_value if comparison else None
    # Every treatment is compared with the same control: they share the level among them.
    level = LEVEL / (len(experiment.arms) - 1)
    base = sizes[experiment.control]
    made["Sequential"] = _told(_sequential(outcome, mine, sizes[arm], control, base, level))
    return made


def _sequential(
    outcome: Outcome, mine: Figures, size: int, control: Figures, control_size: int, level: float
) -> Sequential | None:
    if outcome.metric:
        return sequential_means(_sums(mine, size), _sums(control, control_size), level=level)
    return sequential_rates(_hits(mine, size), _hits(control, control_size), level=level)


def _told(found: Sequential | None) -> dict[str, Any] | None:
    if found is None:
        return None
    bounds = _members(("Lift", "LiftLow", "LiftHigh"), found.lift)
    return {
        "Verdict": str(found.verdict),
        "PValue": found.p_value,
        "LiftLow": _finite(bounds["LiftLow"]),
        "LiftHigh": _finite(bounds["LiftHigh"]),
    }


def _finite(value: float | None) -> float | None:
    """Leave out what JSON cannot say."""
    return value if value is not None and math.isfinite(value) else None


def _statements(
    outcome: Outcome, mine: Figures, size: int, control: Figures, control_size: int
) -> tuple[Estimate | None, Comparison | None]:
    if outcome.metric:
        group, base = _sums(mine, size), _sums(control, control_size)
        return mean(group), compare_means(group, base)
    hits, base_hits = _hits(mine, size), _hits(control, control_size)
    return rate(hits), compare_rates(hits, base_hits)


def _hits(figures: Figures, size: int) -> Hits:
    # Who joined a segment after the arms were counted may convert as well; no rate goes beyond 1 for that.
    return Hits(figures.converted, max(size, figures.converted))


def _sums(figures: Figures, size: int) -> Sums:
    return Sums(max(size, figures.converted), float(figures.total), float(figures.squares))


def _members(names: Sequence[str], estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return dict.fromkeys(names)
    return dict(zip(names, (estimate.value, estimate.low, estimate.high), strict=True))
