"""What an e-mail template says (spec 04, section 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pinwheel.domain.messages_email import check_headers
from pinwheel.domain.template_resources.rules import check_length
from pinwheel.domain.templates.lexer import LONGEST_TEMPLATE

EMAIL = "EMAIL"
EMAIL_MEMBERS = ("Headers", "HtmlPart", "Subject", "TextPart")
_PARTS = ("Subject", "HtmlPart", "TextPart")


def check_email(content: Mapping[str, Any]) -> None:
    """Check the headers, and the size of all parts and defaults together.

    Raises:
        Invalid: a header breaks its rules, or there is too much.
    """
    check_headers(headers_of(content))
    counted = [content.get(name) or "" for name in (*_PARTS, "DefaultSubstitutions")]
    check_length("An e-mail template", counted, LONGEST_TEMPLATE)


def email_texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give all that may hold message variables, by name."""
    yield from ((name, content[name]) for name in _PARTS if content.get(name))
    yield from ((f"header {name}", value) for name, value in headers_of(content))


def headers_of(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give a document's `Headers` as pairs."""
    return tuple(
        (header.get("Name") or "", header.get("Value") or "") for header in content.get("Headers") or ()
    )
