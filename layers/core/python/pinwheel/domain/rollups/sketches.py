"""Distinct counts by theta sketches (Apache DataSketches): exact up to about 7,000 members, mergeable.

The library brings numpy and is only in the functions that need it, so it is imported when it is used first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def extended(stored: bytes | None, members: Iterable[str]) -> bytes:
    """Add members to a stored sketch, or begin one."""
    from datasketches import update_theta_sketch

    fresh = update_theta_sketch()
    for member in members:
        fresh.update(member)
    return bytes(_union([stored] if stored else [], fresh.compact()).serialize())


def distinct(sketches: Iterable[bytes], *, without: Iterable[bytes] = ()) -> float:
    """Count the distinct members of the first sketches that are in none of the others."""
    from datasketches import theta_a_not_b

    members, removed = _union(sketches), list(without)
    if not removed:
        return float(members.get_estimate())
    return float(theta_a_not_b().compute(members, _union(removed)).get_estimate())


def _union(sketches: Iterable[bytes], *more: Any) -> Any:
    from datasketches import compact_theta_sketch, theta_union

    union = theta_union()
    for each in sketches:
        union.update(compact_theta_sketch.deserialize(each))
    for sketch in more:
        union.update(sketch)
    return union.get_result()
