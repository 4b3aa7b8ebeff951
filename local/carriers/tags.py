"""From the message tags that the product puts on a message back to whom and what it was for."""

from __future__ import annotations

from collections.abc import Mapping

from pinwheel.domain import message_tags
from pinwheel.domain.message_context import unpack
from pinwheel.domain.message_tags import decode_tag_value

MEMBER_OF_TAG = {
    message_tags.APPLICATION: "ApplicationId",
    message_tags.ENDPOINT: "EndpointId",
    message_tags.USER: "UserId",
    message_tags.CAMPAIGN: "CampaignId",
    message_tags.TREATMENT: "TreatmentId",
    message_tags.JOURNEY: "JourneyId",
    message_tags.ACTIVITY: "ActivityId",
}


def members_of(entries: Mapping[str, str]) -> dict[str, str | None]:
    """Name the outbox members that the entries of a text or a call tell (domain/message_context.py)."""
    tags, _ = unpack(entries)
    return {member: tags.get(tag) for tag, member in MEMBER_OF_TAG.items()}


def members(tags: Mapping[str, str]) -> dict[str, str | None]:
    """Name the outbox members that the tags tell."""
    return {
        member: decode_tag_value(tags[tag]) if tag in tags else None for tag, member in MEMBER_OF_TAG.items()
    }
