"""Parts of DynamoDB's JSON as msgspec structs, for those who read items of which they know the form."""

from __future__ import annotations

import msgspec


# Frozen, because only such structs may be defaults. Not tracked by the garbage collector: items hold no
# cycles, and walking them costs more than making them.
class Text(msgspec.Struct, frozen=True, gc=False):
    """A string that may be missing."""

    S: str | None = None


class Word(msgspec.Struct, frozen=True, gc=False):
    """A string in a list or a map."""

    S: str = ""


class Words(msgspec.Struct, frozen=True, gc=False):
    """A list of strings."""

    L: tuple[Word, ...] = ()


class Number(msgspec.Struct, frozen=True, gc=False):
    """A number that may be missing; it is written as a string, so its decoder must not be strict."""

    N: float | None = None


class Page(msgspec.Struct):
    """A Query answer without its items."""

    LastEvaluatedKey: dict[str, dict[str, str]] | None = None

    @property
    def after(self) -> str | None:
        """Give the sort key to go on after; None at the end."""
        return None if self.LastEvaluatedKey is None else self.LastEvaluatedKey["sk"]["S"]
