"""Files of archived events: rows into a columnar file, and several files into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pinwheel.domain.archive.rows import ArchiveRow


@dataclass(frozen=True, slots=True)
class Merged:
    """Files that became one: its bytes, how many rows it has, and how many went as copies or as forgotten."""

    data: bytes
    rows: int
    copies: int
    forgotten: int


class ArchiveFiles(Protocol):
    """Writes and merges files of events."""

    def pack(self, rows: Sequence[ArchiveRow]) -> bytes:
        """Write rows into one file."""
        ...

    def merge(self, files: Sequence[bytes], forgotten: Mapping[str, int]) -> Merged:
        """Join files; of an event that is there twice, the copy that arrived first stays.

        `forgotten` maps endpoint keys to the epoch millisecond up to which their events go.
        """
        ...
