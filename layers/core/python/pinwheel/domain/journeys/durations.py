"""ISO 8601 durations such as `PT1H` or `P2DT12H` (spec 06, sections 2, 4.3 and 6)."""

from __future__ import annotations

import re
from datetime import timedelta

from pinwheel.domain.errors import Invalid

_DURATION = re.compile(
    r"P(?=.)(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,8})S)?)?",
    re.ASCII,
)


def parse_duration(text: str, *, member: str) -> timedelta:
    """Read a duration of weeks, days, hours, minutes and seconds; months and years have no fixed length.

    Raises:
        Invalid: `text` is no such duration; names `member`.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise Invalid(
            f"{member} must be an ISO 8601 duration such as PT1H or P2D, got '{text[:40]}'", member=member
        )
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})
