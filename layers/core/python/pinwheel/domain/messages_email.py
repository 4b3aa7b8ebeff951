"""E-mail content: stored as JSON with a run or a request, compiled once, rendered for each recipient.

A message made from a template is not sent when a variable has neither a value nor a default; in plain text
such a variable is left out (spec 04, section 8). Values are escaped in the HTML part only.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.templates.compiler import Template, compile_template
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.sources import Sources, lookup
from pinwheel.domain.unsubscribe import PREFERENCES_VARIABLE, UNSUBSCRIBE_VARIABLE, PersonalLinks

MOST_HEADERS = 15
LONGEST_HEADER_NAME = 126
LONGEST_HEADER_VALUE = 870
_LINE_BREAKS = str.maketrans({"\r": " ", "\n": " ", "\0": " "})

Substitutions = Mapping[str, Sequence[str]]


class EmailContent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an e-mail says and how it is sent.

    `substitutions` are the message's, `defaults` the template's.
    """

    from_address: str
    subject: str = ""
    html: str | None = None
    text: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    reply_to: tuple[str, ...] = ()
    configuration_set: str | None = None
    feedback_address: str | None = None
    substitutions: dict[str, list[str]] = {}
    defaults: dict[str, Any] = {}
    from_template: bool = False
    raw: bytes | None = None
    """A whole MIME message that is sent as it is (spec 04, section 4)."""


class RenderedEmail(msgspec.Struct, frozen=True):
    """An e-mail's content for one recipient."""

    subject: str
    html: str | None
    text: str | None
    headers: tuple[tuple[str, str], ...] = ()


class CompiledEmail:
    """An e-mail's content, ready to be rendered many times."""

    def __init__(
        self, content: EmailContent, *, now: datetime, new_uuid: Callable[[], str] | None = None
    ) -> None:
        """Compile each part."""
        self.content = content
        self._now = now
        self._new_uuid = new_uuid
        self._sources = Sources(message=content.substitutions, defaults=content.defaults)
        self._subject = self._compiled(content.subject, "Subject")
        self._html = None if content.html is None else self._compiled(content.html, "HtmlPart", html=True)
        self._text = None if content.text is None else self._compiled(content.text, "TextPart")
        self._headers = [(name, self._compiled(value, f"header {name}")) for name, value in content.headers]
        self.linked = self._linked()

    def _compiled(self, source: str, part: str, *, html: bool = False) -> Template:
        required = self.content.from_template
        try:
            return compile_template(source, sources=self._sources, html=html, required=required)
        except Invalid as error:
            raise Invalid(f"{part}: {error}", member=part) from error

    def _linked(self) -> frozenset[str]:
        """Find the personal links that the content names and does not bring itself."""
        content = self.content
        parts = (content.subject, content.html, content.text, *(value for _, value in content.headers))
        return frozenset(
            name
            for name in (UNSUBSCRIBE_VARIABLE, PREFERENCES_VARIABLE)
            if any(name in part for part in parts if part)
            and lookup(name, [name], Sources(message=content.substitutions)).constant is None
        )

    def render(
        self,
        endpoint: Endpoint,
        substitutions: Substitutions | None = None,
        links: PersonalLinks | None = None,
    ) -> RenderedEmail:
        """Write the e-mail for one recipient; links are for content that names them.

        Raises:
            RenderingFailed: a template's variable has no value and no default, or a bound was reached.
        """
        surroundings = Surroundings(self._now, self._new_uuid or uuids_of(endpoint, self._now))
        if links is not None and self.linked:
            own = {name: value for name, value in links.variables.items() if name in self.linked}
            substitutions = {**own, **(substitutions or {})}
        run = Run(endpoint, substitutions, surroundings)
        rendered = RenderedEmail(
            _on_one_line(self._subject.render(run)),
            None if self._html is None else self._html.render(run),
            None if self._text is None else self._text.render(run),
            tuple([(name, _header_value(name, value.render(run))) for name, value in self._headers]),
        )
        if run.missing:
            raise RenderingFailed.for_missing(run.missing)
        return rendered


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compile_email(
    content: EmailContent, *, now: datetime = _EPOCH, new_uuid: Callable[[], str] | None = None
) -> CompiledEmail:
    """Compile an e-mail's content once for many recipients.

    Args:
        content: what to compile.
        now: the instant that the helper `now` writes.
        new_uuid: what the helper `uuid` writes; without it, UUIDs follow from endpoint and instant.

    Raises:
        Invalid: a part breaks the rules of the template language; names the part.
    """
    return CompiledEmail(content, now=now, new_uuid=new_uuid)


def check_headers(headers: Sequence[tuple[str, str]]) -> None:
    """Check custom headers (spec 04, section 7).

    Raises:
        Invalid: too many, too long, or not a header's name.
    """
    if len(headers) > MOST_HEADERS:
        raise Invalid(f"An e-mail can have at most {MOST_HEADERS} headers.", member="Headers")
    for name, value in headers:
        printable = all("!" <= character <= "~" and character != ":" for character in name)
        if not (name and printable and len(name) <= LONGEST_HEADER_NAME):
            raise Invalid(f"'{name[:40]}' is no name of a header.", member="Headers")
        if len(value) > LONGEST_HEADER_VALUE:
            raise Invalid(
                f"The value of header '{name}' has more than {LONGEST_HEADER_VALUE} characters.",
                member="Headers",
            )


def _header_value(name: str, value: str) -> str:
    """Check a rendered value, and keep it on its line, so that nobody's attribute adds a header."""
    if len(value) > LONGEST_HEADER_VALUE:
        raise RenderingFailed(f"Header '{name}' has more than {LONGEST_HEADER_VALUE} characters.")
    return _on_one_line(value)


def _on_one_line(value: str) -> str:
    return value if value.isprintable() else value.translate(_LINE_BREAKS)


def uuids_of(endpoint: Endpoint, now: datetime) -> Callable[[], str]:
    """Give UUIDs that follow from endpoint and instant, so that a message is the same when made again."""
    count = 0

    def new_uuid() -> str:
        nonlocal count
        count += 1
        seed = f"{endpoint.application_id}/{endpoint.id}/{now.timestamp()}/{count}".encode()
        return str(uuid.UUID(bytes=hashlib.blake2b(seed, digest_size=16).digest(), version=4))

    return new_uuid
