"""End User Messaging (`pinpoint-sms-voice-v2`): texts, pictures and calls end in the outbox, with reports."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.carriers.phones import FAILING, SUCCEEDING
from local.carriers.reports import EUM, Reports
from local.carriers.tags import members_of
from local.clock import iso
from local.outbox import Delivered, Outbox
from pinwheel.domain.sms_parts import encoding_of
from pinwheel.domain.voices import STANDARD_VOICES

TARGET = "PinpointSMSVoiceV2."
_PHONE = re.compile(r"\+?[1-9][0-9]{1,18}")
_LANGUAGES = {name.upper(): code for code, names in STANDARD_VOICES.items() for name in names}
_LONGEST = {"SendTextMessage": 1_600, "SendMediaMessage": 1_600, "SendVoiceMessage": 6_000}


class _RefusedError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class EumCarrier:
    """Takes calls of the JSON protocol. Any origination identity is accepted (spec 09)."""

    def __init__(self, *, outbox: Outbox, reports: Reports, now: Callable[[], datetime]) -> None:
        """Keep the collaborators."""
        self._outbox, self._reports, self._now = outbox, reports, now

    async def handle(self, request: Request) -> Response:
        """Answer one call."""
        operation = request.headers.get("x-amz-target", "").removeprefix(TARGET)
        if operation not in _LONGEST:
            return _refusal("UnknownOperationException", f"The local runtime has no {operation}.")
        try:
            return JSONResponse({"MessageId": self._take(operation, await request.json())})
        except _RefusedError as error:
            return _refusal(error.code, str(error))

    def _take(self, operation: str, body: dict[str, Any]) -> str:
        _check(operation, body)
        message_id = f"{secrets.token_hex(4)}-{secrets.token_hex(2)}-4000-8000-{secrets.token_hex(6)}"
        if body.get("DryRun"):
            return message_id
        is_call = operation == "SendVoiceMessage"
        message = self._call(body, message_id) if is_call else self._text(body, message_id)
        self._outbox.add([message])
        if is_call:
            self._report_call(message)
        else:
            self._report_text(message)
        return message_id

    def _text(self, body: dict[str, Any], message_id: str) -> Delivered:
        identity = str(body.get("OriginationIdentity") or "")
        text, is_number = str(body.get("MessageBody") or ""), not re.search(r"[A-Za-z]", identity)
        content = {
            "Body": text,
            "SenderId": None if is_number else identity,
            "MessageType": body.get("MessageType") or "TRANSACTIONAL",
            "OriginationNumber": (identity or None) if is_number else None,
        }
        if body.get("MediaUrls"):
            content["MediaUrl"] = body["MediaUrls"][0]
        encoding = encoding_of(text)
        carrier = {**_carrier(body), "Parts": encoding.parts, "Encoding": encoding.name}
        return Delivered(members=self._members("SMS", body, message_id), content=content, carrier=carrier)

    def _call(self, body: dict[str, Any], message_id: str) -> Delivered:
        voice = str(body.get("VoiceId") or "MATTHEW")
        content = {
            "Body": body["MessageBody"],
            "VoiceId": voice.capitalize(),
            "LanguageCode": _LANGUAGES[voice],
        }
        return Delivered(
            members=self._members("VOICE", body, message_id), content=content, carrier=_carrier(body)
        )

    def _members(self, channel: str, body: dict[str, Any], message_id: str) -> dict[str, str | None]:
        return {
            **members_of(body.get("Context") or {}),
            "Time": iso(self._now()),
            "Channel": channel,
            "Address": body["DestinationPhoneNumber"],
            "MessageId": message_id,
        }

    def _report_text(self, message: Delivered) -> None:
        self._reports.queued(message)
        if message.members["Address"] in SUCCEEDING:
            self._reports.text(message, "DELIVERED")
        elif message.members["Address"] in FAILING:
            self._reports.text(message, "BLOCKED")

    def _report_call(self, message: Delivered) -> None:
        is_failing = message.members["Address"] in FAILING
        self._reports.call(
            message, ["INITIATED", *(["NO_ANSWER"] if is_failing else ["ANSWERED", "COMPLETED"])]
        )


def _carrier(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "Provider": EUM,
        "Context": body.get("Context") or {},
        "Origination": body.get("OriginationIdentity") or "",
    }


def _check(operation: str, body: dict[str, Any]) -> None:
    """Refuse what the service refuses."""
    if not _PHONE.fullmatch(str(body.get("DestinationPhoneNumber") or "")):
        raise _RefusedError("ValidationException", "DestinationPhoneNumber is no phone number")
    text = str(body.get("MessageBody") or "")
    if (not text.strip() and not body.get("MediaUrls")) or len(text) > _LONGEST[operation]:
        raise _RefusedError(
            "ValidationException", f"MessageBody must have 1 to {_LONGEST[operation]} characters"
        )
    if len(body.get("Context") or {}) > 5:
        raise _RefusedError("ValidationException", "Context must have at most 5 entries")
    if operation == "SendVoiceMessage":
        if body.get("VoiceId", "MATTHEW") not in _LANGUAGES:
            raise _RefusedError("ValidationException", f"There is no VoiceId {body.get('VoiceId')}")
        if not body.get("OriginationIdentity"):
            raise _RefusedError("ValidationException", "OriginationIdentity is required")


def _refusal(code: str, message: str) -> Response:
    return JSONResponse(
        {"__type": code, "Message": message, "Reason": "INVALID_PARAMETER"},
        status_code=400,
        headers={"x-amzn-errortype": code},
    )
