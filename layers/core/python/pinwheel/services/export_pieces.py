"""The work of export jobs, message by message: a piece is a range of hash buckets, written file after file.

A worker takes a piece under a lease that ends with its function, so that never two of them write the same
file. The record of a piece and the counters of its job are written in one transaction after each file: who
comes after a crash goes on behind the last counted file, and writes the next one again under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from pinwheel.domain.exports import job as jobs
from pinwheel.domain.exports.files import ExportFile
from pinwheel.domain.runs.plan import bucket_range
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.export_target import ExportTarget
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.audience import AudienceReader, load_segment
from pinwheel.services.endpoints import endpoint_response

MOST_PIECES = 16
SMALL_BUCKET = 200
"""Endpoints in the first bucket up to which all are exported as one piece, and thus one file."""
MARGIN = timedelta(seconds=30)
"""Time that one more page and writing a file may take; with less left the rest is handed on."""
ATTEMPTS = 50
"""Workers of one job all count in one document; each round one of them gets through."""
KEEP_RECORDS = timedelta(days=14)
"""Longer than a queue keeps a message, so that the last duplicate is recognised."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a piece has come: next to read is `bucket` behind `after`, next to write the `file`th file."""

    bucket: int
    after: str | None = None
    file: int = 0
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWorker:
    """Does what messages on the exports queue ask for."""

    documents: Documents
    segment_documents: Documents
    endpoints: EndpointReader
    audience: AudienceReader
    queue: WorkQueue
    target: Callable[[str], ExportTarget]
    clock: Clock

    def work(self, body: dict[str, Any], deadline: datetime) -> None:
        """Plan a job, or export one of its pieces; a job that is gone or over asks for nothing.

        Raises:
            Conflict: others were faster; a repetition will see what they did.
        """
        stored = self.documents.get(keys.export_job(body["ApplicationId"], body["JobId"]))
        if stored is None or stored.body["JobStatus"] in jobs.FINAL:
            return
        if stored.body["JobStatus"] == "CREATED":
            stored = self._plan(stored)
        if "Piece" in body:
            self._export(stored, body["Piece"], deadline)
        elif stored.body["JobStatus"] == "PROCESSING":
            self._dispatch(stored)

    def give_up(self, body: dict[str, Any]) -> None:
        """End the job of a message that nobody could do."""
        stored = self.documents.get(keys.export_job(body["ApplicationId"], body["JobId"]))
        if stored is not None:
            self._fail(stored, "A part of the export failed again and again.")

    def _plan(self, stored: Document) -> Document:
        """Fix the pieces and the version of the segment."""
        application_id, now = stored.body["ApplicationId"], iso(self.clock.now())
        definition = stored.body["Definition"]
        try:
            segment = self._segment(
                application_id, definition.get("SegmentId"), definition.get("SegmentVersion")
            )
        except (Invalid, NotFound) as error:
            return self._write(stored, jobs.failed(stored.body, str(error), now=now))
        version = 0 if segment is None else segment.version
        pieces = self._pieces(application_id)
        return self._write(stored, jobs.planned(stored.body, pieces=pieces, segment_version=version, now=now))

    def _pieces(self, application_id: str) -> int:
        """Tell from the first bucket whether there are many endpoints: buckets are about equal."""
        first = self.endpoints.page(application_id, 0, fields=frozenset())
        is_small = first.after is None and len(first.endpoints) <= SMALL_BUCKET
        return 1 if is_small else MOST_PIECES

    def _segment(
        self, application_id: str, segment_id: str | None, version: int | None
    ) -> SegmentDefinition | None:
        if not segment_id:
            return None
        return load_segment(application_id, segment_id, version, documents=self.segment_documents)

    def _write(self, stored: Document, job: jobs.Job) -> Document:
        self.documents.write([Put(stored.key, job, expect=stored.revision)])
        return Document(stored.key, job, stored.revision + 1)

    def _dispatch(self, stored: Document) -> None:
        """Put the pieces on the queue; those that are known already do no harm."""
        self.queue.send([_message(stored, number) for number in range(stored.body["TotalPieces"])])

    def _export(self, stored: Document, number: int, deadline: datetime) -> None:
        buckets = bucket_range(number, stored.body["TotalPieces"])
        record = self.documents.get(_record_key(stored, number))
        standing = Standing(buckets.start) if record is None else _read(record)
        if standing.done:
            return
        if record is not None and record.body["LeaseUntil"] > self.clock.real_now().timestamp():
            wait = record.body["LeaseUntil"] - self.clock.real_now().timestamp()
            self.queue.send([_message(stored, number)], delay=timedelta(seconds=round(wait) + 1))
            return
        revision = ABSENT if record is None else record.revision
        lease = deadline.timestamp()
        self.documents.write([self._record(stored, number, standing, lease, revision)])
        piece = _Piece(self, stored, number, buckets, lease, revision + 1)
        try:
            piece.run(standing, deadline)
        except (Forbidden, Invalid, NotFound) as error:
            self._fail(stored, str(error))

    def pages(
        self, stored: Document, segment: SegmentDefinition | None, standing: Standing, buckets: range
    ) -> Iterator[tuple[Sequence[Endpoint], Standing]]:
        """Read on from where a piece stands: endpoints of a page, and how the piece stands behind it."""
        while not standing.done:
            found, after = self._page(stored, segment, standing)
            bucket = standing.bucket if after is not None else standing.bucket + 1
            standing = replace(standing, bucket=bucket, after=after, done=bucket >= buckets.stop)
            yield found, standing

    def _page(
        self, stored: Document, segment: SegmentDefinition | None, standing: Standing
    ) -> tuple[Sequence[Endpoint], str | None]:
        if segment is None:
            application_id = stored.body["ApplicationId"]
            page = self.endpoints.page(application_id, standing.bucket, after=standing.after)
            return page.endpoints, page.after
        now = parse_iso(stored.body["Started"])
        members = self.audience.page(segment, standing.bucket, after=standing.after, now=now)
        return members.endpoints, members.after

    def segment_of(self, stored: Document) -> SegmentDefinition | None:
        """Load the segment in the version that was fixed when the job began."""
        job = stored.body
        return self._segment(
            job["ApplicationId"], job["Definition"].get("SegmentId"), job["SegmentVersion"] or None
        )

    def count(
        self, stored: Document, number: int, standing: Standing, *, lines: int, lease: float, revision: int
    ) -> bool:
        """Write the record and the job's counters together; False when the job is over or gone.

        Raises:
            Conflict: another delivery has taken the piece.
        """
        record = self._record(stored, number, standing, lease, revision)
        for _ in range(ATTEMPTS):
            current = self.documents.get(stored.key)
            if current is None or current.body["JobStatus"] in jobs.FINAL:
                return False
            now = iso(self.clock.now())
            job = jobs.advanced(current.body, processed=lines, piece_done=standing.done, now=now)
            try:
                self.documents.write([record, Put(stored.key, job, expect=current.revision)])
            except Conflict:
                found = self.documents.get(record.key)
                if found is None or found.revision != revision:
                    raise
            else:
                return True
        raise Unavailable("The export job is counting too many pieces at once.")

    def hand_on(self, stored: Document, number: int) -> None:
        """Leave the rest of a piece to another invocation."""
        self.queue.send([_message(stored, number)])

    def _record(self, stored: Document, number: int, standing: Standing, lease: float, revision: int) -> Put:
        body = {
            "Bucket": standing.bucket,
            "After": standing.after,
            "File": standing.file,
            "Done": standing.done,
            "LeaseUntil": lease,
        }
        expires_at = round((self.clock.real_now() + KEEP_RECORDS).timestamp())
        return Put(_record_key(stored, number), body, expect=revision, expires_at=expires_at)

    def _fail(self, stored: Document, reason: str) -> None:
        """End a job that cannot go on, whatever its other pieces count meanwhile."""
        for _ in range(ATTEMPTS):
            current = self.documents.get(stored.key)
            if current is None or current.body["JobStatus"] in jobs.FINAL:
                return
            try:
                self._write(current, jobs.failed(current.body, reason, now=iso(self.clock.now())))
            except Conflict:
                continue
            return
        raise Unavailable("The export job is changing too often.")


