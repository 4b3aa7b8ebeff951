"""Lists of import and export jobs: of an application, and of a segment through its index."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pinwheel.domain import keys
from pinwheel.domain.keys import DocumentKey
from pinwheel.ports.documents import Documents, JsonObject

Bodies = tuple[Sequence[JsonObject], str | None]
"""The jobs of a page, and the key that the listing goes on after; None at its end."""


def jobs_of_application(
    application_id: str, prefix: str, *, limit: int, after: str | None, documents: Documents
) -> Bodies:
    """List the jobs of one kind, newest first; `prefix` is the kind's in domain/keys.py."""
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=prefix, limit=limit, after=after, newest_first=True)
    return [document.body for document in page.documents], page.after


def jobs_of_segment(
    partition: str,
    locate: Callable[[str], DocumentKey],
    *,
    limit: int,
    after: str | None,
    documents: Documents,
) -> Bodies:
    """List the jobs that a segment's index names, newest first; `locate` gives a job's key by its ID."""
    page = documents.list(partition, limit=limit, after=after, newest_first=True)
    wanted = [locate(entry.key.key) for entry in page.documents]
    found = documents.get_many(wanted)
    return [found[key].body for key in wanted if key in found], page.after
