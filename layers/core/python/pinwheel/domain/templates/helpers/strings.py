"""Helpers that change text. Widths are cut at 10,000; what they make is bounded by `values.bounded`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Any

from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.helpers.model import Helper, Options, Surroundings
from pinwheel.domain.templates.values import LONGEST_VALUE, bounded, is_true, scalar, text, whole

WIDEST = 10_000
_WORD = re.compile(r"(^|\s)(\S)")
_TAG = re.compile(r"<[^<>]*>")
_NOT_SLUG = re.compile(r"[^\w\s-]")
_BLANKS = re.compile(r"[-\s]+")


def _word(value: Any) -> str:
    return text(scalar(value))


def _width(value: Any) -> int:
    return min(max(whole(value) or 0, 0), WIDEST)


def _simple(change: Callable[[str], str]) -> Helper:
    return Helper(lambda values, _, __: bounded(change(_word(values[0]))), 1, 1)


def _abbreviate(values: Sequence[Any], _: Options, __: Surroundings) -> str:
    value, width = _word(values[0]), _width(values[1])
    if len(value) <= width:
        return value
    return value[: max(width - 3, 0)] + "..."[:width]


def _padded(pad: Callable[[str, int, str], str]) -> Helper:
    def function(values: Sequence[Any], options: Options, _: Surroundings) -> str:
        size = options.get("size", values[1] if len(values) > 1 else 0)
        return pad(_word(values[0]), _width(size), (_word(options.get("pad")) or " ")[0])

    return Helper(function, 1, 2)


def _cut(values: Sequence[Any], _: Options, __: Surroundings) -> str:
    return _word(values[0]).replace(_word(values[1]) if len(values) > 1 else " ", "")


def _join(values: Sequence[Any], options: Options, _: Surroundings) -> str:
    """Join a list, or several values: the separator is the last argument."""
    *first, separator = values
    items = first[0] if len(first) == 1 and isinstance(first[0], list | tuple) else first
    between = text(separator)
    _check_growth(len(items) * len(between))
    joined = between.join(text(item) for item in items if item is not None)
    return f"{_word(options.get('prefix'))}{joined}{_word(options.get('suffix'))}"


def _replace(values: Sequence[Any], _: Options, __: Surroundings) -> str:
    value, old, new = map(_word, values)
    if not old:
        return value
    _check_growth(len(value) + value.count(old) * len(new))
    return value.replace(old, new)


def _substring(values: Sequence[Any], _: Options, __: Surroundings) -> str:
    value = _word(values[0])
    end = _width_of(values[2]) if len(values) > 2 else None
    return value[_width_of(values[1]) : end]


def _width_of(value: Any) -> int:
    return max(whole(value) or 0, 0)


def _slug(value: str) -> str:
    return _BLANKS.sub("-", _NOT_SLUG.sub("", value).strip()).lower().strip("-")


def _yesno(values: Sequence[Any], options: Options, _: Surroundings) -> Any:
    value = scalar(values[0])
    if value is None:
        return options.get("maybe", "maybe")
    truth = value.lower() != "false" and is_true(value) if isinstance(value, str) else is_true(value)
    return options.get("yes", "yes") if truth else options.get("no", "no")


def _decode(value: str) -> str:
    try:
        return base64.b64decode(value).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise RenderingFailed("decode64 was given what is no Base64 of text.") from error


def _check_growth(size: int) -> None:
    """Refuse before the memory is taken."""
    if size > LONGEST_VALUE:
        raise RenderingFailed(f"A value has more than {LONGEST_VALUE:,} characters.")


def _digest(name: str) -> Callable[[str], str]:
    return lambda value: hashlib.new(name, value.encode(), usedforsecurity=False).hexdigest()


HELPERS: dict[str, Helper] = {
    "abbreviate": Helper(_abbreviate, 2, 2),
    "capitalize": _simple(lambda value: _WORD.sub(lambda m: m.group(1) + m.group(2).upper(), value)),
    "capitalizeFirst": _simple(lambda value: value[:1].upper() + value[1:]),
    "center": _padded(str.center),
    "cut": Helper(_cut, 1, 2),
    "decode64": _simple(_decode),
    "encode64": _simple(lambda value: base64.b64encode(value.encode()).decode()),
    "join": Helper(_join, 2, 100),
    "ljust": _padded(str.ljust),
    "lower": _simple(str.lower),
    "md5": _simple(_digest("md5")),
    "replace": Helper(_replace, 3, 3),
    "rjust": _padded(str.rjust),
    "sha256": _simple(_digest("sha256")),
    "sha512": _simple(_digest("sha512")),
    "slugify": _simple(_slug),
    "stripTags": _simple(lambda value: _TAG.sub("", value)),
    "substring": Helper(_substring, 2, 3),
    "upper": _simple(str.upper),
    "yesno": Helper(_yesno, 1, 1),
    "uuid": Helper(lambda _, __, surroundings: surroundings.new_uuid(), 0, 0),
}
