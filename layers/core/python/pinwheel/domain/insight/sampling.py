"""How large a segment is, from some of its hash buckets: the estimate and an interval that can be relied on.

Endpoints fall into buckets by a hash of their ID, which knows nothing of what segments ask about. So each
member is in the buckets that were read with the same chance `share`, independently of the others, and the
number found is binomial: of an unknown number of members, each was seen with that chance. The interval holds
all numbers of members for which what was found lies within `Z` standard deviations of what was to be expected
(Wilson's score interval, solved for the number of trials).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

CONFIDENCE = 0.99
Z = 2.5758
"""Standard deviations that hold 99 % of a normal distribution."""


class Interval(msgspec.Struct, frozen=True):
    """An estimate and its bounds; all three are the same when everybody was counted."""

    estimate: int
    low: int
    high: int

    @property
    def spread(self) -> float:
        """Give the half width of the interval relative to the estimate."""
        return (self.high - self.low) / 2 / max(self.estimate, 1)


def interval(found: int, share: float) -> Interval:
    """Bound the number of members when `found` of them were in the `share` of buckets that was read."""
    if share >= 1:
        return Interval(found, found, found)
    noise = Z * Z * (1 - share)
    middle = 2 * found + noise
    reach = math.sqrt(noise * (noise + 4 * found))
    low = math.floor((middle - reach) / (2 * share))
    high = math.ceil((middle + reach) / (2 * share))
    return Interval(round(found / share), max(found, low), high)


def scaled(counts: Iterable[tuple[str, int]], share: float) -> dict[str, int]:
    """Scale counts by name up to the whole."""
    return {name: round(count / share) for name, count in sorted(counts)}
