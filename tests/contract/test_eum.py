"""End User Messaging and Polly as botocore knows them: requests that its model takes, answers, refusals."""

from __future__ import annotations

import io

import boto3
import msgspec
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from pinwheel.adapters.chime_voice import ChimeVoice
from pinwheel.adapters.eum_calls import EUM
from pinwheel.adapters.eum_sms import EumSms
from pinwheel.adapters.eum_voice import EumVoice
from pinwheel.adapters.polly import PollySpeech
from pinwheel.domain.errors import Invalid, LimitExceeded, Unavailable
from pinwheel.domain.messages import DeliveryStatus
from pinwheel.domain.sms import OutgoingSms, Sender
from pinwheel.domain.voice import OutgoingVoice

PHONE, NUMBER = "+14254147755", "+12065550100"
TAGS = (("application", "app"), ("campaign", "c"))
CONTEXT = {"application": "app", "origin": "campaign=c"}


def stubbed(service):
    client = boto3.client(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    return client, Stubber(client)


def test_a_text_is_sent_with_all_that_is_said_of_it():
    client, stub = stubbed("pinpoint-sms-voice-v2")
    provider = EumSms(lambda: client, configuration_set="ours", time_to_live=60, max_price="0.20")
    stub.add_response(
        "send_text_message",
        {"MessageId": "m1"},
        {
            "DestinationPhoneNumber": PHONE,
            "OriginationIdentity": NUMBER,
            "MessageBody": "hi",
            "MessageType": "TRANSACTIONAL",
            "Keyword": "hello",
            "ConfigurationSetName": "ours",
            "TimeToLive": 60,
            "MaxPrice": "0.20",
            "Context": CONTEXT,
            "DestinationCountryParameters": {"IN_ENTITY_ID": "e", "IN_TEMPLATE_ID": "t"},
        },
    )
    message = OutgoingSms(
        to_number=PHONE,
        body="hi",
        sender=Sender(origination_number=NUMBER, sender_id="Shop"),
        message_type="TRANSACTIONAL",
        entity_id="e",
        template_id="t",
        keyword="hello",
        tags=TAGS,
    )
    with stub:
        (result,) = provider.send_batch([message])

    assert (result.status, result.message_id) == (DeliveryStatus.SUCCESSFUL, "m1")


def test_a_picture_makes_it_a_media_message_which_needs_a_number():
    client, stub = stubbed("pinpoint-sms-voice-v2")
    provider = EumSms(lambda: client, configuration_set="ours")
    stub.add_response(
        "send_media_message",
        {"MessageId": "m1"},
        {
            "DestinationPhoneNumber": PHONE,
            "OriginationIdentity": NUMBER,
            "MessageBody": "hi",
            "ConfigurationSetName": "ours",
            "MediaUrls": ["s3://b/k.png"],
        },
    )
    picture = OutgoingSms(to_number=PHONE, body="hi", media_url="s3://b/k.png")
    named = msgspec.structs.replace(picture, sender=Sender(origination_number=NUMBER))
    with stub:
        (sent,) = provider.send_batch([named])
        (refused,) = provider.send_batch([picture])

    assert sent.status is DeliveryStatus.SUCCESSFUL
    assert refused.status is DeliveryStatus.PERMANENT_FAILURE


def test_a_call_is_placed_with_voice_and_kind_of_text():
    client, stub = stubbed("pinpoint-sms-voice-v2")
    provider = EumVoice(lambda: client, configuration_set="ours", origination=NUMBER)
    stub.add_response(
        "send_voice_message",
        {"MessageId": "m1"},
        {
            "DestinationPhoneNumber": PHONE,
            "OriginationIdentity": NUMBER,
            "MessageBody": "<speak>hi</speak>",
            "MessageBodyTextType": "SSML",
            "VoiceId": "HANS",
            "ConfigurationSetName": "ours",
            "Context": CONTEXT,
        },
    )
    call = OutgoingVoice(
        to_number=PHONE,
        body="<speak>hi</speak>",
        voice_id="Hans",
        language_code="de-DE",
        is_ssml=True,
        tags=TAGS,
    )
    with stub:
        (result,) = provider.send_batch([call])
    (without,) = EumVoice(lambda: client, configuration_set="ours").send_batch([call])

    assert result.message_id == "m1"
    assert without.status is DeliveryStatus.PERMANENT_FAILURE


@pytest.mark.parametrize(
    ("code", "reason", "http", "status", "status_code"),
    [
        ("ThrottlingException", "", 400, "THROTTLED", 429),
        ("ServiceQuotaExceededException", "", 402, "THROTTLED", 429),
        ("InternalServerException", "", 500, "TEMPORARY_FAILURE", 500),
        ("ValidationException", "", 400, "PERMANENT_FAILURE", 400),
        ("ResourceNotFoundException", "", 400, "PERMANENT_FAILURE", 404),
        ("AccessDeniedException", "", 400, "PERMANENT_FAILURE", 403),
        ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", 400, "OPT_OUT", 400),
        ("ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", 400, "PERMANENT_FAILURE", 409),
        ("Strange", "", 502, "UNKNOWN_FAILURE", 502),
    ],
)
def test_each_refusal_has_its_meaning(code, reason, http, status, status_code):
    client, stub = stubbed("pinpoint-sms-voice-v2")
    stub.add_client_error(
        "send_text_message",
        code,
        "text",
        http_status_code=http,
        modeled_fields={"Reason": reason} if code == "ConflictException" else None,
    )
    with stub:
        (result,) = EumSms(lambda: client, configuration_set="c").send_batch(
            [OutgoingSms(to_number=PHONE, body="hi")]
        )

    assert (result.status.value, result.status_code) == (status, status_code)
    assert code in result.detail


def test_only_what_was_surely_not_taken_may_be_tried_again():
    assert EUM.failure(EndpointConnectionError(endpoint_url="u")).status is DeliveryStatus.TEMPORARY_FAILURE
    assert EUM.failure(ReadTimeoutError(endpoint_url="u")).status is DeliveryStatus.UNKNOWN_FAILURE


def test_polly_speaks_with_the_standard_engine():
    client, stub = stubbed("polly")
    stub.add_response(
        "synthesize_speech",
        {"AudioStream": StreamingBody(io.BytesIO(b"sound"), 5), "ContentType": "audio/mpeg"},
        {
            "Engine": "standard",
            "OutputFormat": "mp3",
            "SampleRate": "22050",
            "Text": "hi",
            "TextType": "text",
            "VoiceId": "Hans",
        },
    )
    with stub:
        audio = PollySpeech(client).speak("hi", ssml=False, voice_id="Hans", audio_format="mp3")

    assert audio == b"sound"


@pytest.mark.parametrize(
    ("code", "http", "error"),
    [
        ("InvalidSsmlException", 400, Invalid),
        ("ThrottlingException", 400, LimitExceeded),
        ("X", 500, Unavailable),
    ],
)
def test_pollys_refusals_have_their_meaning(code, http, error):
    client, stub = stubbed("polly")
    stub.add_client_error("synthesize_speech", code, "text", http_status_code=http)
    with stub, pytest.raises(error):
        PollySpeech(client).speak("hi", ssml=False, voice_id="Hans", audio_format="mp3")


def test_chime_is_told_what_to_play():
    client, stub = stubbed("chime-sdk-voice")
    stub.add_response(
        "create_sip_media_application_call",
        {"SipMediaApplicationCall": {"TransactionId": "t1"}},
        {
            "FromPhoneNumber": NUMBER,
            "ToPhoneNumber": PHONE,
            "SipMediaApplicationId": "sma",
            "ArgumentsMap": {"recording": "voice/x.wav", **CONTEXT},
        },
    )
    stub.add_client_error(
        "create_sip_media_application_call", "ThrottledClientException", http_status_code=429
    )
    provider = ChimeVoice(
        client, application_id="sma", origination=NUMBER, record=lambda _message: "voice/x.wav"
    )
    call = OutgoingVoice(to_number=PHONE, body="hi", voice_id="Hans", language_code="de-DE", tags=TAGS)
    with stub:
        (placed,) = provider.send_batch([call])
        (throttled,) = provider.send_batch([call])

    assert placed.message_id == "t1"
    assert throttled.status is DeliveryStatus.THROTTLED
