"""Signatures of calls to customers' URLs, by which they know that a call is ours and fresh.

    X-Pinwheel-Signature: t=<epoch seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">[,v1=...]

While a key is being exchanged there is a signature by each key that is good.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import timedelta

HEADER = "X-Pinwheel-Signature"
GRACE = timedelta(days=1)
"""How long the key before stays good after a new one was made."""


def signature(body: bytes, keys: Iterable[str], *, seconds: int) -> str:
    """Write the header's value for a body, signed with every key."""
    signed = b"%d.%b" % (seconds, body)
    marks = (hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys)
    return ",".join([f"t={seconds}", *(f"v1={mark}" for mark in marks)])
