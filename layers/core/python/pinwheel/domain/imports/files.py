"""Which files an import job reads, and how they are cut into pieces (spec 02, section 6)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.model import StagedPiece

PIECE_BYTES = 512 * 1024
"""Also the longest line: an endpoint has at most 15 KB, so a longer one means a file of another kind."""
MAXIMUM_FILES = 10_000
MAXIMUM_BYTES = 1_000_000_000
_UTF8_MARK = b"\xef\xbb\xbf"
_URL = re.compile(r"s3://([a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)
_EXTENSIONS = {"CSV": (".csv",), "JSON": (".json", ".jsonl", ".ndjson")}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file under the job's URL."""

    name: str
    size: int


def uploads_prefix(application_id: str) -> str:
    """Name where in our own bucket the uploads of an application lie; all else there is not for it."""
    return f"uploads/{application_id}/"


def read_url(url: str) -> tuple[str, str]:
    """Take `s3://bucket/folder/file` apart into bucket and prefix.

    Raises:
        Invalid: it has another form.
    """
    match = _URL.fullmatch(url)
    if match is None:
        raise Invalid("S3Url must have the form s3://bucket/folder/file.", member="S3Url")
    return match[1], match[2] or ""


def choose_files(found: Iterable[SourceFile], *, prefix: str, file_format: str) -> Sequence[SourceFile]:
    """Choose the files of a job: the one that is named exactly, or all of the format below the prefix.

    Raises:
        Invalid: there is none, or there are too many or too big ones.
    """
    files = [file for file in found if file.size and not file.name.endswith("/")]
    named = [file for file in files if file.name == prefix]
    chosen = named or [file for file in files if not _is_other(file.name, file_format)]
    if not files:
        raise Invalid("There is no file to import at the S3Url.")
    if not chosen:
        raise Invalid(f"There is no {file_format} file at the S3Url.")
    if len(chosen) > MAXIMUM_FILES:
        raise Invalid(f"There are more than {MAXIMUM_FILES} files at the S3Url.")
    check_size(sum(file.size for file in chosen))
    return chosen


def check_size(size: int) -> None:
    """Refuse more data than a job may have, packed or unpacked.

    Raises:
        Invalid: it is more than 1 GB.
    """
    if size > MAXIMUM_BYTES:
        raise Invalid("The files have more than 1 GB.")


def _is_other(name: str, file_format: str) -> bool:
    plain = name.lower().removesuffix(".gz")
    others = [ends for other, ends in _EXTENSIONS.items() if other != file_format]
    return any(plain.endswith(ends) for ends in others)


def unpacked(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the bytes of a file, unpacked when its name ends in `.gz`; members may follow one another.

    Raises:
        Invalid: it is not gzip data, or it is cut short.
    """
    if not name.lower().endswith(".gz"):
        yield from chunks
        return
    unpack = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if unpack.eof:
                    unpack = zlib.decompressobj(wbits=31)
                yield unpack.decompress(rest, PIECE_BYTES)
                rest = unpack.unconsumed_tail or unpack.unused_data
        yield unpack.flush()
    except zlib.error:
        raise Invalid(f"'{name}' is not a gzip file.") from None
    if not unpack.eof:
        raise Invalid(f"'{name}' ends too early.")


def cut(name: str, chunks: Iterable[bytes], *, has_header: bool) -> Iterator[StagedPiece]:
    """Cut a file into pieces of whole lines; the header goes with each, and comes alone where no row follows.

    Raises:
        Invalid: a line is far too long, or the header is not UTF-8.
    """
    lines = _blocks(name, chunks)
    first = next(lines, b"").removeprefix(_UTF8_MARK)
    header, line = None, 1
    if has_header:
        raw, _, first = first.partition(b"\n")
        header, line = _text(name, raw), 2
    is_empty = True
    for rows in _joined(first, lines):
        is_empty = False
        yield StagedPiece(name, line, header, rows)
        line += rows.count(b"\n")
    if header is not None and is_empty:
        yield StagedPiece(name, line, header, b"")


def _joined(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if first.strip():
        yield first
    yield from blocks


def _blocks(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Collect chunks to blocks that end with a line, except for the last."""
    pending = bytearray()
    for chunk in chunks:
        pending += chunk
        while len(pending) >= PIECE_BYTES:
            end = pending.rfind(b"\n", 0, PIECE_BYTES) + 1
            if not end:
                raise Invalid(f"'{name}' has a line of more than {PIECE_BYTES} bytes.")
            yield bytes(pending[:end])
            del pending[:end]
    if pending:
        yield bytes(pending)


def _text(name: str, raw: bytes) -> str:
    try:
        return raw.rstrip(b"\r").decode()
    except UnicodeDecodeError:
        raise Invalid(f"The header of '{name}' is not UTF-8.") from None
