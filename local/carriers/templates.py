"""The template language of SES v2's inline content: plain replacement of `{{name}}`, no escaping."""

from __future__ import annotations

import json
import re
from typing import Any

from local.carriers.errors import bad_request

VARIABLE = re.compile(r"\{\{\{?\s*([\w.\-]+)\s*\}?\}\}")


class RenderingError(Exception):
    """A variable has no value: SES accepts the message, then reports a rendering failure."""


def values(data: str | None, *, what: str) -> dict[str, Any]:
    """Read template data.

    Raises:
        CarrierError: it is there, but not a JSON object.
    """
    if data is None:
        return {}
    try:
        parsed = json.loads(data)
    except ValueError as error:
        raise bad_request(f"{what} is not valid JSON.") from error
    if not isinstance(parsed, dict):
        raise bad_request(f"{what} must be a JSON object.")
    return parsed


def render(text: str | None, data: dict[str, Any]) -> str | None:
    """Fill a part of the content in.

    Raises:
        RenderingError: a variable has no value; names it.
    """
    if text is None:
        return None

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in data:
            raise RenderingError(f"Attribute '{name}' is not present in the rendering data.")
        return str(data[name])

    return VARIABLE.sub(fill, text)
