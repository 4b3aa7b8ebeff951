"""One API call after parsing, as an operation gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the access key (keys door) or the IAM principal's ARN (IAM door)."""

    identity: str
    applications: frozenset[str] | None = None
    """Applications that the caller may touch; None for all."""


@dataclass(frozen=True, slots=True)
class Call:
    """One parsed and authenticated call. Labels and query are keyed by the model's member names."""

    operation: str
    labels: Mapping[str, str]
    body: Any = None
    """The payload as the generated Struct of the model's shape; None where the operation has none."""
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    request_id: str = ""
    caller: Caller = Caller("anonymous")
    headers: Mapping[str, str] = field(default_factory=dict)
    """All headers by lower-case name."""

    def first(self, member: str) -> str | None:
        """Give the first value of a query parameter; None when it was not sent."""
        values = self.query.get(member, ())
        return values[0] if values else None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that is not there yet: 202 with where it will be, whatever the route says."""

    body: Any


Operation = Callable[[Call], Any]
"""What serves a call; answers the unwrapped payload: a Struct or a JSON-like mapping with wire names."""
