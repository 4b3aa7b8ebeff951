"""What all push recipients of a direct message share, and the push for each (spec 04, section 3).

Who sends asks `made` for each recipient, hands all pushes to `PushDelivery.send_batch` together, and the
answers to `PushEndpoints.after`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.direct_messages import refused
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import SendResult
from pinwheel.domain.push.compiled import CompiledPush
from pinwheel.domain.push.content import PushContent, overridden
from pinwheel.domain.push.marks import direct_marks
from pinwheel.domain.push.message import OutgoingPush
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.services.push_content import PushSources
from pinwheel.services.templates import TemplateStores

LONGEST_TOKEN = 2048
"""Bytes of a token that SNS takes."""

JsonObject = Mapping[str, Any]


def load_pushes(application_id: str, request: JsonObject, *, stores: TemplateStores) -> PushMessages:
    """Load what a request says to push recipients.

    Raises:
        NotFound: the template or its version does not exist.
        Invalid: a push message breaks a rule.
    """
    configuration = request.get("MessageConfiguration") or {}
    sources = PushSources(configuration, request.get("TemplateConfiguration") or {}, stores=stores)
    return PushMessages(application_id, sources, substitutions=_default_substitutions(configuration))


def _default_substitutions(configuration: JsonObject) -> dict[str, list[str]]:
    return (configuration.get("DefaultMessage") or {}).get("Substitutions") or {}


def token_refusal(token: str) -> SendResult | None:
    """Say why nothing can be sent to a token at all; None when it can."""
    if not token.strip() or not token.isprintable() or len(token.encode()) > LONGEST_TOKEN:
        return refused("The address is no device token.")
    return None


@dataclass
class PushMessages:
    """What a request says to push recipients."""

    application_id: str
    sources: PushSources
    substitutions: dict[str, list[str]] = field(default_factory=dict)
    contents: dict[str, PushContent | None] = field(default_factory=dict)
    compiled: dict[tuple[str, ...], CompiledPush] = field(default_factory=dict)

    def made(
        self,
        endpoint: Endpoint,
        recipient: JsonObject,
        *,
        context: Mapping[str, str],
        now: datetime,
        new_uuid: Callable[[], str],
    ) -> OutgoingPush | SendResult:
        """Make the push for one recipient, or say why it cannot be made."""
        channel_type = endpoint.channel_type or ""
        content = overridden(self.content(channel_type), recipient)
        if content is None or content.is_empty:
            return refused(f"The request has no content for the {channel_type} channel.")
        try:
            compiled = self._compiled(content, channel_type, recipient, now=now)
            return compiled.render(
                endpoint,
                application_id=self.application_id,
                marks=direct_marks(context),
                new_uuid=new_uuid,
                substitutions=recipient.get("Substitutions") or None,
            )
        except (Invalid, RenderingFailed) as error:
            return refused(str(error))

    def content(self, channel_type: str) -> PushContent | None:
        """Give what the request says on a channel type, before overrides."""
        if channel_type not in self.contents:
            self.contents[channel_type] = self.sources.content(channel_type)
        return self.contents[channel_type]

    def _compiled(
        self, content: PushContent, channel_type: str, recipient: JsonObject, *, now: datetime
    ) -> CompiledPush:
        """Compile once for all recipients with the same texts."""
        overrides = ("RawContent", "TitleOverride", "BodyOverride")
        key = (channel_type, *(recipient.get(name) or "" for name in overrides))
        found = self.compiled.get(key)
        if found is None:
            substitutions = {**self.substitutions, **content.substitutions}
            complete = msgspec.structs.replace(content, substitutions=substitutions)
            found = self.compiled[key] = CompiledPush(complete, channel_type, now=now)
        return found
