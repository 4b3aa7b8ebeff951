"""`now` and `dateFormat`: dates in Java's SimpleDateFormat patterns, English names.

Read without `inputFormat`: ISO 8601, seconds or milliseconds since 1970. An instant without an offset is UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.helpers.model import Helper, Options, Surroundings
from pinwheel.domain.templates.values import number, scalar, text

NAMED = {
    "full": "EEEE, MMMM d, yyyy",
    "long": "MMMM d, yyyy",
    "medium": "MMM d, yyyy",
    "short": "M/d/yy",
}
LONGEST_PATTERN = 200
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_FIELD = re.compile(r"'((?:[^']|'')*)'|([a-zA-Z])\2*|[^a-zA-Z']+|'")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?\Z")
_MILLISECONDS_FROM = 1e11
"""Numbers above it are milliseconds: as seconds they would be beyond the year 5000."""


def _names(names: Sequence[str], index: int, width: int) -> str:
    return names[index] if width > 3 else names[index][:3]


def _year(at: datetime, width: int) -> str:
    return f"{at.year % 100:02d}" if width == 2 else str(at.year).zfill(width)


def _month(at: datetime, width: int) -> str:
    return _names(_MONTHS, at.month - 1, width) if width > 2 else str(at.month).zfill(width)


def _offset(at: datetime, *, colon: bool, zulu: bool) -> str:
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    if zulu and not seconds:
        return "Z"
    sign, minutes = "-" if seconds < 0 else "+", abs(seconds) // 60
    return f"{sign}{minutes // 60:02d}{':' if colon else ''}{minutes % 60:02d}"


_WRITERS: dict[str, Callable[[datetime, int], str]] = {
    "y": _year,
    "Y": _year,
    "u": lambda at, width: str(at.isoweekday()).zfill(width),
    "M": _month,
    "L": _month,
    "d": lambda at, width: str(at.day).zfill(width),
    "D": lambda at, width: str(at.timetuple().tm_yday).zfill(width),
    "E": lambda at, width: _names(_DAYS, at.weekday(), width),
    "a": lambda at, _: "AM" if at.hour < 12 else "PM",
    "H": lambda at, width: str(at.hour).zfill(width),
    "k": lambda at, width: str(at.hour or 24).zfill(width),
    "h": lambda at, width: str(at.hour % 12 or 12).zfill(width),
    "K": lambda at, width: str(at.hour % 12).zfill(width),
    "m": lambda at, width: str(at.minute).zfill(width),
    "s": lambda at, width: str(at.second).zfill(width),
    "S": lambda at, width: str(at.microsecond // 1000).zfill(width),
    "z": lambda at, _: at.tzname() or "",
    "Z": lambda at, _: _offset(at, colon=False, zulu=False),
    "X": lambda at, width: _offset(at, colon=width > 2, zulu=True),
}


def write_date(at: datetime, pattern: str) -> str:
    """Write an instant by a pattern or by one of the names full, long, medium and short."""
    pattern = NAMED.get(pattern, pattern)[:LONGEST_PATTERN]
    return "".join(_written(at, match) for match in _FIELD.finditer(pattern))


def _written(at: datetime, match: re.Match[str]) -> str:
    if match.group(1) is not None:
        return match.group(1).replace("''", "'") or "'"
    letter = match.group(2)
    if letter is None:
        return match.group()
    writer = _WRITERS.get(letter)
    if writer is None:
        raise RenderingFailed(f"The date pattern has an unknown letter '{letter}'.")
    return writer(at, min(len(match.group()), 9))


_READERS = {
    "y": r"(?P<y>\d{2,4})",
    "M": r"(?P<M>\d{1,2}|[A-Za-z]{3,9})",
    "d": r"(?P<d>\d{1,2})",
    "E": r"[A-Za-z]{3,9}+",  # possessive: many of them side by side must not be tried in all ways
    "H": r"(?P<H>\d{1,2})",
    "h": r"(?P<h>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "s": r"(?P<s>\d{1,2})",
    "S": r"(?P<S>\d{1,3})",
    "a": r"(?P<a>[AaPp][Mm])",
    "Z": r"(?P<Z>Z|[+-]\d{2}:?\d{2})",
    "X": r"(?P<Z>Z|[+-]\d{2}(?::?\d{2})?)",
    "z": r"(?P<Z>Z|UTC|GMT)",
}


def read_date(value: str, pattern: str) -> datetime:
    """Read a date by a pattern.

    Raises:
        RenderingFailed: it does not fit the pattern.
    """
    pattern = NAMED.get(pattern, pattern)[:LONGEST_PATTERN]
    parts = [_reader(match) for match in _FIELD.finditer(pattern)]
    try:
        match = re.fullmatch("".join(parts), value.strip())
        found = match.groupdict() if match else None
        if found is None:
            raise RenderingFailed(f"A date does not have the form '{pattern}'.")
        return _assembled(found)
    except (re.error, ValueError) as error:
        raise RenderingFailed(f"A date cannot be read by '{pattern}'.") from error


def _reader(match: re.Match[str]) -> str:
    if match.group(1) is not None:
        return re.escape(match.group(1))
    if match.group(2) is None:
        return re.escape(match.group())
    if match.group(2) == "y" and len(match.group()) == 2:
        return r"(?P<y>\d{2})"
    if match.group(2) == "y" and len(match.group()) == 4:
        return r"(?P<y>\d{4})"
    if len(match.group()) == 2 and match.group(2) in "MdHhms":
        return rf"(?P<{match.group(2)}>\d{{2}})"
    reader = _READERS.get(match.group(2))
    if reader is None:
        raise RenderingFailed(f"The date pattern has an unknown letter '{match.group(2)}'.")
    return reader


def _assembled(found: dict[str, str | None]) -> datetime:
    year = int(found.get("y") or 1970)
    hour = int(found.get("H") or 0)
    if found.get("h"):
        hour = int(found["h"] or 0) % 12 + (12 if (found.get("a") or "").lower() == "pm" else 0)
    return datetime(
        year + 2000 if year < 100 else year,
        _month_number(found.get("M") or "1"),
        int(found.get("d") or 1),
        hour,
        int(found.get("m") or 0),
        int(found.get("s") or 0),
        int((found.get("S") or "0").zfill(3)) * 1000,
        tzinfo=_zone(found.get("Z") or "UTC"),
    )


def _month_number(name: str) -> int:
    if name.isdigit():
        return int(name)
    return [month[:3].lower() for month in _MONTHS].index(name[:3].lower()) + 1


def _zone(name: str) -> tzinfo:
    if name in {"Z", "UTC", "GMT"}:
        return UTC
    match = _OFFSET.match(name)
    if match:
        offset = timedelta(hours=int(match.group(2)), minutes=int(match.group(3) or 0))
        return timezone(-offset if match.group(1) == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RenderingFailed(f"'{name[:40]}' is no time zone.") from error


def _instant(value: Any, pattern: str) -> datetime:
    if pattern:
        return read_date(text(value), pattern)
    count = number(value)
    try:
        if count is not None:
            seconds = count / 1000 if abs(count) > _MILLISECONDS_FROM else count
            return datetime.fromtimestamp(seconds, UTC)
        found = datetime.fromisoformat(text(value).strip())
    except (ValueError, OverflowError, OSError) as error:
        raise RenderingFailed("dateFormat was given what is no ISO 8601 date.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _shown(at: datetime, pattern: Any, zone: Any) -> str:
    name = text(scalar(zone))
    try:
        local = at.astimezone(_zone(name)) if name else at
    except (ValueError, OverflowError) as error:
        raise RenderingFailed("A date is out of range.") from error
    return write_date(local, text(scalar(pattern)) or "medium")


def _date_format(values: Sequence[Any], options: Options, _: Surroundings) -> str:
    value = scalar(values[0])
    if value is None or value == "":
        return ""
    pattern = _pattern(values[1:], options)
    at = _instant(value, text(scalar(options.get("inputFormat"))))
    return _shown(at, pattern, options.get("tz"))


def _pattern(values: Sequence[Any], options: Options) -> Any:
    return options.get("outputFormat", options.get("format", values[0] if values else ""))


def _now(values: Sequence[Any], options: Options, surroundings: Surroundings) -> str:
    return _shown(surroundings.now, _pattern(values, options), options.get("tz"))


HELPERS: dict[str, Helper] = {
    "dateFormat": Helper(_date_format, 1, 2),
    "now": Helper(_now, 0, 1),
}
