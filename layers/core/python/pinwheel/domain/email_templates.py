"""E-mail templates as documents: names, limits, versions (spec 04, section 7)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages_email import check_headers
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.lexer import LONGEST_TEMPLATE

EMAIL = "EMAIL"
TYPES = frozenset({"EMAIL", "PUSH", "SMS", "VOICE", "INAPP"})
LATEST = "latest"
MOST_VERSIONS = 5_000
LONGEST_DESCRIPTION = 500
CONTENT_MEMBERS = (
    "DefaultSubstitutions",
    "Headers",
    "HtmlPart",
    "RecommenderId",
    "Subject",
    "TemplateDescription",
    "TextPart",
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def check_name(name: str) -> None:
    """Check a template's name.

    Raises:
        Invalid: it does not begin with a letter or digit, holds something else, or is too long.
    """
    if not _NAME.fullmatch(name):
        raise Invalid(
            "A template name begins with a letter or digit and has at most 128 letters, digits, _ and -.",
            member="template-name",
        )


def template_type(label: str) -> str:
    """Read the type as it stands in a path or query.

    Raises:
        Invalid: there is no such type.
    """
    if label.upper() not in TYPES:
        raise Invalid(f"'{label[:40]}' is no template type.", member="template-type")
    return label.upper()


def version_number(text: str) -> int:
    """Read a version, which travels as text.

    Raises:
        Invalid: it is no positive integer.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise Invalid(f"Version must be a positive integer, got '{text[:40]}'.", member="version")
    return int(text)


def checked_content(request: Mapping[str, Any]) -> dict[str, Any]:
    """Take the content out of a request: what is empty is not set, what is wrong is refused.

    Raises:
        Invalid: a part is too big or cannot be compiled, or a member breaks its rules; names the member.
    """
    content = {name: request[name] for name in CONTENT_MEMBERS if request.get(name)}
    parts = {name: content.get(name, "") for name in ("Subject", "HtmlPart", "TextPart")}
    headers = headers_of(content)
    check_headers(headers)
    if len(content.get("TemplateDescription", "")) > LONGEST_DESCRIPTION:
        raise Invalid(
            f"TemplateDescription may have {LONGEST_DESCRIPTION} characters.", member="TemplateDescription"
        )
    defaults = content.get("DefaultSubstitutions", "")
    if sum(map(len, parts.values())) + len(defaults) > LONGEST_TEMPLATE:
        raise Invalid(f"An e-mail template may have {LONGEST_TEMPLATE:,} characters.")
    defaults_of(content)
    for member, source in [*parts.items(), *((f"header {name}", value) for name, value in headers)]:
        _check_source(member, source)
    return content


def _check_source(member: str, source: str) -> None:
    try:
        compile_template(source)
    except Invalid as error:
        raise Invalid(f"{member}: {error}", member=member) from error


def headers_of(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give a document's `Headers` as pairs."""
    return tuple(
        (header.get("Name") or "", header.get("Value") or "") for header in content.get("Headers") or ()
    )


def defaults_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Read `DefaultSubstitutions`, a string that holds a JSON object.

    Raises:
        Invalid: it is none.
    """
    text = content.get("DefaultSubstitutions")
    if not text:
        return {}
    try:
        defaults = json.loads(text)
    except (ValueError, RecursionError):
        defaults = None
    if not isinstance(defaults, dict):
        raise Invalid("DefaultSubstitutions must be a JSON object.", member="DefaultSubstitutions")
    return defaults
