"""Addresses that an application must not write to any more, and clearing one (extension API, spec 09)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import suppressions
from pinwheel.services.applications import require_application


def list_suppressions(call: Call) -> Any:
    """List suppressed addresses with reason and time."""
    application_id, documents = call.labels["ApplicationId"], bootstrap.documents()
    require_application(application_id, documents=documents)
    found, after = suppressions.list_suppressions(
        application_id,
        limit=page_size(call),
        after=decode_token(call.operation, application_id, call.first("Token")),
        documents=documents,
    )
    return listing("Item", found, encode_token(call.operation, application_id, after))


def delete_suppression(call: Call) -> Any:
    """Clear an address, so that it is written to again; answers what was cleared."""
    application_id, documents = call.labels["ApplicationId"], bootstrap.documents()
    require_application(application_id, documents=documents)
    return suppressions.clear_suppression(application_id, call.labels["Address"], documents=documents)


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "DeleteSuppression": delete_suppression,
    "ListSuppressions": list_suppressions,
}
