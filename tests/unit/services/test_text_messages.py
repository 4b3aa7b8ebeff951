"""Direct messages by SMS: which text a recipient gets, and one outcome each."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.sms import Sender
from pinwheel.domain.template_resources.kinds import KINDS
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import messages, templates
from pinwheel.services.suppressions import suppress
from tests.fakes.direct import World

SMS = {"ChannelType": "SMS"}
PHONE, OTHER = "+4915112345678", "+4915112345679"
HELLO = {"SMSMessage": {"Body": "Hi {{name}}", "Substitutions": {"name": ["you"]}}}
NEWS = {"SMSTemplate": {"Name": "news"}}


class Shop(World):
    """An application with an enabled SMS channel."""

    def __init__(self):
        super().__init__()
        self.texts(Enabled=True)

    def texts(self, **members):
        self.documents.write([Put(keys.channel("app", "SMS"), members)])

    def phone(self, endpoint_id, address, **document):
        given = {"ChannelType": "SMS", "Address": address, **document}
        self.endpoints.upsert_many("app", [EndpointUpdate(endpoint_id, given, "request")])

    def template(self, **content):
        stores = templates.TemplateStores(self.documents, self.using.blobs)
        templates.create_template(
            KINDS["SMS"], "news", content, stores=stores, clock=self.using.clock, ids=self.using.ids
        )

    def text(self, *, message=HELLO, to=SMS, **request):
        given = {"MessageConfiguration": message, "Addresses": {PHONE: to}, **request}
        return messages.send_messages("app", given, using=self.using)

    def result(self, **request):
        return self.text(**request)["Result"][PHONE]

    def body(self, **request):
        self.text(**request)
        return self.sms.sent[-1].body


@pytest.fixture
def shop():
    return Shop()


def test_a_phone_gets_the_text_and_the_caller_its_id(shop):
    assert shop.result() == {
        "DeliveryStatus": "SUCCESSFUL",
        "StatusCode": 200,
        "StatusMessage": "MessageId: sms-1",
        "MessageId": "sms-1",
    }
    assert [(sent.to_number, sent.body) for sent in shop.sms.sent] == [(PHONE, "Hi you")]


def test_how_it_is_sent_is_said_by_the_message(shop):
    message = {
        "SMSMessage": {
            "Body": "b",
            "MessageType": "TRANSACTIONAL",
            "SenderId": "Shop",
            "OriginationNumber": "+4930123456",
            "EntityId": "e",
            "TemplateId": "t",
        }
    }

    shop.text(message=message)

    (sent,) = shop.sms.sent
    assert sent.sender == Sender(origination_number="+4930123456", sender_id="Shop")
    assert (sent.message_type, sent.entity_id, sent.template_id) == ("TRANSACTIONAL", "e", "t")


def test_the_channel_gives_the_sender(shop):
    shop.texts(Enabled=True, SenderId="Channel", ShortCode="12345")

    shop.text()

    assert shop.sms.sent[0].sender == Sender(origination_number="12345", sender_id="Channel")
    assert shop.sms.sent[0].message_type is None


def test_the_body_comes_from_override_template_message_default_in_this_order(shop):
    shop.template(Body="template {{name}}", DefaultSubstitutions='{"name": "t"}')
    default = {"DefaultMessage": {"Body": "default"}}

    assert shop.body(message=default) == "default"
    assert shop.body(message={**default, "SMSMessage": {"Body": "message"}}) == "message"
    assert shop.body(message={"SMSMessage": {"Body": "m"}}, TemplateConfiguration=NEWS) == "template t"
    assert shop.body(message=None, TemplateConfiguration=NEWS) == "template t"
    assert shop.body(to={**SMS, "BodyOverride": "own {{name}}"}) == "own you"
    assert shop.body(message={"EmailMessage": {"Body": "e"}}, to={**SMS, "BodyOverride": "own"}) == "own"


def test_values_are_not_escaped_and_a_recipient_has_its_own(shop):
    own = {**SMS, "Substitutions": {"name": ["<me> & co"]}}

    assert shop.body(to=own) == "Hi <me> & co"


def test_a_template_without_a_value_fails_for_that_recipient_alone(shop):
    shop.template(Body="{{name}}")
    to = {PHONE: SMS, OTHER: {**SMS, "Substitutions": {"name": ["Jo"]}}}

    answer = shop.text(message=None, TemplateConfiguration=NEWS, Addresses=to)["Result"]

    assert answer[PHONE]["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert answer[OTHER]["DeliveryStatus"] == "SUCCESSFUL"


def test_an_endpoint_gets_the_text_with_its_own_values(shop):
    shop.phone("e1", PHONE, User={"UserId": "u", "UserAttributes": {"First": ["Jo"]}})
    message = {"SMSMessage": {"Body": "Hi {{User.UserAttributes.First}}"}}

    answer = shop.text(message=message, Addresses={}, Endpoints={"e1": {}})

    assert answer["EndpointResult"]["e1"]["Address"] == PHONE
    assert shop.sms.sent[0].body == "Hi Jo"


def test_every_endpoint_of_a_user_gets_what_its_channel_has(shop):
    shop.phone("e1", PHONE, User={"UserId": "u"})
    shop.phone("e2", "jo@example.com", ChannelType="EMAIL", User={"UserId": "u"})
    shop.phone("e3", OTHER, OptOut="ALL", User={"UserId": "u"})
    message = {**HELLO, "EmailMessage": {"FromAddress": "s@example.com", "Body": "mail"}}

    answer = messages.send_users_messages(
        "app", {"Users": {"u": {}}, "MessageConfiguration": message}, using=shop.using
    )

    statuses = {name: result["DeliveryStatus"] for name, result in answer["Result"]["u"].items()}
    assert statuses == {"e1": "SUCCESSFUL", "e2": "SUCCESSFUL", "e3": "OPT_OUT"}
    assert [sent.to_number for sent in shop.sms.sent] == [PHONE]
    assert [sent.text for sent in shop.email.sent] == ["mail"]


@pytest.mark.parametrize("members", [{"Enabled": False}, {}])
def test_a_channel_that_is_not_enabled_is_named(shop, members):
    shop.texts(**members)

    result = shop.result()

    assert (result["DeliveryStatus"], result["StatusCode"]) == ("PERMANENT_FAILURE", 400)
    assert "SMS channel" in result["StatusMessage"]
    assert shop.sms.sent == []


def test_what_is_no_number_in_e164_is_not_sent(shop):
    shop.phone("e1", "0151 12345678")

    answer = shop.text(Addresses={}, Endpoints={"e1": {}})["EndpointResult"]["e1"]

    assert answer["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert "E.164" in answer["StatusMessage"]


def test_a_number_gets_one_message_and_a_suppressed_one_none(shop):
    shop.phone("e1", PHONE)
    suppress("app", OTHER, reason="COMPLAINT", documents=shop.documents, clock=shop.using.clock)

    answer = shop.text(Addresses={PHONE: SMS, OTHER: SMS}, Endpoints={"e1": {}})

    assert answer["EndpointResult"]["e1"]["DeliveryStatus"] == "DUPLICATE"
    assert answer["Result"][OTHER]["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert len(shop.sms.sent) == 1


def test_no_content_for_the_channel_is_a_failure_of_the_recipient(shop):
    result = shop.result(message={"EmailMessage": {"Body": "b"}})

    assert "no content for the SMS channel" in result["StatusMessage"]


@pytest.mark.parametrize("body", ["x" * 1601, "{{#if", "{{nothing}}"])
def test_a_body_that_cannot_be_sent_fails_its_recipient(shop, body):
    assert shop.result(to={**SMS, "BodyOverride": body})["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert shop.sms.sent == []


@pytest.mark.parametrize(
    "request_",
    [
        {"message": {"SMSMessage": {"Body": "b", "MessageType": "LOUD"}}},
        {"message": {"SMSMessage": {"Body": "b", "SenderId": "far too long a sender"}}},
        {"TemplateConfiguration": {"SMSTemplate": {"Name": "none"}}},
        {"TemplateConfiguration": {"SMSTemplate": {"Name": "none", "Version": "7"}}},
    ],
)
def test_requests_that_break_a_rule_are_refused_as_a_whole(shop, request_):
    with pytest.raises(Invalid):
        shop.text(**request_)
    assert shop.sms.sent == []


def test_a_hundred_are_handed_over_and_each_is_told_its_own(shop):
    numbers = [f"+49151123{n:04d}" for n in range(100)]
    shop.sms.answers[numbers[7]] = SendResult(
        status=DeliveryStatus.THROTTLED, status_code=429, detail="slow down"
    )

    answer = shop.text(Addresses=dict.fromkeys(numbers, SMS))["Result"]

    assert sum(shop.sms.batches) == 100
    assert answer[numbers[7]]["DeliveryStatus"] == "THROTTLED"
    assert {r["DeliveryStatus"] for n, r in answer.items() if n != numbers[7]} == {"SUCCESSFUL"}
