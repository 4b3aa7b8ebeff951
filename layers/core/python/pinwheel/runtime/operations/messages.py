"""Operations that send messages at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import messages
from pinwheel.services.direct_families import Providers


def _using() -> messages.Collaborators:
    return messages.Collaborators(
        documents=bootstrap.documents(),
        blobs=bootstrap.blobs(),
        endpoints=bootstrap.endpoints(),
        providers=Providers(
            email=bootstrap.email_provider(),
            sms=bootstrap.sms_provider(),
            push=bootstrap.push_delivery(),
            voice=bootstrap.voice_provider(),
        ),
        push_endpoints=bootstrap.push_endpoints(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


def _request(call: Call) -> dict[str, Any]:
    # Raw e-mails are bytes and stay so.
    request: dict[str, Any] = msgspec.to_builtins(call.body, builtin_types=(bytes,))
    return request


def send_messages(call: Call) -> Any:
    """Send to addresses and endpoints."""
    answer = messages.send_messages(call.labels["ApplicationId"], _request(call), using=_using())
    return {**answer, "RequestId": call.request_id}


def send_users_messages(call: Call) -> Any:
    """Send to users."""
    answer = messages.send_users_messages(call.labels["ApplicationId"], _request(call), using=_using())
    return {**answer, "RequestId": call.request_id}


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "SendMessages": send_messages,
    "SendUsersMessages": send_users_messages,
}
