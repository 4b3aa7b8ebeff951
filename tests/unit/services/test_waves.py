"""Runs in local time: one pass over the audience, one wave for each instant, nothing before its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.runs.activities import running_activity
from pinwheel.domain.runs.ledger import ChunkState, chunk_counters
from pinwheel.domain.runs.plan import LocalTime, RunPlan, Treatment
from pinwheel.ports.documents import Put
from pinwheel.services.audience import AudienceReader
from pinwheel.services.runs import WATCH_EVERY, launch_run
from pinwheel.services.slicing import SlicingTools, release_wave, slice_audience, sweep_run
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.ledger import MemoryLedger
from tests.fakes.members import MemoryMembers
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

APP, CAMPAIGN, SEGMENT, RUN = "a" * 32, "c" * 32, "5" * 32, "0" * 32
START = "2026-11-02T12:00:00.000Z"
ZONES = ["Europe/London", "America/New_York", "America/Chicago", "America/Denver", "Europe/Berlin", "", "x/y"]
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp())
HOUR = 3600


class Day:
    """A run at 12:00 whose sweep begins in UTC; three endpoints in each zone."""

    def __init__(self, *, zones=ZONES, each=3, end=None, **plan):
        self.clock = FrozenClock()
        self.documents = MemoryDocuments()
        self.segments = MemoryDocuments()
        self.ledger = MemoryLedger()
        self.blobs = MemoryBlobs()
        self.slices, self.runs, self.email = MemoryQueue(), MemoryQueue(), MemoryQueue()
        self.timers = MemoryScheduler()
        self.endpoints = MemoryEndpoints()
        self.ids = CountingIds()
        for number in range(each * len(zones)):
            self.endpoints.stored[APP, f"e{number}"] = Endpoint(
                id=f"e{number}",
                application_id=APP,
                channel_type="EMAIL",
                address=f"p{number}@example.com",
                demographic={"Timezone": zones[number % len(zones)]},
            )
        self.documents.write([Put(keys.campaign(APP, CAMPAIGN), {"Id": CAMPAIGN})])
        segment = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
        self.segments.write([Put(keys.segment_version(APP, SEGMENT, 1), segment)])
        treatment = Treatment(
            id="0", activity_id="act", contents={"EMAIL": "content"}, sweep=LocalTime(zone="UTC", end=end)
        )
        facts = {
            "run_id": RUN,
            "application_id": APP,
            "campaign_id": CAMPAIGN,
            "campaign_version": 1,
            "segment_id": SEGMENT,
            "segment_version": 1,
            "scheduled": START,
            "started": START,
            "shares": allotment(CAMPAIGN, {}, 0),
            "treatments": (treatment,),
            "slices": 1,
        }
        self.ledger.open(RunPlan(**{**facts, **plan}))

    @property
    def tools(self):
        return SlicingTools(
            ledger=self.ledger,
            documents=self.documents,
            segment_documents=self.segments,
            reader=AudienceReader(endpoints=self.endpoints, members=MemoryMembers(), documents=self.segments),
            blobs=self.blobs,
            slices=self.slices,
            queues={"EMAIL": self.email},
            scheduler=self.timers,
            clock=self.clock,
            ids=self.ids,
        )

    def read(self, *, expected_step=0):
        deadline = self.clock.real_now() + timedelta(seconds=180)
        return slice_audience(RUN, 0, expected_step=expected_step, deadline=deadline, tools=self.tools)

    def ring(self, body):
        return launch_run(
            body,
            documents=self.documents,
            segment_documents=self.segments,
            loaders={},
            blobs=self.blobs,
            ledger=self.ledger,
            runs=self.runs,
            slices=self.slices,
            scheduler=self.timers,
            clock=self.clock,
        )

    def chunks(self, due):
        return [chunk for chunk in self.ledger.chunks.values() if chunk.due == due]

    def zones_of(self, chunk):
        lines = self.blobs.get(chunk.blob).splitlines()
        return {msgspec.json.decode(line)["Demographic"]["Timezone"] for line in lines}

    def queued(self):
        return {body["Chunk"] for body in self.email.sent}

    def finish(self, chunk):
        name = chunk.id
        self.ledger.claim(RUN, name, owner="me", now=0.0, lease_until=9.0)
        done = msgspec.structs.replace(
            chunk, owner="me", state=ChunkState.SENDING, progress="S" * len(chunk.progress)
        )
        self.ledger.finish(RUN, done, chunk_counters(done))


@pytest.fixture
def day():
    return Day()


def test_one_pass_makes_a_wave_for_each_instant_at_which_clocks_show_the_time(day):
    assert day.read() == "done"

    dues = {chunk.due for chunk in day.ledger.chunks.values()}
    # 12:00 in London is now; New York, Chicago and Denver follow; Berlin's clock has passed it until tomorrow.
    assert dues == {NOON, NOON + 5 * HOUR, NOON + 6 * HOUR, NOON + 7 * HOUR, NOON + 23 * HOUR}
    (berlin,) = day.chunks(NOON + 23 * HOUR)
    assert day.zones_of(berlin) == {"Europe/Berlin"}
    assert day.ledger.run(RUN).count("0", "ENDPOINT_MISSING_TIMEZONE") == 6


def test_only_what_is_due_is_queued_and_the_others_get_one_timer_each(day):
    day.read()

    assert day.queued() == {chunk.id for chunk in day.chunks(NOON)}
    later = {at for at, _ in day.timers.schedules.values()}
    assert later == {datetime.fromtimestamp(NOON + hours * HOUR, UTC) for hours in (5, 6, 7, 23)}
    assert {body["Wave"] for _, body in day.timers.schedules.values()} == {RUN}


def test_a_timer_lets_its_wave_go_and_no_other(day):
    day.read()
    day.email.sent.clear()
    day.clock.advance(seconds=5 * HOUR)

    assert day.ring({"Wave": RUN, "Due": NOON + 5 * HOUR}) == "wave released"
    (message,) = day.slices.sent
    assert release_wave(RUN, message["Slice"], message["Due"], tools=day.tools) == "released"

    assert day.queued() == {chunk.id for chunk in day.chunks(NOON + 5 * HOUR)}


def test_a_slice_that_is_delivered_again_sets_its_timers_again(day):
    day.read()
    day.timers.schedules.clear()

    day.read()

    assert len(day.timers.schedules) == 4


def test_whoever_is_served_after_the_end_on_their_own_clock_expires():
    day = Day(end="2026-11-02T18:00:00Z")

    day.read()

    expired = [chunk for chunk in day.ledger.chunks.values() if chunk.progress.startswith("E")]
    assert {zone for chunk in expired for zone in day.zones_of(chunk)} == {"Europe/Berlin"}
    assert NOON + 23 * HOUR not in {chunk.due for chunk in day.ledger.chunks.values()}


def test_the_activity_counts_zones_and_those_that_are_complete(day):
    day.read()
    for due in (NOON, NOON + 5 * HOUR):
        for chunk in day.chunks(due):
            day.finish(chunk)

    activity = running_activity({"TreatmentId": "0"}, day.ledger.run(RUN))

    assert (activity["TimezonesTotalCount"], activity["TimezonesCompletedCount"]) == (5, 2)
    assert activity["ExecutionMetrics"]["ENDPOINT_MISSING_TIMEZONE"] == "6"


def test_the_watch_sleeps_until_the_next_wave_when_only_later_ones_are_left(day):
    day.read()
    for chunk in day.chunks(NOON):
        day.finish(chunk)
    day.timers.schedules.clear()

    day.ring({"Watch": RUN, "Round": 7, "Seen": ""})

    ((at, _),) = day.timers.schedules.values()
    assert at == datetime.fromtimestamp(NOON + 5 * HOUR, UTC) + WATCH_EVERY


def test_the_watch_stays_awake_while_chunks_are_due(day):
    day.read()
    day.timers.schedules.clear()

    day.ring({"Watch": RUN, "Round": 7, "Seen": ""})

    ((at, _),) = day.timers.schedules.values()
    assert at == day.clock.now() + WATCH_EVERY


def test_a_sweep_leaves_later_waves_alone_and_finds_one_whose_timer_got_lost(day):
    day.read()
    day.email.sent.clear()

    sweep_run(RUN, is_still=True, tools=day.tools)
    assert day.queued() == {chunk.id for chunk in day.chunks(NOON)}
    day.clock.advance(seconds=6 * HOUR)
    sweep_run(RUN, is_still=True, tools=day.tools)

    assert day.queued() == {chunk.id for hours in (0, 5, 6) for chunk in day.chunks(NOON + hours * HOUR)}


def test_the_rest_of_a_deleted_campaigns_run_is_settled_with_its_next_wave(day):
    day.read()
    day.ledger.cancel(RUN)
    day.email.sent.clear()
    day.clock.advance(seconds=5 * HOUR)

    release_wave(RUN, 0, NOON + 5 * HOUR, tools=day.tools)

    assert day.queued() == {chunk.id for chunk in day.ledger.chunks.values() if chunk.due != NOON}


def test_more_waves_than_fit_a_transaction_are_read_in_several_steps_and_nobody_is_lost_or_doubled():
    zones = ["Europe/London", "America/New_York", "America/Chicago", "America/Denver"]
    day = Day(zones=zones, each=60, chunk=2)

    day.read()

    run = day.ledger.run(RUN)
    recipients = [
        msgspec.json.decode(line)["Id"]
        for chunk in day.ledger.chunks.values()
        for line in day.blobs.get(chunk.blob).splitlines()
    ]
    assert sorted(recipients) == sorted(f"e{number}" for number in range(240))
    assert run.count("0", "SEEN") == 240
    assert day.ledger.cursor(RUN, 0).step >= 2
