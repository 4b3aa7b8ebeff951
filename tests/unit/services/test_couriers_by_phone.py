"""Texts and calls as channels of campaigns: what is loaded, who is left out, what is made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.domain.sms import Sender
from pinwheel.domain.template_resources.kinds import KINDS
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.ports.documents import Put
from pinwheel.services import templates
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers import sms, voice
from pinwheel.services.suppressions import suppress
from tests.fakes.documents import MemoryDocuments
from tests.fakes.sms import FakeSms
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

NOW = datetime(2026, 1, 1, tzinfo=UTC)
JO = Endpoint(id="e1", address="+1 (425) 414-7755", user_id="u", user_attributes={"First": ["Jo"]})


PLAN = RunPlan(
    run_id="r1",
    application_id="app",
    campaign_id="c1",
    campaign_version=1,
    segment_id="s1",
    segment_version=1,
    scheduled="2026-01-01T00:00:00Z",
    started="2026-01-01T00:00:00Z",
    shares=allotment("c1", {}, 0),
    treatments=(),
)


def context(**overrides):
    return SendingContext(
        plan=PLAN, chunk_id="1", treatment_id="0", activity_id="a1", endpoint_overrides=overrides
    )


class Shop:
    def __init__(self):
        self.documents, self.blobs, self.clock = MemoryDocuments(), MemoryBlobs(), FrozenClock()
        for channel in ("SMS", "VOICE"):
            self.documents.write([Put(keys.channel("app", channel), {"Enabled": True, "ShortCode": "12345"})])

    def template(self, kind, **content):
        stores = templates.TemplateStores(self.documents, self.blobs)
        templates.create_template(
            KINDS[kind], "news", content, stores=stores, clock=self.clock, ids=CountingIds()
        )

    def load(self, channel, message=None, template=None):
        return channel.load(
            "app", "X", message or {}, template or {}, documents=self.documents, blobs=self.blobs
        )

    def courier(self, kind):
        return kind(provider=FakeSms(), documents=self.documents, new_uuid=lambda: "uuid")


@pytest.fixture
def shop():
    return Shop()


def test_a_text_of_a_template_keeps_the_messages_sender(shop):
    shop.template("SMS", Body="Hi {{User.UserAttributes.First}}")
    data = shop.load(
        sms,
        {"SMSMessage": {"SenderId": "Shop", "MessageType": "PROMOTIONAL"}},
        {"SMSTemplate": {"Name": "news"}},
    )
    courier = shop.courier(sms.SmsCourier)

    made = courier.make(courier.compile(data, now=NOW), JO, context())

    assert (made.to_number, made.body, made.sender) == ("+14254147755", "Hi Jo", Sender(sender_id="Shop"))
    assert made.message_type == "PROMOTIONAL"
    assert dict(made.tags) == {
        "application": "app",
        "campaign": "c1",
        "activity": "a1",
        "treatment": "0",
        "endpoint": "e1",
        "user": "u",
    }


def test_the_default_message_serves_texts_and_the_channel_names_the_sender(shop):
    courier = shop.courier(sms.SmsCourier)
    content = courier.compile(shop.load(sms, {"DefaultMessage": {"Body": "d"}}), now=NOW)

    assert courier.make(content, JO, context()).sender == Sender(origination_number="12345")
    assert courier.make(content, JO, context(e1={"BodyOverride": "hook"})).body == "hook"


def test_without_content_there_is_none(shop):
    assert shop.load(sms) is None
    assert shop.load(voice, {"DefaultMessage": {"Body": "d"}}) is None


def test_a_sender_that_is_none_is_refused_when_the_run_starts(shop):
    with pytest.raises(Invalid):
        shop.load(sms, {"SMSMessage": {"Body": "b", "SenderId": "4711"}})


def test_who_cannot_be_reached_is_left_out(shop):
    suppress("app", "+4915112345678", reason="COMPLAINT", documents=shop.documents, clock=shop.clock)
    people = [JO, Endpoint(id="e2", address="nonsense"), Endpoint(id="e3", address="+4915112345678")]

    for kind in (sms.SmsCourier, voice.VoiceCourier):
        assert set(shop.courier(kind).refusals("app", people)) == {1, 2}
        assert set(shop.courier(kind).refusals("other", people)) == {0, 1, 2}


def test_a_call_of_a_template_is_spoken_in_its_language(shop):
    shop.template("VOICE", Body="Hallo {{User.UserAttributes.First}}", LanguageCode="de-DE")
    courier = shop.courier(voice.VoiceCourier)
    content = courier.compile(shop.load(voice, template={"VoiceTemplate": {"Name": "news"}}), now=NOW)

    made = courier.make(content, JO, context())

    assert (made.to_number, made.body, made.voice_id) == ("+14254147755", "Hallo Jo", "Marlene")
    with pytest.raises(RenderingFailed):
        courier.make(content, Endpoint(id="e2", address="x"), context())


def test_a_voice_that_there_is_not_keeps_the_run_from_starting(shop):
    shop.template("VOICE", Body="Hallo", VoiceId="Nobody")
    with pytest.raises(Invalid):
        shop.load(voice, template={"VoiceTemplate": {"Name": "news"}})
