"""The preference page of an application and the keys of personal links (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.domain.errors import Invalid
from pinwheel.runtime import bootstrap
from pinwheel.services import preferences


def get_preferences(call: Call) -> Any:
    """Give what an application chose for its preference page."""
    found = preferences.get_preferences(call.labels["ApplicationId"], documents=bootstrap.documents())
    return msgspec.to_builtins(found)


def put_preferences(call: Call) -> Any:
    """Choose anew."""
    application_id = call.labels["ApplicationId"]
    chosen = preferences.put_preferences(application_id, call.body, documents=bootstrap.documents())
    return msgspec.to_builtins(chosen)


def rotate_link_key(call: Call) -> Any:
    """Sign links with a new key; with `revoke=true` older links stop working."""
    revoke = call.first("Revoke") or "false"
    if revoke not in {"true", "false"}:
        raise Invalid("revoke is true or false.", member="Revoke")
    return bootstrap.link_keys().rotate(call.labels["ApplicationId"], revoke=revoke == "true")


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "GetPreferences": get_preferences,
    "PutPreferences": put_preferences,
    "RotateLinkKey": rotate_link_key,
}
