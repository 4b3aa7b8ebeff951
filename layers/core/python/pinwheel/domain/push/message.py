"""A push that is ready to be handed over."""

from __future__ import annotations

import msgspec


class Payload(msgspec.Struct, frozen=True):
    """What a push service gets: its JSON, and how it is to be sent as SNS's message attributes."""

    body: str
    attributes: tuple[tuple[str, str], ...] = ()


class OutgoingPush(msgspec.Struct, frozen=True, kw_only=True):
    """One rendered push for one device.

    `authentication` is the message's wish among the channel's credentials; `registered` is when the device
    last registered, by which a token that was dead before is tried again.
    """

    application_id: str
    channel_type: str
    token: str
    payload: Payload
    authentication: str | None = None
    endpoint_id: str = ""
    registered: str = ""
