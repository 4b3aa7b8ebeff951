"""How many people an experiment needs, for how long, or what it can find with those it has.

The usual sizes for a two-sided z test of two rates or two means, with groups of different size; with several
treatments against one control the level is divided by their number (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import Any

from pinwheel.domain.errors import Invalid

MOST_ARMS = 10
LARGEST = 10**12
_STEPS = 200


def plan_experiment(request: Mapping[str, Any]) -> dict[str, Any]:
    """Plan: `MinimumLift` asks for the size, `Recipients` for the smallest lift that they can show.

    `Rate` or `Mean` with `StandardDeviation` say how things are without treatment. `Arms` counts the control,
    whose share of all is `ControlPercent` (an equal one unless told).

    Raises:
        Invalid: names the member that breaks a rule.
    """
    arms = _whole(request, "Arms", 2, least=2, most=MOST_ARMS)
    alpha = _number(request, "Alpha", 0.05, above=0.0, below=0.5)
    power = _number(request, "Power", 0.8, above=0.5, below=1.0)
    percent = _number(request, "ControlPercent", 100 / arms, above=0.0, below=100.0)
    ratio = (percent / 100) / ((1 - percent / 100) / (arms - 1))
    level = alpha / (arms - 1)
    size_for = _sizes(request, ratio, level=level, power=power)
    if request.get("MinimumLift") is not None:
        lift = _number(request, "MinimumLift", None, above=-1.0, below=1000.0)
        if lift == 0:
            raise Invalid("MinimumLift must not be 0.", member="MinimumLift")
    else:
        lift = _detectable(size_for, _whole(request, "Recipients", None, least=2, most=LARGEST), ratio, arms)
    treated = size_for(lift)
    control = math.ceil(treated * ratio)
    total = control + treated * (arms - 1)
    made = {
        "Arms": arms,
        "Alpha": alpha,
        "Power": power,
        "LevelPerComparison": level,
        "Lift": lift,
        "SizePerTreatment": treated,
        "SizeOfControl": control,
        "Total": total,
    }
    if request.get("DailyRecipients") is not None:
        made["Days"] = math.ceil(total / _whole(request, "DailyRecipients", None, least=1, most=LARGEST))
    return made


def _sizes(request: Mapping[str, Any], ratio: float, *, level: float, power: float) -> Callable[[float], int]:
    """Give the size of a treatment as a function of the lift; the control is `ratio` times as large."""
    normal = NormalDist()
    z_level, z_power = normal.inv_cdf(1 - level / 2), normal.inv_cdf(power)
    if request.get("Rate") is not None:
        rate = _number(request, "Rate", None, above=0.0, below=1.0)

        def for_rate(lift: float) -> int:
            other = rate * (1 + lift)
            if not 0 <= other <= 1:
                raise Invalid("The rate with MinimumLift must lie between 0 and 1.", member="MinimumLift")
            pooled = (other + ratio * rate) / (1 + ratio)
            same = z_level * math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
            apart = z_power * math.sqrt(other * (1 - other) + rate * (1 - rate) / ratio)
            return math.ceil(((same + apart) / (other - rate)) ** 2)

        return for_rate
    mean = _number(request, "Mean", None, above=0.0, below=1e15)
    deviation = _number(request, "StandardDeviation", None, above=0.0, below=1e15)

    def for_mean(lift: float) -> int:
        spread = (z_level + z_power) * deviation / (mean * lift)
        return max(2, math.ceil(spread * spread * (1 + 1 / ratio)))

    return for_mean


def _detectable(size_for: Callable[[float], int], recipients: int, ratio: float, arms: int) -> float:
    """Find the smallest lift upwards that so many recipients can show."""
    treated = recipients / (arms - 1 + ratio)
    low, high = 1e-9, 1e-9
    while True:
        try:
            if size_for(high) <= treated:
                break
        except Invalid:
            raise Invalid("So few Recipients can show no lift at all.", member="Recipients") from None
        low, high = high, high * 1.5
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if size_for(middle) <= treated else (middle, high)
    return high


def _number(
    request: Mapping[str, Any], member: str, default: float | None, *, above: float, below: float
) -> float:
    value = request.get(member)
    if value is None:
        value = default
    if value is None:
        raise Invalid(f"{member} is required.", member=member)
    if isinstance(value, bool) or not isinstance(value, int | float) or not above < value < below:
        raise Invalid(f"{member} must be a number above {above:g} and below {below:g}.", member=member)
    return float(value)


def _whole(request: Mapping[str, Any], member: str, default: int | None, *, least: int, most: int) -> int:
    value = request.get(member)
    if value is None:
        value = default
    if value is None:
        raise Invalid(f"{member} is required.", member=member)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid(f"{member} must be a whole number from {least} to {most}.", member=member)
    return value
