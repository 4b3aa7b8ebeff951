"""From bytes to a typed body and named query values, with errors that say which member breaks which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import msgspec

from pinwheel.api.violations import violation
from pinwheel.domain.errors import Invalid, PayloadTooLarge
from pinwheel.shapes.description import OperationShape, structure

MEGABYTE = 1024 * 1024
PAYLOAD_LIMIT = 7 * MEGABYTE
PAYLOAD_LIMITS = {"PutEvents": 4 * MEGABYTE}
"""Largest request bodies (spec 08, section 8)."""

_decoders: dict[str, msgspec.json.Decoder[Any]] = {}


def parse_body(route: OperationShape, data: bytes) -> Any:
    """Read an operation's payload; None where it has none, whatever was sent.

    Raises:
        PayloadTooLarge: the body is bigger than the operation takes.
        Invalid: it is missing, not JSON, or breaks the shape.
    """
    limit = PAYLOAD_LIMITS.get(route.name, PAYLOAD_LIMIT)
    if len(data) > limit:
        raise PayloadTooLarge(f"The request body has {len(data)} bytes; the maximum is {limit}.")
    if route.body is None:
        return None
    if not data.strip():
        raise Invalid(f"{route.name} needs a request body.")
    try:
        return _decoder(route.body).decode(data)
    except msgspec.ValidationError as error:
        raise violation(structure(route.body), str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"The request body is not valid JSON: {error}.") from None
    except RecursionError:
        raise Invalid("The request body is nested too deeply.") from None


def _decoder(reference: str) -> msgspec.json.Decoder[Any]:
    """Give the decoder of a structure, made at its first use."""
    if reference not in _decoders:
        _decoders[reference] = msgspec.json.Decoder(structure(reference))
    return _decoders[reference]


def parse_query(route: OperationShape, raw: str) -> Mapping[str, Sequence[str]]:
    """Read the query values that the operation knows, by member name; others are ignored.

    A route's `name.*` takes all names that begin so: `attribute.plan` is found as `Attribute.plan`.

    A `+` stays a plus: SDKs encode a space as `%20`, and so the signature reads it too.

    Raises:
        Invalid: a required value is missing.
    """
    found: dict[str, list[str]] = {}
    for pair in filter(None, raw.split("&")):
        name, _, value = pair.partition("=")
        if member := _member(route, unquote(name)):
            found.setdefault(member, []).append(unquote(value))
    for name, member in route.query.items():
        if member in route.required_query and member not in found:
            raise Invalid(f"The query parameter {name} is required.", member=name)
    return found


def _member(route: OperationShape, name: str) -> str | None:
    beginning, dot, rest = name.partition(".")
    if rest and (member := route.query.get(f"{beginning}.*")):
        return f"{member}{dot}{rest}"
    return route.query.get(name)
