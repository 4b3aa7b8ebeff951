"""New identifiers."""

from __future__ import annotations

from typing import Protocol


class Ids(Protocol):
    """A source of identifiers."""

    def new_id(self) -> str:
        """Make an ID of 32 hexadecimal characters that sorts by time of creation."""
        ...

    def new_request_id(self) -> str:
        """Make a UUID in its usual form, for requests and messages."""
        ...
