"""SNS: a text message to a phone number ends in the outbox; every other call is the emulator's."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

import httpx
from starlette.requests import Request
from starlette.responses import Response

from local.carriers.phones import FAILING, SUCCEEDING
from local.carriers.reports import SNS, Reports
from local.carriers.tags import members_of
from local.clock import iso
from local.outbox import Delivered, Outbox
from pinwheel.domain.sms_parts import encoding_of

ANSWER = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">'
    "<PublishResult><MessageId>{message_id}</MessageId></PublishResult>"
    "<ResponseMetadata><RequestId>{message_id}</RequestId></ResponseMetadata></PublishResponse>"
)
OWN = "Pinwheel."
"""Begins the names of the attributes that say whose message it is."""
NOT_FORWARDED = {"content-length", "connection", "accept-encoding"}
"""The host stays: it is signed."""


class SmsCarrier:
    """Takes SNS calls."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        emulator: httpx.AsyncClient,
        reports: Reports,
        now: Callable[[], datetime],
    ) -> None:
        """Keep the collaborators."""
        self._outbox = outbox
        self._reports = reports
        self._emulator = emulator
        self._now = now

    async def handle(self, request: Request) -> Response:
        """Answer one call of the query protocol."""
        body = await request.body()
        form = form_of(body)
        if form.get("Action") == "Publish" and "PhoneNumber" in form:
            return self._send(form)
        headers = {name: value for name, value in request.headers.items() if name not in NOT_FORWARDED}
        answer = await self._emulator.post("/", content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    def _send(self, form: dict[str, str]) -> Response:
        message_id = f"{secrets.token_hex(4)}-{secrets.token_hex(2)}-4000-8000-{secrets.token_hex(6)}"
        attributes = message_attributes(form)
        entries = {
            name.removeprefix(OWN): value for name, value in attributes.items() if name.startswith(OWN)
        }
        members: dict[str, str | None] = {
            **members_of(entries),
            "Time": iso(self._now()),
            "Channel": "SMS",
            "Address": form["PhoneNumber"],
            "MessageId": message_id,
        }
        content = {
            "Body": form.get("Message"),
            "SenderId": attributes.get("AWS.SNS.SMS.SenderID"),
            "MessageType": attributes.get("AWS.SNS.SMS.SMSType", "Promotional").upper(),
            "OriginationNumber": attributes.get("AWS.MM.SMS.OriginationNumber"),
        }
        encoding = encoding_of(form.get("Message", ""))
        carrier = {"Provider": SNS, "Parts": encoding.parts, "Encoding": encoding.name}
        message = Delivered(members=members, content=content, carrier=carrier)
        self._outbox.add([message])
        if form["PhoneNumber"] in SUCCEEDING | FAILING:
            self._reports.text(message, "DELIVERED" if form["PhoneNumber"] in SUCCEEDING else "BLOCKED")
        return Response(ANSWER.format(message_id=message_id), media_type="text/xml")


def form_of(body: bytes) -> dict[str, str]:
    """Read a call of the query protocol."""
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8")).items()}


def message_attributes(form: dict[str, str]) -> dict[str, str]:
    """Read `MessageAttributes.entry.N.Name` and its `Value.StringValue`."""
    return {
        value: form.get(f"{name.removesuffix('.Name')}.Value.StringValue", "")
        for name, value in form.items()
        if name.startswith("MessageAttributes.entry.") and name.endswith(".Name")
    }
