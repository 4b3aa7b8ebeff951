"""The audit log (extension API)."""

from __future__ import annotations

from typing import Any

from pinwheel.api.call import Call, Operation
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import audit


def list_audit_entries(call: Call) -> Any:
    """List who changed what, newest first."""
    application_id = call.first("ApplicationId")
    scope = application_id or ""
    after = decode_token(call.operation, scope, call.first("Token"))
    found, after = audit.list_changes(
        application_id, limit=page_size(call), after=after, documents=bootstrap.documents()
    )
    return listing("Item", found, encode_token(call.operation, scope, after))


OPERATIONS: dict[str, Operation] = {"ListAuditEntries": list_audit_entries}
