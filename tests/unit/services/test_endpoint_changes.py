"""Changes of endpoints are told where a campaign listens to them."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services.endpoint_changes import TellingWriter, changes_are_heard
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.system import FrozenClock

APP = "app"


@pytest.fixture
def stream():
    return MemoryEventStream()


def writer(stream, *, heard):
    return TellingWriter(
        writer=MemoryEndpoints(), is_heard=lambda _: heard, stream=lambda: stream, clock=FrozenClock()
    )


def put(writer, endpoint_id, request_id="r1", **document):
    return writer.upsert_many(APP, [EndpointUpdate(endpoint_id, document, request_id)])


class TestTelling:
    def test_creation_and_changes_are_published_in_order(self, stream):
        telling = writer(stream, heard=True)

        put(telling, "e1", Location={"Country": "DE"})
        put(telling, "e1", "r2", Location={"Country": "FR"})

        created, updated = stream.published
        assert (created.event_type, created.event_id) == ("_endpoint.created", "r1/0/e1")
        assert updated.event_type == "_endpoint.updated"
        assert updated.attributes["old.Location.Country"] == "DE"

    def test_nothing_is_published_where_nobody_listens(self, stream):
        put(writer(stream, heard=False), "e1", Location={"Country": "DE"})

        assert stream.published == []

    def test_neither_is_an_update_that_was_refused_or_changes_nothing(self, stream):
        telling = writer(stream, heard=True)
        put(telling, "e1", Location={"Country": "DE"})
        stream.published.clear()

        put(telling, "e1", Location={"Country": "DE"})
        put(telling, "e1", ChannelType="PIGEON")

        assert stream.published == []


class TestWhoListens:
    @pytest.mark.parametrize(
        ("event_type", "expected"),
        [("_endpoint.updated", True), ("_endpoint.created", True), ("*", True), ("purchase", False)],
    )
    def test_campaigns_on_changes_or_on_any_event_do(self, event_type, expected):
        documents = MemoryDocuments()
        documents.write([Put(keys.trigger(APP, event_type, "c1"), {})])

        assert changes_are_heard(APP, documents=documents) is expected
        assert not changes_are_heard("other", documents=documents)
