"""The feedback function with records as SQS delivers them: SNS envelopes, bare reports, and rubbish."""

from __future__ import annotations

import json

import pytest

from lambdas.record_feedback.handler import lambda_handler
from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.runtime import bootstrap
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.ledger import MemoryLedger
from tests.fakes.system import FrozenClock
from tests.unit.domain.test_ses_feedback import BOUNCED, OPENED, TAGS, report


@pytest.fixture
def stream(monkeypatch):
    made = MemoryEventStream()
    monkeypatch.setattr(bootstrap, "event_stream", lambda: made)
    return made


@pytest.fixture
def documents(monkeypatch):
    made = MemoryDocuments()
    made.write([Put(keys.application("app"), {"Id": "app"})])
    monkeypatch.setattr(bootstrap, "documents", lambda: made)
    return made


@pytest.fixture(autouse=True)
def endpoints(monkeypatch, stream, documents):
    made = MemoryEndpoints()
    monkeypatch.setattr(bootstrap, "endpoints", lambda: made)
    monkeypatch.setattr(bootstrap, "clock", FrozenClock)
    monkeypatch.setattr(bootstrap, "ledger", MemoryLedger)
    return made


def deliver(*bodies):
    records = [{"messageId": str(n), "body": body} for n, body in enumerate(bodies)]
    answer = lambda_handler({"Records": records}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def notification(message):
    text = message if isinstance(message, str) else json.dumps(message)
    return json.dumps({"Type": "Notification", "Message": text})


def test_reports_in_envelopes_and_bare_ones_are_published(stream):
    bare = json.dumps(report("Bounce", "bounce", {**BOUNCED, "bounceType": "Transient"}))
    assert deliver(notification(report("Open", "open", OPENED)), bare) == []
    assert [event.event_type for event in stream.published] == ["_email.open", "_email.softbounce"]


def test_a_hard_bounce_puts_the_address_on_the_suppression_list(documents):
    deliver(notification(report("Bounce", "bounce", BOUNCED)))
    entry = documents.get(keys.suppression("app", "ada@example.com"))
    assert (entry.body["Address"], entry.body["Reason"]) == ("Ada@example.com", "BOUNCE")


def test_an_unsubscription_opts_the_endpoint_out(endpoints):
    endpoint_id = "ada@example.com/1"
    endpoints.upsert_many("app", [EndpointUpdate(endpoint_id, {"Attributes": {"a": ["1"]}}, "r")])
    preferences = {"newTopicPreferences": {"unsubscribeAll": True}}
    deliver(notification(report("Subscription", "subscription", preferences)))
    assert endpoints.get("app", endpoint_id).opt_out == "ALL"


def test_an_unsubscription_wakes_nobody_and_makes_nobody(endpoints):
    sleeper, holder = "ada@example.com/1", "ada@example.com/2"
    mail = {"ChannelType": "EMAIL", "Address": "ada@example.com"}
    for endpoint_id in (sleeper, holder):
        endpoints.upsert_many("app", [EndpointUpdate(endpoint_id, mail, "r")])
    everything = {"newTopicPreferences": {"unsubscribeAll": True}}

    deliver(notification(report("Subscription", "subscription", everything)))

    assert endpoints.get("app", sleeper).opt_out == "ALL"
    assert endpoints.get("app", sleeper).endpoint_status == "INACTIVE"
    assert endpoints.get("app", holder).endpoint_status == "ACTIVE"
    endpoints.delete("app", sleeper)
    deliver(notification(report("Subscription", "subscription", everything)))
    assert endpoints.get("app", sleeper) is None


def test_reports_about_a_deleted_application_leave_nothing_behind(documents, stream):
    documents.stored.clear()

    assert deliver(notification(report("Bounce", "bounce", BOUNCED))) == []

    assert documents.stored == {}
    assert stream.published == []


def test_one_unreadable_record_goes_back_alone(stream):
    good = notification(report("Open", "open", OPENED))
    assert deliver("{", good, notification('{"eventType": "Open"}'), notification("{no json")) == [
        "0",
        "2",
        "3",
    ]
    assert len(stream.published) == 1


def test_greetings_and_messages_of_others_are_passed_over(stream):
    greeting = notification("Successfully validated SNS topic for Amazon SES event publishing.")
    foreign = notification(report("Open", "open", OPENED, tags={"other": ["x"]}))
    assert deliver(greeting, foreign) == []
    assert stream.published == []


def test_everything_comes_again_when_the_stream_is_down(stream):
    stream.failing = True
    assert deliver(notification(report("Open", "open", OPENED, tags=TAGS))) == ["0"]
