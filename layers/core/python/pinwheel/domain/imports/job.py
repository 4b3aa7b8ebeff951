"""An import job's document: how it begins, moves on and is shown (spec 02, section 6.2).

CREATED -> INITIALIZING (files are listed and cut) -> PROCESSING (pieces) -> COMPLETING (segment) -> COMPLETED
                      `-> FAILED                          `-> FAILED (after the others, if one failed)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.files import read_url
from pinwheel.domain.imports.model import Failure

Job = dict[str, Any]
MAXIMUM_FAILURES = 100
"""Failures that a job names; all are counted."""
FAILURE_CHARACTERS = 500
"""Longest text of a failure that is kept: it may quote the file, and a job must fit an item of the store."""
FINAL = frozenset({"COMPLETED", "FAILED"})
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+")
_INTERNAL = frozenset({"Attempt", "ChannelCounts", "Failed", "SegmentId"})


class PieceResult(msgspec.Struct, frozen=True):
    """What came of some rows of a piece."""

    processed: int = 0
    failed: int = 0
    failures: tuple[Failure, ...] = ()
    """The first ones only."""
    channels: Mapping[str, int] = {}


def check_request(request: Mapping[str, Any]) -> None:
    """Refuse a request that cannot become a job.

    Raises:
        Invalid: neither flag is set, or the URL or the role is malformed.
    """
    if not request.get("RegisterEndpoints") and not request.get("DefineSegment"):
        raise Invalid(
            "At least one of RegisterEndpoints and DefineSegment must be true.", member="RegisterEndpoints"
        )
    if request.get("Format") not in {"CSV", "JSON"}:
        raise Invalid("Format must be CSV or JSON.", member="Format")
    if not _ROLE.fullmatch(request.get("RoleArn", "")):
        raise Invalid("RoleArn must be the ARN of an IAM role.", member="RoleArn")
    read_url(request.get("S3Url", ""))


def new_job(
    application_id: str, job_id: str, request: Mapping[str, Any], *, segment_id: str | None, now: str
) -> Job:
    """Make the document of a job; `segment_id` is the segment that it will make or add to."""
    return {
        "ApplicationId": application_id,
        "CompletedPieces": 0,
        "CreationDate": now,
        "Definition": {**request, **({"SegmentId": segment_id} if segment_id else {})},
        "FailedPieces": 0,
        "Id": job_id,
        "JobStatus": "CREATED",
        "TotalFailures": 0,
        "TotalPieces": 0,
        "TotalProcessed": 0,
        "Type": "IMPORT",
        "Attempt": "",
        "ChannelCounts": {},
        "Failed": [],
        "SegmentId": segment_id or "",
    }


def answer(job: Mapping[str, Any]) -> Job:
    """Give a job as the API shows it."""
    shown = {name: value for name, value in job.items() if name not in _INTERNAL}
    if job["Failed"]:
        shown["Failures"] = [text for _, _, text in job["Failed"]]
    return shown


def planned(job: Mapping[str, Any], *, attempt: str, pieces: int) -> Job:
    """Fix the pieces of a job; one without any has nothing left but its segment."""
    status = "PROCESSING" if pieces else "COMPLETING"
    return {**job, "JobStatus": status, "Attempt": attempt, "TotalPieces": pieces}


def advanced(job: Mapping[str, Any], result: PieceResult, *, piece_done: bool, now: str) -> Job:
    """Count rows, and the piece when it is done; the last piece moves the job on."""
    channels = dict(job["ChannelCounts"])
    for channel, count in result.channels.items():
        channels[channel] = channels.get(channel, 0) + count
    counted = {
        **job,
        "ChannelCounts": channels,
        "CompletedPieces": job["CompletedPieces"] + piece_done,
        "Failed": _first(job["Failed"], result.failures),
        "TotalFailures": job["TotalFailures"] + result.failed,
        "TotalProcessed": job["TotalProcessed"] + result.processed,
    }
    return _moved_on(counted, now=now)


def without_piece(job: Mapping[str, Any], piece: int, *, now: str) -> Job:
    """Count a piece that nobody could import; the job fails, but not before the others are imported."""
    failure = Failure(piece, 0, f"Piece {piece} of the files could not be imported completely.")
    lost = {
        **job,
        "Failed": _first(job["Failed"], [failure]),
        "FailedPieces": job["FailedPieces"] + 1,
    }
    return _moved_on(lost, now=now)


def _moved_on(job: Job, *, now: str) -> Job:
    """Leave PROCESSING when nothing is left to process."""
    is_over = job["CompletedPieces"] + job["FailedPieces"] == job["TotalPieces"]
    if job["JobStatus"] != "PROCESSING" or not is_over:
        return job
    if job["FailedPieces"]:
        return {**job, "JobStatus": "FAILED", "CompletionDate": now}
    return {**job, "JobStatus": "COMPLETING"}


def failed(job: Mapping[str, Any], reason: str, *, now: str) -> Job:
    """End a job that cannot go on."""
    failures = _first(job["Failed"], [Failure(0, 0, reason)])
    return {**job, "JobStatus": "FAILED", "CompletionDate": now, "Failed": failures}


def completed(job: Mapping[str, Any], *, now: str) -> Job:
    """End a job whose pieces are all done."""
    return {**job, "JobStatus": "COMPLETED", "CompletionDate": now}


def _first(known: Sequence[Sequence[Any]], more: Sequence[Failure]) -> list[list[Any]]:
    """Keep the first failures in the order of the files, in whatever order pieces are done."""
    new = ((each.piece, each.line, each.text[:FAILURE_CHARACTERS]) for each in more)
    together = [*(tuple(each) for each in known), *new]
    return [list(each) for each in sorted(together)[:MAXIMUM_FAILURES]]
