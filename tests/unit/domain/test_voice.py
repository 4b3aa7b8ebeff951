"""Voice messages: who speaks, and what can be spoken."""

from __future__ import annotations

from datetime import UTC, datetime

import botocore.session
import pytest

from pinwheel.domain import voices
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.voice import (
    CompiledVoice,
    VoiceContent,
    check_script,
    is_ssml,
    message_voice,
    spoken_text,
)
from pinwheel.domain.voices import Voice, choose_voice

JO = Endpoint(id="e1", address="+4915112345678", user_attributes={"First": ["J&<o"]})


def compiled(body, **members):
    content = VoiceContent(body=body, **members)
    return CompiledVoice(content, now=datetime(2026, 1, 1, tzinfo=UTC), new_uuid=lambda: "uuid")


def test_voices_and_languages_are_those_of_aws():
    session = botocore.session.get_session()
    calls, polly = session.get_service_model("pinpoint-sms-voice-v2"), session.get_service_model("polly")
    standard = {name for names in voices.STANDARD_VOICES.values() for name in names}
    newer = {name for names in voices.NEWER_VOICES.values() for name in names}

    assert {name.upper() for name in standard} == set(calls.shape_for("VoiceId").metadata["enum"])
    assert standard | newer == set(polly.shape_for("VoiceId").metadata["enum"])
    assert {choose_voice(name, "en-US").name for name in newer} <= standard


@pytest.mark.parametrize(
    ("voice_id", "language", "expected"),
    [
        (None, None, Voice("Matthew", "en-US")),
        ("joanna", None, Voice("Joanna", "en-US")),
        ("HANS", "en-US", Voice("Hans", "de-DE")),
        (None, "de-de", Voice("Marlene", "de-DE")),
        (None, "de-AT", Voice("Marlene", "de-DE")),
        ("Ruth", None, Voice("Matthew", "en-US")),
        ("Lennart", None, Voice("Marlene", "de-DE")),
        ("Ruth", "fr-FR", Voice("Celine", "fr-FR")),
    ],
)
def test_who_speaks(voice_id, language, expected):
    assert choose_voice(voice_id, language) == expected


@pytest.mark.parametrize(
    ("voice_id", "language"), [("Nobody", None), (None, "xx-XX"), (None, "fi-FI"), ("Joanna", "x")]
)
def test_a_voice_or_language_that_there_is_not_is_refused(voice_id, language):
    with pytest.raises(Invalid):
        choose_voice(voice_id, language)


@pytest.mark.parametrize(
    "script",
    [
        "<speak>hi <break time='3s'/> there</speak>",
        "<speak><p>a</p><amazon:effect name='whispered'>b</amazon:effect></speak>",
        "<speak>" + "<s>a</s>" * 600 + "</speak>",
    ],
)
def test_ssml_is_taken(script):
    check_script(script, ssml=is_ssml(script))


@pytest.mark.parametrize(
    "script",
    [
        "<speak>a & b</speak>",
        "<speak>a",
        "<speak/>",
        "<speak>a</speak><speak>b</speak>",
        "<speak>a<speak>b</speak></speak>",
        "<speak>&unknown;</speak>",
        "<speak>a<break time='11s'/></speak>",
        "<speak>a<break time='10001ms'/></speak>",
        "<speak>a<break time='soon'/></speak>",
        "<speak>" + "a" * 3001 + "</speak>",
        "<speak>" + "<s>a</s>" * 1000 + "</speak>",
    ],
)
def test_ssml_that_nobody_could_speak_is_refused(script):
    with pytest.raises(Invalid):
        check_script(script, ssml=True)


def test_a_document_type_is_refused():
    with pytest.raises(Invalid, match="document type"):
        spoken_text("<!DOCTYPE speak [<!ENTITY a 'b'>]><speak>&a;</speak>")


@pytest.mark.parametrize(
    ("script", "is_fine"), [("a" * 3000, True), ("a" * 3001, False), (" ", False), ("<b>", True)]
)
def test_plain_text_has_its_length(script, is_fine):
    if is_fine:
        check_script(script, ssml=False)
        return
    with pytest.raises(Invalid):
        check_script(script, ssml=False)


def test_values_become_no_tags():
    body = "Hi {{User.UserAttributes.First}}"

    assert compiled(body).render(JO) == "Hi J&<o"
    assert spoken_text(compiled(f"<speak>{body}</speak>").render(JO)) == "Hi J&<o"


def test_a_value_does_not_turn_a_text_into_ssml():
    call = compiled("{{x}}", substitutions={"x": ["<speak>a"]}).outgoing(JO, "+4915112345678")

    assert call.is_ssml is False
    assert call.body == "<speak>a"


def test_a_template_needs_its_values():
    with pytest.raises(RenderingFailed, match="x"):
        compiled("{{x}}", from_template=True).render(JO)


def test_a_call_names_voice_language_and_number():
    call = compiled(" Hallo ", voice_id="vicki", origination_number="+4930123456").outgoing(
        JO, "+4915112345678", tags=(("application", "app"),), context={"a": "b"}
    )

    assert (call.body, call.voice_id, call.language_code) == ("Hallo", "Vicki", "de-DE")
    assert (call.to_number, call.origination_number) == ("+4915112345678", "+4930123456")
    assert (call.tags, call.context) == ((("application", "app"),), {"a": "b"})


def test_the_voice_message_beats_the_default_message():
    default = {"DefaultMessage": {"Body": "d", "Substitutions": {"x": ["1"], "y": ["1"]}}}
    own = message_voice({**default, "VoiceMessage": {"Body": "v", "Substitutions": {"x": ["2"]}}})

    assert own is not None
    assert (own.body, own.substitutions) == ("v", {"x": ["2"], "y": ["1"]})
    fallen_back = message_voice(default)
    assert fallen_back is not None
    assert fallen_back.body == "d"
    assert message_voice({}) is None
