"""Texts and calls under the template's roles: campaigns, answers, opt-outs, reports, previews."""

from __future__ import annotations

import base64

PHONE, NUMBER = "+14254147755", "+12065550100"


def answered(talk, body, message_id):
    text = {"OriginationNumber": PHONE, "DestinationNumber": NUMBER, "MessageBody": body}
    talk.controls.post("/local/receive", json={**text, "InboundMessageId": message_id}).raise_for_status()
    talk.controls.post("/local/idle", json={}).raise_for_status()
    return [item["Content"]["Body"] for item in talk.outbox(channel="SMS")]


def said_to(talk):
    message = {"SMSMessage": {"Body": "hi", "OriginationNumber": NUMBER}}
    request = {"MessageConfiguration": message, "Addresses": {PHONE: {"ChannelType": "SMS"}}}
    return talk.call("send_messages", MessageRequest=request)["Result"][PHONE]["DeliveryStatus"]


def test_stop_ends_texts_and_start_brings_them_back(strict_talk):
    talk = strict_talk
    talk.call("update_sms_channel", SMSChannelRequest={"Enabled": True})
    talk.call("update_endpoint", EndpointId="e1", EndpointRequest={"ChannelType": "SMS", "Address": PHONE})

    before = said_to(talk)
    bodies = answered(talk, "Stopp, bitte", "in-1")
    again = answered(talk, "Stopp, bitte", "in-1")
    opted_out = talk.call("get_endpoint", EndpointId="e1")["OptOut"], said_to(talk)
    answered(talk, "start", "in-2")
    back = talk.call("get_endpoint", EndpointId="e1")["OptOut"], said_to(talk)

    assert before == "SUCCESSFUL"
    assert bodies[-1].startswith("Sie sind abgemeldet")
    assert again == bodies
    assert opted_out == ("ALL", "OPT_OUT")
    assert back == ("NONE", "SUCCESSFUL")


def test_a_call_is_placed_and_names_its_voice(strict_talk):
    talk = strict_talk
    talk.call("update_voice_channel", VoiceChannelRequest={"Enabled": True})
    request = {
        "MessageConfiguration": {"VoiceMessage": {"Body": "Hallo", "LanguageCode": "de-DE"}},
        "Addresses": {PHONE: {"ChannelType": "VOICE"}},
    }

    sent = talk.call("send_messages", MessageRequest=request)["Result"][PHONE]

    assert sent["DeliveryStatus"] == "SUCCESSFUL"
    (call,) = talk.outbox(channel="VOICE")
    assert call["Content"] == {"Body": "Hallo", "VoiceId": "Marlene", "LanguageCode": "de-DE"}


def test_a_preview_is_sound(strict_talk):
    script = {"Body": "<speak>Ciao</speak>", "LanguageCode": "it-IT"}
    answer = strict_talk.signed("POST", "/x/v1/voice/preview", script)

    assert answer["Characters"] == 4
    assert base64.b64decode(answer["Audio"]).startswith(b"ID3")
