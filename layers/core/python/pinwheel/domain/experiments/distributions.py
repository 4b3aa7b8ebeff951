"""The few distributions that reports need, to about 12 digits: Student's t, chi-square, and a 2 by 2 table.

The functions that serve reports carry no scientific library; tests compare with one.
"""

from __future__ import annotations

import math

_STEPS = 500
_TINY = 1e-300
_EPSILON = 1e-15


def t_two_sided(t: float, degrees: float) -> float:
    """Give the chance of a Student t at least as far from zero as `t`."""
    if math.isinf(t):
        return 0.0
    return _incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def t_quantile(confidence: float, degrees: float) -> float:
    """Give the t that a Student t stays within, on both sides, with this chance."""
    low, high = 0.0, 1.0
    while t_two_sided(high, degrees) > 1 - confidence:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, degrees) > 1 - confidence else (low, middle)
    return (low + high) / 2


def chi_square_above(value: float, degrees: int) -> float:
    """Give the chance of a chi-square above `value`."""
    if value <= 0:
        return 1.0
    # Built up from one or two degrees of freedom by the recurrence of the incomplete gamma function.
    half, x = degrees / 2, value / 2
    order = 0.5 if degrees % 2 else 1.0
    chance = math.erfc(math.sqrt(x)) if degrees % 2 else math.exp(-x)
    while order < half:
        chance += math.exp(order * math.log(x) - x - math.lgamma(order + 1))
        order += 1
    return min(chance, 1.0)


def fisher_two_sided(hits: int, size: int, other_hits: int, other_size: int) -> float:
    """Give the exact chance of a table at least as unlikely, if both groups have the same rate."""
    total = hits + other_hits
    least, most = max(0, total - other_size), min(total, size)
    logs = [
        _log_choose(size, k) + _log_choose(other_size, total - k) - _log_choose(size + other_size, total)
        for k in range(least, most + 1)
    ]
    seen = logs[hits - least]
    return min(1.0, sum(math.exp(each) for each in logs if each <= seen + 1e-7))


def _log_choose(of: int, chosen: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function by its continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    log_front = (
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + a * math.log(x)
        + b * math.log1p(-x)
        - math.log(a)
    )
    return math.exp(log_front) * _beta_fraction(x, a, b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    """Sum the continued fraction with Lentz's method."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _STEPS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + numerator * d)
            c = _away_from_zero(1 + numerator / c)
            result *= c * d
        if abs(c * d - 1) < _EPSILON:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
