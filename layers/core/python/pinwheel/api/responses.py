"""From an operation's answer or an error to the bytes of a response (spec 08, sections 1 and 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from pinwheel.domain.errors import PayloadTooLarge

NO_CONTENT = 204
ANSWER_LIMIT = 6 * 1024 * 1024 - 4096
"""What Lambda can hand back, less the envelope (spec 08, section 8.1); quotes in the body count twice."""


class ErrorBody(Struct, frozen=True, kw_only=True):
    """What every error of the model looks like."""

    type: str = msgspec.field(name="__type")
    """The exception's name once more: SDKs find it here where a gateway has renamed the header."""
    Message: str
    RequestID: str


_encoder = msgspec.json.Encoder()


def payload(answer: Any, status: int) -> str:
    """Spell an answer: members that are not set are absent, and an empty answer is still an object.

    Raises:
        PayloadTooLarge: it is bigger than a function can hand back.
    """
    if status == NO_CONTENT:
        return ""
    if answer is None:
        return "{}"
    value = answer if isinstance(answer, Struct) else _without_nulls(answer)
    data = _encoder.encode(value)
    if len(data) + data.count(b'"') + data.count(b"\\") > ANSWER_LIMIT:
        raise PayloadTooLarge("The answer is bigger than 6 MB; ask for a smaller page.")
    return data.decode()


def error_payload(code: str, message: str, request_id: str) -> str:
    """Spell an error."""
    return _encoder.encode(ErrorBody(type=code, Message=message, RequestID=request_id)).decode()


def _without_nulls(value: Any) -> Any:
    """Leave out members that are null, at every depth; nulls in lists stay."""
    if isinstance(value, Mapping):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(item) for item in value]
    return value
