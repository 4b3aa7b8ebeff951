"""Operations on channels: Get, Update and Delete of each kind, and GetChannels."""

from __future__ import annotations

from typing import Any

import msgspec

from pinwheel.api.call import Call, Operation
from pinwheel.domain.channels.kinds import KINDS
from pinwheel.runtime import bootstrap
from pinwheel.services import channels
from pinwheel.services.push_devices import sign_out


def get_channels(call: Call) -> Any:
    """List all channels of an application, by type."""
    application_id = call.labels["ApplicationId"]
    return {"Channels": channels.list_channels(application_id, documents=bootstrap.documents())}


def _get(channel_type: str) -> Operation:
    def get_channel(call: Call) -> Any:
        application_id = call.labels["ApplicationId"]
        return channels.get_channel(application_id, channel_type, documents=bootstrap.documents())

    return get_channel


def _update(channel_type: str) -> Operation:
    def update_channel(call: Call) -> Any:
        return channels.update_channel(
            call.labels["ApplicationId"],
            channel_type,
            msgspec.to_builtins(call.body),
            caller=call.caller.identity,
            documents=bootstrap.documents(),
            secrets=bootstrap.channel_secrets(),
            clock=bootstrap.clock(),
        )

    return update_channel


def _delete(channel_type: str) -> Operation:
    def delete_channel(call: Call) -> Any:
        application_id = call.labels["ApplicationId"]
        sign_out(
            application_id,
            channel_type,
            documents=bootstrap.documents(),
            service=bootstrap.push_service,
        )
        return channels.delete_channel(application_id, channel_type, documents=bootstrap.documents())

    return delete_channel


OPERATIONS: dict[str, Operation] = {
    "GetChannels": get_channels,
    **{f"Get{kind.operation}Channel": _get(kind.type) for kind in KINDS.values()},
    **{f"Update{kind.operation}Channel": _update(kind.type) for kind in KINDS.values()},
    **{f"Delete{kind.operation}Channel": _delete(kind.type) for kind in KINDS.values()},
}
