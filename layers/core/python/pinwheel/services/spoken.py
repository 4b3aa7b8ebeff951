"""Scripts as sound: a preview for people and recordings for calls; the same script is spoken once."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.recordings import wave_file
from pinwheel.domain.voice import OutgoingVoice, check_script, is_ssml, spoken_text
from pinwheel.domain.voices import choose_voice
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.speech import AudioFormat, Speech

MEMBERS = ("Body", "LanguageCode", "VoiceId")


def preview(request: Mapping[str, Any], *, speech: Speech, blobs: Blobs) -> dict[str, Any]:
    """Speak a script as a call would; answers MP3 in base64.

    Raises:
        Invalid: the script cannot be spoken, or there is no such voice or language.
    """
    for name in MEMBERS:
        if not isinstance(request.get(name) or "", str):
            raise Invalid(f"{name} must be a text.", member=name)
    script = (request.get("Body") or "").strip()
    ssml = is_ssml(script)
    check_script(script, ssml=ssml)
    voice = choose_voice(request.get("VoiceId"), request.get("LanguageCode"))
    audio = _spoken(script, ssml=ssml, voice_id=voice.name, audio_format="mp3", speech=speech, blobs=blobs)
    return {
        "ContentType": "audio/mpeg",
        "Audio": base64.b64encode(audio).decode(),
        "Characters": len(spoken_text(script) if ssml else script),
        "VoiceId": voice.name,
        "LanguageCode": voice.language,
    }


def recording(message: OutgoingVoice, *, speech: Speech, blobs: Blobs) -> str:
    """Make sure that a call's script was spoken, and name the recording in the product's bucket.

    Raises:
        Invalid: the script cannot be spoken.
        LimitExceeded, Unavailable: not now.
    """
    _spoken(
        message.body,
        ssml=message.is_ssml,
        voice_id=message.voice_id,
        audio_format="pcm",
        speech=speech,
        blobs=blobs,
    )
    return _name(message.body, ssml=message.is_ssml, voice_id=message.voice_id, audio_format="pcm")


def _spoken(
    script: str, *, ssml: bool, voice_id: str, audio_format: AudioFormat, speech: Speech, blobs: Blobs
) -> bytes:
    name = _name(script, ssml=ssml, voice_id=voice_id, audio_format=audio_format)
    try:
        return blobs.get(name)
    except NotFound:
        audio = speech.speak(script, ssml=ssml, voice_id=voice_id, audio_format=audio_format)
    stored = wave_file(audio) if audio_format == "pcm" else audio
    blobs.put(name, stored)
    return stored


def _name(script: str, *, ssml: bool, voice_id: str, audio_format: AudioFormat) -> str:
    spelt = f"{voice_id}\n{'ssml' if ssml else 'text'}\n{audio_format}\n{script}".encode()
    digest = hashlib.blake2b(spelt, digest_size=20).hexdigest()
    return f"voice/{digest}.{'wav' if audio_format == 'pcm' else 'mp3'}"
