"""Texts from phones: what is answered, who is opted out, what is told and forwarded."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, Unavailable
from pinwheel.domain.inbound_sms import open_text
from pinwheel.domain.messages import DeliveryStatus
from pinwheel.domain.sms import OutgoingSms, Sender
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import numbers, opt_outs
from pinwheel.services.guarded_sms import GuardedSms
from pinwheel.services.inbound_sms import InboundTools, receive_text
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.sms import FakeSms
from tests.fakes.system import CountingIds, FrozenClock

PHONE, NUMBER, OTHER = "+14254147755", "+12065550100", "+12065550101"
TOPIC = "arn:aws:sns:us-east-1:000000000000:answers"


class FakeTopics:
    def __init__(self):
        self.published, self.error = [], None

    def publish(self, topic_arn, message):
        if self.error is not None:
            raise self.error
        self.published.append((topic_arn, json.loads(message)))


class Shop:
    """Two applications with an SMS channel; the phone is known in both."""

    def __init__(self):
        self.documents, self.endpoints = MemoryDocuments(), MemoryEndpoints()
        self.sms, self.topics, self.stream = FakeSms(), FakeTopics(), MemoryEventStream()
        self.clock = FrozenClock()
        for application_id in ("app", "second"):
            self.documents.write(
                [
                    Put(keys.application_entry(application_id), {"Id": application_id}),
                    Put(keys.application(application_id), {"Id": application_id}),
                    Put(keys.channel(application_id, "SMS"), {"Enabled": True}),
                ]
            )
            document = {"ChannelType": "SMS", "Address": PHONE, "User": {"UserId": "u"}}
            self.endpoints.upsert_many(application_id, [EndpointUpdate("e1", document, "r")])
        self.guarded = GuardedSms(
            provider=self.sms,
            documents=self.documents,
            stream=self.stream,
            clock=self.clock,
            ids=CountingIds(),
            account_id="1",
            tells_nothing=True,
        )

    def text(self, body, *, message_id="in-1", to=NUMBER, **members):
        text = open_text(
            {
                "originationNumber": PHONE,
                "destinationNumber": to,
                "messageBody": body,
                "inboundMessageId": message_id,
                **members,
            }
        )
        assert text is not None
        tools = InboundTools(
            documents=self.documents,
            reader=self.endpoints,
            writer=self.endpoints,
            stream=self.stream,
            answers=self.sms,
            topics=self.topics,
            clock=self.clock,
            account_id="1",
        )
        return receive_text(text, tools=tools)

    def send(self, *, number=NUMBER, sender_id=None, campaign="c1"):
        sender = Sender(origination_number=number, sender_id=sender_id)
        tags = (("application", "app"), ("endpoint", "e1"), ("campaign", campaign))
        (result,) = self.guarded.send_batch(
            [OutgoingSms(to_number=PHONE, body="hi", sender=sender, tags=tags)]
        )
        return result

    def opt_out_of(self, application_id="app"):
        return self.endpoints.get(application_id, "e1").opt_out

    def told(self, event_type):
        return [event for event in self.stream.published if event.event_type == event_type]


@pytest.fixture
def shop():
    return Shop()


def test_stop_is_answered_from_the_number_in_the_persons_language(shop):
    shop.text("Stopp bitte")

    (answer,) = shop.sms.sent
    assert (answer.to_number, answer.sender.origination_number) == (PHONE, NUMBER)
    assert answer.body.startswith("Sie sind abgemeldet")


def test_stop_opts_endpoints_out_in_all_applications_of_the_number(shop):
    shop.text("STOP")

    assert (shop.opt_out_of("app"), shop.opt_out_of("second")) == ("ALL", "ALL")
    assert {event.application_id for event in shop.told("_SMS.OPTOUT")} == {"app", "second"}
    assert shop.told("_SMS.OPTOUT")[0].attributes["record_status"] == "OPTED_OUT"


def test_a_number_that_names_its_applications_leaves_others_alone(shop):
    numbers.put_number(NUMBER, {"ApplicationIds": ["second"]}, documents=shop.documents)

    shop.text("STOP")

    assert (shop.opt_out_of("app"), shop.opt_out_of("second")) == ("NONE", "ALL")


def test_a_channels_short_code_makes_the_number_its_own(shop):
    shop.documents.write([Put(keys.channel("app", "SMS"), {"Enabled": True, "ShortCode": NUMBER})])

    shop.text("STOP")

    assert (shop.opt_out_of("app"), shop.opt_out_of("second")) == ("ALL", "NONE")


def test_endpoints_stay_as_they_are_where_the_switch_is_off(shop):
    numbers.put_number(NUMBER, {"OptsEndpointsOut": False}, documents=shop.documents)

    shop.text("STOP")

    assert shop.opt_out_of() == "NONE"
    assert shop.send().status is DeliveryStatus.OPT_OUT


def test_who_opted_out_gets_nothing_from_that_number_until_they_start_again(shop):
    shop.text("STOP")
    sent = len(shop.sms.sent)

    assert shop.send().status is DeliveryStatus.OPT_OUT
    assert shop.send(number=None).status is DeliveryStatus.OPT_OUT
    assert len(shop.sms.sent) == sent
    assert shop.told("_SMS.FAILURE")[0].attributes["record_status"] == "OPTED_OUT"
    assert shop.send(number=OTHER).status is DeliveryStatus.SUCCESSFUL
    assert shop.send(number=None, sender_id="Shop").status is DeliveryStatus.SUCCESSFUL

    shop.text("START", message_id="in-2")

    assert shop.send().status is DeliveryStatus.SUCCESSFUL
    assert shop.opt_out_of() == "NONE"


def test_start_without_stop_undoes_nothing(shop):
    shop.endpoints.upsert_many("app", [EndpointUpdate("e1", {"OptOut": "ALL"}, "r")])

    shop.text("START")

    assert shop.opt_out_of() == "ALL"


def test_a_text_that_comes_twice_is_answered_and_forwarded_once(shop):
    numbers.put_number(NUMBER, {"TopicArn": TOPIC}, documents=shop.documents)

    shop.text("HELP")
    shop.text("HELP")

    assert len(shop.sms.sent) == len(shop.topics.published) == 1


def test_a_stop_that_comes_again_after_start_changes_nothing(shop):
    shop.text("STOP")
    shop.text("START", message_id="in-2")

    shop.text("STOP")

    assert shop.send().status is DeliveryStatus.SUCCESSFUL


def test_a_text_that_could_not_be_forwarded_is_forwarded_later_but_not_answered_again(shop):
    numbers.put_number(NUMBER, {"TopicArn": TOPIC}, documents=shop.documents)
    shop.topics.error = Unavailable("no")
    with pytest.raises(Unavailable):
        shop.text("HELP")
    shop.topics.error = None

    shop.text("HELP")

    assert (len(shop.sms.sent), len(shop.topics.published)) == (1, 1)


def test_a_topic_that_is_gone_holds_nothing_up(shop):
    numbers.put_number(NUMBER, {"TopicArn": TOPIC}, documents=shop.documents)
    shop.topics.error = Invalid("gone")

    assert shop.text("hello") == "text"
    assert shop.text("hello") == "seen to before"


def test_what_is_forwarded_names_what_it_answers(shop):
    numbers.put_number(NUMBER, {"TopicArn": TOPIC}, documents=shop.documents)
    sent = shop.send()

    shop.text("yes please")

    ((topic, message),) = shop.topics.published
    assert topic == TOPIC
    assert message == {
        "originationNumber": PHONE,
        "destinationNumber": NUMBER,
        "messageKeyword": "",
        "messageBody": "yes please",
        "inboundMessageId": "in-1",
        "previousPublishedMessageId": sent.message_id,
    }


def test_a_text_is_an_event_that_campaigns_can_wait_for(shop):
    shop.send()

    shop.text("yes please")

    first = next(event for event in shop.told("_SMS.RECEIVED") if event.application_id == "app")
    assert first.client == {"client_id": "e1"}
    assert first.user_id == "u"
    assert first.attributes["message_body"] == "yes please"
    assert first.attributes["campaign_id"] == "c1"


def test_own_keywords_are_answered_and_own_words_replace_ours(shop):
    numbers.put_keyword(NUMBER, "Hours", {"KeywordMessage": "At nine"}, documents=shop.documents)
    numbers.put_keyword(NUMBER, "HELP", {"KeywordMessage": "Call us"}, documents=shop.documents)

    for at, body in enumerate(("hours?", "help me")):
        shop.text(body, message_id=f"in-{at}")

    assert [answer.body for answer in shop.sms.sent] == ["At nine", "Call us"]


def test_with_two_way_off_nothing_is_forwarded_but_opt_outs_count(shop):
    numbers.put_number(NUMBER, {"TopicArn": TOPIC, "TwoWayEnabled": False}, documents=shop.documents)
    numbers.put_keyword(NUMBER, "Hours", {"KeywordMessage": "At nine"}, documents=shop.documents)

    shop.text("hours")
    shop.text("STOP", message_id="in-2")

    assert shop.topics.published == []
    assert shop.told("_SMS.RECEIVED") == []
    assert [answer.body[:7] for answer in shop.sms.sent] == ["You are"]
    assert shop.opt_out_of() == "ALL"


@pytest.mark.parametrize(("handling", "opted_out"), [("CARRIER", "ALL"), ("SELF_MANAGED", "NONE")])
def test_others_may_answer_standard_words(shop, handling, opted_out):
    numbers.put_number(NUMBER, {"OptOutHandling": handling}, documents=shop.documents)

    shop.text("STOP")

    assert shop.sms.sent == []
    assert shop.opt_out_of() == opted_out


@pytest.mark.parametrize(
    "document",
    [
        {"Unknown": 1},
        {"TwoWayEnabled": "yes"},
        {"TopicArn": "topic"},
        {"OptOutHandling": "X"},
        {"TopicArn": f"{TOPIC}.fifo"},
    ],
)
def test_a_number_takes_no_nonsense(shop, document):
    with pytest.raises(Invalid):
        numbers.put_number(NUMBER, document, documents=shop.documents)


def test_stop_must_opt_out(shop):
    with pytest.raises(Invalid):
        numbers.put_keyword(
            NUMBER,
            "stop",
            {"KeywordMessage": "x", "KeywordAction": "AUTOMATIC_RESPONSE"},
            documents=shop.documents,
        )


def test_opt_outs_are_listed_and_removed_by_hand(shop):
    shop.text("STOP")
    found, _ = opt_outs.list_opt_outs(NUMBER, limit=10, after=None, documents=shop.documents)

    assert [(each["Phone"], each["Keyword"]) for each in found] == [(PHONE, "STOP")]
    assert opt_outs.opt_in(NUMBER, PHONE, documents=shop.documents)
    assert not opt_outs.opt_in(NUMBER, PHONE, documents=shop.documents)
    assert shop.send().status is DeliveryStatus.SUCCESSFUL


def test_a_notification_may_hold_no_text():
    assert open_text({"Message": "Successfully validated SNS topic"}) is None
    with pytest.raises(Invalid):
        open_text({"Message": '{"originationNumber": "+1"}'})
    with pytest.raises(Invalid):
        open_text({"Message": "{"})
