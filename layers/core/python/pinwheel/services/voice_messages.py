"""What all VOICE recipients of a direct message share, and the call for each (spec 04, 3; spec 07, 4).

How to use it for a request, like text_messages.py:

    calls = load_calls(application_id, request, stores=stores)   # NotFound, Invalid: a fault of the request
    calls.refusal(number)                                        # SendResult | None: before anything else
    calls.made(endpoint, recipient, now=now, new_uuid=new_uuid,  # OutgoingVoice | SendResult
               tags=tags, context=context)
    voice_provider.send_batch([...])                             # ports/voice.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.direct_messages import missing_channel, refused
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import SendResult
from pinwheel.domain.phones import normalised_number
from pinwheel.domain.template_resources.rules import defaults_of
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.voice import (
    VOICE,
    CompiledVoice,
    OutgoingVoice,
    VoiceContent,
    check_voice_message,
    message_voice,
)
from pinwheel.ports.documents import Documents
from pinwheel.services.templates import TemplateStores, read_content

JsonObject = Mapping[str, Any]
Tags = tuple[tuple[str, str], ...]


def enabled_voice_channel(application_id: str, *, documents: Documents) -> JsonObject | None:
    """Read the application's VOICE channel; None when it is not set up or not enabled."""
    found = documents.get(keys.channel(application_id, VOICE))
    return found.body if found is not None and found.body.get("Enabled") else None


def template_voice(name: str, version: str | None, *, stores: TemplateStores) -> VoiceContent:
    """Read what a voice template says.

    Raises:
        NotFound: the template or its version does not exist.
    """
    _, _, found = read_content(name, VOICE, version, stores=stores)
    return VoiceContent(
        body=found.get("Body") or "",
        voice_id=found.get("VoiceId") or None,
        language_code=found.get("LanguageCode") or None,
        defaults=defaults_of(found),
        from_template=True,
    )


def load_calls(application_id: str, request: JsonObject, *, stores: TemplateStores) -> VoiceMessages:
    """Load what a request says to VOICE recipients: the template if there is one, else the message.

    A message's own voice, language and number apply to a template too.

    Raises:
        NotFound: the template or its version does not exist.
        Invalid: there is no such voice, language or origination number.
    """
    configuration = request.get("MessageConfiguration") or {}
    message = configuration.get("VoiceMessage") or {}
    check_voice_message(message)
    spoken = message_voice(configuration)
    named = (request.get("TemplateConfiguration") or {}).get("VoiceTemplate") or {}
    content = spoken
    if named.get("Name"):
        found = template_voice(named["Name"], named.get("Version"), stores=stores)
        content = msgspec.structs.replace(
            found,
            voice_id=message.get("VoiceId") or found.voice_id,
            language_code=message.get("LanguageCode") or found.language_code,
            origination_number=message.get("OriginationNumber") or None,
            substitutions=_substitutions(configuration),
        )
    return VoiceMessages(
        application_id=application_id,
        content=content,
        message=message,
        substitutions=_substitutions(configuration),
        documents=stores.documents,
    )


def _substitutions(configuration: JsonObject) -> dict[str, list[str]]:
    default = (configuration.get("DefaultMessage") or {}).get("Substitutions") or {}
    return {**default, **((configuration.get("VoiceMessage") or {}).get("Substitutions") or {})}


@dataclass
class VoiceMessages:
    """What a request says to VOICE recipients; the channel is read when the first of them comes."""

    application_id: str
    content: VoiceContent | None
    message: JsonObject
    substitutions: dict[str, list[str]]
    documents: Documents
    compiled: dict[str, CompiledVoice] = field(default_factory=dict)

    @cached_property
    def channel(self) -> JsonObject | None:
        """The application's channel, if it is enabled."""
        return enabled_voice_channel(self.application_id, documents=self.documents)

    def refusal(self, number: str) -> SendResult | None:
        """Say why a number cannot be called; None when it can."""
        if self.channel is None:
            return missing_channel(VOICE)
        if normalised_number(number) is None:
            return refused("The address is no phone number in E.164 format.")
        return None

    def made(
        self,
        endpoint: Endpoint,
        recipient: JsonObject,
        *,
        now: datetime,
        new_uuid: Callable[[], str],
        tags: Tags = (),
        context: Mapping[str, str] | None = None,
    ) -> OutgoingVoice | SendResult:
        """Make the call to one recipient, or say why it cannot be made."""
        content = self._content(recipient.get("BodyOverride"))
        if content is None:
            return refused("The request has no content for the VOICE channel.")
        try:
            compiled = self._compiled(content, now=now, new_uuid=new_uuid)
            return compiled.outgoing(
                endpoint,
                normalised_number(endpoint.address or "") or "",
                substitutions=recipient.get("Substitutions") or None,
                tags=tags,
                context=context,
            )
        except (Invalid, RenderingFailed) as error:
            return refused(str(error))

    def _content(self, override: str | None) -> VoiceContent | None:
        if not override:
            return self.content
        given = self.content or VoiceContent(
            body="",
            voice_id=self.message.get("VoiceId") or None,
            language_code=self.message.get("LanguageCode") or None,
            origination_number=self.message.get("OriginationNumber") or None,
            substitutions=self.substitutions,
        )
        return msgspec.structs.replace(given, body=override)

    def _compiled(
        self, content: VoiceContent, *, now: datetime, new_uuid: Callable[[], str]
    ) -> CompiledVoice:
        """Compile once for all recipients with the same script."""
        found = self.compiled.get(content.body)
        if found is None:
            found = self.compiled[content.body] = CompiledVoice(content, now=now, new_uuid=new_uuid)
        return found
