"""From counts to statements: rates and means with 95 % intervals, and lifts against a control with p-values.

rate     Wilson's interval; lift by the log of the ratio (Katz); p by the pooled z test, or Fisher's exact
test where fewer than five hits or misses are expected in a group
mean     over everybody in the arm, also those who did nothing; Student's t; lift by the delta method; p by
Welch arms     chi-square of the sizes against the planned shares

All intervals are for one look at the end: looking often and stopping at the first small p finds
differences that are not there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from pinwheel.domain.experiments.distributions import (
    chi_square_above,
    fisher_two_sided,
    t_quantile,
    t_two_sided,
)

CONFIDENCE = 0.95
MISMATCH_BELOW = 0.001
"""Sizes less likely than this are no accident: something in the assignment is broken."""
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
_FEW = 5


@dataclass(frozen=True, slots=True)
class Hits:
    """How many of a group did something."""

    hits: int
    size: int


@dataclass(frozen=True, slots=True)
class Sums:
    """A quantity over a group: sum and sum of squares of its members' values, zeros included."""

    size: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """The mean over everybody."""
        return self.total / self.size

    @property
    def mean_variance(self) -> float:
        """The estimated variance of the mean."""
        if self.size < 2:
            return math.inf
        spread = max(self.squares - self.total * self.total / self.size, 0.0)
        return spread / (self.size - 1) / self.size


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group against the control: relative difference with interval, None where the control has nothing."""

    lift: Estimate | None
    p_value: float


def rate(group: Hits) -> Estimate | None:
    """Estimate a rate; None for an empty group."""
    if group.size == 0:
        return None
    n, share, square = group.size, group.hits / group.size, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def mean(group: Sums) -> Estimate | None:
    """Estimate a mean; None for fewer than two members."""
    if group.size < 2:
        return None
    half = t_quantile(CONFIDENCE, group.size - 1) * math.sqrt(group.mean_variance)
    return Estimate(group.mean, group.mean - half, group.mean + half)


def compare_rates(group: Hits, control: Hits) -> Comparison | None:
    """Compare two rates; None when a group is empty."""
    if group.size == 0 or control.size == 0:
        return None
    return Comparison(_rate_lift(group, control), _rate_p_value(group, control))


def _rate_lift(group: Hits, control: Hits) -> Estimate | None:
    if control.hits == 0:
        return None
    ratio = (group.hits / group.size) / (control.hits / control.size)
    # Half a hit keeps the interval of a group without hits finite; the estimate itself is not touched.
    hits = group.hits or 0.5
    anchor = ratio or (hits / group.size) / (control.hits / control.size)
    error = math.sqrt(max(1 / hits - 1 / group.size, 0.0) + max(1 / control.hits - 1 / control.size, 0.0))
    low = anchor * math.exp(-_Z * error) if group.hits else 0.0
    return Estimate(ratio - 1, low - 1, anchor * math.exp(_Z * error) - 1)


def _rate_p_value(group: Hits, control: Hits) -> float:
    hits, size = group.hits + control.hits, group.size + control.size
    smaller = min(group.size, control.size)
    if min(hits, size - hits) * smaller < _FEW * size:
        return fisher_two_sided(group.hits, group.size, control.hits, control.size)
    pooled = hits / size
    error = math.sqrt(pooled * (1 - pooled) * (1 / group.size + 1 / control.size))
    z = (group.hits / group.size - control.hits / control.size) / error
    return math.erfc(abs(z) / math.sqrt(2))


def compare_means(group: Sums, control: Sums) -> Comparison | None:
    """Compare two means; None when a group has fewer than two members or nothing varies."""
    if group.size < 2 or control.size < 2:
        return None
    mine, theirs = group.mean_variance, control.mean_variance
    if mine + theirs == 0:
        return None
    degrees = (mine + theirs) ** 2 / (mine**2 / (group.size - 1) + theirs**2 / (control.size - 1))
    t = (group.mean - control.mean) / math.sqrt(mine + theirs)
    return Comparison(_mean_lift(group, control, degrees), t_two_sided(t, degrees))


def _mean_lift(group: Sums, control: Sums, degrees: float) -> Estimate | None:
    if control.mean == 0:
        return None
    ratio = group.mean / control.mean
    error = math.sqrt(group.mean_variance + ratio * ratio * control.mean_variance) / abs(control.mean)
    half = t_quantile(CONFIDENCE, degrees) * error
    return Estimate(ratio - 1, ratio - 1 - half, ratio - 1 + half)


def sizes_p_value(sizes: Sequence[int], shares: Sequence[float]) -> float:
    """Tell how likely sizes at least this far from the planned shares are by chance."""
    total, whole = sum(sizes), sum(shares)
    if total == 0:
        return 1.0
    expected = [total * share / whole for share in shares]
    value = sum((size - each) ** 2 / each for size, each in zip(sizes, expected, strict=True))
    return chi_square_above(value, len(sizes) - 1)
