"""Attribute names that an application no longer takes in (RemoveAttributes: spec 01, section 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

ATTRIBUTE_TYPES = {
    "endpoint-custom-attributes": "Attributes",
    "endpoint-metric-attributes": "Metrics",
    "endpoint-user-attributes": "UserAttributes",
}
"""What the API calls each kind of attribute, and the member that holds it."""


@dataclass(frozen=True, slots=True)
class BlockList:
    """Names and glob patterns by member (`Attributes`, `Metrics`, `UserAttributes`)."""

    patterns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def blocks(self, member: str, name: str) -> bool:
        """Say whether values under this name are dropped on the way in."""
        return any(fnmatchcase(name, pattern) for pattern in self.patterns.get(member, ()))

    def extended(self, member: str, names: Sequence[str]) -> BlockList:
        """Add names to those of a member; nothing ever takes one off again."""
        joined = tuple(dict.fromkeys([*self.patterns.get(member, ()), *names]))
        return BlockList({**self.patterns, member: joined})


NOTHING_BLOCKED = BlockList()
