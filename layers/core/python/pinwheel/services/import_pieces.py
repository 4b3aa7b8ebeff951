"""The work of import jobs, message by message: pieces are imported, counted once, and the job is ended.

The record of a piece and the counters of its job are written in one transaction, on condition that both are
as they were read. So a piece that is delivered again, or is done twice at the same time, counts once; its
endpoints are only written again as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.imports import job as jobs
from pinwheel.domain.imports.job import PieceResult
from pinwheel.domain.imports.model import Failure, Row, StagedPiece
from pinwheel.domain.imports.rows import read_rows
from pinwheel.domain.keys import DocumentKey
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.endpoints import EndpointReader, EndpointWriter
from pinwheel.ports.ids import Ids
from pinwheel.ports.import_source import ImportSource
from pinwheel.ports.members import SegmentMembers
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.import_jobs import require_job
from pinwheel.services.import_planning import Planner, read_progress, staged_name
from pinwheel.services.import_rows import Outcome, RowImporter
from pinwheel.services.segments import save_imported

BATCH = 500
MARGIN = timedelta(seconds=15)
"""Time that one more batch may take; with less left the rest of the piece is handed on."""
ATTEMPTS = 50
"""Workers of one job all count in one document; each round one of them gets through."""
KEEP_RECORDS = timedelta(days=14)
"""Longer than a queue keeps a message, so that the last duplicate is recognised."""
_read_piece = msgspec.msgpack.Decoder(StagedPiece).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWorker:
    """Does what messages on the jobs queue ask for."""

    documents: Documents
    segment_documents: Documents
    reader: EndpointReader
    writer: EndpointWriter
    members: SegmentMembers
    blobs: Blobs
    queue: WorkQueue
    source: Callable[[str, str], ImportSource]
    clock: Clock
    ids: Ids
    place: Place

    def work(self, body: dict[str, Any], deadline: datetime) -> None:
        """Plan a job, or import one of its pieces; any message also ends a job that is ready for it.

        A job that is gone was deleted with its application and asks for nothing.

        Raises:
            Conflict: others were faster; a repetition will see what they did.
        """
        stored = self.documents.get(keys.import_job(body["ApplicationId"], body["JobId"]))
        if stored is None:
            return
        match stored.body["JobStatus"]:
            case "CREATED" | "INITIALIZING" if "Piece" not in body:
                self._plan(stored, body, deadline)
            case "PROCESSING" if "Piece" in body:
                self._import(stored, body["Piece"], deadline)
            case "PROCESSING":
                self._dispatch(stored)
            case "COMPLETING":
                self._complete(stored)
            case status if status in jobs.FINAL:
                self._clean_up(stored)

    def give_up(self, body: dict[str, Any]) -> None:
        """Write down that a message was delivered in vain for the last time, so that its job ends.

        A piece is counted as failed; where planning or completion failed, so does the job.
        """
        for _ in range(ATTEMPTS):
            stored = self.documents.get(keys.import_job(body["ApplicationId"], body["JobId"]))
            if stored is None:
                return
            try:
                self._write_off(stored, body)
            except Conflict:
                continue
            return
        raise Unavailable("The import job is counting too many pieces at once.")

    def _write_off(self, stored: Document, body: dict[str, Any]) -> None:
        now, status = iso(self.clock.now()), stored.body["JobStatus"]
        changes: list[Put] = []
        if status in jobs.FINAL:
            return
        if status == "PROCESSING" and "Piece" in body:
            key = keys.import_piece(stored.body["ApplicationId"], stored.body["Id"], body["Piece"])
            record = self.documents.get(key)
            if record is not None and record.body["Done"]:
                return
            changes.append(self._record(key, record, {"Next": 0, "Done": True}))
            job = jobs.without_piece(stored.body, body["Piece"], now=now)
        else:
            job = jobs.failed(stored.body, f"The job could not go on from {status}.", now=now)
        self.documents.write([*changes, Put(stored.key, job, expect=stored.revision)])
        if job["JobStatus"] in jobs.FINAL:
            self._clean_up(stored)

    def _plan(self, stored: Document, body: dict[str, Any], deadline: datetime) -> None:
        planner = Planner(
            documents=self.documents,
            blobs=self.blobs,
            queue=self.queue,
            source=self.source,
            clock=self.clock,
        )
        planned = planner.plan(stored, read_progress(body, self.ids), deadline)
        if planned is not None:
            self._go_on(planned)

    def _go_on(self, stored: Document) -> None:
        match stored.body["JobStatus"]:
            case "PROCESSING":
                self._dispatch(stored)
            case "COMPLETING":
                self._complete(stored)
            case _:
                self._clean_up(stored)

    def _dispatch(self, stored: Document) -> None:
        """Put the pieces on the queue; those that are known already do no harm."""
        job = stored.body
        common = {"ApplicationId": job["ApplicationId"], "JobId": job["Id"]}
        self.queue.send([{**common, "Piece": number} for number in range(job["TotalPieces"])])

    def _import(self, stored: Document, number: int, deadline: datetime) -> None:
        key = keys.import_piece(stored.body["ApplicationId"], stored.body["Id"], number)
        record = self.documents.get(key)
        if record is not None and record.body["Done"]:
            return
        start = 0 if record is None else record.body["Next"]
        piece = _read_piece(self.blobs.get(staged_name(stored.body["Id"], stored.body["Attempt"], number)))
        rows = islice(read_rows(piece), start, None)
        result, read, done = self._run(stored, number, start, rows, piece.file, deadline)
        progress = self._record(key, record, {"Next": start + read, "Done": done})
        counted = self._count(stored, result, progress)
        if counted is None:
            return
        if not done:
            job = counted.body
            self.queue.send([{"ApplicationId": job["ApplicationId"], "JobId": job["Id"], "Piece": number}])
        elif counted.body["JobStatus"] != "PROCESSING":
            self._go_on(counted)

    def _record(self, key: DocumentKey, stored: Document | None, body: dict[str, Any]) -> Put:
        """Spell the record of a piece, on condition that it is as it was read."""
        expires_at = round((self.clock.real_now() + KEEP_RECORDS).timestamp())
        expect = ABSENT if stored is None else stored.revision
        return Put(key, body, expect=expect, expires_at=expires_at)

    def _run(
        self,
        stored: Document,
        number: int,
        start: int,
        rows: Iterable[Row],
        file: str,
        deadline: datetime,
    ) -> tuple[PieceResult, int, bool]:
        """Import rows until they or the time end; give what came of them, how many, and whether all."""
        importer = self._importer(stored)
        outcome = Outcome()
        remaining, read = iter(rows), 0
        done = False
        while batch := list(islice(remaining, BATCH)):
            outcome.extend(importer.run(batch))
            read += len(batch)
            done = len(batch) < BATCH
            if not done and self.clock.real_now() + MARGIN > deadline:
                break
        else:
            done = True
        if stored.body["SegmentId"]:
            name = f"{number:06d}-{start:08d}-{start + read:08d}"
            self.members.write_piece(stored.body["Id"], name, outcome.members)
        return _result(outcome, number, read, file), read, done

    def _importer(self, stored: Document) -> RowImporter:
        return RowImporter(
            application_id=stored.body["ApplicationId"],
            request_id=stored.body["Id"],
            register=bool(stored.body["Definition"].get("RegisterEndpoints")),
            now=iso(self.clock.now()),
            reader=self.reader,
            writer=self.writer,
        )

    def _count(self, stored: Document, result: PieceResult, record: Put) -> Document | None:
        """Write the record and the job's counters together; None when another delivery was faster."""
        for _ in range(ATTEMPTS):
            now = iso(self.clock.now())
            job = jobs.advanced(stored.body, result, piece_done=record.body["Done"], now=now)
            try:
                self.documents.write([record, Put(stored.key, job, expect=stored.revision)])
            except Conflict:
                found = self.documents.get(record.key)
                if (0 if found is None else found.revision) != record.expect:
                    return None
                stored = require_job(job["ApplicationId"], job["Id"], documents=self.documents)
            else:
                return Document(stored.key, job, stored.revision + 1)
        raise Unavailable("The import job is counting too many pieces at once.")

    def _complete(self, stored: Document) -> None:
        """Make the segment, then say that the job is done; all of it may be repeated."""
        job = stored.body
        if job["SegmentId"]:
            self._save_segment(job)
        done = jobs.completed(job, now=iso(self.clock.now()))
        self.documents.write([Put(stored.key, done, expect=stored.revision)])
        self._clean_up(stored)

    def _save_segment(self, job: Any) -> None:
        definition = job["Definition"]
        names = ("Format", "RoleArn", "S3Url", "ExternalId")
        save_imported(
            job["ApplicationId"],
            job["SegmentId"],
            list_id=job["Id"],
            name=definition.get("SegmentName"),
            definition={
                "ExternalId": "",
                **{name: definition[name] for name in names if name in definition},
                "ChannelCounts": job["ChannelCounts"],
                "Size": self.members.seal(job["Id"]),
            },
            documents=self.segment_documents,
            clock=self.clock,
            place=self.place,
        )

    def _clean_up(self, stored: Document) -> None:
        self.blobs.delete(list(self.blobs.names(f"imports/{stored.body['Id']}/")))


def _result(outcome: Outcome, number: int, read: int, file: str) -> PieceResult:
    first: Sequence[tuple[int, str]] = sorted(outcome.failures.items())[: jobs.MAXIMUM_FAILURES]
    return PieceResult(
        processed=read,
        failed=len(outcome.failures),
        failures=tuple(Failure(number, line, f"{file}, line {line}: {text}") for line, text in first),
        channels=outcome.channels,
    )
