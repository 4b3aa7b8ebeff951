"""From rows of the query engine to answers; every value comes as text, NULL as None."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain.funnels.cohorts import SIZE, first_day
from pinwheel.domain.funnels.requests import FunnelRequest
from pinwheel.domain.times import iso

Json = dict[str, Any]
Row = Sequence[str | None]
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)


def funnel_answer(rows: Sequence[Row], request: FunnelRequest) -> Json:
    """Tell by step how many came so far, which share that is, how long they took; then the same by group."""
    types = [step.EventType for step in request.Steps]
    everybody = {_whole(row[2]): row for row in rows if _whole(row[0]) == 0}
    answer: Json = {"Steps": _steps(everybody, types), "WindowSeconds": request.WindowSeconds}
    if request.BreakDown is None:
        return answer
    groups: dict[str | None, dict[int, Row]] = {}
    for row in rows:
        if _whole(row[0]) == 1:
            groups.setdefault(row[1], {})[_whole(row[2])] = row
    answer["BreakDown"] = [
        {
            "Value": value if value is not None else "",
            "IsMissing": value is None,
            "Steps": _steps(found, types),
        }
        for value, found in groups.items()
    ]
    return answer


def _steps(found: dict[int, Row], types: Sequence[str]) -> list[Json]:
    steps = []
    first = before = _whole(found[1][3]) if 1 in found else 0
    for number, event_type in enumerate(types, 1):
        row = found.get(number)
        users = _whole(row[3]) if row else 0
        steps.append(
            {
                "EventType": event_type,
                "Users": users,
                "Rate": users / first if first else 0.0,
                "RateOfPrevious": users / before if before else 0.0,
                "DropOff": before - users,
                "MedianSeconds": _seconds(row[4]) if row else 0.0,
                "MedianSecondsFromStart": _seconds(row[5]) if row else 0.0,
            }
        )
        before = users
    return steps


def cohorts_answer(rows: Sequence[Row], unit: str) -> Json:
    """Tell each cohort's size and how many of it came back in which period."""
    cohorts: dict[int, dict[int, int]] = {}
    for cohort, number, users in rows:
        cohorts.setdefault(_whole(cohort), {})[_whole(number)] = _whole(users)
    return {"Period": unit, "Cohorts": [_cohort(bucket, found, unit) for bucket, found in cohorts.items()]}


def _cohort(bucket: int, found: dict[int, int], unit: str) -> Json:
    size = found.get(SIZE, 0)
    day = _FIRST_DAY + timedelta(days=first_day(bucket, unit))
    returned = [
        {"Period": number, "Users": users, "Rate": users / size if size else 0.0}
        for number, users in found.items()
        if number != SIZE
    ]
    return {"Date": day.strftime("%Y-%m-%d"), "Users": size, "Returned": returned}


def paths_answer(rows: Sequence[Row]) -> Json:
    """Tell the paths, most persons first, and the shares of what comes right after the start."""
    paths = [
        {
            "Steps": [step for step in row[:-2] if step is not None],
            "Count": _whole(row[-2]),
            "Users": _whole(row[-1]),
        }
        for row in rows
    ]
    return {"Paths": paths}


def adoption_answer(rows: Sequence[Row], segments: Sequence[str]) -> Json:
    """Tell how many of each segment did it; a segment without members has none."""
    found = {row[0]: row for row in rows}
    told = []
    for segment_id in segments:
        _, members, users, times = (
            *map(_whole, ("0",)),
            *map(_whole, found.get(segment_id, ("", "0", "0", "0"))[1:]),
        )
        rate = users / members if members else 0.0
        told.append(
            {"SegmentId": segment_id, "Endpoints": members, "Adopted": users, "Rate": rate, "Events": times}
        )
    return {"Segments": told}


def history_answer(rows: Sequence[Row]) -> Json:
    """Tell the events of one endpoint, newest first."""
    items = []
    for occurred, event_type, attributes, metrics, event_id in rows:
        instant = _FIRST_DAY + timedelta(milliseconds=_whole(occurred))
        items.append(
            {
                "Time": iso(instant),
                "EventType": event_type,
                "EventId": event_id,
                "Attributes": msgspec.json.decode(attributes or "{}"),
                "Metrics": msgspec.json.decode(metrics or "{}"),
            }
        )
    return {"Item": items}


def _whole(value: str | None) -> int:
    return int(float(value)) if value else 0


def _seconds(value: str | None) -> float:
    return float(value) / 1000 if value else 0.0
