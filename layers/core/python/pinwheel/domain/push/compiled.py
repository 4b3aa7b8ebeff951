"""Push content, compiled once and rendered for each device.

Raw content that is JSON before its variables are filled in is rendered string by string, so that no value can
break out of its string; what becomes JSON only then is rendered whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.push.content import TEXTS, PushContent
from pinwheel.domain.push.marks import Marks
from pinwheel.domain.push.message import OutgoingPush
from pinwheel.domain.push.payloads import payload
from pinwheel.domain.push.raw import parsed_object
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.sources import Sources

Render = Callable[[Run], Any]


class CompiledPush:
    """A notification for one channel type, ready to be rendered many times."""

    def __init__(self, content: PushContent, channel_type: str, *, now: datetime) -> None:
        """Compile each text; `now` is the instant that the helper `now` writes.

        Raises:
            Invalid: a text breaks the rules of the template language; names its member.
        """
        self.content = content
        self.channel_type = channel_type
        self._now = now
        self._sources = Sources(message=content.substitutions, defaults=content.defaults)
        self._texts: list[tuple[str, Render]] = []
        for name in TEXTS:
            source = getattr(content, name)
            if source is not None:
                self._texts.append((name, self._member(name, source)))
        if content.data:
            self._texts.append(("data", self._tree("data", content.data)))

    def _member(self, name: str, source: str) -> Render:
        whole = parsed_object(source) if name == "raw" else None
        if whole is None:
            return self._text(name, source)
        tree = self._tree(name, whole)
        return lambda run: msgspec.json.encode(tree(run)).decode()

    def _text(self, name: str, source: str) -> Render:
        required = name in self.content.required
        try:
            return compile_template(source, sources=self._sources, html=False, required=required).render
        except Invalid as error:
            raise Invalid(f"{name}: {error}", member=name) from error

    def _tree(self, name: str, value: Any) -> Render:
        """Compile the strings inside a JSON value."""
        match value:
            case str():
                return self._text(name, value) if "{{" in value else lambda _: value
            case dict():
                members = {key: self._tree(name, each) for key, each in value.items()}
                return lambda run: {key: each(run) for key, each in members.items()}
            case list():
                items = [self._tree(name, each) for each in value]
                return lambda run: [each(run) for each in items]
            case _:
                return lambda _: value

    def render(
        self,
        endpoint: Endpoint,
        *,
        application_id: str,
        marks: Marks,
        new_uuid: Callable[[], str],
        substitutions: Mapping[str, Sequence[str]] | None = None,
    ) -> OutgoingPush:
        """Write the push for one device.

        Raises:
            RenderingFailed: a template's variable has no value and no default, a bound was reached, or the
                payload is not what the service takes.
        """
        run = Run(endpoint, substitutions, Surroundings(self._now, new_uuid))
        texts = {name: render(run) for name, render in self._texts}
        if run.missing:
            raise RenderingFailed.for_missing(run.missing)
        rendered = msgspec.structs.replace(self.content, **texts)
        if rendered.is_empty:
            raise RenderingFailed("The notification is empty.")
        return OutgoingPush(
            application_id=application_id,
            channel_type=self.channel_type,
            token=endpoint.address or "",
            payload=payload(rendered, self.channel_type, marks),
            authentication=self.content.authentication,
            endpoint_id=endpoint.id,
            registered=endpoint.effective_date,
        )
