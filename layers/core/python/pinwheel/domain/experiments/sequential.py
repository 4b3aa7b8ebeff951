"""Verdicts that hold however often somebody looks: the peeking-safe side of a report.

Whoever is in an experiment is in it from its beginning; what grows with time is what people did. If the arms
do not differ, each act falls to an arm with the arm's share of the people, whatever fell before. That makes
the excess S of an arm over its share a martingale, whose variance V grows with every act. Robbins' mixture

    M = sqrt(rho / (V + rho)) * exp(S^2 / (2 (V + rho)))

then exceeds 1/alpha *at any time* with a chance of at most alpha. For rates, whose acts are single ones, the
beta mixture of the same kind is used, which needs no approximation by a normal. 1/M is a p-value that may be
looked at every minute; the interval of the lift is made of the same bound.

Sources: Robbins (1970), Statistical methods related to the law of the iterated logarithm; Howard, Ramdas and
others (2021), Time-uniform, nonparametric, nonasymptotic confidence sequences; Johari and others (2022),
Always valid inference.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from pinwheel.domain.experiments.statistics import Estimate, Hits, Sums

RHO = 25.0
"""Where the bound is tightest: at the variance of about 100 acts in arms of equal size."""
LEVEL = 0.05


class Verdict(enum.StrEnum):
    """What can be said by now."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Sequential:
    """A verdict on an arm against the control; the interval of the lift is None where there is none."""

    verdict: Verdict
    p_value: float
    lift: Estimate | None


def sequential_rates(group: Hits, control: Hits, *, level: float = LEVEL) -> Sequential | None:
    """Judge a rate; None when a group is empty."""
    if group.size == 0 or control.size == 0:
        return None
    share = group.size / (group.size + control.size)
    hits = group.hits + control.hits
    p_value = _beta_mixture_p(group.hits, hits, share)
    excess = group.hits - share * hits
    lift = None
    if group.hits and control.hits:
        error = math.sqrt(
            max(1 / group.hits - 1 / group.size, 0.0) + max(1 / control.hits - 1 / control.size, 0.0)
        )
        ratio = (group.hits / group.size) / (control.hits / control.size)
        half = error * _width(hits * share * (1 - share), level)
        lift = Estimate(ratio - 1, ratio * math.exp(-half) - 1, ratio * math.exp(half) - 1)
    return _judged(excess, p_value, lift, level)


def sequential_means(group: Sums, control: Sums, *, level: float = LEVEL) -> Sequential | None:
    """Judge a mean; None when a group has fewer than two members or nothing was counted."""
    squares = group.squares + control.squares
    if group.size < 2 or control.size < 2 or squares <= 0:
        return None
    share = group.size / (group.size + control.size)
    excess = group.total - share * (group.total + control.total)
    # In units of a typical act, so that the mixture is as tight for cents as for millions.
    unit = squares / _acts(group, control)
    variance = squares * share * (1 - share) / unit
    p_value = _normal_mixture_p(excess / math.sqrt(unit), variance)
    lift = None
    if control.mean:
        ratio = group.mean / control.mean
        error = math.sqrt(group.mean_variance + ratio * ratio * control.mean_variance) / abs(control.mean)
        half = error * _width(variance, level)
        lift = Estimate(ratio - 1, ratio - 1 - half, ratio - 1 + half)
    return _judged(excess, p_value, lift, level)


def _acts(group: Sums, control: Sums) -> float:
    """Count how many equal values would have the same sum and squares: few where some are huge."""
    squares = group.squares + control.squares
    total = group.total + control.total
    return max(total * total / squares, 1.0)


def _judged(excess: float, p_value: float, lift: Estimate | None, level: float) -> Sequential:
    verdict = Verdict.UNDECIDED
    if p_value <= level:
        verdict = Verdict.HIGHER if excess > 0 else Verdict.LOWER
    return Sequential(verdict, p_value, lift)


def _normal_mixture_p(excess: float, variance: float) -> float:
    log_m = excess * excess / (2 * (variance + RHO)) - math.log((variance + RHO) / RHO) / 2
    return math.exp(min(0.0, -log_m))


def _beta_mixture_p(hits: int, of: int, share: float) -> float:
    """Compare one share for all with a mixture of shares around it; `RHO` weighs as for the normal one."""
    weight = RHO / (share * (1 - share))
    a, b = weight * share, weight * (1 - share)
    log_m = (
        math.lgamma(hits + a)
        + math.lgamma(of - hits + b)
        - math.lgamma(of + a + b)
        - (math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))
        - hits * math.log(share)
        - (of - hits) * math.log1p(-share)
    )
    return math.exp(min(0.0, -log_m))


def _width(variance: float, level: float) -> float:
    """Give by how many standard errors an interval reaches that holds at every look."""
    if variance <= 0:
        return math.inf
    ahead = (variance + RHO) / variance
    return math.sqrt(ahead * (math.log((variance + RHO) / RHO) - 2 * math.log(level)))
