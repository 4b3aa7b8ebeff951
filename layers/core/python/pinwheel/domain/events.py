"""Event records: what flows through the event stream, in Pinpoint's record format (spec 05, section 3.1)."""

from __future__ import annotations

from typing import Any

import msgspec


class EventRecord(msgspec.Struct, omit_defaults=True, kw_only=True, gc=False):
    """One event. All members but the last three are the documented record, written as they are.

    `event_id` and `application.app_id` identify the event for de-duplication; `batch_id`, set on events
    that the service makes in bulk (a part of an audience chunk), replaces the event ID for that purpose: all
    events of one batch travel in one Kinesis record.
    """

    event_type: str
    event_timestamp: int
    arrival_timestamp: int
    event_version: str = "3.1"
    application: dict[str, Any]
    client: dict[str, Any] = {}
    device: dict[str, Any] = {}
    session: dict[str, Any] = {}
    attributes: dict[str, str] = {}
    metrics: dict[str, float] = {}
    client_context: dict[str, Any] = {}
    facets: dict[str, Any] = {}
    awsAccountId: str = ""  # noqa: N815 - the name on the wire
    event_id: str
    user_id: str | None = None
    batch_id: str | None = None

    @property
    def application_id(self) -> str:
        """The application that the event belongs to."""
        return str(self.application["app_id"])

    @property
    def endpoint_id(self) -> str:
        """The endpoint that the event is about; empty where it is addressed to a user."""
        return str(self.client.get("client_id", ""))

    @property
    def subject(self) -> str:
        """What the event is ordered and de-duplicated by: its endpoint, or its user where there is none."""
        return self.endpoint_id or user_subject(self.user_id or "")


def user_subject(user_id: str) -> str:
    """Name a user where otherwise an endpoint is named."""
    return f"user/{user_id}"
