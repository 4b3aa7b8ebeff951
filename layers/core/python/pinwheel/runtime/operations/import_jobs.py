"""Operations on import jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import import_jobs
from pinwheel.services.applications import require_application


def create_import_job(call: Call) -> Any:
    """Accept an import job."""
    return import_jobs.create_import_job(
        _application(call),
        msgspec.to_builtins(call.body),
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        queue=bootstrap.queue("jobs"),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


def get_import_job(call: Call) -> Any:
    """Read an import job."""
    documents = bootstrap.documents()
    return import_jobs.get_import_job(_application(call), call.labels["JobId"], documents=documents)


def get_import_jobs(call: Call) -> Any:
    """List the import jobs of an application."""
    application_id = _application(call)
    found, after = import_jobs.list_import_jobs(
        application_id,
        limit=page_size(call),
        after=decode_token("GetImportJobs", application_id, call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", found, encode_token("GetImportJobs", application_id, after))


def get_segment_import_jobs(call: Call) -> Any:
    """List the import jobs of a segment."""
    application_id, segment_id = _application(call), call.labels["SegmentId"]
    scope = f"{application_id}/{segment_id}"
    found, after = import_jobs.list_segment_import_jobs(
        application_id,
        segment_id,
        limit=page_size(call),
        after=decode_token("GetSegmentImportJobs", scope, call.first("Token")),
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
    )
    return listing("Item", found, encode_token("GetSegmentImportJobs", scope, after))


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return application_id


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateImportJob": create_import_job,
    "GetImportJob": get_import_job,
    "GetImportJobs": get_import_jobs,
    "GetSegmentImportJobs": get_segment_import_jobs,
}
