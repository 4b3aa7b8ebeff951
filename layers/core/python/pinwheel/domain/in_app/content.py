"""What an in-app message says, checked when its campaign is made (spec 03, section 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.template_resources.in_app import IN_APP_MEMBERS, check_in_app

TEMPLATE_TYPE = "INAPP"
LAYOUTS = frozenset({"BOTTOM_BANNER", "TOP_BANNER", "OVERLAYS", "MOBILE_FEED", "MIDDLE_BANNER", "CAROUSEL"})


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
