"""Speech by Amazon Polly's standard engine."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Invalid, LimitExceeded, Unavailable
from pinwheel.ports.speech import AudioFormat

SAMPLE_RATES = {"mp3": "22050", "pcm": "8000"}
_THROTTLES = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException"})


class PollySpeech:
    """The port over Polly."""

    def __init__(self, client: Any) -> None:
        """Keep the client."""
        self._client = client

    def speak(self, script: str, *, ssml: bool, voice_id: str, audio_format: AudioFormat) -> bytes:
        """Speak a script."""
        try:
            answer = self._client.synthesize_speech(
                Engine="standard",
                OutputFormat=audio_format,
                SampleRate=SAMPLE_RATES[audio_format],
                Text=script,
                TextType="ssml" if ssml else "text",
                VoiceId=voice_id,
            )
            return bytes(answer["AudioStream"].read())
        except ClientError as error:
            raise _translated(error) from error
        except BotoCoreError as error:
            raise Unavailable("Polly did not answer.") from error


def _translated(error: ClientError) -> Exception:
    told = error.response["Error"]
    code = told.get("Code", "")
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
    if code in _THROTTLES or status == 429:
        return LimitExceeded("Polly speaks too much at the moment.")
    if status >= 500:
        return Unavailable(f"Polly failed: {code}.")
    return Invalid(f"Polly cannot speak this: {told.get('Message') or code}", member="Body")
