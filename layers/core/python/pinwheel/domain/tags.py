"""Tags of applications, campaigns, segments and templates: their limits (spec 08, section 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pinwheel.domain.errors import Invalid

MAXIMUM_TAGS = 50
MAXIMUM_KEY = 128
MAXIMUM_VALUE = 256
_ALLOWED = re.compile(r"[\w\s.:/=+\-@]*", re.UNICODE)


def validate_tags(tags: Mapping[str, str]) -> None:
    """Check the tags that a resource is to have.

    Raises:
        Invalid: too many tags, or a key or value that breaks its limits; names it.
    """
    if len(tags) > MAXIMUM_TAGS:
        raise Invalid(f"A resource can have at most {MAXIMUM_TAGS} tags, got {len(tags)}.", member="tags")
    for key, value in tags.items():
        if not 1 <= len(key) <= MAXIMUM_KEY:
            raise Invalid(f"A tag key must have 1 to {MAXIMUM_KEY} characters.", member="tags")
        if len(value) > MAXIMUM_VALUE:
            raise Invalid(
                f"The value of tag '{key}' has more than {MAXIMUM_VALUE} characters.", member="tags"
            )
        if key.lower().startswith("aws:"):
            raise Invalid(f"Tag key '{key}' begins with the reserved prefix aws:.", member="tags")
        if not _ALLOWED.fullmatch(key) or not _ALLOWED.fullmatch(value):
            raise Invalid(
                f"Tag '{key}' may hold only letters, digits, spaces and _ . : / = + - @.", member="tags"
            )
