"""What an in-app template or message says: screens, pairs for the app, no variables (spec 03, section 11)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.template_resources.rules import check_length

TEMPLATE_TYPE = "INAPP"
LAYOUTS = frozenset({"BOTTOM_BANNER", "TOP_BANNER", "OVERLAYS", "MOBILE_FEED", "MIDDLE_BANNER", "CAROUSEL"})
IN_APP_MEMBERS = ("Content", "CustomConfig", "Layout")
MOST_CONTENTS = 5
MOST_PAIRS = 10
LONGEST_HEADER = 64
LONGEST_BODY = 150
LONGEST_BUTTON = 64
MOST_CHARACTERS = 200_000


def check_in_app(content: Mapping[str, Any]) -> None:
    """Check how many screens and pairs there are, and how long their texts are.

    Raises:
        Invalid: there is too much of something; names the member and the limit.
    """
    screens = content.get("Content") or []
    if len(screens) > MOST_CONTENTS:
        raise Invalid(f"Content may have {MOST_CONTENTS} entries, this has {len(screens)}.", member="Content")
    pairs = content.get("CustomConfig") or {}
    if len(pairs) > MOST_PAIRS:
        raise Invalid(
            f"CustomConfig may have {MOST_PAIRS} pairs, this has {len(pairs)}.", member="CustomConfig"
        )
    for number, screen in enumerate(screens):
        _check_screen(f"Content[{number}]", screen)
    check_length("An in-app template", [json.dumps(content, ensure_ascii=False)], MOST_CHARACTERS)


def _check_screen(place: str, screen: Mapping[str, Any]) -> None:
    header, body = screen.get("HeaderConfig") or {}, screen.get("BodyConfig") or {}
    check_length(f"{place}.HeaderConfig.Header", [header.get("Header") or ""], LONGEST_HEADER)
    check_length(f"{place}.BodyConfig.Body", [body.get("Body") or ""], LONGEST_BODY)
    for name in ("PrimaryBtn", "SecondaryBtn"):
        button = (screen.get(name) or {}).get("DefaultConfig") or {}
        check_length(f"{place}.{name}.DefaultConfig.Text", [button.get("Text") or ""], LONGEST_BUTTON)


def check_message(message: Mapping[str, Any], *, member: str = "MessageConfiguration.InAppMessage") -> None:
    """Check the in-app message of a campaign: a layout, one to five screens, texts of bounded length.

    Raises:
        Invalid: it breaks a rule; names the member.
    """
    try:
        check_in_app(shown(message))
    except Invalid as error:
        raise Invalid(f"{member}.{error}", member=f"{member}.{error.member}") from error
    layout = message.get("Layout")
    if layout not in LAYOUTS:
        known = ", ".join(sorted(LAYOUTS))
        raise Invalid(
            f"{member}.Layout must be one of {known}, got '{layout or ''}'.", member=f"{member}.Layout"
        )
    if not message.get("Content"):
        raise Invalid(f"{member}.Content must hold at least one screen.", member=f"{member}.Content")


def shown(content: Mapping[str, Any]) -> dict[str, Any]:
    """Give what apps are told of a message or template, in the shape of `InAppMessage`."""
    return {name: content[name] for name in IN_APP_MEMBERS if content.get(name)}
