"""The customer's files that an import job reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pinwheel.domain.imports.files import SourceFile


class ImportSource(Protocol):
    """Buckets of others, seen with the rights of one job."""

    def files(self, bucket: str, prefix: str) -> Iterator[SourceFile]:
        """List what is stored under a prefix, folders included, in the order of names.

        Raises:
            NotFound: there is no such bucket.
            Forbidden: the bucket may not be listed.
        """
        ...

    def read(self, bucket: str, name: str) -> Iterator[bytes]:
        """Read a file from beginning to end.

        Raises:
            NotFound: the file is gone.
            Forbidden: the file may not be read.
        """
        ...
