"""What an import job works on: rows, staged pieces of files, and what came of them (spec 02, section 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file: its endpoint document, or why there is none. The header is line 1."""

    line: int
    document: Mapping[str, Any] | None = None
    error: str = ""


class StagedPiece(msgspec.Struct, frozen=True, array_like=True):
    """Some whole lines of a file, as they are handed to a worker; `header` is None for JSON."""

    file: str
    first_line: int
    header: str | None
    rows: bytes


class Failure(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A row that was not imported; they sort in the order of the files."""

    piece: int
    line: int
    text: str


def derived_id(application_id: str, channel_type: str, address: str) -> str:
    """Give a row without `Id` an ID that is the same whenever it is imported again (spec 02, section 6.1)."""
    text = f"{application_id}/{channel_type}/{address}".encode()
    return hashlib.blake2b(text, digest_size=16).hexdigest()
