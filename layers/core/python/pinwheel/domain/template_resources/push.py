"""What a push template says: one part for each service, each overriding `Default` (spec 04, section 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pinwheel.domain.template_resources.rules import check_length

PUSH_MEMBERS = ("ADM", "APNS", "Baidu", "Default", "GCM")
MOST_CHARACTERS = {"ADM": 6_000}
MOST_CHARACTERS_ELSEWHERE = 4_000


def check_push(content: Mapping[str, Any]) -> None:
    """Check the size of each part.

    Raises:
        Invalid: the texts of a part are too long; names the part.
    """
    for part in PUSH_MEMBERS:
        texts = (text for _, text in _texts(content, part))
        check_length(part, texts, MOST_CHARACTERS.get(part, MOST_CHARACTERS_ELSEWHERE))


def push_texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give all that may hold message variables, by name."""
    for part in PUSH_MEMBERS:
        yield from _texts(content, part)


def _texts(content: Mapping[str, Any], part: str) -> Iterator[tuple[str, str]]:
    members = content.get(part) or {}
    # `Action` is one of three words; everything else is text.
    return ((f"{part}.{name}", text) for name, text in members.items() if name != "Action" and text)
