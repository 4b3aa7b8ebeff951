"""A small table of JSON-like documents: applications, settings, campaigns, templates, jobs and their like.

A document lives under (partition, key); keys of one partition are ordered. Reads are strongly consistent. A
set of changes is all or nothing. Not for endpoints, ledgers or roll-ups: those have ports of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pinwheel.domain.keys import DocumentKey

JsonObject = Mapping[str, Any]
"""Strings, numbers (int or float), booleans, None, lists and objects, nested."""


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document; `revision` starts at 1 and grows by one with each write."""

    key: DocumentKey
    body: JsonObject
    revision: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some documents in key order; `after` continues the listing, None when it is at its end."""

    documents: Sequence[Document]
    after: str | None = None


ANY = -1
ABSENT = 0


@dataclass(frozen=True, slots=True)
class Put:
    """Write a document. `expect`: ANY, ABSENT (must not exist) or the revision that must be there."""

    key: DocumentKey
    body: JsonObject
    expect: int = ANY
    expires_at: int | None = None
    """Epoch second after which the document may vanish; None keeps it."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a document. `expect`: ANY (also when there is none) or the revision that must be there."""

    key: DocumentKey
    expect: int = ANY


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, but fail the set when the document is not as expected (ABSENT or a revision)."""

    key: DocumentKey
    expect: int = field(default=ABSENT)


Change = Put | Delete | Check


class Documents(Protocol):
    """The table."""

    def get(self, key: DocumentKey) -> Document | None:
        """Read one document."""
        ...

    def get_many(self, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Document]:
        """Read several documents; those that do not exist are left out."""
        ...

    def list(
        self,
        partition: str,
        *,
        prefix: str = "",
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> DocumentPage:
        """Read up to `limit` documents whose key begins with `prefix`, following the key `after`."""
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Apply up to 100 changes together.

        Raises:
            Conflict: an expectation did not hold; nothing was written.
        """
        ...
