"""PutEvents: endpoints are stored, events published, each is answered."""

from __future__ import annotations

import msgspec
import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import LimitExceeded, NotFound
from pinwheel.ports.documents import Put
from pinwheel.services.event_types import MAXIMUM_TYPES, EventTypes
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.services.put_events import put_events
from pinwheel.shapes.events import EventsRequest
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.system import FrozenClock

VISIT = {"EventType": "visit", "Timestamp": "2026-11-02T08:30:00Z"}


@pytest.fixture
def stream():
    return MemoryEventStream()


@pytest.fixture
def endpoints():
    return MemoryEndpoints()


@pytest.fixture
def documents():
    return MemoryDocuments()


@pytest.fixture
def rate():
    return IngestRate(per_second=1000, governor=MemoryGovernor(), clock=FrozenClock())


@pytest.fixture
def put(stream, endpoints, documents, rate):
    event_types = EventTypes(documents)
    documents.write([Put(keys.application("app"), {"Id": "app"})])

    def call(batch, application="app"):
        return put_events(
            application,
            msgspec.convert({"BatchItem": batch}, EventsRequest),
            request_id="r1",
            documents=documents,
            endpoints=endpoints,
            writer=endpoints,
            stream=stream,
            event_types=event_types,
            rate=rate,
            clock=FrozenClock(),
        )["Results"]

    return call


def batch(*, endpoint=None, events=None, endpoint_id="ada"):
    return {endpoint_id: {"Endpoint": endpoint or {}, "Events": {"e1": VISIT} if events is None else events}}


def test_an_accepted_event_is_published_and_answered(put, stream):
    results = put(batch())
    assert results == {
        "ada": {
            "EndpointItemResponse": {"StatusCode": 202, "Message": "Accepted"},
            "EventsItemResponse": {"e1": {"StatusCode": 202, "Message": "Accepted"}},
        }
    }
    assert [event.event_id for event in stream.published] == ["e1"]


def test_the_endpoint_is_stored_and_what_is_said_of_it_counts_as_activity(put, endpoints):
    put(batch(endpoint={"ChannelType": "EMAIL", "Address": "ada@example.com", "Attributes": {"a": ["1"]}}))
    stored = endpoints.get("app", "ada")
    assert (stored.channel_type, stored.attributes) == ("EMAIL", {"a": ["1"]})
    assert stored.last_activity == "2026-11-02T12:00:00.000Z"


def test_an_endpoint_of_which_nothing_is_said_was_active_when_the_event_happened(put, endpoints):
    put(batch())
    assert endpoints.get("app", "ada").last_activity == "2026-11-02T08:30:00.000Z"


def test_a_device_whose_clock_is_ahead_was_active_now(put, endpoints):
    put(batch(events={"e1": {**VISIT, "Timestamp": "2040-01-01T00:00:00Z"}}))
    assert endpoints.get("app", "ada").last_activity == "2026-11-02T12:00:00.000Z"


def test_an_empty_endpoint_leaves_the_stored_one_as_it_is(put, endpoints):
    put(batch(endpoint={"ChannelType": "EMAIL", "Address": "ada@example.com"}, events={}))
    before = endpoints.get("app", "ada")
    put(batch(endpoint_id="ADA", events={}))
    assert endpoints.get("app", "ada") == before


def test_an_empty_endpoint_that_nobody_knows_is_created(put, endpoints):
    put(batch())
    assert endpoints.get("app", "ada").channel_type is None


def test_older_data_of_an_offline_client_does_not_overwrite_newer(put, endpoints):
    newer = {"EffectiveDate": "2026-11-01T00:00:00Z", "Attributes": {"a": ["new"]}}
    older = {"EffectiveDate": "2026-10-01T00:00:00Z", "Attributes": {"a": ["old"]}}
    put(batch(endpoint=newer))
    put(batch(endpoint=older))
    assert endpoints.get("app", "ada").attributes == {"a": ["new"]}


def test_a_refused_endpoint_does_not_stop_its_events(put, stream):
    results = put(batch(endpoint={"Address": "ada@example.com"}))
    assert results["ada"]["EndpointItemResponse"]["StatusCode"] == 400
    assert results["ada"]["EndpointItemResponse"]["Message"].startswith("Missing ChannelType")
    assert results["ada"]["EventsItemResponse"]["e1"]["StatusCode"] == 202
    assert len(stream.published) == 1


def test_events_that_the_stream_did_not_take_are_to_be_sent_again(put, stream):
    stream.failing = True
    results = put(batch(events={"e1": VISIT, "e2": {**VISIT, "EventType": ""}}))
    codes = {name: item["StatusCode"] for name, item in results["ada"]["EventsItemResponse"].items()}
    assert codes == {"e1": 500, "e2": 400}


def test_nothing_is_taken_for_an_unknown_application(put, stream):
    with pytest.raises(NotFound):
        put(batch(), application="other")
    assert stream.published == []


def typed(*event_types):
    return batch(events={each: {**VISIT, "EventType": each} for each in event_types})


def test_an_application_has_so_many_event_types_and_the_known_ones_keep_working(put, stream, documents):
    put(typed("visit"))
    stored = documents.get(keys.event_types("app"))
    others = [f"{n:016x}" for n in range(MAXIMUM_TYPES - 2)]
    documents.write([Put(stored.key, {"Types": [*stored.body["Types"], *others]})])
    results = put(typed("visit", "last", "_session.start"))["ada"]["EventsItemResponse"]
    assert {each["StatusCode"] for each in results.values()} == {202}
    results = put(typed("visit", "more"))["ada"]["EventsItemResponse"]
    assert {name: each["StatusCode"] for name, each in results.items()} == {"visit": 202, "more": 400}
    assert "more" not in [event.event_type for event in stream.published]


class OvertakenOnce(MemoryDocuments):
    """Somebody else takes in a type just before the first write."""

    overtaken = False

    def write(self, changes):
        if not self.overtaken:
            self.overtaken = True
            EventTypes(self).refused("app", ["theirs"])
        super().write(changes)


def test_types_taken_in_at_the_same_time_are_both_kept():
    documents = OvertakenOnce()
    assert EventTypes(documents).refused("app", ["ours"]) == set()
    assert len(documents.get(keys.event_types("app")).body["Types"]) == 2


def test_an_event_of_a_bare_endpoint_names_its_user(put, stream):
    user = {"ChannelType": "EMAIL", "Address": "ada@example.com", "User": {"UserId": "u1"}}
    put(batch(endpoint=user, events={}))
    put(batch(endpoint_id="ADA"))
    assert [event.user_id for event in stream.published] == ["u1"]


def test_an_application_whose_events_do_not_fit_the_stream_is_told_to_wait(put, stream):
    stream.failing = True
    put(batch())
    with pytest.raises(LimitExceeded):
        put(batch())
