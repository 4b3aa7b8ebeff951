"""Operations on events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.domain.errors import Invalid
from pinwheel.domain.times import iso
from pinwheel.runtime import bootstrap
from pinwheel.runtime.ingestion import take_events
from pinwheel.services.server_events import put_server_events

FOR_USERS = "x-pinwheel-events-for"
"""A header of PutEvents (extension): `user` says that the keys of `BatchItem` are IDs of users."""


def put_events(call: Call) -> Any:
    """Take a batch of events, for endpoints or, where the header says so, for users."""
    whom = call.headers.get(FOR_USERS, "endpoint").lower()
    if whom not in {"endpoint", "user"}:
        raise Invalid(f"The header {FOR_USERS} must be 'endpoint' or 'user', got '{whom[:40]}'.")
    return take_events(
        call.labels["ApplicationId"], call.body, request_id=call.request_id, for_users=whom == "user"
    )


def report_events(call: Call) -> Any:
    """Take events of a back end, for endpoints or users."""
    return put_server_events(
        call.labels["ApplicationId"],
        call.body,
        request_id=call.request_id,
        now=iso(bootstrap.clock().now()),
        intake=take_events,
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {"PutEvents": put_events, "ReportEvents": report_events}
