"""What can go wrong with a template: it cannot be read, or it cannot be rendered for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.domain.errors import Invalid, PinwheelError


class TemplateInvalid(Invalid):
    """A template's text breaks the language's rules or limits; `line` counts from 1."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        """Put the line in front of the sentence."""
        super().__init__(f"Line {line}: {message}" if line else message)
        self.line = line


class RenderingFailed(PinwheelError):
    """A message could not be made for one recipient; `missing` names the variables without a value."""

    def __init__(self, message: str, *, missing: Sequence[str] = ()) -> None:
        """Keep the names."""
        super().__init__(message)
        self.missing = tuple(missing)

    @classmethod
    def for_missing(cls, names: Sequence[str]) -> RenderingFailed:
        """Say which variables have neither a value nor a default (spec 04, section 8)."""
        distinct = tuple(dict.fromkeys(names))
        return cls(f"No value and no default for: {', '.join(distinct)}.", missing=distinct)
