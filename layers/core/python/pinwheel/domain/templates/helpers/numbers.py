"""Helpers that calculate: floating point, shown with at most eight decimals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pinwheel.domain.templates.helpers.model import Helper, Options, Surroundings
from pinwheel.domain.templates.values import number, scalar, text, whole

DECIMALS = 8
LARGEST = 1e300


def _calculated(calculate: Callable[..., float], count: int) -> Helper:
    """Make a helper that is empty where an argument is no number or there is no result."""

    def function(values: Sequence[Any], _: Options, __: Surroundings) -> float | None:
        numbers = [number(value) for value in values]
        if None in numbers:
            return None
        try:
            return _rounded(calculate(*numbers))
        except (ArithmeticError, ValueError):
            return None

    return Helper(function, count, count)


def _rounded(result: float) -> float | None:
    return round(result, DECIMALS) if math.isfinite(result) and abs(result) < LARGEST else None


def _half_up(value: float) -> float:
    return math.floor(value + 0.5)


def _ordinal(values: Sequence[Any], _: Options, __: Surroundings) -> str:
    count = whole(values[0])
    if count is None:
        return text(scalar(values[0]))
    teens = abs(count) % 100 in {11, 12, 13}
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(abs(count) % 10, "th")
    return f"{count}{ending}"


def _inflect(values: Sequence[Any], options: Options, _: Surroundings) -> str:
    count = number(values[0])
    form = text(scalar(values[1] if count == 1 else values[2]))
    with_count = text(scalar(options.get("includeCount"))) == "true"
    return f"{text(scalar(values[0]))} {form}" if with_count else form


HELPERS: dict[str, Helper] = {
    "add": _calculated(lambda a, b: a + b, 2),
    "subtract": _calculated(lambda a, b: a - b, 2),
    "multiply": _calculated(lambda a, b: a * b, 2),
    "divide": _calculated(lambda a, b: a / b, 2),
    "modulo": _calculated(math.fmod, 2),
    "ceiling": _calculated(math.ceil, 1),
    "floor": _calculated(math.floor, 1),
    "round": _calculated(_half_up, 1),
    "ordinalize": Helper(_ordinal, 1, 1),
    "inflect": Helper(_inflect, 3, 3),
}
