"""The five types of message templates, an entry each: what they hold, what bounds it (spec 04, section 7).

A type differs from the others in its entry of `KINDS` only; versions, storage and operations are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.template_resources.email import EMAIL, EMAIL_MEMBERS, check_email, email_texts
from pinwheel.domain.template_resources.in_app import IN_APP_MEMBERS, check_in_app
from pinwheel.domain.template_resources.push import PUSH_MEMBERS, check_push, push_texts
from pinwheel.domain.template_resources.rules import check_description, check_length, defaults_of
from pinwheel.domain.templates.compiler import compile_template

LONGEST_SMS = 1_600
LONGEST_VOICE = 10_000
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TemplateKind:
    """A type of templates."""

    type: str
    """As ARNs and answers spell it."""
    noun: str
    """As the names of operations spell it: `CreateSmsTemplate`."""
    members: tuple[str, ...]
    """The members of a request that are content; what a request may have beyond these is not kept."""
    check: Callable[[Content], None]
    """Refuses content that breaks the type's own rules."""
    texts: Callable[[Content], Iterable[tuple[str, str]]]
    """Gives all that may hold message variables, by name."""


def _check_body(most: int, content: Content) -> None:
    check_length("Body", [content.get("Body") or ""], most)


def _body(content: Content) -> Iterable[tuple[str, str]]:
    return [("Body", content["Body"])] if content.get("Body") else []


def _no_texts(_content: Content) -> Iterable[tuple[str, str]]:
    return ()


_DESCRIBED = ("TemplateDescription",)
_VARIABLE = (*_DESCRIBED, "DefaultSubstitutions")
_RECOMMENDED = (*_VARIABLE, "RecommenderId")

KINDS = {
    kind.type: kind
    for kind in (
        TemplateKind(EMAIL, "Email", (*_RECOMMENDED, *EMAIL_MEMBERS), check_email, email_texts),
        TemplateKind("PUSH", "Push", (*_RECOMMENDED, *PUSH_MEMBERS), check_push, push_texts),
        TemplateKind("SMS", "Sms", (*_RECOMMENDED, "Body"), partial(_check_body, LONGEST_SMS), _body),
        TemplateKind(
            "VOICE",
            "Voice",
            (*_VARIABLE, "Body", "LanguageCode", "VoiceId"),
            partial(_check_body, LONGEST_VOICE),
            _body,
        ),
        TemplateKind("INAPP", "InApp", (*_DESCRIBED, *IN_APP_MEMBERS), check_in_app, _no_texts),
    )
}


def template_type(label: str) -> str:
    """Read the type as it stands in a path or query.

    Raises:
        Invalid: there is no such type.
    """
    if label.upper() not in KINDS:
        raise Invalid(f"'{label[:40]}' is no template type.", member="template-type")
    return label.upper()


def checked_content(kind: TemplateKind, request: Content) -> dict[str, Any]:
    """Take the content out of a request: what is empty is not set, what is wrong is refused.

    Raises:
        Invalid: a part is too big or cannot be compiled, or a member breaks its rules; names the member.
    """
    content = {name: request[name] for name in kind.members if request.get(name)}
    check_description(content)
    kind.check(content)
    defaults_of(content)
    for member, source in kind.texts(content):
        _check_source(member, source)
    return content


def _check_source(member: str, source: str) -> None:
    try:
        compile_template(source)
    except Invalid as error:
        raise Invalid(f"{member}: {error}", member=member) from error
