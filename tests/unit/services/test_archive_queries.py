"""Questions to the archive: what they ask, how they answer, and where the answer is when it takes long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pinwheel.adapters.parquet_archive import ParquetArchiveFiles
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.funnels.requests import (
    AdoptionRequest,
    CohortsRequest,
    FunnelRequest,
    PathsRequest,
    period,
)
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services.archive import archive_events
from pinwheel.services.archive_queries import ArchiveQueries, Later
from pinwheel.services.audience import AudienceReader
from pinwheel.services.forgetting import forget_in_archive
from pinwheel.services.segments import create_segment
from tests.fakes.archive import DuckDbQueries
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.members import MemoryMembers
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

FILES = ParquetArchiveFiles()
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


class World:
    def __init__(self):
        self.blobs, self.clock, self.documents = MemoryBlobs(), FrozenClock(NOW), MemoryDocuments()
        self.segments, self.endpoints, self.ids = MemoryDocuments(), MemoryEndpoints(), CountingIds()
        self.engine = DuckDbQueries(self.blobs)
        self.queries = ArchiveQueries(
            engine=self.engine,
            documents=self.documents,
            segments=self.segments,
            audience=AudienceReader(
                endpoints=self.endpoints, members=MemoryMembers(), documents=self.segments
            ),
            blobs=self.blobs,
            clock=self.clock,
            ids=self.ids,
            sleep=lambda seconds: self.clock.advance(seconds=seconds),
        )
        self.count = 0

    def add(self, endpoint, event_type, minutes_ago, **members):
        millis = int((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1000)
        self.count += 1
        record = EventRecord(
            event_type=event_type,
            event_timestamp=millis,
            arrival_timestamp=millis,
            event_version="3.0",
            application={"app_id": "app"},
            client={"client_id": endpoint},
            event_id=f"e{self.count}",
            **members,
        )
        archive_events(f"b{self.count}", [record], files=FILES, blobs=self.blobs)

    def segment(self, plan, *endpoint_ids):
        updates = [
            EndpointUpdate(
                each,
                {"ChannelType": "EMAIL", "Address": f"{each}@x.org", "Attributes": {"plan": [plan]}},
                "r",
            )
            for each in endpoint_ids
        ]
        self.endpoints.upsert_many("app", updates)
        dimensions = {"Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": [plan]}}}
        made = create_segment(
            "app",
            {"Name": plan, "Dimensions": dimensions},
            documents=self.segments,
            ids=self.ids,
            clock=self.clock,
            place=Place("us-east-1", "000000000000"),
        )
        return made["Id"]


def funnel(**members):
    steps = [{"EventType": "view"}, {"EventType": "buy"}]
    return msgspec.convert({"Steps": steps, **members}, FunnelRequest)


@pytest.fixture
def world():
    made = World()
    made.add("ada", "view", 60, attributes={"plan": "gold"})
    made.add("ada", "buy", 50)
    made.add("bob", "view", 60)
    return made


def test_a_funnel_tells_users_rates_and_times(world):
    answer = world.queries.funnel("app", funnel())
    assert [(step["EventType"], step["Users"], step["Rate"]) for step in answer["Steps"]] == [
        ("view", 2, 1.0),
        ("buy", 1, 0.5),
    ]
    assert answer["Steps"][1]["MedianSeconds"] == 600.0
    assert (answer["Status"], "BreakDown" in answer) == ("SUCCEEDED", False)


def test_a_funnel_of_nothing_is_one_of_noughts(world):
    answer = world.queries.funnel("other", funnel())
    assert [(step["Users"], step["Rate"], step["MedianSeconds"]) for step in answer["Steps"]] == [
        (0, 0, 0)
    ] * 2


def test_a_step_may_name_values_of_attributes_in_three_ways(world):
    for wanted in ("gold", ["gold", "x"], {"Values": ["gold"]}):
        request = msgspec.convert(
            {"Steps": [{"EventType": "view", "Attributes": {"plan": wanted}}]}, FunnelRequest
        )
        assert world.queries.funnel("app", request)["Steps"][0]["Users"] == 1


def test_an_answer_that_takes_long_is_fetched_later(world):
    world.engine.slow = 200
    later = world.queries.funnel("app", funnel(BreakDown="plan"))
    assert isinstance(later, Later)
    assert later.body["Status"] == "RUNNING"
    assert isinstance(world.queries.result("app", later.body["Id"]), Later)
    world.engine.slow = 0
    answer = world.queries.result("app", later.body["Id"])
    assert (answer["Id"], answer["Steps"][0]["Users"], len(answer["BreakDown"])) == (later.body["Id"], 2, 2)
    with pytest.raises(NotFound):
        world.queries.result("other", later.body["Id"])


def test_a_break_down_by_segments_counts_their_members(world):
    gold, silver = world.segment("gold", "ada", "eve"), world.segment("silver", "bob")
    answer = world.queries.funnel("app", funnel(BreakDown={"SegmentIds": [gold, silver]}))
    told = {each["Value"]: [step["Users"] for step in each["Steps"]] for each in answer["BreakDown"]}
    assert told == {gold: [1, 1], silver: [1, 0]}


def test_adoption_tells_the_share_of_each_segment(world):
    gold, empty = world.segment("gold", "ada", "eve"), world.segment("none")
    request = msgspec.convert({"Event": {"EventType": "buy"}, "SegmentIds": [gold, empty]}, AdoptionRequest)
    assert world.queries.adoption("app", request)["Segments"] == [
        {"SegmentId": gold, "Endpoints": 2, "Adopted": 1, "Rate": 0.5, "Events": 1},
        {"SegmentId": empty, "Endpoints": 0, "Adopted": 0, "Rate": 0.0, "Events": 0},
    ]


def test_cohorts_and_paths_answer_with_dates_and_steps(world):
    cohorts = msgspec.convert(
        {"Event": {"EventType": "view"}, "ReturnEvent": {"EventType": "buy"}, "Period": "WEEK"},
        CohortsRequest,
    )
    assert world.queries.cohorts("app", cohorts)["Cohorts"] == [
        {"Date": "2026-11-02", "Users": 2, "Returned": [{"Period": 0, "Users": 1, "Rate": 0.5}]}
    ]
    paths = msgspec.convert({"From": {"EventType": "view"}, "Depth": 2}, PathsRequest)
    assert world.queries.paths("app", paths)["Paths"] == [
        {"Steps": ["view", "buy"], "Count": 1, "Users": 1},
        {"Steps": ["view"], "Count": 1, "Users": 1},
    ]


def test_the_history_of_a_person_is_newest_first_and_empty_once_forgotten(world):
    world.add("Ada", "rate", 5, attributes={"a": "ü'\""}, metrics={"stars": 4.5})
    items = world.queries.history("app", "ADA", 2)["Item"]
    assert [each["EventType"] for each in items] == ["rate", "buy", "view"]
    assert items[0] == {
        "Time": "2026-11-02T11:55:00.000Z",
        "EventType": "rate",
        "EventId": "e4",
        "Attributes": {"a": "ü'\""},
        "Metrics": {"stars": 4.5},
    }
    forget_in_archive("app", ["ada"], blobs=world.blobs, clock=world.clock)
    assert world.queries.history("app", "ada", 2)["Item"] == []
    assert world.queries.funnel("app", funnel())["Steps"][0]["Users"] == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-02", "2026-11-01"), ("2020-01-01", "2026-01-01"), ("yesterday", None), (None, "1969-01-01")],
)
def test_times_that_cannot_be_meant_are_refused(start, end):
    with pytest.raises(Invalid):
        period(start, end, now=NOW)


def test_a_date_as_end_is_meant_whole():
    assert period("2026-11-01", "2026-11-02", now=NOW).end == datetime(2026, 11, 3, tzinfo=UTC)
    assert period(None, None, now=NOW).start == NOW - timedelta(days=30)


@pytest.mark.parametrize("asked", [{}, {"Attribute": "a", "SegmentIds": ["s"]}])
def test_a_break_down_is_by_one_thing(world, asked):
    with pytest.raises(Invalid):
        world.queries.funnel("app", funnel(BreakDown=asked))


def test_a_segment_that_is_not_there_is_named(world):
    with pytest.raises(NotFound):
        world.queries.funnel("app", funnel(BreakDown={"SegmentIds": ["nope"]}))
