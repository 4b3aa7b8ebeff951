"""Figures counted from events: written by the roll-up of a shard, read by KPIs and experiment reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pinwheel.domain.rollups.places import ItemKey
from pinwheel.domain.rollups.steps import Position


@dataclass(frozen=True, slots=True)
class StoredMarks:
    """Marks as they are kept, and when they may vanish (epoch second)."""

    data: bytes
    expires_at: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one item gains: numbers are added, facts stay as first written."""

    key: ItemKey
    numbers: Mapping[str, Decimal]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One stored item as readers see it: its sort key, its numbers, facts and sketch."""

    sort_key: str
    numbers: Mapping[str, Decimal]
    facts: Mapping[str, str]
    sketch: bytes | None = None


class Rollups(Protocol):
    """The events table as the roll-up uses it."""

    def position(self, shard: str) -> Position:
        """Tell how far a shard has been counted."""
        ...

    def marks(self, keys: Sequence[ItemKey]) -> Mapping[ItemKey, bytes]:
        """Read marks; those that do not exist are left out."""
        ...

    def remember(self, marks: Mapping[ItemKey, StoredMarks]) -> None:
        """Write marks, replacing what is there; not all at once."""
        ...

    def sketches(self, keys: Sequence[ItemKey]) -> Mapping[ItemKey, bytes]:
        """Read sketches; those that do not exist are left out."""
        ...

    def keep_sketches(self, sketches: Mapping[ItemKey, bytes]) -> None:
        """Write sketches, replacing what is there; not all at once, and not with the counters.

        A sketch that holds a member twice is the same sketch, so a repetition after a crash does no harm.
        """
        ...

    def advance(self, shard: str, before: Position, after: Position, changes: Sequence[Change]) -> None:
        """Apply up to 99 changes and move a shard's position, all or nothing.

        Raises:
            Conflict: the shard is not at `before`; nothing was written.
            Unavailable: the store did not take it; the same call is safe to repeat.
        """
        ...

    def rows(self, partition: str, first: str = "", last: str = "\U0010ffff") -> Iterator[Row]:
        """Read a partition's items with sort keys from `first` to `last`, both included."""
        ...
