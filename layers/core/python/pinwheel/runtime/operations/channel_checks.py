"""What providers say of the channels (extension API)."""

from __future__ import annotations

from typing import Any

from pinwheel.api.call import Call, Operation
from pinwheel.runtime import bootstrap
from pinwheel.services import channel_checks


def get_channel_checks(call: Call) -> Any:
    """Ask the providers of an application's channels how it stands with them."""
    return channel_checks.channel_checks(
        call.labels["ApplicationId"],
        documents=bootstrap.documents(),
        standing=bootstrap.email_standing(),
        place=bootstrap.place(),
    )


OPERATIONS: dict[str, Operation] = {"GetChannelChecks": get_channel_checks}
