"""Writing and reading the audit log (domain/audit.py).

Every entry is in the account's log; what concerns an application is in that one's own log, too, which goes
with it. The account's log tells of applications that are gone who did what, but no longer what was in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.audit import KEPT_DAYS
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents, Put
from pinwheel.ports.ids import Ids

DELETION = "DeleteApp"
"""Is told by the account's log only: nothing may be written into what is being removed."""


def record_change(
    *,
    principal: str,
    operation: str,
    application_id: str | None,
    resource: str,
    changes: Sequence[Mapping[str, Any]],
    documents: Documents,
    clock: Clock,
    ids: Ids,
) -> None:
    """Write an entry."""
    now = clock.now()
    entry = {
        "Time": iso(now),
        "Principal": principal,
        "Operation": operation,
        "ApplicationId": application_id,
        "Resource": resource,
    }
    full = {**entry, "Changes": [dict(change) for change in changes]}
    expires = int((now + timedelta(days=KEPT_DAYS)).timestamp())
    name = f"{iso(now)}#{ids.new_id()}"
    puts = [Put(keys.audit_entry(name), full if application_id is None else entry, expires_at=expires)]
    if application_id is not None and operation != DELETION:
        puts.append(Put(keys.application_audit_entry(application_id, name), full, expires_at=expires))
    documents.write(puts)


def list_changes(
    application_id: str | None, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    """List entries, newest first: of one application, or of the whole account."""
    partition, prefix = keys.AUDIT, ""
    if application_id is not None:
        partition, prefix = keys.application_partition(application_id), keys.AUDIT_PREFIX
    page = documents.list(partition, prefix=prefix, limit=limit, after=after, newest_first=True)
    return [{"Changes": [], **document.body} for document in page.documents], page.after
