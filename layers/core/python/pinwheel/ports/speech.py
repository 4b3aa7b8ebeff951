"""Who speaks scripts."""

from __future__ import annotations

from typing import Literal, Protocol

AudioFormat = Literal["mp3", "pcm"]
"""`pcm` has 8,000 samples a second of 16 bits, which is what telephones carry."""


class Speech(Protocol):
    """Turns scripts into sound."""

    def speak(self, script: str, *, ssml: bool, voice_id: str, audio_format: AudioFormat) -> bytes:
        """Speak a script with a voice of Polly.

        Raises:
            Invalid: the script cannot be spoken.
            LimitExceeded, Unavailable: not now.
        """
        ...
