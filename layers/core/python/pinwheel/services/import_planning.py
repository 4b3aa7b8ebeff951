"""Planning of an import job: its files are listed, read once, checked and staged as pieces of whole lines.

Workers never see the customer's bucket: what was planned is what is imported, whatever happens to the files
meanwhile. Staged pieces (imports/<job>/<attempt>/<number>) are removed when the job ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain.errors import Forbidden, Invalid, NotFound, Unavailable
from pinwheel.domain.imports import files as source_files
from pinwheel.domain.imports import job as jobs
from pinwheel.domain.imports.columns import read_header
from pinwheel.domain.imports.files import SourceFile
from pinwheel.domain.imports.model import StagedPiece
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.import_source import ImportSource
from pinwheel.ports.queue import WorkQueue

MARGIN = timedelta(seconds=60)
"""Time that one more file may take; with less left the rest is handed on."""
LAST_MOMENT = timedelta(seconds=5)
"""With less left a file is given up rather than the function killed, which nobody could write down."""
_encode = msgspec.msgpack.encode


def staged_name(job_id: str, attempt: str, number: int) -> str:
    """Name the blob of a staged piece."""
    return f"imports/{job_id}/{attempt}/{number:06d}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come: the next file, the number of pieces and bytes staged so far.

    Several attempts can be under way when the queue delivers twice; each stages for itself and one wins.
    """

    attempt: str
    file: int = 0
    pieces: int = 0
    size: int = 0

    def body(self) -> dict[str, Any]:
        """Give the part of a work message that continues from here."""
        return {"Attempt": self.attempt, "File": self.file, "Pieces": self.pieces, "Bytes": self.size}


def read_progress(body: dict[str, Any], ids: Ids) -> Progress:
    """Read how far planning has come; a message without says that it begins."""
    if "Attempt" not in body:
        return Progress(ids.new_id())
    return Progress(body["Attempt"], body["File"], body["Pieces"], body["Bytes"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans jobs; `source` gives the customer's files as a role sees them, for an application."""

    documents: Documents
    blobs: Blobs
    queue: WorkQueue
    source: Callable[[str, str], ImportSource]
    clock: Clock

    def plan(self, stored: Document, progress: Progress, deadline: datetime) -> Document | None:
        """Stage the files of a job and fix its pieces.

        Gives the job as it then is; None when the rest was handed on, or another attempt was faster.

        Raises:
            Conflict: the job changed meanwhile; try again.
        """
        stored = self._write(stored, {**stored.body, "JobStatus": "INITIALIZING"})
        try:
            done = self._stage_files(stored, progress, deadline)
        except (Forbidden, Invalid, NotFound) as error:
            return self._write(stored, jobs.failed(stored.body, str(error), now=iso(self.clock.now())))
        if done is None:
            return None
        return self._write(stored, jobs.planned(stored.body, attempt=done.attempt, pieces=done.pieces))

    def _write(self, stored: Document, job: dict[str, Any]) -> Document:
        if job == stored.body:
            return stored
        self.documents.write([Put(stored.key, job, expect=stored.revision)])
        return Document(stored.key, job, stored.revision + 1)

    def _stage_files(self, stored: Document, progress: Progress, deadline: datetime) -> Progress | None:
        """Stage file after file; None when the rest was handed on."""
        definition = stored.body["Definition"]
        bucket, prefix = source_files.read_url(definition["S3Url"])
        source = self.source(definition["RoleArn"], stored.body["ApplicationId"])
        files = self._files(stored, progress, source, bucket, prefix)
        begun = progress.file
        for file in files[begun:]:
            if progress.file > begun and self.clock.real_now() + MARGIN > deadline:
                self._hand_on(stored, progress)
                return None
            chunks = source_files.unpacked(file.name, source.read(bucket, file.name))
            progress = self._stage(stored, file, chunks, progress, deadline)
        return progress

    def _files(
        self, stored: Document, progress: Progress, source: ImportSource, bucket: str, prefix: str
    ) -> Sequence[SourceFile]:
        """List the files when planning begins; later the same list counts, whatever was added since."""
        name = f"imports/{stored.body['Id']}/{progress.attempt}/files"
        if progress.file:
            return msgspec.msgpack.decode(self.blobs.get(name), type=list[SourceFile])
        file_format = stored.body["Definition"]["Format"]
        found = source.files(bucket, prefix)
        files = source_files.choose_files(found, prefix=prefix, file_format=file_format)
        self.blobs.put(name, _encode(files))
        return files

    def _stage(
        self,
        stored: Document,
        file: SourceFile,
        chunks: Iterable[bytes],
        progress: Progress,
        deadline: datetime,
    ) -> Progress:
        is_csv = stored.body["Definition"]["Format"] == "CSV"
        for piece in source_files.cut(file.name, chunks, has_header=is_csv):
            _check_header(piece)
            if self.clock.real_now() + LAST_MOMENT > deadline:
                raise Unavailable("A file of an import job could not be staged in time.")
            if not piece.rows:
                continue
            progress = replace(progress, size=progress.size + len(piece.rows))
            source_files.check_size(progress.size)
            name = staged_name(stored.body["Id"], progress.attempt, progress.pieces)
            self.blobs.put(name, _encode(piece))
            progress = replace(progress, pieces=progress.pieces + 1)
        return replace(progress, file=progress.file + 1)

    def _hand_on(self, stored: Document, progress: Progress) -> None:
        job = stored.body
        body = {"ApplicationId": job["ApplicationId"], "JobId": job["Id"], **progress.body()}
        self.queue.send([body])


def _check_header(piece: StagedPiece) -> None:
    if piece.header is None:
        return
    try:
        read_header(piece.header)
    except Invalid as error:
        raise Invalid(f"{piece.file}: {error}") from error
