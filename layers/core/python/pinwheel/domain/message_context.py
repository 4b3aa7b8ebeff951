"""Join keys and the caller's context on a text or a call, as End User Messaging carries them: five at most.

    application, endpoint, user    values as domain/message_tags.py spells them
    origin                         campaign=...&activity=...&treatment=... and whatever other tags there are
    context                        the caller's own context: JSON in base64url; left out where it is too long

Amazon SNS carries nothing with a text message; there the same entries are remembered
(services/sent_texts.py).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping

from pinwheel.domain import message_tags
from pinwheel.domain.message_tags import decode_tag_value, encode_tag_value

LONGEST_VALUE = 800
ORIGIN = "origin"
CONTEXT = "context"
_OWN_ENTRIES = (message_tags.APPLICATION, message_tags.ENDPOINT, message_tags.USER)


def pack(tags: Iterable[tuple[str, str]], context: Mapping[str, str]) -> dict[str, str]:
    """Write tags and context as entries."""
    given = {name: encode_tag_value(value) for name, value in tags if value}
    entries = {name: given.pop(name) for name in _OWN_ENTRIES if name in given}
    origin = "&".join(f"{name}={value}" for name, value in given.items())
    if origin and len(origin) <= LONGEST_VALUE:
        entries[ORIGIN] = origin
    if context:
        spelt = base64.urlsafe_b64encode(customer_context(context).encode()).decode().rstrip("=")
        if len(spelt) <= LONGEST_VALUE:
            entries[CONTEXT] = spelt
    return entries


def unpack(entries: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Read tags and the context's JSON; what is not ours is passed over."""
    found = {name: str(entries[name]) for name in _OWN_ENTRIES if name in entries}
    for pair in str(entries.get(ORIGIN) or "").split("&"):
        name, _, value = pair.partition("=")
        if value:
            found[name] = value
    tags = {name: decode_tag_value(value) for name, value in found.items()}
    return tags, _context(str(entries.get(CONTEXT) or ""))


def customer_context(context: Mapping[str, str]) -> str:
    """Write a context as the JSON text that consumers of the stream parse, also when it is empty."""
    return json.dumps(dict(context), ensure_ascii=False, separators=(",", ":"))


def _context(spelt: str) -> str:
    try:
        text = base64.b64decode(spelt + "=" * (-len(spelt) % 4), altchars=b"-_", validate=True).decode()
        return text if isinstance(json.loads(text), dict) else "{}"
    except ValueError:
        return "{}"
