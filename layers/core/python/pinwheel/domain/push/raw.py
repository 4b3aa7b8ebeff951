"""Raw content: a service's own JSON, sent as it is but for variables (spec 04, section 4)."""

from __future__ import annotations

import json
from typing import Any

from pinwheel.domain.push.content import APPLE
from pinwheel.domain.templates.errors import RenderingFailed


def parsed_raw(text: str, channel_type: str) -> dict[str, Any]:
    """Read raw content.

    Raises:
        RenderingFailed: it is no JSON object, or lacks what APNs content must have.
    """
    document = parsed_object(text)
    if document is None:
        raise RenderingFailed("RawContent is no JSON object.")
    if channel_type in APPLE:
        aps = document.get("aps")
        available = aps.get("content-available") if isinstance(aps, dict) else None
        if isinstance(available, bool) or not isinstance(available, int) or available not in (0, 1):
            raise RenderingFailed("RawContent for APNs must have aps.content-available, the integer 0 or 1.")
    return document


def parsed_object(text: str) -> dict[str, Any] | None:
    """Read a JSON object; None when the text is something else."""
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _no_constant(name: str) -> float:
    raise ValueError(name)
