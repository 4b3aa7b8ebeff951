"""How the activities of a journey hang together (spec 06, section 4.1)."""

from __future__ import annotations

from collections.abc import Mapping

from pinwheel.domain.journeys.model import Json, exits


def followers(activities: Mapping[str, Json]) -> dict[str, list[str]]:
    """Give the activities that may follow each one."""
    return {name: [follower for _, follower in exits(body)] for name, body in activities.items()}


def reachable(start: str, follows: Mapping[str, list[str]]) -> set[str]:
    """Give the activities that a participant who begins at `start` can come to."""
    found, pending = {start}, [start]
    while pending:
        for name in follows[pending.pop()]:
            if name not in found:
                found.add(name)
                pending.append(name)
    return found


def cycle(follows: Mapping[str, list[str]]) -> str | None:
    """Find an activity that leads back to itself; None when there is none."""
    return next(
        (
            name
            for name, next_ones in follows.items()
            if any(name in reachable(each, follows) for each in next_ones)
        ),
        None,
    )
