"""Bytes by name: audience chunks, segment members, large bodies. The product's own bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Blobs(Protocol):
    """The product's bucket."""

    def put(self, name: str, data: bytes) -> None:
        """Store bytes under a name, replacing what was there."""
        ...

    def get(self, name: str, *, start: int = 0, length: int | None = None) -> bytes:
        """Read bytes, or a part of them.

        Raises:
            NotFound: nothing is stored under the name.
        """
        ...

    def names(self, prefix: str) -> Iterator[str]:
        """List the names that begin with `prefix`, in order."""
        ...

    def delete(self, names: list[str]) -> None:
        """Remove what is stored under the names; absent ones are no error."""
        ...
