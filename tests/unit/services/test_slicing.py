"""Reading a slice of the audience into chunks."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Conflict
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.ports.documents import Put
from pinwheel.services.audience import AudienceReader
from pinwheel.services.slicing import SlicingTools, slice_audience, sweep_run
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.ledger import MemoryLedger
from tests.fakes.members import MemoryMembers
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

APP, CAMPAIGN, SEGMENT, RUN = "a" * 32, "c" * 32, "5" * 32, "0" * 32
START = "2026-11-02T12:00:00.000Z"


class Hall:
    """A run with an audience of which nothing has been read."""

    def __init__(self, count=20, **plan):
        self.clock = FrozenClock()
        self.documents = MemoryDocuments()
        self.segments = MemoryDocuments()
        self.ledger = MemoryLedger()
        self.blobs = MemoryBlobs()
        self.slices = MemoryQueue()
        self.timers = MemoryScheduler()
        self.email = MemoryQueue()
        self.endpoints = MemoryEndpoints()
        for number in range(count):
            self.endpoints.stored[APP, f"e{number}"] = Endpoint(
                id=f"e{number}",
                application_id=APP,
                channel_type="EMAIL",
                address=f"p{number}@example.com",
                cohort_id=str(number % 100),
            )
        self.documents.write([Put(keys.campaign(APP, CAMPAIGN), {"Id": CAMPAIGN})])
        segment = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
        self.segments.write([Put(keys.segment_version(APP, SEGMENT, 1), segment)])
        treatment = Treatment(id="0", activity_id="act", contents={"EMAIL": "content"})
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

    def tools(self, ledger=None):
        return SlicingTools(
            ledger=ledger or self.ledger,
            documents=self.documents,
            segment_documents=self.segments,
            reader=AudienceReader(endpoints=self.endpoints, members=MemoryMembers(), documents=self.segments),
            blobs=self.blobs,
            slices=self.slices,
            scheduler=self.timers,
            queues={"EMAIL": self.email},
            clock=self.clock,
            ids=CountingIds(),
        )

    def read(self, *, expected_step=0, seconds=180, ledger=None):
        deadline = self.clock.real_now() + timedelta(seconds=seconds)
        return slice_audience(
            RUN, 0, expected_step=expected_step, deadline=deadline, tools=self.tools(ledger)
        )

    def recipients(self):
        lines = [
            line for chunk in self.ledger.chunks.values() for line in self.blobs.get(chunk.blob).splitlines()
        ]
        return sorted(msgspec.json.decode(line, type=Endpoint).id for line in lines)


def test_everybody_is_in_exactly_one_chunk_and_each_chunk_is_queued():
    hall = Hall(count=23, chunk=5, step=7)

    assert hall.read() == "done"

    assert hall.recipients() == sorted(f"e{number}" for number in range(23))
    assert all(1 <= len(chunk.progress) <= 5 for chunk in hall.ledger.chunks.values())
    assert sorted(body["Chunk"] for body in hall.email.sent) == sorted(
        chunk for _, chunk in hall.ledger.chunks
    )
    run = hall.ledger.run(RUN)
    assert (run.slices_done, run.chunks_total) == (1, len(hall.ledger.chunks))
    assert run.counters == {"0/SEEN": 23}


def test_an_empty_audience_completes_the_run():
    hall = Hall(count=0)

    hall.read()

    assert hall.ledger.run(RUN).is_closed
    assert hall.email.sent == []


def test_the_held_out_are_stored_with_their_status_for_the_record():
    hall = Hall(count=20, shares=allotment(CAMPAIGN, {}, 100))

    hall.read()

    (chunk,) = hall.ledger.chunks.values()
    assert chunk.progress == "H" * 20


def test_of_a_treatment_that_another_run_sends_people_are_only_counted():
    shares = allotment(CAMPAIGN, {"1": 50}, 0)
    other = Treatment(id="1", activity_id="other", contents={}, is_sent=False)
    default = Treatment(id="0", activity_id="act", contents={"EMAIL": "content"})
    hall = Hall(count=100, shares=shares, treatments=(default, other))

    hall.read()

    assert len(hall.recipients()) == 50
    assert hall.ledger.run(RUN).counters == {"0/SEEN": 50, "1/SEEN": 50}


def test_near_the_end_of_the_function_the_slice_hands_itself_on():
    hall = Hall()

    assert hall.read(seconds=10) == "handed on"

    assert hall.slices.sent == [{"RunId": RUN, "Slice": 0, "Step": 0}]
    assert hall.read() == "done"
    assert len(hall.recipients()) == 20


def test_a_repeated_message_queues_the_chunks_that_nobody_took():
    hall = Hall()
    hall.read()
    hall.email.sent.clear()

    hall.read()

    assert hall.email.sent == [{"RunId": RUN, "Chunk": "000-000000"}]


def test_of_two_readers_of_one_slice_one_stops():
    hall = Hall()

    class Overtaken:
        def __getattr__(self, name):
            if name == "advance":
                hall.read()
            return getattr(hall.ledger, name)

    with pytest.raises(Conflict):
        hall.read(ledger=Overtaken())

    assert len(hall.recipients()) == 20


@pytest.mark.parametrize("gone", ["campaign", "segment", "cancelled"])
def test_a_run_whose_campaign_or_segment_is_gone_stops_reading(gone):
    hall = Hall()
    match gone:
        case "campaign":
            hall.documents.stored.clear()
        case "segment":
            hall.segments.stored.clear()
        case "cancelled":
            hall.ledger.cancel(RUN)

    hall.read()

    run = hall.ledger.run(RUN)
    assert run.is_cancelled
    assert run.is_closed
    assert hall.email.sent == []


def test_a_campaign_whose_segment_goes_while_it_runs_is_deleted_by_name():
    hall = Hall()
    running = {
        "Id": CAMPAIGN,
        "State": {"CampaignStatus": "EXECUTING"},
        "Internal": {"States": {"0": "EXECUTING"}, "ActiveRuns": [RUN]},
    }
    hall.documents.write([Put(keys.campaign(APP, CAMPAIGN), running)])
    hall.segments.stored.clear()

    hall.read()

    campaign = hall.documents.get(keys.campaign(APP, CAMPAIGN)).body
    assert campaign["State"] == {"CampaignStatus": "DELETED"}
    assert campaign["Internal"]["ActiveRuns"] == []


def test_a_run_that_is_gone_asks_for_nothing():
    hall = Hall()
    hall.ledger.runs.clear()

    assert hall.read() == "the run was deleted"


def test_a_sweep_queues_what_was_forgotten_only_when_nothing_moves():
    hall = Hall()
    hall.read()
    hall.email.sent.clear()

    sweep_run(RUN, is_still=False, tools=hall.tools())
    assert hall.email.sent == []

    sweep_run(RUN, is_still=True, tools=hall.tools())
    assert hall.email.sent == [{"RunId": RUN, "Chunk": "000-000000"}]
    assert hall.slices.sent == []


def test_a_sweep_queues_slices_that_were_forgotten():
    hall = Hall()

    assert sweep_run(RUN, is_still=True, tools=hall.tools()) == "swept"

    assert hall.slices.sent == [{"RunId": RUN, "Slice": 0}]


def test_a_sweep_queues_slices_that_come_no_further_though_others_are_sent_to():
    hall = Hall()

    sweep_run(RUN, is_still=False, is_reading=True, tools=hall.tools())
    assert hall.slices.sent == []

    sweep_run(RUN, is_still=False, is_reading=False, tools=hall.tools())
    assert hall.slices.sent == [{"RunId": RUN, "Slice": 0}]


def test_a_sweep_closes_a_run_whose_last_worker_died_before_it_could():
    hall = Hall(count=0)
    hall.read()
    hall.ledger.runs[RUN] = msgspec.structs.replace(hall.ledger.runs[RUN], is_closed=False)

    assert sweep_run(RUN, is_still=False, tools=hall.tools()) == "over"

    assert hall.ledger.run(RUN).is_closed


def test_a_sweep_of_a_run_that_is_gone_does_nothing():
    hall = Hall()
    hall.ledger.runs.clear()

    assert sweep_run(RUN, is_still=True, tools=hall.tools()) == "the run was deleted"
