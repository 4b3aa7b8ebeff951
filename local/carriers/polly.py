"""Polly: silence of the right length as MP3 or PCM, the same for the same text; and its list of voices."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pinwheel.domain.errors import Invalid
from pinwheel.domain.voice import MOST_SPOKEN, spoken_text
from pinwheel.domain.voices import STANDARD_VOICES

CHARACTERS_PER_SECOND = 15
FRAMES_PER_SECOND = 1 / 0.026
_FRAME = b"\xff\xfb\x90\xc4" + bytes(413)
"""One frame of silence: MPEG 1, layer III, 128 kbit/s, 44.1 kHz, mono."""
_LANGUAGES = {name: code for code, names in STANDARD_VOICES.items() for name in names}


async def speak(request: Request) -> Response:
    """Answer SynthesizeSpeech."""
    body: dict[str, Any] = await request.json()
    text, kind = str(body.get("Text") or ""), str(body.get("OutputFormat") or "mp3")
    if body.get("VoiceId") not in _LANGUAGES:
        return _refusal("ValidationException", "There is no such VoiceId")
    try:
        spoken = spoken_text(text) if body.get("TextType") == "ssml" else text
    except Invalid as error:
        return _refusal("InvalidSsmlException", str(error))
    if len(spoken) > MOST_SPOKEN:
        return _refusal("TextLengthExceededException", "Maximum text length has been exceeded")
    seconds = max(1, len(spoken) // CHARACTERS_PER_SECOND)
    match kind:
        case "mp3":
            audio, media = _mp3(text, seconds), "audio/mpeg"
        case "pcm":
            audio, media = bytes(seconds * 2 * int(body.get("SampleRate") or 16_000)), "audio/pcm"
        case _:
            return _refusal("ValidationException", "The local runtime speaks mp3 and pcm")
    return Response(audio, media_type=media, headers={"x-amzn-RequestCharacters": str(len(spoken))})


async def voices(request: Request) -> Response:
    """Answer DescribeVoices."""
    wanted = request.query_params.get("LanguageCode")
    found = [
        {"Id": name, "Name": name, "LanguageCode": code, "SupportedEngines": ["standard"]}
        for name, code in _LANGUAGES.items()
        if wanted in (None, code)
    ]
    return JSONResponse({"Voices": found})


def _mp3(text: str, seconds: int) -> bytes:
    """Write an ID3 tag that tells texts apart, then silence."""
    comment = b"\x00" + hashlib.sha256(text.encode()).hexdigest().encode()
    frame = b"TIT2" + len(comment).to_bytes(4) + b"\x00\x00" + comment
    return (
        b"ID3\x03\x00\x00" + bytes((0, 0, 0, len(frame))) + frame + _FRAME * int(seconds * FRAMES_PER_SECOND)
    )


def _refusal(code: str, message: str) -> Response:
    return JSONResponse({"message": message}, status_code=400, headers={"x-amzn-errortype": code})
