"""Paging of list operations: page sizes and opaque tokens (spec 08, section 4).

A token is bound to its operation and scope (the application and parent): no list takes the token of another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from pinwheel.api.call import Call
from pinwheel.domain.errors import Invalid

DEFAULT_PAGE = 100
MAXIMUM_PAGE = 1000
MOST_DIGITS = 18
"""Longer numbers are nobody's page size, and Python itself refuses to read the longest ones."""


def page_size(call: Call) -> int:
    """Read the page size that the caller wants: 100 when absent, cut at 1,000.

    Raises:
        Invalid: it is not a positive integer.
    """
    text = call.first("PageSize")
    if text is None:
        return DEFAULT_PAGE
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) > 0):
        raise Invalid(f"page-size must be a positive integer, got '{text}'.", member="page-size")
    return min(int(text), MAXIMUM_PAGE)


def encode_token(operation: str, scope: str, after: str | None) -> str | None:
    """Wrap the key that a listing continues after; None on the last page."""
    if after is None:
        return None
    text = json.dumps([_bond(operation, scope), after], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def decode_token(operation: str, scope: str, token: str | None) -> str | None:
    """Unwrap a token; None where none was sent.

    Raises:
        Invalid: it was not made by this operation in this scope.
    """
    if not token:
        return None
    try:
        bond, after = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, UnicodeError, ValueError, TypeError):
        bond, after = None, None
    if bond != _bond(operation, scope) or not isinstance(after, str):
        raise Invalid("The token is not valid for this list.", member="token")
    return after


def listing(name: str, items: Sequence[Any], next_token: str | None) -> dict[str, Any]:
    """Answer a page: the items under `name`, and the token only where there is more."""
    return {name: list(items), **({"NextToken": next_token} if next_token else {})}


def _bond(operation: str, scope: str) -> str:
    return hashlib.sha256(f"{operation}/{scope}".encode()).hexdigest()[:12]
