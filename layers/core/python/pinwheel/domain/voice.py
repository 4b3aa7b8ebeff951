"""Voice messages: a script that a voice reads to who picks up, rendered like any other message.

A script that begins with `<speak>` is SSML; anything else is plain text. Limits are those of the carrier:
3,000 characters that are spoken, 6,000 with tags, pauses of at most ten seconds (spec 07, section 4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.parsers import expat

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.sms import is_origination_number
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.sources import Sources
from pinwheel.domain.voices import choose_voice

VOICE = "VOICE"
MOST_SPOKEN = 3_000
MOST_WITH_TAGS = 6_000
LONGEST_PAUSE_SECONDS = 10.0
_SSML = re.compile(r"\s*<speak[\s>/]")
_PAUSE = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")

JsonObject = Mapping[str, Any]


class OutgoingVoice(msgspec.Struct, frozen=True, kw_only=True):
    """One call: what is said to whom by which voice.

    `tags` are the join keys for feedback (domain/message_tags.py), `context` is the caller's own.
    """

    to_number: str
    body: str
    voice_id: str
    language_code: str
    is_ssml: bool = False
    origination_number: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    context: dict[str, str] = {}


class VoiceContent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a voice message says; `substitutions` are the message's, `defaults` the template's."""

    body: str
    voice_id: str | None = None
    language_code: str | None = None
    origination_number: str | None = None
    substitutions: dict[str, list[str]] = {}
    defaults: dict[str, Any] = {}
    from_template: bool = False


def is_ssml(script: str) -> bool:
    """Tell whether a script is SSML and not plain text."""
    return _SSML.match(script) is not None


def check_script(script: str, *, ssml: bool) -> None:
    """Check what is to be spoken; who wrote the script says whether it is SSML, no value within it.

    Raises:
        Invalid: it is empty or too long, or SSML that is not well formed or pauses for too long.
    """
    if not ssml:
        _check_length(len(script), len(script.strip()))
        return
    _check_length(len(script.strip()), len(spoken_text(script).strip()))


def _check_length(characters: int, spoken: int) -> None:
    if not spoken:
        raise Invalid("The voice message is empty.", member="Body")
    if spoken > MOST_SPOKEN:
        raise Invalid(f"More than {MOST_SPOKEN:,} characters would be spoken.", member="Body")
    if characters > MOST_WITH_TAGS:
        raise Invalid(f"The voice message has more than {MOST_WITH_TAGS:,} characters.", member="Body")


def spoken_text(script: str) -> str:
    """Take the text out of SSML; nothing outside the document is ever read.

    Raises:
        Invalid: it is not well formed, declares a document type, or pauses for too long.
    """
    found: list[str] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if (name == "speak") != (depth == 0):
            raise Invalid("SSML is one <speak> element.", member="Body")
        if name == "break":
            _check_pause(attributes.get("time", ""))
        depth += 1

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: Any) -> None:
        raise Invalid("SSML may not declare a document type.", member="Body")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = found.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(script.strip(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise Invalid(f"The SSML is not well formed: {error}.", member="Body") from error
    return "".join(found)


def _check_pause(time: str) -> None:
    match = _PAUSE.fullmatch(time.strip())
    if match is None:
        if time:
            raise Invalid(f"A pause of '{time[:20]}' has no unit (s or ms).", member="Body")
        return
    seconds = float(match.group(1)) / (1_000 if match.group(2) == "ms" else 1)
    if seconds > LONGEST_PAUSE_SECONDS:
        raise Invalid(f"A pause may last {LONGEST_PAUSE_SECONDS:g} seconds.", member="Body")


def check_voice_message(message: JsonObject) -> None:
    """Check how a `VoiceMessage` is to be spoken.

    Raises:
        Invalid: there is no such voice or language, or the origination number is none.
    """
    choose_voice(message.get("VoiceId"), message.get("LanguageCode"))
    if (number := message.get("OriginationNumber")) and not is_origination_number(number):
        raise Invalid("OriginationNumber must be a phone number in E.164.", member="OriginationNumber")


def message_voice(configuration: JsonObject) -> VoiceContent | None:
    """Take a script from a `DirectMessageConfiguration`; None when it has none for this channel."""
    message = configuration.get("VoiceMessage") or {}
    default = configuration.get("DefaultMessage") or {}
    body = message.get("Body") or default.get("Body")
    if not body:
        return None
    return VoiceContent(
        body=body,
        voice_id=message.get("VoiceId") or None,
        language_code=message.get("LanguageCode") or None,
        origination_number=message.get("OriginationNumber") or None,
        substitutions={**(default.get("Substitutions") or {}), **(message.get("Substitutions") or {})},
    )


class CompiledVoice:
    """A script, ready to be rendered many times."""

    def __init__(self, content: VoiceContent, *, now: datetime, new_uuid: Callable[[], str]) -> None:
        """Compile it.

        Raises:
            Invalid: it breaks the rules of the template language, or there is no such voice.
        """
        self.content = content
        self.voice = choose_voice(content.voice_id, content.language_code)
        self._surroundings = Surroundings(now, new_uuid)
        try:
            # In SSML a value must not become a tag.
            self._body = compile_template(
                content.body,
                sources=Sources(message=content.substitutions, defaults=content.defaults),
                html=is_ssml(content.body),
                required=content.from_template,
            )
        except Invalid as error:
            raise Invalid(f"Body: {error}", member="Body") from error

    def render(self, endpoint: Endpoint, substitutions: Mapping[str, Sequence[str]] | None = None) -> str:
        """Write the script for one recipient.

        Raises:
            RenderingFailed: a template's variable has no value and no default, a bound was reached, or nobody
                could speak the script.
        """
        run = Run(endpoint, substitutions, self._surroundings)
        body = self._body.render(run)
        if run.missing:
            raise RenderingFailed.for_missing(run.missing)
        try:
            check_script(body, ssml=is_ssml(self.content.body))
        except Invalid as error:
            raise RenderingFailed(str(error)) from error
        return body

    def outgoing(
        self,
        endpoint: Endpoint,
        to_number: str,
        *,
        substitutions: Mapping[str, Sequence[str]] | None = None,
        tags: tuple[tuple[str, str], ...] = (),
        context: Mapping[str, str] | None = None,
    ) -> OutgoingVoice:
        """Make the call for one recipient.

        Raises:
            RenderingFailed: see `render`.
        """
        body = self.render(endpoint, substitutions)
        return OutgoingVoice(
            to_number=to_number,
            body=body.strip(),
            voice_id=self.voice.name,
            language_code=self.voice.language,
            is_ssml=is_ssml(self.content.body),
            origination_number=self.content.origination_number,
            tags=tags,
            context=dict(context or {}),
        )
