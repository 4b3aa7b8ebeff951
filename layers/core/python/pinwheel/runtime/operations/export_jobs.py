"""Operations on export jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import export_jobs
from pinwheel.services.applications import require_application


def create_export_job(call: Call) -> Any:
    """Accept an export job."""
    return export_jobs.create_export_job(
        _application(call),
        msgspec.to_builtins(call.body),
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        queue=bootstrap.queue("exports"),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


def get_export_job(call: Call) -> Any:
    """Read an export job."""
    documents = bootstrap.documents()
    return export_jobs.get_export_job(_application(call), call.labels["JobId"], documents=documents)


def get_export_jobs(call: Call) -> Any:
    """List the export jobs of an application."""
    application_id = _application(call)
    found, after = export_jobs.list_export_jobs(
        application_id,
        limit=page_size(call),
        after=decode_token("GetExportJobs", application_id, call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", found, encode_token("GetExportJobs", application_id, after))


def get_segment_export_jobs(call: Call) -> Any:
    """List the export jobs of a segment."""
    application_id, segment_id = _application(call), call.labels["SegmentId"]
    scope = f"{application_id}/{segment_id}"
    found, after = export_jobs.list_segment_export_jobs(
        application_id,
        segment_id,
        limit=page_size(call),
        after=decode_token("GetSegmentExportJobs", scope, call.first("Token")),
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
    )
    return listing("Item", found, encode_token("GetSegmentExportJobs", scope, after))


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return application_id


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateExportJob": create_export_job,
    "GetExportJob": get_export_job,
    "GetExportJobs": get_export_jobs,
    "GetSegmentExportJobs": get_segment_export_jobs,
}
