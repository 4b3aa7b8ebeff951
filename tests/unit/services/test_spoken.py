"""Scripts as sound: spoken once, previewed, recorded for calls."""

from __future__ import annotations

import base64

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.voice import OutgoingVoice
from pinwheel.services.spoken import preview, recording
from tests.fakes.system import MemoryBlobs


class FakeSpeech:
    def __init__(self):
        self.spoken = []

    def speak(self, script, *, ssml, voice_id, audio_format):
        self.spoken.append((script, ssml, voice_id, audio_format))
        return f"{voice_id} says {script}".encode()


def test_a_preview_is_spoken_once():
    speech, blobs = FakeSpeech(), MemoryBlobs()

    first = preview({"Body": "Ciao", "LanguageCode": "it-IT"}, speech=speech, blobs=blobs)
    second = preview({"Body": "Ciao", "LanguageCode": "it-IT"}, speech=speech, blobs=blobs)

    assert first == second
    assert base64.b64decode(first["Audio"]) == b"Carla says Ciao"
    assert (first["ContentType"], first["Characters"], first["VoiceId"]) == ("audio/mpeg", 4, "Carla")
    assert speech.spoken == [("Ciao", False, "Carla", "mp3")]


def test_a_preview_of_ssml_counts_what_is_spoken():
    found = preview({"Body": "<speak>Hi<break time='1s'/></speak>"}, speech=FakeSpeech(), blobs=MemoryBlobs())

    assert found["Characters"] == 2


@pytest.mark.parametrize(
    "request_", [{}, {"Body": 5}, {"Body": "x", "VoiceId": "Nobody"}, {"Body": "<speak>"}]
)
def test_what_cannot_be_spoken_is_refused(request_):
    with pytest.raises(Invalid):
        preview(request_, speech=FakeSpeech(), blobs=MemoryBlobs())


def test_a_recording_is_a_wave_file_named_by_its_content():
    speech, blobs = FakeSpeech(), MemoryBlobs()
    call = OutgoingVoice(to_number="+1", body="Hi", voice_id="Hans", language_code="de-DE")

    name = recording(call, speech=speech, blobs=blobs)

    assert recording(call, speech=speech, blobs=blobs) == name
    assert len(speech.spoken) == 1
    assert blobs.get(name)[:4] == b"RIFF"
    assert blobs.get(name)[8:12] == b"WAVE"
    assert blobs.get(name).endswith(b"Hans says Hi")
