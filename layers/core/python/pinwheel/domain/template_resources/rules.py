"""What holds for templates of every type: names, versions, descriptions, defaults (spec 04, section 7)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pinwheel.domain.errors import Invalid

LATEST = "latest"
MOST_VERSIONS = 5_000
LONGEST_DESCRIPTION = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def check_name(name: str) -> None:
    """Check a template's name.

    Raises:
        Invalid: it does not begin with a letter or digit, holds something else, or is too long.
    """
    if not _NAME.fullmatch(name):
        raise Invalid(
            "A template name begins with a letter or digit and has at most 128 letters, digits, _ and -.",
            member="template-name",
        )


def version_number(text: str) -> int:
    """Read a version, which travels as text.

    Raises:
        Invalid: it is no positive integer.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise Invalid(f"Version must be a positive integer, got '{text[:40]}'.", member="version")
    return int(text)


def check_description(content: Mapping[str, Any]) -> None:
    """Check how long `TemplateDescription` is.

    Raises:
        Invalid: it is too long.
    """
    if len(content.get("TemplateDescription") or "") > LONGEST_DESCRIPTION:
        raise Invalid(
            f"TemplateDescription may have {LONGEST_DESCRIPTION} characters.", member="TemplateDescription"
        )


def check_length(member: str, texts: Iterable[str], most: int) -> None:
    """Check how many characters some texts have together.

    Raises:
        Invalid: they have more than `most`; names the member and the limit.
    """
    length = sum(map(len, texts))
    if length > most:
        raise Invalid(f"{member} may have {most:,} characters, this has {length:,}.", member=member)


def defaults_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Read `DefaultSubstitutions`, a string that holds a JSON object.

    Raises:
        Invalid: it is none.
    """
    text = content.get("DefaultSubstitutions")
    if not text:
        return {}
    try:
        defaults = json.loads(text)
    except (ValueError, RecursionError):
        defaults = None
    if not isinstance(defaults, dict):
        raise Invalid("DefaultSubstitutions must be a JSON object.", member="DefaultSubstitutions")
    return defaults
