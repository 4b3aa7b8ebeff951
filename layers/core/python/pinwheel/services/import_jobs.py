"""Import jobs as callers see them: create, read, list (spec 02, section 6).

`documents` is the registry table, `segment_documents` the segments table. The work itself is in
import_planning.py and import_pieces.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.imports import job as jobs
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.job_lists import jobs_of_application, jobs_of_segment
from pinwheel.services.segments import require_segment

Json = dict[str, Any]
MAXIMUM_LISTS = 100
"""Import jobs that may add to one segment: each costs every reader of the segment a request per bucket."""


def create_import_job(
    application_id: str,
    request: Mapping[str, Any],
    *,
    documents: Documents,
    segment_documents: Documents,
    queue: WorkQueue,
    clock: Clock,
    ids: Ids,
) -> Json:
    """Accept a job and put it on the queue; the segment's ID is known from the start.

    Raises:
        Invalid: the request breaks a rule, or names a segment that cannot be added to.
    """
    jobs.check_request(request)
    segment_id = _segment_of(application_id, request, ids, segment_documents)
    job_id = ids.new_id()
    job = jobs.new_job(application_id, job_id, request, segment_id=segment_id, now=iso(clock.now()))
    changes = [Put(keys.import_job(application_id, job_id), job, expect=ABSENT)]
    if segment_id:
        entry = keys.segment_job(application_id, segment_id, job_id)
        changes.append(Put(entry, {"JobId": job_id}, expect=ABSENT))
    documents.write(changes)
    try:
        queue.send([{"ApplicationId": application_id, "JobId": job_id}])
    except Unavailable:
        # Nobody would ever begin it, and the caller asks for another one.
        failed = jobs.failed(job, "The job could not be queued.", now=iso(clock.now()))
        documents.write([Put(keys.import_job(application_id, job_id), failed, expect=1)])
        raise
    return jobs.answer(job)


def _segment_of(
    application_id: str, request: Mapping[str, Any], ids: Ids, segment_documents: Documents
) -> str | None:
    if not request.get("DefineSegment"):
        return None
    segment_id: str = request.get("SegmentId") or ""
    if not segment_id:
        return ids.new_id()
    try:
        stored = require_segment(application_id, segment_id, documents=segment_documents)
    except NotFound as error:
        raise Invalid(str(error), member="SegmentId") from error
    if stored.body["SegmentType"] != "IMPORT":
        raise Invalid("Only an imported segment can be added to.", member="SegmentId")
    if len(stored.body["Lists"]) >= MAXIMUM_LISTS:
        raise Invalid(f"A segment can be added to at most {MAXIMUM_LISTS} times.", member="SegmentId")
    return segment_id


def require_job(application_id: str, job_id: str, *, documents: Documents) -> Document:
    """Read the stored form of a job.

    Raises:
        NotFound: there is none of this ID.
    """
    found = documents.get(keys.import_job(application_id, job_id))
    if found is None:
        raise NotFound(f"Import job '{job_id}' was not found.")
    return found


def get_import_job(application_id: str, job_id: str, *, documents: Documents) -> Json:
    """Read a job."""
    return jobs.answer(require_job(application_id, job_id, documents=documents).body)


def list_import_jobs(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Json], str | None]:
    """List the jobs of an application, newest first."""
    found, more = jobs_of_application(
        application_id, keys.IMPORT_JOB_PREFIX, limit=limit, after=after, documents=documents
    )
    return [jobs.answer(body) for body in found], more


def list_segment_import_jobs(
    application_id: str,
    segment_id: str,
    *,
    limit: int,
    after: str | None,
    documents: Documents,
    segment_documents: Documents,
) -> tuple[Sequence[Json], str | None]:
    """List the jobs that made or added to a segment, newest first."""
    require_segment(application_id, segment_id, documents=segment_documents)
    found, more = jobs_of_segment(
        keys.segment_jobs_partition(application_id, segment_id),
        partial(keys.import_job, application_id),
        limit=limit,
        after=after,
        documents=documents,
    )
    return [jobs.answer(body) for body in found], more
