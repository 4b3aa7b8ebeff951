"""The machine's clock and random source."""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """Real time, plus an offset in seconds read from a file when one is named (the local runtime)."""

    def __init__(self, offset_file: Path | None = None) -> None:
        """Remember where the offset stands; the file is read again whenever it has changed."""
        self._offset_file = offset_file
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """Tell the product's time."""
        return self.real_now() + self._current_offset()

    def real_now(self) -> datetime:
        """Tell real time."""
        return datetime.now(UTC)

    def _current_offset(self) -> timedelta:
        if self._offset_file is None:
            return timedelta()
        try:
            status = self._offset_file.stat()
        except FileNotFoundError:
            return timedelta()
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._stamp:
            text = self._offset_file.read_text(encoding="utf-8").strip()
            self._offset = timedelta(seconds=float(text or 0))
            self._stamp = stamp
        return self._offset


class SystemIds:
    """IDs that begin with the time, so that they sort by creation."""

    def new_id(self) -> str:
        """Make 32 hexadecimal characters: 12 of the time in milliseconds, 20 random."""
        return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"

    def new_request_id(self) -> str:
        """Make a random UUID."""
        return str(uuid.uuid4())


def random_digits(length: int) -> str:
    """Make digits from a source fit for cryptography; they may lead with zeros."""
    return f"{secrets.randbelow(10**length):0{length}d}"
