"""Direct messages on all channels at once: each recipient has its own outcome, whatever happens to others."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from pinwheel.domain.errors import Invalid, Unavailable
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.template_resources.kinds import KINDS
from pinwheel.services import messages, templates
from pinwheel.services.suppressions import suppress
from tests.fakes.direct import APP, World, free_rates
from tests.fakes.governor import MemoryGovernor

HELLO = {
    "DefaultMessage": {"Body": "Hi {{name}}", "Substitutions": {"name": ["you"]}},
    "EmailMessage": {"FromAddress": "shop@example.com"},
}
PUSH_TYPES = ("APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "GCM", "ADM", "BAIDU")


@pytest.fixture
def world():
    world = World()
    for channel_type in (*PUSH_TYPES, "SMS", "VOICE"):
        world.channel(channel_type)
    return world


def statuses(answer, member="Result"):
    return {name: each["DeliveryStatus"] for name, each in answer[member].items()}


def payload(world, at=0):
    return json.loads(world.push.sent[at].payload.body)


def test_the_default_message_reaches_every_channel(world):
    addresses = {f"token-{each}": {"ChannelType": each} for each in PUSH_TYPES}
    addresses |= {
        "jo@example.com": {"ChannelType": "EMAIL"},
        "+4915112345678": {"ChannelType": "SMS"},
        "+4915112345679": {"ChannelType": "VOICE"},
    }

    answer = world.send(HELLO, Addresses=addresses)

    assert set(statuses(answer).values()) == {"SUCCESSFUL"}
    assert len(world.push.sent) == 7
    assert payload(world)["aps"]["alert"] == {"body": "Hi you"}
    assert [each.body for each in world.sms.sent] == ["Hi you"]
    assert [each.body for each in world.voice.sent] == ["Hi you"]
    assert [each.text for each in world.email.sent] == ["Hi you"]


@pytest.mark.parametrize("channel_type", ["CUSTOM", "IN_APP", "PUSH"])
def test_what_is_no_channel_of_direct_messages_fails_by_name(world, channel_type):
    answer = world.send(HELLO, Addresses={"x": {"ChannelType": channel_type}})

    (result,) = answer["Result"].values()
    assert (result["DeliveryStatus"], result["StatusCode"]) == ("PERMANENT_FAILURE", 400)
    assert channel_type in result["StatusMessage"]


@pytest.mark.parametrize("token", ["", " ", "a\nb", "x" * 3000])
def test_what_is_no_token_is_not_pushed_to(world, token):
    answer = world.send(HELLO, Addresses={token: {"ChannelType": "GCM"}})

    assert statuses(answer) == {token: "PERMANENT_FAILURE"}
    assert not world.push.sent


def test_a_token_is_named_once_for_each_channel_and_its_case_counts(world):
    world.endpoint("e1", Address="tok")
    addresses = {"tok": {"ChannelType": "GCM"}, "TOK": {"ChannelType": "GCM"}}

    answer = world.send(HELLO, Addresses=addresses, Endpoints={"e1": {}})

    assert statuses(answer) == {"tok": "SUCCESSFUL", "TOK": "SUCCESSFUL"}
    assert statuses(answer, "EndpointResult") == {"e1": "DUPLICATE"}


def test_the_same_phone_may_be_written_to_and_called(world):
    world.endpoint("text", ChannelType="SMS", Address="+4915112345678")
    addresses = {"+4915112345678": {"ChannelType": "VOICE"}}

    answer = world.send(HELLO, Addresses=addresses, Endpoints={"text": {}})

    assert statuses(answer) == {"+4915112345678": "SUCCESSFUL"}
    assert statuses(answer, "EndpointResult") == {"text": "SUCCESSFUL"}


@pytest.mark.parametrize("broken", ["email", "sms", "voice", "push"])
def test_a_carrier_that_breaks_down_spoils_no_other_outcome(world, monkeypatch, broken):
    def fails(batch):
        raise RuntimeError("boom")

    monkeypatch.setattr(getattr(world, broken), "send_batch", fails)
    addresses = {
        "jo@example.com": {"ChannelType": "EMAIL"},
        "+4915112345678": {"ChannelType": "SMS"},
        "+4915112345679": {"ChannelType": "VOICE"},
        "token": {"ChannelType": "GCM"},
    }

    answer = world.send(HELLO, Addresses=addresses)

    failed = [name for name, status in statuses(answer).items() if status == "UNKNOWN_FAILURE"]
    assert len(failed) == 1
    assert sorted(statuses(answer).values()) == ["SUCCESSFUL"] * 3 + ["UNKNOWN_FAILURE"]


def test_what_is_not_handed_over_in_time_is_told_and_not_sent(world, monkeypatch):
    taken = world.email.send_batch

    def slow(batch):
        world.clock.advance(seconds=25)
        return taken(batch)

    monkeypatch.setattr(world.email, "send_batch", slow)

    answer = world.send(
        HELLO, Addresses={"jo@example.com": {"ChannelType": "EMAIL"}, "t": {"ChannelType": "GCM"}}
    )

    assert statuses(answer) == {"jo@example.com": "SUCCESSFUL", "t": "TEMPORARY_FAILURE"}
    assert not world.push.sent


def test_a_dead_token_makes_its_endpoint_inactive(world):
    world.endpoint("e1")
    world.endpoint("e2")
    world.send(HELLO, Endpoints={"e1": {}, "e2": {}})
    world.push.disable("token-e1")

    answer = world.send(HELLO, Endpoints={"e1": {}, "e2": {}})

    assert statuses(answer, "EndpointResult") == {"e1": "PERMANENT_FAILURE", "e2": "SUCCESSFUL"}
    assert answer["EndpointResult"]["e1"]["StatusCode"] == 410
    stored = world.endpoints.get_many(APP, ["e1", "e2"])
    assert [stored[each].endpoint_status for each in ("e1", "e2")] == ["INACTIVE", "ACTIVE"]


def test_an_endpoint_that_cannot_be_made_inactive_changes_no_outcome(world, monkeypatch):
    world.endpoint("e1")
    world.send(HELLO, Endpoints={"e1": {}})
    world.push.disable("token-e1")

    def fails(*_, **__):
        raise Unavailable("no table")

    monkeypatch.setattr(world.endpoints, "upsert_many", fails)

    assert statuses(world.send(HELLO, Endpoints={"e1": {}}), "EndpointResult") == {"e1": "PERMANENT_FAILURE"}


def test_a_context_is_the_requests_with_the_recipients_own_on_top(world):
    world.send(
        HELLO,
        Addresses={
            "t": {"ChannelType": "APNS", "Context": {"b": "own"}},
            "+4915112345678": {"ChannelType": "SMS", "Context": {"b": "own"}},
        },
        Context={"a": "all", "b": "all"},
    )

    assert payload(world)["data"]["pinpoint"]["a"] == "all"
    assert payload(world)["data"]["pinpoint"]["b"] == "own"
    assert world.sms.sent[0].context == {"a": "all", "b": "own"}


def test_the_trace_travels_with_texts_calls_and_mails(world):
    world.send(
        HELLO,
        Addresses={
            "jo@example.com": {"ChannelType": "EMAIL"},
            "+4915112345678": {"ChannelType": "SMS"},
            "+4915112345679": {"ChannelType": "VOICE"},
        },
        TraceId="trace-1",
    )

    sent = [*world.email.sent, *world.sms.sent, *world.voice.sent]
    assert [dict(each.tags)["trace"] for each in sent] == ["trace-1"] * 3


def test_content_is_taken_in_the_documented_order(world):
    template = {"Default": {"Title": "template {{x}}", "Body": "template"}, "APNS": {"Sound": "chime"}}
    stores = templates.TemplateStores(world.documents, world.blobs)
    content = {**template, "DefaultSubstitutions": '{"x": "default"}'}
    templates.create_template(KINDS["PUSH"], "news", content, stores=stores, clock=world.clock, ids=world.ids)
    message = {
        "APNSMessage": {"Title": "channel", "Badge": 3},
        "DefaultPushNotificationMessage": {"Title": "push", "Action": "URL", "Url": "https://push"},
        "DefaultMessage": {"Body": "default"},
    }
    addresses = {
        "plain": {"ChannelType": "APNS"},
        "titled": {"ChannelType": "APNS", "TitleOverride": "own"},
        "raw": {"ChannelType": "APNS", "RawContent": '{"aps":{"content-available":0,"alert":"raw"}}'},
    }

    world.send(message, Addresses=addresses)
    named = {"PushTemplate": {"Name": "news"}}
    world.send(message, Addresses=addresses, TemplateConfiguration=named)

    shown = [payload(world, at)["aps"]["alert"] for at in range(6)]
    assert shown == [
        {"title": "channel", "body": "default"},
        {"title": "own", "body": "default"},
        "raw",
        {"title": "template default", "body": "template"},
        {"title": "own", "body": "template"},
        "raw",
    ]
    assert payload(world, 3)["aps"]["sound"] == "chime"
    assert payload(world, 3)["aps"]["badge"] == 3
    assert payload(world)["data"]["pinpoint"]["deeplink"] == "https://push"


def test_users_get_it_on_every_channel_that_has_content(world):
    user = {"User": {"UserId": "u1"}}
    world.endpoint("push", **user)
    world.endpoint("mail", ChannelType="EMAIL", Address="jo@example.com", **user)
    world.endpoint("text", ChannelType="SMS", Address="+4915112345678", **user)
    world.endpoint("out", ChannelType="ADM", OptOut="ALL", **user)

    answer = world.send_users(
        {"GCMMessage": {"Body": "b"}, "SMSMessage": {"Body": "b"}}, {"u1": {}, "u2": {}}
    )

    assert statuses(answer["Result"], "u1") == {
        "push": "SUCCESSFUL",
        "text": "SUCCESSFUL",
        "mail": "PERMANENT_FAILURE",
        "out": "OPT_OUT",
    }
    assert answer["Result"]["u2"] == {}


def test_a_suppressed_phone_gets_neither_text_nor_call(world):
    number = "+4915112345678"
    suppress(APP, number, reason="test", documents=world.documents, clock=world.clock)

    for channel_type in ("SMS", "VOICE"):
        answer = world.send(HELLO, Addresses={number: {"ChannelType": channel_type}})
        assert "suppression" in answer["Result"][number]["StatusMessage"]


def test_a_payload_that_is_too_big_fails_for_that_recipient_alone(world):
    addresses = {
        "big": {"ChannelType": "GCM", "Substitutions": {"name": ["x" * 5000]}},
        "small": {"ChannelType": "GCM"},
    }

    answer = world.send(HELLO, Addresses=addresses)

    assert statuses(answer) == {"big": "PERMANENT_FAILURE", "small": "SUCCESSFUL"}
    assert "bytes" in answer["Result"]["big"]["StatusMessage"]


@pytest.mark.parametrize(
    "message",
    [
        {"APNSMessage": {"Priority": "7"}},
        {"GCMMessage": {"TimeToLive": -1}},
        {"ADMMessage": {"ExpiresAfter": "x"}},
        {"VoiceMessage": {"VoiceId": "Nobody"}},
        {"SMSMessage": {"MessageType": "LOUD"}},
    ],
)
def test_a_message_that_breaks_a_rule_is_refused_as_a_whole(world, message):
    with pytest.raises(Invalid):
        world.send({**HELLO, **message}, Addresses={"t": {"ChannelType": "GCM"}})


def test_what_a_carrier_says_is_told_with_its_code(world):
    world.push.answers["t"] = SendResult(
        status=DeliveryStatus.THROTTLED, status_code=429, detail="Throttled: slow down"
    )

    answer = world.send(HELLO, Addresses={"t": {"ChannelType": "GCM"}})

    assert answer["Result"]["t"] == {
        "DeliveryStatus": "THROTTLED",
        "StatusCode": 429,
        "StatusMessage": "Throttled: slow down",
    }


def test_nothing_leaves_before_all_messages_are_ready(world):
    def begin():
        raise RuntimeError("the process died")

    request = {"MessageConfiguration": HELLO, "Addresses": {"t": {"ChannelType": "GCM"}}}
    with pytest.raises(RuntimeError):
        messages.send_messages(APP, request, using=world.using, begin=begin)

    assert not world.push.sent


def test_the_outcome_of_a_request_that_broke_off_is_unknown_for_everybody(world):
    world.endpoint("e1", User={"UserId": "u1"})
    request: dict[str, Any] = {"Addresses": {"t": {}}, "Endpoints": {"e1": {}}}

    answer = messages.unknown_messages(APP, request)
    users = messages.unknown_users_messages(APP, {"Users": {"u1": {}}}, endpoints=world.endpoints)

    assert statuses(answer) == {"t": "UNKNOWN_FAILURE"}
    assert statuses(answer, "EndpointResult") == {"e1": "UNKNOWN_FAILURE"}
    assert statuses(users["Result"], "u1") == {"e1": "UNKNOWN_FAILURE"}


def test_direct_messages_keep_to_the_accounts_rate_as_long_as_there_is_time(world):
    world.using = dataclasses.replace(world.using, rates=free_rates(world.clock, per_second=1))
    addresses = {f"t{n}": {"ChannelType": "GCM"} for n in range(60)}

    told = statuses(world.send(HELLO, Addresses=addresses))

    assert set(told.values()) == {"SUCCESSFUL", "TEMPORARY_FAILURE"}
    assert list(told.values()).count("SUCCESSFUL") == len(world.push.sent)
    assert 15 < len(world.push.sent) < 30


def test_what_was_handed_over_before_the_governor_failed_keeps_its_outcome(world):
    class Failing(MemoryGovernor):
        asked = 0

        def reserve(self, *args, **kwargs):
            self.asked += 1
            if self.asked > 1:
                raise Unavailable("no table")
            return super().reserve(*args, **kwargs)

        take = reserve

    rates = free_rates(world.clock, per_second=10)("PUSH")
    rates.governor = Failing()
    world.using = dataclasses.replace(world.using, rates=lambda family: rates)
    addresses = {f"t{n}": {"ChannelType": "GCM"} for n in range(50)}

    told = list(statuses(world.send(HELLO, Addresses=addresses)).values())

    assert told.count("SUCCESSFUL") == len(world.push.sent)
    assert set(told[len(world.push.sent) :]) <= {"TEMPORARY_FAILURE"}
