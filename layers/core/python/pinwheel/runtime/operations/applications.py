"""Operations on applications and their settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import applications


def create_app(call: Call) -> Any:
    """Create an application."""
    return applications.create_application(
        call.body.Name,
        call.body.tags or {},
        documents=bootstrap.documents(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        place=bootstrap.place(),
    )


def get_app(call: Call) -> Any:
    """Read an application."""
    documents = bootstrap.documents()
    return applications.require_application(call.labels["ApplicationId"], documents=documents).body


def get_apps(call: Call) -> Any:
    """List applications, only those that the caller's key is for."""
    found, after = applications.list_applications(
        limit=page_size(call),
        after=decode_token("GetApps", "", call.first("Token")),
        documents=bootstrap.documents(),
    )
    allowed = call.caller.applications
    visible = [item for item in found if allowed is None or item["Id"] in allowed]
    return listing("Item", visible, encode_token("GetApps", "", after))


def delete_app(call: Call) -> Any:
    """Delete an application."""
    return applications.delete_application(
        call.labels["ApplicationId"],
        documents=bootstrap.documents(),
        queue=bootstrap.queue("deletions"),
    )


def get_application_settings(call: Call) -> Any:
    """Read an application's settings."""
    return applications.get_settings(call.labels["ApplicationId"], documents=bootstrap.documents())


def update_application_settings(call: Call) -> Any:
    """Change an application's settings."""
    return applications.update_settings(
        call.labels["ApplicationId"],
        msgspec.to_builtins(call.body) if call.body is not None else {},
        documents=bootstrap.documents(),
        clock=bootstrap.clock(),
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateApp": create_app,
    "DeleteApp": delete_app,
    "GetApp": get_app,
    "GetApps": get_apps,
    "GetApplicationSettings": get_application_settings,
    "UpdateApplicationSettings": update_application_settings,
}
