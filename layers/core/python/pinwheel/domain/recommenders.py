"""Recommender configurations: which model recommends items, how messages get them (spec 04, section 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid

MEMBERS = (
    "Attributes",
    "Description",
    "Name",
    "RecommendationProviderIdType",
    "RecommendationProviderRoleArn",
    "RecommendationProviderUri",
    "RecommendationTransformerUri",
    "RecommendationsDisplayName",
    "RecommendationsPerMessage",
)
ID_TYPES = ("PINPOINT_ENDPOINT_ID", "PINPOINT_USER_ID")
MOST_RECOMMENDERS = 100
MOST_ATTRIBUTES = 10
MOST_ITEMS = 5
LONGEST_TEXT = 128
_ATTRIBUTE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
_DISPLAY_NAME = re.compile(r"[^\W_][\w -]{0,24}")
_NAME = re.compile(rf"[^\W_][\w -]{{0,{LONGEST_TEXT - 1}}}")
_MODEL = re.compile(r"arn:[\w-]+:personalize:[^:]*:[^:]*:[\w-]+/.+")
_ROLE = re.compile(r"arn:[\w-]+:iam::[^:]*:role/.+")


def checked_recommender(request: Mapping[str, Any]) -> dict[str, Any]:
    """Take a configuration out of a request, with Pinpoint's defaults; what is empty is not set.

    Raises:
        Invalid: a member breaks its rule; names the member.
    """
    given = {name: request[name] for name in MEMBERS if request.get(name) not in (None, "", {})}
    given.setdefault("RecommendationProviderIdType", ID_TYPES[0])
    given.setdefault("RecommendationsPerMessage", MOST_ITEMS)
    _check_provider(given)
    _check_words(given)
    if given.get("RecommendationTransformerUri"):
        _check_attributes(given.get("Attributes") or {})
    else:
        _check_plain(given)
    return given


def _check_provider(given: Mapping[str, Any]) -> None:
    _check_form("RecommendationProviderUri", given, _MODEL, "the ARN of an Amazon Personalize campaign")
    _check_form("RecommendationProviderRoleArn", given, _ROLE, "the ARN of an IAM role")
    id_type, items = given["RecommendationProviderIdType"], given["RecommendationsPerMessage"]
    if id_type not in ID_TYPES:
        raise Invalid(
            f"RecommendationProviderIdType must be one of {', '.join(ID_TYPES)}, got '{id_type}'.",
            member="RecommendationProviderIdType",
        )
    if not 1 <= items <= MOST_ITEMS:
        raise Invalid(
            f"RecommendationsPerMessage must be between 1 and {MOST_ITEMS}, got {items}.",
            member="RecommendationsPerMessage",
        )


def _check_form(member: str, given: Mapping[str, Any], form: re.Pattern[str], what: str) -> None:
    if not form.fullmatch(given.get(member, "")):
        raise Invalid(f"{member} must be {what}.", member=member)


def _check_words(given: Mapping[str, Any]) -> None:
    if len(given.get("Description", "")) > LONGEST_TEXT:
        raise Invalid(f"Description may have {LONGEST_TEXT} characters.", member="Description")
    named = "a letter or number and then letters, numbers, spaces, _ and -, at most"
    if "Name" in given:
        _check_form("Name", given, _NAME, f"{named} {LONGEST_TEXT} characters")
    if "RecommendationsDisplayName" in given:
        _check_form("RecommendationsDisplayName", given, _DISPLAY_NAME, f"{named} 25 characters")


def _check_attributes(attributes: Mapping[str, str]) -> None:
    if not 1 <= len(attributes) <= MOST_ATTRIBUTES:
        raise Invalid(
            f"With a RecommendationTransformerUri there must be 1 to {MOST_ATTRIBUTES} Attributes,"
            f" got {len(attributes)}.",
            member="Attributes",
        )
    for name, display_name in attributes.items():
        if not _ATTRIBUTE.fullmatch(name):
            raise Invalid(
                f"Attribute '{name[:60]}' must be a letter or digit and then letters, digits, _ and -,"
                " at most 50 characters.",
                member="Attributes",
            )
        if not _DISPLAY_NAME.fullmatch(display_name or ""):
            raise Invalid(
                f"The display name of attribute '{name}' must be a letter or number and then letters,"
                " numbers, spaces, _ and -, at most 25 characters.",
                member="Attributes",
            )


def _check_plain(given: Mapping[str, Any]) -> None:
    if given.get("Attributes"):
        raise Invalid("Attributes need a RecommendationTransformerUri.", member="Attributes")
    if not given.get("RecommendationsDisplayName"):
        raise Invalid(
            "RecommendationsDisplayName is required without a RecommendationTransformerUri.",
            member="RecommendationsDisplayName",
        )
