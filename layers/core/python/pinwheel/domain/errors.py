"""Every error that Pinwheel raises on purpose. None of them knows HTTP (runtime/http.py does).

PinwheelError
├── Invalid             the request breaks a rule; says which member and which rule
├── NotFound            the thing addressed does not exist
├── Forbidden           the caller may not do this
├── Conflict            the thing changed since it was read, or exists already
├── LimitExceeded       a rate is used up; try later
├── PayloadTooLarge     the request is bigger than the API takes
├── MethodNotAllowed    the path exists, the verb does not
├── NotImplementedYet   the operation is known and has no behaviour in this version
└── Unavailable         something we depend on failed; safe to retry
"""

from __future__ import annotations


class PinwheelError(Exception):
    """The root of all errors raised on purpose; `str()` is fit for the caller."""


class Invalid(PinwheelError):
    """The request breaks a rule."""

    def __init__(self, message: str, *, member: str | None = None) -> None:
        """Keep the sentence for the caller and the member it is about."""
        super().__init__(message)
        self.member = member


class NotFound(PinwheelError):
    """The thing addressed does not exist."""


class Forbidden(PinwheelError):
    """The caller may not do this."""

    def __init__(self, message: str, *, code: str = "ForbiddenException") -> None:
        """Keep the code that SDKs read from `x-amzn-ErrorType` (spec 08, section 3)."""
        super().__init__(message)
        self.code = code


class Conflict(PinwheelError):
    """The thing changed since it was read, or exists already."""


class LimitExceeded(PinwheelError):
    """A rate is used up; the same call may succeed later."""


class PayloadTooLarge(PinwheelError):
    """The request is bigger than the API takes."""


class MethodNotAllowed(PinwheelError):
    """The path exists, the verb on it does not."""


class NotImplementedYet(PinwheelError):
    """The operation is known and has no behaviour in this version."""


class Unavailable(PinwheelError):
    """Something we depend on failed; the same call is safe to retry.

    Its text goes to the log, not to the caller: it names no endpoint or user, whose IDs may be addresses.
    """
