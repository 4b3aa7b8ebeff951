"""The archive keeps each event once for its readers, whatever is repeated; people who are deleted leave it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.adapters.parquet_archive import ParquetArchiveFiles
from pinwheel.domain import keys
from pinwheel.domain.archive import places
from pinwheel.domain.archive.rows import occurred
from pinwheel.domain.archive.sql import Period, Source, events
from pinwheel.domain.events import EventRecord
from pinwheel.ports.documents import Put
from pinwheel.services import archive
from pinwheel.services.archive import Compactor, archive_events
from pinwheel.services.forgetting import forget_in_archive
from tests.fakes.archive import DuckDbQueries
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock, MemoryBlobs, MemoryQueue

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
FILES = ParquetArchiveFiles()
FAR = timedelta(minutes=10)


class World:
    def __init__(self, *, keep_days=400):
        self.blobs, self.queue, self.clock = MemoryBlobs(), MemoryQueue(), FrozenClock(NOW)
        self.documents = MemoryDocuments()
        self.documents.write([Put(keys.application_entry("app"), {"Id": "app"})])
        self.compactor = Compactor(
            files=FILES,
            blobs=self.blobs,
            documents=self.documents,
            queue=self.queue,
            clock=self.clock,
            keep_days=keep_days,
        )

    def add(self, batch, *records):
        return archive_events(batch, records, files=FILES, blobs=self.blobs)

    def seen(self):
        """Give the IDs of events that a reader sees, in order; one that is seen twice is there twice."""
        period = Period(NOW - timedelta(days=366), NOW + timedelta(days=30))
        engine = DuckDbQueries(self.blobs)
        sql = f"SELECT event_id FROM ({events(Source('app', period), ())}) e ORDER BY event_id"
        return [row[0] for row in engine.rows(engine.start(sql))]

    def files(self):
        return sorted(self.blobs.names(places.events_prefix("app")))

    def forget(self, *endpoints):
        forget_in_archive("app", endpoints, blobs=self.blobs, clock=self.clock)

    def compact(self, deadline=FAR):
        self.queue.send([{}])
        while self.queue.sent:
            self.compactor.work(self.queue.sent.pop(0), self.clock.real_now() + deadline)


def an_event(name, *, endpoint="ada", at=NOW, arrived=NOW, **members):
    return EventRecord(
        event_type="visit",
        event_timestamp=int(at.timestamp() * 1000),
        arrival_timestamp=int(arrived.timestamp() * 1000),
        event_version="3.0",
        application={"app_id": "app", "sdk": {}},
        client={"client_id": endpoint},
        event_id=name,
        **members,
    )


@pytest.fixture
def world():
    return World()


def test_events_lie_by_application_and_by_the_day_on_which_they_happened(world):
    late = an_event("late", at=NOW - timedelta(days=3))
    assert world.add("b1", an_event("now"), late) == 2
    assert world.files() == [
        "archive/events/app=app/day=2026-10-30/b1.parquet",
        "archive/events/app=app/day=2026-11-02/b1.parquet",
    ]
    assert world.seen() == ["late", "now"]


@pytest.mark.parametrize(
    ("device", "is_believed"),
    [
        (timedelta(minutes=59), True),
        (timedelta(days=365 * 4), False),
        (timedelta(days=-300), True),
        (timedelta(days=-365 * 20), False),
    ],
)
def test_a_clock_that_is_years_off_does_not_hide_events(device, is_believed):
    arrived = int(NOW.timestamp() * 1000)
    said = int((NOW + device).timestamp() * 1000)
    assert occurred(said, arrived) == (said if is_believed else arrived)


def test_all_of_a_record_is_kept(world):
    world.add(
        "b1",
        an_event(
            "e1",
            user_id="u1",
            attributes={"a": "1"},
            metrics={"m": 2.5},
            session={"session_id": "s"},
            device={"make": "x"},
            facets={"email_channel": {}},
            client_context={"custom": {"endpoint": "{}"}},
        ),
    )
    engine = DuckDbQueries(world.blobs)
    (row,) = engine.rows(
        engine.start(
            "SELECT user_id, session_id, attributes, metrics, device, facets, client_context, application FROM events"
        )
    )
    assert row[:4] == ["u1", "s", "{'a': '1'}", "{'m': 2.5}"]
    assert [json.loads(each) for each in row[4:]] == [
        {"make": "x"},
        {"email_channel": {}},
        {"custom": {"endpoint": "{}"}},
        {"app_id": "app", "sdk": {}},
    ]


def test_a_repeated_batch_writes_the_same_file_and_one_that_was_cut_differently_adds_nothing(world):
    made = [an_event(f"e{number}") for number in range(4)]
    world.add("s-1-4", *made)
    world.add("s-1-4", *made)
    world.add("s-3-4", *made[2:])
    assert len(world.files()) == 2
    assert world.seen() == ["e0", "e1", "e2", "e3"]


def test_endpoint_ids_that_differ_in_case_are_one_endpoint(world):
    world.add(
        "b1", an_event("e1", endpoint="Ada"), an_event("e1", endpoint="ada"), an_event("e1", endpoint="bob")
    )
    assert world.seen() == ["e1", "e1"]


def test_compaction_leaves_one_file_a_day_and_removes_the_old_ones_when_nobody_reads_them(world):
    for number in range(5):
        world.add(f"b{number}", an_event(f"e{number}"), an_event("e0"))
    world.compact()
    assert len(world.files()) == 6
    world.clock.advance(hours=2)
    world.compact()
    assert len(world.files()) == 1
    assert world.seen() == [f"e{number}" for number in range(5)]
    assert not list(world.blobs.names(places.REPLACED))


def test_readers_see_every_event_once_wherever_compaction_stops(world):
    for number in range(3):
        world.add(f"b{number}", an_event(f"e{number}"), an_event(f"y{number}", at=NOW - timedelta(days=1)))
    expected = world.seen()

    class Stopped(Exception):
        pass

    chance = random.Random(5)
    steps = 0
    for name in ("put", "delete"):
        whole = getattr(world.blobs, name)

        def stops(*given, whole=whole):
            nonlocal steps
            steps += 1
            if chance.random() < 0.4:
                raise Stopped
            whole(*given)
            if chance.random() < 0.3:
                raise Stopped

        setattr(world.blobs, name, stops)
    for _ in range(40):
        world.queue.sent.clear()
        try:
            world.compact()
        except Stopped:
            assert world.seen() == expected
        world.clock.advance(minutes=50)
    assert world.seen() == expected
    assert steps > 5


def test_a_deleted_person_is_gone_for_readers_at_once_and_from_the_files_later(world):
    world.add("b1", an_event("e1", endpoint="Ada"), an_event("e2", endpoint="bob"))
    world.add("b2", an_event("e3", endpoint="Ada", at=NOW - timedelta(days=9)))
    world.forget("ADA")
    assert world.seen() == ["e2"]
    world.clock.advance(seconds=1)
    world.add("b3", an_event("e4", endpoint="Ada", arrived=world.clock.now()))
    assert world.seen() == ["e2", "e4"]
    for _ in range(3):
        world.compact()
        world.clock.advance(hours=24)
    held = b"".join(world.blobs.get(name) for name in world.files())
    assert world.seen() == ["e2", "e4"]
    engine = DuckDbQueries(world.blobs)
    assert engine.rows(engine.start("SELECT event_id FROM events ORDER BY 1")) == [["e2"], ["e4"]]
    assert held
    world.compact()
    assert not list(world.blobs.names(places.FORGOTTEN))
    assert world.seen() == ["e2", "e4"]


def test_compaction_hands_the_rest_on_when_time_is_short(world):
    for number in range(6):
        day = NOW - timedelta(days=number)
        world.add(f"a{number}", an_event(f"a{number}", at=day))
        world.add(f"b{number}", an_event(f"b{number}", at=day))
    expected = world.seen()
    world.forget("nobody")
    for _ in range(5):
        world.compact(timedelta(seconds=1))
        world.clock.advance(hours=20)
    assert len(world.files()) == 6
    assert world.seen() == expected
    assert not list(world.blobs.names(places.FORGOTTEN))


def test_days_that_are_too_old_go():
    world = World(keep_days=30)
    world.add("b1", an_event("old", at=NOW - timedelta(days=40)), an_event("new"))
    world.compact()
    assert world.seen() == ["new"]


def test_big_files_are_left_alone(world, monkeypatch):
    monkeypatch.setattr(archive, "FULL_BYTES", 1)
    world.add("b1", an_event("e1"), an_event("e1"))
    world.add("b2", an_event("e2"))
    before = world.files()
    world.compact()
    assert world.files() == before
