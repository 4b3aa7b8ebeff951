"""The pages behind personal links, as HTML: no scripts, nothing from elsewhere, every value escaped.

The forms need no token against forgery: the address of the page is the whole authority, and who does not know
it cannot post to it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pinwheel.domain.preference_texts import TEXTS
from pinwheel.domain.preferences import Colours, Preferences, words_in

CHANNEL_FIELD = "channel"
TOPIC_FIELD = "topic"
NONE_FIELD = "none"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the headers that it must be served with."""

    status: int
    html: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One box that may be ticked; `value` is what the form sends for it."""

    value: str
    label: str
    hint: str = ""
    is_on: bool = False


def ask_page(preferences: Preferences, language: str, *, address: str, preferences_url: str) -> Page:
    """Ask whether to unsubscribe: opening a link does nothing, because programs open links, too."""
    said = TEXTS[language]
    body = (
        f"<p>{_filled(said['ask'], address)}</p>"
        f'<form method="post"><button>{escape(said["confirm"])}</button></form>'
        f"{_more(said, preferences_url)}"
    )
    return _page(200, preferences, language, said["unsubscribe"], body)


def done_page(preferences: Preferences, language: str, *, address: str, preferences_url: str) -> Page:
    """Say that a person is unsubscribed."""
    said = TEXTS[language]
    body = f'<p role="status">{_filled(said["done"], address)}</p>{_more(said, preferences_url)}'
    return _page(200, preferences, language, said["unsubscribe"], body)


def preferences_page(
    preferences: Preferences,
    language: str,
    *,
    channels: Sequence[Choice],
    topics: Sequence[Choice],
    is_saved: bool,
) -> Page:
    """Show a person's choices, to be changed."""
    said = TEXTS[language]
    title = words_in(preferences.Title, language, preferences.Language) if preferences.Title else ""
    saved = f'<p role="status">{escape(said["saved"])}</p>' if is_saved else ""
    body = (
        f'{saved}<form method="post">'
        f"{_choices(said['channels'], CHANNEL_FIELD, channels)}"
        f"{_choices(said['topics'], TOPIC_FIELD, topics)}"
        f"<p><button>{escape(said['save'])}</button> "
        f'<button class="quiet" name="{NONE_FIELD}" value="1">{escape(said["none"])}</button></p></form>'
    )
    return _page(200, preferences, language, title or said["preferences"], body)


def problem_page(status: int, language: str) -> Page:
    """Say that a link is not good, or that something broke; nothing of the application is shown."""
    said = TEXTS[language]
    kind = "invalid" if status == 404 else "trouble"
    body = f"<p>{escape(said[f'{kind}_more'])}</p>"
    return _page(status, Preferences(), language, said[kind], body)


def _filled(text: str, address: str) -> str:
    return escape(text).replace("{address}", f"<b>{escape(address)}</b>")


def _more(said: Mapping[str, str], url: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(said["change"])}</a></p>'


def _choices(title: str, field: str, choices: Sequence[Choice]) -> str:
    if not choices:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="{field}" value="{escape(choice.value)}"'
        f"{' checked' if choice.is_on else ''}> <span>{escape(choice.label)}"
        f"{f' <small>{escape(choice.hint)}</small>' if choice.hint else ''}</span></label>"
        for choice in choices
    )
    return f"<fieldset><legend>{escape(title)}</legend>{boxes}</fieldset>"


def _page(status: int, preferences: Preferences, language: str, title: str, body: str) -> Page:
    style = _style(preferences.Colors)
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return Page(status, html, _headers(style, language))


def _headers(style: str, language: str) -> Mapping[str, str]:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "content-type": "text/html; charset=utf-8",
        "content-language": language,
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }


def _style(colours: Colours) -> str:
    """Write the style sheet; colours are checked when they are chosen, so none can end it."""
    return (
        f"body{{margin:0;background:{colours.Background};color:{colours.Text};"
        "font:1rem/1.5 system-ui,sans-serif}"
        "main{max-width:32rem;margin:3rem auto;padding:0 1rem}"
        "fieldset{border:1px solid;border-radius:.5rem;margin:1rem 0;padding:.5rem 1rem}"
        "label{display:flex;gap:.5rem;padding:.5rem 0}small{display:block}"
        f"button{{background:{colours.Accent};color:#fff;border:1px solid {colours.Accent};"
        "border-radius:.5rem;padding:.6rem 1.2rem;font:inherit;cursor:pointer}"
        f"button.quiet{{background:none;color:{colours.Accent}}}a{{color:{colours.Accent}}}"
    )
