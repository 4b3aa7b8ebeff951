"""Operations on channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import channels


def get_email_channel(call: Call) -> Any:
    """Read the e-mail channel."""
    application_id = call.labels["ApplicationId"]
    return channels.get_channel(application_id, channels.EMAIL, documents=bootstrap.documents())


def update_email_channel(call: Call) -> Any:
    """Set the e-mail channel up, or change it."""
    return channels.update_email_channel(
        call.labels["ApplicationId"],
        msgspec.to_builtins(call.body),
        caller=call.caller.identity,
        documents=bootstrap.documents(),
        clock=bootstrap.clock(),
    )


def delete_email_channel(call: Call) -> Any:
    """Delete the e-mail channel."""
    application_id = call.labels["ApplicationId"]
    return channels.delete_channel(application_id, channels.EMAIL, documents=bootstrap.documents())


def get_channels(call: Call) -> Any:
    """List all channels of an application, by type."""
    application_id = call.labels["ApplicationId"]
    return {"Channels": channels.list_channels(application_id, documents=bootstrap.documents())}


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "DeleteEmailChannel": delete_email_channel,
    "GetChannels": get_channels,
    "GetEmailChannel": get_email_channel,
    "UpdateEmailChannel": update_email_channel,
}
