"""Functions of the customer: hooks and custom delivery call them (AWS Lambda)."""

from __future__ import annotations

from typing import Protocol


class CallFailed(Exception):
    """A call to a customer's function or URL gave no usable answer; `str()` is fit for an event.

    `is_untaken` tells that it surely did nothing there, so that it may be made again without harm.
    """

    def __init__(self, message: str, *, is_untaken: bool = False) -> None:
        """Keep the sentence and whether the call surely reached nobody."""
        super().__init__(message)
        self.is_untaken = is_untaken


class Functions(Protocol):
    """Calls functions by name or ARN."""

    def exists(self, name: str) -> bool:
        """Tell whether there is such a function.

        Raises:
            CallFailed: it cannot be found out, for example because the deployment does not allow it.
        """
        ...

    def invoke(self, name: str, payload: bytes) -> bytes:
        """Call a function once and wait for its answer, at most 15 seconds.

        Raises:
            CallFailed: it failed, took too long, or may not be called.
        """
        ...
