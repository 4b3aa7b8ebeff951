"""Files that a browser brings for an import, straight into the product's bucket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Uploads(Protocol):
    """The part of the bucket that callers may put files into."""

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        ...

    def permit(self, name: str, *, headers: Mapping[str, str], seconds: int) -> str:
        """Give a URL at which one PUT with exactly these headers stores a file under a name."""
        ...
