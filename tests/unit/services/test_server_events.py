"""Events of back ends: for users and endpoints, through the API and off the bus."""

from __future__ import annotations

from typing import Any

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.server_events import ServerEvent, ServerEventsRequest
from pinwheel.ports.documents import Put
from pinwheel.services.event_types import EventTypes
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.services.put_events import put_events
from pinwheel.services.server_events import put_server_events, take_bus_event
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.system import FrozenClock

APP = "app"
NOW = "2026-11-02T12:00:00.000Z"


class World:
    """PutEvents over fakes."""

    def __init__(self):
        self.documents, self.endpoints, self.stream = (
            MemoryDocuments(),
            MemoryEndpoints(),
            MemoryEventStream(),
        )
        self.documents.write([Put(keys.application(APP), {"Id": APP})])
        clock = FrozenClock()
        self.collaborators: dict[str, Any] = {
            "documents": self.documents,
            "endpoints": self.endpoints,
            "writer": self.endpoints,
            "stream": self.stream,
            "event_types": EventTypes(self.documents),
            "rate": IngestRate(per_second=0, governor=MemoryGovernor(), clock=clock),
            "clock": clock,
        }

    def intake(self, application_id, request, *, request_id, for_users=False):
        return put_events(
            application_id, request, request_id=request_id, for_users=for_users, **self.collaborators
        )

    def report(self, *events, request_id="r1"):
        request = ServerEventsRequest(Events=[ServerEvent(**event) for event in events])
        return put_server_events(APP, request, request_id=request_id, now=NOW, intake=self.intake)

    def bus(self, detail, **envelope):
        given = {"id": "b1", "time": "2026-11-02T11:59:00Z", "detail": detail, **envelope}
        take_bus_event(given, intake=self.intake)

    def published(self):
        return [(each.endpoint_id, each.user_id, each.event_type) for each in self.stream.published]


@pytest.fixture
def world():
    return World()


class TestReporting:
    def test_an_event_for_a_user_is_published_once_without_an_endpoint(self, world):
        answer = world.report({"UserId": "U1", "EventType": "launch", "Attributes": {"product": "hat"}})

        assert world.published() == [("", "U1", "launch")]
        (event,) = world.stream.published
        assert event.client == {}
        assert event.attributes == {"product": "hat"}
        assert answer == {"Results": [{"EventId": "r1/0", "StatusCode": 202, "Message": "Accepted"}]}
        assert world.endpoints.stored == {}

    def test_users_and_endpoints_may_be_mixed_and_are_answered_in_order(self, world):
        answer = world.report(
            {"EndpointId": "x", "EventType": "a", "EventId": "1"},
            {"UserId": "x", "EventType": "_email.open", "EventId": "2"},
            {"UserId": "x", "EventType": "b", "EventId": "3", "Timestamp": "2026-11-01T00:00:00Z"},
        )

        assert [(each["EventId"], each["StatusCode"]) for each in answer["Results"]] == [
            ("1", 202),
            ("2", 400),
            ("3", 202),
        ]
        assert sorted(world.published()) == [("", "x", "b"), ("x", None, "a")]

    def test_an_event_of_an_unknown_endpoint_is_kept_as_in_put_events(self, world):
        world.report({"EndpointId": "new", "EventType": "a"})

        assert (APP, "new") in world.endpoints.stored

    @pytest.mark.parametrize("whom", [{}, {"EndpointId": "e", "UserId": "u"}, {"UserId": ""}])
    def test_an_event_must_say_whom_it_is_about(self, world, whom):
        with pytest.raises(Invalid, match=r"Events\[0\]"):
            world.report({"EventType": "a", **whom})


class TestTheBus:
    def test_a_short_event_is_known_by_the_id_of_the_bus(self, world):
        world.bus({"ApplicationId": APP, "UserId": "u1", "EventType": "launch", "Metrics": {"price": 2}})

        (event,) = world.stream.published
        assert (event.event_id, event.user_id, event.metrics) == ("b1/0", "u1", {"price": 2})
        assert event.event_timestamp == 1_793_620_740_000

    def test_several_events_and_whole_batches_are_taken(self, world):
        world.bus({"ApplicationId": APP, "Events": [{"EndpointId": "e1", "EventType": "a"}] * 2})
        batch = {
            "e2": {
                "Endpoint": {"ChannelType": "EMAIL", "Address": "a@example.com"},
                "Events": {"1": {"EventType": "b", "Timestamp": NOW}},
            }
        }
        world.bus({"ApplicationId": APP, "BatchItem": batch})

        assert [each.event_id for each in world.stream.published] == ["b1/0", "b1/1", "1"]
        assert world.endpoints.get(APP, "e2").address == "a@example.com"

    @pytest.mark.parametrize(
        "detail",
        [
            None,
            [],
            {},
            {"ApplicationId": 7, "UserId": "u", "EventType": "a"},
            {"ApplicationId": APP},
            {"ApplicationId": APP, "EventType": "a"},
            {"ApplicationId": APP, "UserId": "u", "EventType": "_campaign.send"},
            {"ApplicationId": APP, "UserId": "u", "EventType": "a", "Attributes": {"k": 1}},
            {"ApplicationId": APP, "BatchItem": {}},
            {"ApplicationId": APP, "BatchItem": {"e": {"Events": {}}}},
            {"ApplicationId": APP, "Events": []},
        ],
    )
    def test_what_makes_no_sense_goes_to_the_dead_letters(self, world, detail):
        with pytest.raises(Invalid):
            world.bus(detail)
        assert world.stream.published == []

    def test_so_does_an_unknown_application(self, world):
        with pytest.raises(NotFound):
            world.bus({"ApplicationId": "other", "UserId": "u", "EventType": "a"})

    def test_what_the_stream_does_not_take_is_tried_again(self, world):
        world.stream.failing = True

        with pytest.raises(Unavailable):
            world.bus({"ApplicationId": APP, "UserId": "u", "EventType": "a"})