class _Piece:
    """One worker at one piece that it has taken."""

    def __init__(
        self,
        worker: ExportWorker,
        stored: Document,
        number: int,
        buckets: range,
        lease: float,
        revision: int,
    ) -> None:
        self._worker = worker
        self._stored = stored
        self._number = number
        self._buckets = buckets
        self._lease = lease
        self._revision = revision

    def run(self, standing: Standing, deadline: datetime) -> None:
        """Write file after file until the piece or the time ends."""
        worker, definition = self._worker, self._stored.body["Definition"]
        segment = worker.segment_of(self._stored)
        bucket, prefix = jobs.read_prefix(definition["S3UrlPrefix"])
        target = worker.target(definition["RoleArn"])
        while not standing.done:
            file, new, is_late = self._fill(segment, standing, deadline)
            if file.lines or (self._number == 0 and standing.file == 0):
                number = standing.file * self._stored.body["TotalPieces"] + self._number
                name = jobs.file_name(prefix, self._stored.body["Id"], number)
                target.put(bucket, name, file.finished())
                new = replace(new, file=standing.file + 1)
            is_handed_on = is_late and not new.done
            if not self._count(new, file.lines, is_handed_on=is_handed_on):
                return
            if is_handed_on:
                worker.hand_on(self._stored, self._number)
                return
            standing = new

    def _fill(
        self, segment: SegmentDefinition | None, standing: Standing, deadline: datetime
    ) -> tuple[ExportFile, Standing, bool]:
        file = ExportFile()
        for found, behind in self._worker.pages(self._stored, segment, standing, self._buckets):
            file.add(endpoint_response(endpoint) for endpoint in found)
            standing = behind
            is_late = self._worker.clock.real_now() + MARGIN > deadline
            if is_late or file.is_full:
                return file, standing, is_late
        return file, standing, False

    def _count(self, standing: Standing, lines: int, *, is_handed_on: bool) -> bool:
        lease = 0.0 if is_handed_on else self._lease
        counted = self._worker.count(
            self._stored, self._number, standing, lines=lines, lease=lease, revision=self._revision
        )
        self._revision += 1
        return counted


def _message(stored: Document, number: int) -> dict[str, Any]:
    return {"ApplicationId": stored.body["ApplicationId"], "JobId": stored.body["Id"], "Piece": number}


def _record_key(stored: Document, number: int) -> keys.DocumentKey:
    return keys.export_piece(stored.body["ApplicationId"], stored.body["Id"], number)


def _read(record: Document) -> Standing:
    body = record.body
    return Standing(body["Bucket"], body["After"], body["File"], body["Done"])
