"""An export job's document: how it begins, moves on and is shown (spec 02, section 7).

CREATED -> PROCESSING (pieces: ranges of hash buckets) -> COMPLETED
        `-> FAILED (no such bucket, not allowed, the segment is gone)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.files import read_url

Job = dict[str, Any]
FINAL = frozenset({"COMPLETED", "FAILED"})
LONGEST_PREFIX = 900
"""Bytes; an object's name has at most 1,024, and the job's ID and a number follow the prefix."""
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+")
_INTERNAL = frozenset({"Reason", "SegmentVersion", "Started"})


def check_request(request: Mapping[str, Any]) -> None:
    """Refuse a request that cannot become a job.

    Raises:
        Invalid: the prefix or the role is malformed, or a version comes without its segment.
    """
    if not _ROLE.fullmatch(request.get("RoleArn", "")):
        raise Invalid("RoleArn must be the ARN of an IAM role.", member="RoleArn")
    read_prefix(request.get("S3UrlPrefix", ""))
    if request.get("SegmentVersion") is not None and not request.get("SegmentId"):
        raise Invalid("SegmentVersion needs a SegmentId.", member="SegmentVersion")


def read_prefix(url: str) -> tuple[str, str]:
    """Take `s3://bucket/folder/` apart into bucket and prefix.

    Raises:
        Invalid: it has another form, or is too long.
    """
    try:
        bucket, prefix = read_url(url)
    except Invalid:
        raise Invalid("S3UrlPrefix must have the form s3://bucket/folder/.", member="S3UrlPrefix") from None
    if len(prefix.encode()) > LONGEST_PREFIX:
        raise Invalid(f"S3UrlPrefix can have at most {LONGEST_PREFIX} bytes.", member="S3UrlPrefix")
    return bucket, prefix


def file_name(prefix: str, job_id: str, number: int) -> str:
    """Name a file of the result; the same number is the same file, whoever writes it."""
    return f"{prefix}{job_id}_{number:05d}.json.gz"


def new_job(application_id: str, job_id: str, request: Mapping[str, Any], *, now: str) -> Job:
    """Make the document of a job."""
    return {
        "ApplicationId": application_id,
        "CompletedPieces": 0,
        "CreationDate": now,
        "Definition": dict(request),
        "FailedPieces": 0,
        "Id": job_id,
        "JobStatus": "CREATED",
        "TotalFailures": 0,
        "TotalPieces": 0,
        "TotalProcessed": 0,
        "Type": "EXPORT",
        "Reason": "",
        "SegmentVersion": 0,
        "Started": "",
    }


def answer(job: Mapping[str, Any]) -> Job:
    """Give a job as the API shows it."""
    shown = {name: value for name, value in job.items() if name not in _INTERNAL}
    if job["Reason"]:
        shown["Failures"] = [job["Reason"]]
    return shown


def planned(job: Mapping[str, Any], *, pieces: int, segment_version: int, now: str) -> Job:
    """Fix the pieces of a job, the version of its segment and the instant that recency counts from."""
    return {
        **job,
        "JobStatus": "PROCESSING",
        "SegmentVersion": segment_version,
        "Started": now,
        "TotalPieces": pieces,
    }


def advanced(job: Mapping[str, Any], *, processed: int, piece_done: bool, now: str) -> Job:
    """Count what was written, and the piece when it is done; the last piece ends the job."""
    completed = job["CompletedPieces"] + piece_done
    moved = {**job, "CompletedPieces": completed, "TotalProcessed": job["TotalProcessed"] + processed}
    if completed < job["TotalPieces"]:
        return moved
    return {**moved, "JobStatus": "COMPLETED", "CompletionDate": now}


def failed(job: Mapping[str, Any], reason: str, *, now: str) -> Job:
    """End a job that cannot go on."""
    pieces = job["TotalPieces"] - job["CompletedPieces"]
    return {**job, "JobStatus": "FAILED", "CompletionDate": now, "FailedPieces": pieces, "Reason": reason}
