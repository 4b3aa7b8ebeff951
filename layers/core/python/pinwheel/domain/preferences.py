"""What an application chooses for its preference page (extension API), and how a page is filled from it.

A topic is an attribute: of the user where a person has one, else of the endpoint. Its value is `true` or
`false`, so that segments can ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pinwheel.domain.endpoint_rules import NAME_LENGTH
from pinwheel.domain.errors import Invalid

LANGUAGES = ("en", "de", "it")
MOST_TOPICS = 20
ON, OFF = "true", "false"

Language = Literal["en", "de", "it"]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Line | dict[str, Line]
"""A text in one spelling for everybody, or by language."""
Colour = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Colours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Colours of the page, as `#rrggbb`."""

    Accent: Colour = "#1a56db"
    Background: Colour = "#f5f6f8"
    Text: Colour = "#1b1f24"


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that people choose for themselves."""

    Attribute: Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH)]
    """The attribute that the choice is kept in."""
    Title: Words
    Description: Words | None = None
    Default: bool = True
    """What holds for who has not chosen yet."""


class Preferences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The choices of an application; all have defaults."""

    Title: Words | None = None
    Colors: Colours = Colours()
    Language: Language = "en"
    """For browsers that ask for none of ours."""
    Topics: Annotated[list[Topic], Meta(max_length=MOST_TOPICS)] = []
    OneClick: Literal["CAMPAIGNS", "ALL", "OFF"] = "CAMPAIGNS"
    """Which e-mails carry the `List-Unsubscribe` headers."""


def read_preferences(body: Mapping[str, object]) -> Preferences:
    """Check what an application chooses.

    Raises:
        Invalid: a member breaks a rule; the sentence names it.
    """
    try:
        found = msgspec.convert(body, Preferences)
    except msgspec.ValidationError as error:
        raise Invalid(f"The preferences are not valid: {error}.") from error
    names = [topic.Attribute for topic in found.Topics]
    if len(set(names)) != len(names):
        raise Invalid("Two topics have the same Attribute.", member="Topics")
    for words in _all_words(found):
        unknown = set(words) - set(LANGUAGES) if isinstance(words, dict) else set()
        if unknown or words == {}:
            raise Invalid(f"Texts are given in some of the languages {', '.join(LANGUAGES)}.", member="Title")
    return found


def _all_words(preferences: Preferences) -> list[Words]:
    topics = preferences.Topics
    found = [preferences.Title, *(t.Title for t in topics), *(t.Description for t in topics)]
    return [words for words in found if words is not None]


def chosen_language(accepted: str, default: str) -> str:
    """Pick the language of a page from what a browser accepts (`de-AT,de;q=0.9,en;q=0.8`)."""
    wanted: list[tuple[float, int, str]] = []
    for at, part in enumerate(accepted[:500].split(",")):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and (priority := _weight(weight)) > 0:
            wanted.append((-priority, at, language))
    return min(wanted)[2] if wanted else default


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def words_in(words: Words, language: str, default: str) -> str:
    """Give a text in a language, else in the application's, else in the first there is."""
    if isinstance(words, str):
        return words
    return words.get(language) or words.get(default) or next(iter(words.values()))


def masked(address: str) -> str:
    """Show enough of an address to be recognised by its owner, and not enough to be used by another."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"***{address[-3:]}" if len(address) > 6 else "***"
