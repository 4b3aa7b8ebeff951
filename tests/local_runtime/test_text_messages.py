"""Text messages and one-time passwords under the template's roles, from the API to the outbox."""

from __future__ import annotations

PHONE = "+14254147755"


def test_a_text_goes_out_and_a_code_is_verified_until_it_ends(strict_talk):
    talk = strict_talk
    talk.call("update_sms_channel", SMSChannelRequest={"Enabled": True, "SenderId": "Shop"})
    hello = {"SMSMessage": {"Body": "Hi {{Address}}", "MessageType": "PROMOTIONAL"}}

    sent = talk.call(
        "send_messages",
        MessageRequest={"MessageConfiguration": hello, "Addresses": {PHONE: {"ChannelType": "SMS"}}},
    )
    codes = [code_of(talk, reference) for reference in ("order-1", "order-2")]
    verdicts = [verified(talk, "order-2", codes[0]), *(verified(talk, "order-1", codes[0]) for _ in range(2))]
    talk.controls.put("/local/clock", json={"AdvanceSeconds": 16 * 60}).raise_for_status()

    outbox = talk.outbox(channel="SMS")
    assert sent["Result"][PHONE]["DeliveryStatus"] == "SUCCESSFUL"
    assert [item["Address"] for item in outbox] == [PHONE] * 3
    assert outbox[0]["MessageId"] == sent["Result"][PHONE]["MessageId"]
    assert spoken(outbox[0]) == (f"Hi {PHONE}", "Shop", "PROMOTIONAL", None)
    assert spoken(outbox[1])[2:] == ("TRANSACTIONAL", "12345")
    assert verdicts == [codes[0] == codes[1], True, False]
    assert not verified(talk, "order-2", codes[1])


def spoken(item):
    return tuple(
        item["Content"][member] for member in ("Body", "SenderId", "MessageType", "OriginationNumber")
    )


def code_of(talk, reference):
    request = {
        "Channel": "SMS",
        "BrandName": "Shop",
        "DestinationIdentity": PHONE,
        "OriginationIdentity": "12345",
        "ReferenceId": reference,
    }
    talk.call("send_otp_message", SendOTPMessageRequestParameters=request)
    body = talk.outbox(channel="SMS")[-1]["Content"]["Body"]
    return body.removeprefix("This is your One Time Password: ").removesuffix(" from Shop")


def verified(talk, reference, code):
    given = {"DestinationIdentity": PHONE, "ReferenceId": reference, "Otp": code}
    return talk.call("verify_otp_message", VerifyOTPMessageRequestParameters=given)["Valid"]
