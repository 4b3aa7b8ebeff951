"""Distinct counts by theta sketches (Apache DataSketches): exact up to about 4,000 members, mergeable.

The library brings numpy and is only in the functions that need it, so it is imported when it is used first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

DEVIATIONS = 2
"""Bounds hold with about 95 %."""


@dataclass(frozen=True, slots=True)
class Distinct:
    """A distinct count with its bounds; they are the count itself where it is exact."""

    value: float
    low: float
    high: float


NOBODY = Distinct(0.0, 0.0, 0.0)


def extended(stored: bytes | None, members: Iterable[str]) -> bytes:
    """Add members to a stored sketch, or begin one."""
    from datasketches import update_theta_sketch

    fresh = update_theta_sketch()
    for member in members:
        fresh.update(member)
    return bytes(_union([stored] if stored else [], fresh.compact()).serialize())


def distinct(sketches: Iterable[bytes], *, without: Iterable[bytes] = ()) -> float:
    """Count the distinct members of the first sketches that are in none of the others."""
    return count(union(sketches, without=without)).value


def union(sketches: Iterable[bytes], *, without: Iterable[bytes] = ()) -> bytes:
    """Merge sketches, leaving out who is in any of the others."""
    from datasketches import theta_a_not_b

    members, removed = _union(sketches), list(without)
    if removed:
        members = theta_a_not_b().compute(members, _union(removed))
    return bytes(members.serialize())


def common(one: bytes, other: bytes) -> bytes:
    """Give the sketch of those who are in both."""
    from datasketches import compact_theta_sketch, theta_intersection

    both = theta_intersection()
    both.update(compact_theta_sketch.deserialize(one))
    both.update(compact_theta_sketch.deserialize(other))
    return bytes(both.get_result().serialize())


def count(sketch: bytes) -> Distinct:
    """Count the distinct members of a sketch."""
    from datasketches import compact_theta_sketch

    read = compact_theta_sketch.deserialize(sketch)
    return Distinct(
        float(read.get_estimate()),
        float(read.get_lower_bound(DEVIATIONS)),
        float(read.get_upper_bound(DEVIATIONS)),
    )


def _union(sketches: Iterable[bytes], *more: Any) -> Any:
    from datasketches import compact_theta_sketch, theta_union

    merged = theta_union()
    for each in sketches:
        merged.update(compact_theta_sketch.deserialize(each))
    for sketch in more:
        merged.update(sketch)
    return merged.get_result()
