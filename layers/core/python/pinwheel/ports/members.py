"""Members of imported segments: fixed lists of endpoint IDs, kept by hash bucket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol


class SegmentMembers(Protocol):
    """The lists. A list is written in pieces by import workers, sealed once, then read by bucket."""

    def write_piece(self, list_id: str, piece: str, endpoint_ids: Iterable[str]) -> None:
        """Store one piece of a list; writing the same piece again replaces it."""
        ...

    def seal(self, list_id: str) -> int:
        """Finish a list from its pieces, so that it can be read; give its size. Sealing again is harmless."""
        ...

    def read(self, list_id: str, bucket: int) -> Iterator[str]:
        """List the distinct endpoint keys of one bucket, in order.

        Raises:
            NotFound: the list is not sealed.
        """
        ...

    def contains(self, list_id: str, endpoint_id: str) -> bool:
        """Tell whether an endpoint is on the list."""
        ...

    def remove(self, list_id: str) -> None:
        """Remove a list, sealed or not; one that is gone is no error."""
        ...
