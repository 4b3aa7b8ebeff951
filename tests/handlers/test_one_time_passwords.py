"""One-time passwords and SMS through an unmodified client and the deployed handler."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from lambdas.api_messages.handler import lambda_handler
from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.runtime import bootstrap
from pinwheel.services.push_endpoints import PushEndpoints
from tests.fakes.direct import free_rates
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.pinpoint import PlainSecrets, key_ring, pinpoint_client
from tests.fakes.push import FakePush
from tests.fakes.sms import FakeSms
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

APP, PHONE = "app1", "+4915112345678"
REQUEST = {
    "Channel": "SMS",
    "BrandName": "Shop",
    "DestinationIdentity": PHONE,
    "OriginationIdentity": "12345",
    "ReferenceId": "order-1",
}


@pytest.fixture
def sms():
    return FakeSms()


@pytest.fixture(params=["", "/iam"])
def client(request, monkeypatch, sms):
    documents = MemoryDocuments()
    documents.write(
        [Put(keys.application(APP), {"Id": APP}), Put(keys.channel(APP, "SMS"), {"Enabled": True})]
    )
    made = {
        "documents": documents,
        "endpoints": MemoryEndpoints(),
        "blobs": MemoryBlobs(),
        "email_provider": FakeEmail(),
        "sms_provider": sms,
        "ids": CountingIds(),
        "password_secrets": PlainSecrets(),
    }
    for name, collaborator in made.items():
        monkeypatch.setattr(bootstrap, name, lambda collaborator=collaborator: collaborator)
    monkeypatch.setattr(bootstrap, "key_ring", key_ring)
    monkeypatch.setattr(bootstrap, "voice_provider", FakeSms)
    rates = free_rates(FrozenClock())
    monkeypatch.setattr(bootstrap, "send_rates", lambda: rates("EMAIL"))
    monkeypatch.setattr(bootstrap, "configured_rates", rates)
    monkeypatch.setattr(bootstrap, "push_delivery", FakePush)
    retire = PushEndpoints(reader=MemoryEndpoints(), writer=MemoryEndpoints())
    monkeypatch.setattr(bootstrap, "push_endpoints", lambda: retire)
    bootstrap.clock.cache_clear()
    return pinpoint_client(lambda_handler, door=request.param)


def verify(client, code, reference="order-1"):
    given = {"DestinationIdentity": PHONE, "Otp": code, "ReferenceId": reference}
    answer = client.verify_otp_message(ApplicationId=APP, VerifyOTPMessageRequestParameters=given)
    return answer["VerificationResponse"]["Valid"]


def test_a_code_goes_out_and_is_verified_once(client, sms):
    answer = client.send_otp_message(
        ApplicationId=APP,
        SendOTPMessageRequestParameters={**REQUEST, "CodeLength": 8, "Language": "de-DE"},
    )["MessageResponse"]
    code = sms.sent[0].body.rpartition(" ")[2]

    assert (answer["ApplicationId"], answer["Result"][PHONE]["StatusMessage"]) == (APP, "MessageId: sms-1")
    assert answer["RequestId"]
    assert code.isdigit()
    assert len(code) == 8
    assert sms.sent[0].sender.origination_number == "12345"
    assert [verify(client, code, "order-2"), verify(client, code), verify(client, code)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("member", "value"), [("CodeLength", 9), ("AllowedAttempts", 0), ("Language", "xx"), ("Channel", "VOICE")]
)
def test_a_parameter_out_of_range_is_a_400_that_names_it(client, sms, member, value):
    with pytest.raises(ClientError, match=member) as caught:
        client.send_otp_message(ApplicationId=APP, SendOTPMessageRequestParameters={**REQUEST, member: value})

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert sms.sent == []


def test_an_unknown_application_is_a_404(client):
    with pytest.raises(ClientError) as caught:
        client.send_otp_message(ApplicationId="none", SendOTPMessageRequestParameters=REQUEST)

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_a_direct_message_reaches_a_phone(client, sms):
    answer = client.send_messages(
        ApplicationId=APP,
        MessageRequest={
            "MessageConfiguration": {"SMSMessage": {"Body": "Hi", "MessageType": "PROMOTIONAL"}},
            "Addresses": {PHONE: {"ChannelType": "SMS"}},
        },
    )["MessageResponse"]

    assert answer["Result"][PHONE]["DeliveryStatus"] == "SUCCESSFUL"
    assert (sms.sent[0].body, sms.sent[0].message_type) == ("Hi", "PROMOTIONAL")
