"""A table seen as partitions that are to be emptied: what deleting an application comes down to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol


class Partitions(Protocol):
    """One table. All of it may be repeated; what is not there any more is no error."""

    def empty(self, partition: str, *, is_late: Callable[[], bool]) -> bool:
        """Remove all items of a partition; False when `is_late` said so before the end."""
        ...

    def remove(self, keys: Iterable[tuple[str, str]]) -> None:
        """Remove items by partition and sort key."""
        ...
