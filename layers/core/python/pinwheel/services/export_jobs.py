"""Export jobs as callers see them: create, read, list (spec 02, section 7).

`documents` is the registry table, `segment_documents` the segments table. The work itself is in
export_pieces.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.exports import job as jobs
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.job_lists import jobs_of_application, jobs_of_segment
from pinwheel.services.segments import get_segment_version, require_segment

Json = dict[str, Any]


def create_export_job(
    application_id: str,
    request: Mapping[str, Any],
    *,
    documents: Documents,
    segment_documents: Documents,
    queue: WorkQueue,
    clock: Clock,
    ids: Ids,
) -> Json:
    """Accept a job and put it on the queue.

    Raises:
        Invalid: the request breaks a rule, or names a segment or version that does not exist.
    """
    jobs.check_request(request)
    segment_id: str = request.get("SegmentId") or ""
    if segment_id:
        _check_segment(application_id, segment_id, request.get("SegmentVersion"), segment_documents)
    job_id = ids.new_id()
    job = jobs.new_job(application_id, job_id, request, now=iso(clock.now()))
    changes = [Put(keys.export_job(application_id, job_id), job, expect=ABSENT)]
    if segment_id:
        entry = keys.segment_export(application_id, segment_id, job_id)
        changes.append(Put(entry, {"JobId": job_id}, expect=ABSENT))
    documents.write(changes)
    queue.send([{"ApplicationId": application_id, "JobId": job_id}])
    return jobs.answer(job)


def _check_segment(application_id: str, segment_id: str, version: int | None, documents: Documents) -> None:
    try:
        require_segment(application_id, segment_id, documents=documents)
        if version is not None:
            get_segment_version(application_id, segment_id, version, documents=documents)
    except NotFound as error:
        raise Invalid(str(error), member="SegmentId") from error


def get_export_job(application_id: str, job_id: str, *, documents: Documents) -> Json:
    """Read a job.

    Raises:
        NotFound: there is none of this ID.
    """
    found = documents.get(keys.export_job(application_id, job_id))
    if found is None:
        raise NotFound(f"Export job '{job_id}' was not found.")
    return jobs.answer(found.body)


def list_export_jobs(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Json], str | None]:
    """List the jobs of an application, newest first."""
    found, more = jobs_of_application(
        application_id, keys.EXPORT_JOB_PREFIX, limit=limit, after=after, documents=documents
    )
    return [jobs.answer(body) for body in found], more


def list_segment_export_jobs(
    application_id: str,
    segment_id: str,
    *,
    limit: int,
    after: str | None,
    documents: Documents,
    segment_documents: Documents,
) -> tuple[Sequence[Json], str | None]:
    """List the jobs that exported a segment, newest first."""
    require_segment(application_id, segment_id, documents=segment_documents)
    found, more = jobs_of_segment(
        keys.segment_exports_partition(application_id, segment_id),
        partial(keys.export_job, application_id),
        limit=limit,
        after=after,
        documents=documents,
    )
    return [jobs.answer(body) for body in found], more
