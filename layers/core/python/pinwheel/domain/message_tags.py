"""Values of SES message tags: ASCII letters, digits, `_` and `-`, at most 256 (spec 07, section 2).

Plain values stay as they are; `_` begins an escape, so that two values never share an encoding:

    user-17            user-17
    user_17            user__17                    `__` is an underscore
    a@b                a_40b                       `_` and two hexadecimal digits is a byte of UTF-8
    too long for that  _z followed by base64url    decoded as well
    even longer        _h followed by a hash       stays a hash when decoded: join by the address instead
"""

from __future__ import annotations

import base64
import hashlib
import re

LONGEST = 256
"""Most characters of a tag's value."""

APPLICATION = "application"
CAMPAIGN = "campaign"
ACTIVITY = "activity"
TREATMENT = "treatment"
ENDPOINT = "endpoint"
USER = "user"
TRACE = "trace"
JOURNEY = "journey"

_PLAIN = re.compile(r"[A-Za-z0-9-]*\Z")
_UNSAFE = re.compile(rb"[^A-Za-z0-9-]")
_ESCAPE = re.compile(rb"_(_|[0-9a-f]{2})")
_BASE64 = "_z"
_HASH = "_h"


def encode_tag_value(value: str) -> str:
    """Spell a value so that SES takes it as the value of a message tag."""
    if len(value) <= LONGEST and _PLAIN.match(value):
        return value
    data = value.encode()
    escaped = _UNSAFE.sub(_escape, data).decode()
    if len(escaped) <= LONGEST:
        return escaped
    encoded = _BASE64 + base64.urlsafe_b64encode(data).decode().rstrip("=")
    if len(encoded) <= LONGEST:
        return encoded
    return _HASH + hashlib.blake2b(data, digest_size=32).hexdigest()


def decode_tag_value(value: str) -> str:
    """Give back what was encoded; a hash and what was not encoded by us come back as they are."""
    if value.startswith(_HASH):
        return value
    try:
        if value.startswith(_BASE64):
            text = value.removeprefix(_BASE64)
            padded = text + "=" * (-len(text) % 4)
            return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        return _ESCAPE.sub(_unescape, value.encode()).decode()
    except ValueError:
        return value


def _escape(match: re.Match[bytes]) -> bytes:
    byte = match.group()
    return b"__" if byte == b"_" else b"_%02x" % ord(byte)


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match.group(1)
    return b"_" if code == b"_" else bytes.fromhex(code.decode())
