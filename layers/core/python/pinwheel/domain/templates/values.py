"""How values behave in a template: as text, as truth, as number, and by path.

Values are strings, numbers, booleans, None, lists and dicts, nothing else; a path only ever asks dicts for
keys and lists for indices, so that a template can reach no attribute of any object.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from pinwheel.domain.templates.errors import RenderingFailed

LONGEST_VALUE = 1_000_000
"""Most characters of one value that a helper makes."""

LONGEST_NUMBER = 400
"""Longer text is no number."""

_UNSAFE = re.compile(r"[&<>\"'`=]")
_ENTITIES = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#x27;",
    ord("`"): "&#x60;",
    ord("="): "&#x3D;",
}
_NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?\s*\Z", re.ASCII)
find_unsafe = _UNSAFE.search


def escape_html(text: str) -> str:
    """Escape what handlebars.js escapes."""
    return text if find_unsafe(text) is None else text.translate(_ENTITIES)


def number_text(number: float) -> str:
    """Write a number as JavaScript does for everyday numbers: 3.0 is `3`."""
    if isinstance(number, float):
        if not math.isfinite(number):
            return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
        if number.is_integer() and abs(number) < 1e21:
            return str(int(number))
    return repr(number)


def text(value: Any) -> str:
    """Write a value; a list's values are joined with a comma and a blank, a dict has no text."""
    if value.__class__ is list and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return ", ".join(map(text, value))


def scalar(value: Any) -> Any:
    """Give the single value of a list of one; a longer list as its text."""
    if isinstance(value, list | tuple):
        if not value:
            return None
        return value[0] if len(value) == 1 else text(value)
    return value


def is_true(value: Any) -> bool:
    """Tell whether a value exists: not null, false, zero, empty (spec 04, section 9: `if`)."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return bool(value)


def number(value: Any) -> float | None:
    """Read a value as a number; None when it does not look like one."""
    value = scalar(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str) or len(value) > LONGEST_NUMBER:
        return None
    return float(value) if _NUMBER.match(value) else None


def whole(value: Any) -> int | None:
    """Read a value as a whole number; None when it is none."""
    found = number(value)
    return int(found) if found is not None and math.isfinite(found) else None


def walk(value: Any, parts: Sequence[str]) -> Any:
    """Follow a path; None where it leads nowhere. A list has its items by number."""
    for part in parts:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list | tuple):
            value = _item(value, part)
        else:
            return None
    return present(value)


def _item(values: Sequence[Any], part: str) -> Any:
    if part == "length":
        return len(values)
    if part.isascii() and part.isdigit() and len(part) < 7 and int(part) < len(values):
        return values[int(part)]
    return None


def present(value: Any) -> Any:
    """Give None for an empty list or dict: there is no value in it."""
    return value if value or isinstance(value, str | int | float) else None


def bounded(value: str) -> str:
    """Refuse a value that grew too long.

    Raises:
        RenderingFailed: it is longer than `LONGEST_VALUE`.
    """
    if len(value) > LONGEST_VALUE:
        raise RenderingFailed(f"A value has more than {LONGEST_VALUE:,} characters.")
    return value
