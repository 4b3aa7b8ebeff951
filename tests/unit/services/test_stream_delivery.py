"""Events reach the streams of those who have one; a stream that is gone is reported and costs nobody else."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.ports.documents import Put
from pinwheel.ports.event_target import Outcome
from pinwheel.services.stream_delivery import StreamDelivery, destination_of, stream_status
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock, MemoryBlobs

ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/"


class MemoryTarget:
    """`streams` hold what was delivered by ARN; `broken` maps ARNs to (code, message, records still taken)."""

    def __init__(self):
        self.streams = {}
        self.broken = {}
        self.tries = []

    def deliver(self, destination, records):
        self.tries.append(destination.arn)
        code, message, taken = self.broken.get(destination.arn, ("", "", len(records)))
        self.streams.setdefault(destination.arn, []).extend(records[:taken])
        rejected = list(records[taken:])
        return Outcome(len(records) - len(rejected), rejected, code if rejected else "", message)


class World:
    def __init__(self):
        self.documents, self.blobs, self.clock = MemoryDocuments(), MemoryBlobs(), FrozenClock()
        self.target = MemoryTarget()
        self.delivery = StreamDelivery(
            destination=lambda app: destination_of(app, documents=self.documents),
            target=self.target,
            documents=self.documents,
            blobs=self.blobs,
            clock=self.clock,
            account_id="123456789012",
        )

    def application(self, name, stream=None):
        self.documents.write([Put(keys.application(name), {"Id": name})])
        if stream:
            body = {"DestinationStreamArn": ARN + stream, "RoleArn": "arn:aws:iam::1:role/r"}
            self.documents.write([Put(keys.event_stream(name), body)])

    def ids(self, stream):
        return [
            json.loads(each.data)["attributes"]["n"] for each in self.target.streams.get(ARN + stream, [])
        ]


def event(app, number, endpoint="e"):
    return EventRecord(
        event_type="visit",
        event_timestamp=1000,
        arrival_timestamp=2000,
        event_version="3.0",
        application={"app_id": app, "sdk": {}},
        client={"client_id": endpoint},
        attributes={"n": str(number)},
        event_id=f"i{number}",
    )


@pytest.fixture
def world():
    made = World()
    made.application("shop", "shop")
    made.application("bank", "bank")
    made.application("quiet")
    return made


def test_each_application_gets_its_own_events_in_order_and_others_none(world):
    events = [event(app, n) for n, app in enumerate(["shop", "bank", "quiet", "shop", "unknown", "shop"])]
    exports = world.delivery.deliver("b1", events)
    assert (world.ids("shop"), world.ids("bank")) == (["0", "3", "5"], ["1"])
    assert sorted((each.application_id, each.total, each.delivered) for each in exports) == [
        ("bank", 1, 1),
        ("shop", 3, 3),
    ]


def test_one_stream_may_serve_many_applications(world):
    world.application("kiosk", "shop")
    world.delivery.deliver("b1", [event("shop", 1), event("kiosk", 2)])
    assert sorted(world.ids("shop")) == ["1", "2"]


def test_a_stream_that_is_gone_is_reported_and_its_events_wait_while_others_go_on(world):
    world.target.broken[ARN + "shop"] = ("ResourceNotFoundException", "Stream shop not found", 1)
    exports = world.delivery.deliver("b1", [event("shop", 1), event("shop", 2), event("bank", 3)])
    failed = next(each for each in exports if each.application_id == "shop")
    assert (failed.delivered, failed.failed, failed.code) == (1, 1, "ResourceNotFoundException")
    assert world.ids("bank") == ["3"]
    status = stream_status("shop", documents=world.documents)
    assert (status["State"], status["Delivered"], status["Failed"]) == ("FAILING", 1, 1)
    assert status["LastError"] == "ResourceNotFoundException: Stream shop not found"
    assert status["LastErrorTime"] == "2026-11-02T12:00:00.000Z"
    assert list(world.blobs.stored) == ["undelivered/shop/b1.jsonl"]


def test_a_broken_stream_is_left_alone_for_a_while_and_then_tried_again(world):
    world.target.broken[ARN + "shop"] = ("AccessDeniedException", "no", 0)
    for number in range(3):
        world.delivery.deliver(f"b{number}", [event("shop", number)])
    assert world.target.tries == [ARN + "shop"]
    world.target.broken.clear()
    world.clock.advance(seconds=31)
    world.delivery.deliver("b3", [event("shop", 3)])
    assert world.ids("shop") == ["3"]
    assert stream_status("shop", documents=world.documents)["State"] == "DELIVERING"


def test_what_was_not_taken_is_sent_again_in_order_with_its_keys(world):
    world.target.broken[ARN + "shop"] = ("AccessDeniedException", "no", 0)
    world.delivery.deliver("b1", [event("shop", 1, "ada"), event("shop", 2, "bob")])
    world.delivery.deliver("b2", [event("shop", 3, "ada")])
    world.target.broken.clear()
    told = world.delivery.redeliver("shop", deadline=world.clock.real_now())
    assert told == {"ApplicationId": "shop", "Delivered": 3, "FilesLeft": 0}
    assert world.ids("shop") == ["1", "2", "3"]
    assert [each.key for each in world.target.streams[ARN + "shop"]] == ["ada", "bob", "ada"]
    assert all(each.data.endswith(b"\n") for each in world.target.streams[ARN + "shop"])


def test_sending_again_stops_where_the_stream_still_fails(world):
    world.target.broken[ARN + "shop"] = ("AccessDeniedException", "no", 0)
    world.delivery.deliver("b1", [event("shop", 1)])
    assert world.delivery.redeliver("shop", deadline=world.clock.real_now())["FilesLeft"] == 1
    with pytest.raises(NotFound):
        world.delivery.redeliver("quiet", deadline=world.clock.real_now())


def test_a_status_without_a_stream_or_without_events_says_so(world):
    assert stream_status("quiet", documents=world.documents)["State"] == "NONE"
    assert stream_status("bank", documents=world.documents)["State"] == "IDLE"
