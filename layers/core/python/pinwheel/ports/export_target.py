"""The customer's bucket that an export job writes to."""

from __future__ import annotations

from typing import Protocol


class ExportTarget(Protocol):
    """Buckets of others, seen with the rights of one job."""

    def put(self, bucket: str, name: str, data: bytes) -> None:
        """Write a file, replacing what was there.

        Raises:
            NotFound: there is no such bucket.
            Forbidden: it may not be written to.
        """
        ...
