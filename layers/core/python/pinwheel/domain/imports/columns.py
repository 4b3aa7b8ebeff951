"""The header of a CSV file: which member of the endpoint each column fills (spec 02, section 6.1)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pinwheel.domain.endpoint_rules import DEMOGRAPHIC_LENGTHS, LOCATION_LENGTHS
from pinwheel.domain.errors import Invalid

Document = dict[str, Any]
Fill = Callable[[Document, str], None]
"""Puts a cell, never an empty one, into the document of its row."""

ATTRIBUTES = "Attributes."
METRICS = "Metrics."
USER_ATTRIBUTES = "User.UserAttributes."
_LISTS = (ATTRIBUTES, USER_ATTRIBUTES)


def read_header(line: str) -> Sequence[Fill]:
    """Compile a header line; names are trimmed and case-sensitive.

    Raises:
        Invalid: a column is unknown, or one that takes a single value appears twice; names the column.
            The line is no CSV at all, for example because the file's lines end in a bare carriage return.
    """
    try:
        columns = [name.strip() for name in next(csv.reader([line], skipinitialspace=True), [])]
    except csv.Error:
        raise Invalid("The header is not one line of CSV; lines must end in LF or CR LF.") from None
    for index, name in enumerate(columns):
        if name in columns[:index] and not name.startswith(_LISTS):
            raise Invalid(f"Column '{name}' appears more than once.")
    return [_fill(name) for name in columns]


def _fill(name: str) -> Fill:
    if name in _FIXED:
        return _FIXED[name]
    for prefix, make in _OPEN.items():
        if name.startswith(prefix) and name != prefix:
            return make(name.removeprefix(prefix))
    raise Invalid(f"Column '{name}' is unknown; the file does not have the expected format.")


def _ignore(_document: Document, _value: str) -> None:
    """Leave a column out that is accepted without effect."""


def _text(name: str) -> Fill:
    def fill(document: Document, value: str) -> None:
        document[name] = value

    return fill


def _nested(parent: str, name: str) -> Fill:
    def fill(document: Document, value: str) -> None:
        document.setdefault(parent, {})[name] = value

    return fill


def _number(parent: str, name: str) -> Fill:
    def fill(document: Document, value: str) -> None:
        try:
            number = float(value)
        except ValueError:
            raise Invalid(f"{parent}.{name} must be a number.", member=parent) from None
        document.setdefault(parent, {})[name] = number

    return fill


def _attribute(name: str) -> Fill:
    def fill(document: Document, value: str) -> None:
        document.setdefault("Attributes", {}).setdefault(name, []).append(value)

    return fill


def _user_attribute(name: str) -> Fill:
    def fill(document: Document, value: str) -> None:
        user = document.setdefault("User", {})
        user.setdefault("UserAttributes", {}).setdefault(name, []).append(value)

    return fill


def _metric(name: str) -> Fill:
    return _number("Metrics", name)


_TOP = ("Address", "ChannelType", "EffectiveDate", "Id", "OptOut")
_FIXED: Mapping[str, Fill] = {
    **{name: _text(name) for name in _TOP},
    **{f"Demographic.{name}": _nested("Demographic", name) for name in DEMOGRAPHIC_LENGTHS},
    **{f"Location.{name}": _nested("Location", name) for name in LOCATION_LENGTHS},
    "Location.Latitude": _number("Location", "Latitude"),
    "Location.Longitude": _number("Location", "Longitude"),
    "User.UserId": _nested("User", "UserId"),
    "EndpointStatus": _ignore,
    "RequestId": _ignore,
}
_OPEN: Mapping[str, Callable[[str], Fill]] = {
    ATTRIBUTES: _attribute,
    METRICS: _metric,
    USER_ATTRIBUTES: _user_attribute,
}
