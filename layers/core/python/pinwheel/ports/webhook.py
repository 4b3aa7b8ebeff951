"""URLs of the customer: hooks and custom delivery call them (HTTPS)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Webhooks(Protocol):
    """Calls URLs; never private addresses, never where a redirect leads."""

    def refusal(self, url: str) -> str | None:
        """Tell why a URL is never called, as far as its text shows; None when nothing speaks against it."""
        ...

    def head(self, url: str) -> tuple[int, Mapping[str, str]]:
        """Ask for the headers alone; answers the status and the headers, their names in lower case.

        Raises:
            CallFailed: nobody answered, or the URL may not be called.
        """
        ...

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send JSON once and wait for the answer, at most 15 seconds.

        Raises:
            CallFailed: the answer is no success, too long, or did not come.
        """
        ...
