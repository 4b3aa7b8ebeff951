"""Helpers that answer yes or no: inline with `yes=` and `no=`, or as a block with `{{else}}`.

Two values compare as numbers when both look like numbers, else as text, so that "100" is above "17".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from pinwheel.domain.templates.helpers.model import Helper, Options, Surroundings
from pinwheel.domain.templates.values import is_true, number, scalar, text

MANY = 100


def _equal(left: Any, right: Any) -> bool:
    left, right = scalar(left), scalar(right)
    if left is None or right is None:
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    numbers = number(left), number(right)
    return numbers[0] == numbers[1] if None not in numbers else text(left) == text(right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Sequence[Any]], bool]:
    def decide(arguments: Sequence[Any]) -> bool:
        left, right = scalar(arguments[0]), scalar(arguments[1])
        if left is None or right is None:
            return False
        first, second = number(left), number(right)
        if first is None or second is None:
            return compare(text(left), text(right))
        return compare(first, second)

    return decide


def _conditional(decide: Callable[[Sequence[Any]], bool], at_least: int, at_most: int) -> Helper:
    def function(arguments: Sequence[Any], options: Options, _: Surroundings) -> Any:
        return options.get("yes", True) if decide(arguments) else options.get("no", False)

    return Helper(function, at_least, at_most, conditional=True)


HELPERS: dict[str, Helper] = {
    "if": _conditional(lambda values: is_true(values[0]), 1, 1),
    "unless": _conditional(lambda values: not is_true(values[0]), 1, 1),
    "not": _conditional(lambda values: not is_true(values[0]), 1, 1),
    "and": _conditional(lambda values: all(map(is_true, values)), 2, MANY),
    "or": _conditional(lambda values: any(map(is_true, values)), 2, MANY),
    "eq": _conditional(lambda values: _equal(values[0], values[1]), 2, 2),
    "neq": _conditional(lambda values: not _equal(values[0], values[1]), 2, 2),
    "gt": _conditional(_ordered(operator.gt), 2, 2),
    "gte": _conditional(_ordered(operator.ge), 2, 2),
    "lt": _conditional(_ordered(operator.lt), 2, 2),
    "lte": _conditional(_ordered(operator.le), 2, 2),
}
