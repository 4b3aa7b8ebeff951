"""Endpoints that events bring into an open run: once each, in time, and not when it takes nothing more."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.runs.ledger import ChunkState
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.services.event_runs import TO_BE_SENT, Reached, ReachTools, reach
from tests.fakes.ledger import MemoryLedger
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

APP, CAMPAIGN, RUN = "a" * 32, "c" * 32, "0" * 32
START = "2026-11-02T12:00:00.000Z"


class Gate:
    """An open run of an event campaign with e-mail and SMS."""

    def __init__(self):
        self.clock = FrozenClock()
        self.ledger = MemoryLedger()
        self.blobs = MemoryBlobs()
        self.queues = {"EMAIL": MemoryQueue(), "SMS": MemoryQueue()}
        self.ids = CountingIds()
        treatment = Treatment(id="0", activity_id="act", contents={"EMAIL": "mail", "SMS": "text"})
        self.ledger.open(
            RunPlan(
                run_id=RUN,
                application_id=APP,
                campaign_id=CAMPAIGN,
                campaign_version=1,
                segment_id="5" * 32,
                segment_version=1,
                scheduled=START,
                started=START,
                shares=allotment(CAMPAIGN, {}, 0),
                treatments=(treatment,),
                slices=0,
                is_event=True,
            )
        )

    def reached(self, name, event="event-1", *, channel="EMAIL", ago=0, **members):
        endpoint = Endpoint(id=name, application_id=APP, channel_type=channel, address=f"{name}@x", **members)
        return Reached(endpoint=endpoint, event_id=event, at=self.clock.now() - timedelta(seconds=ago))

    def reach(self, *reached):
        tools = ReachTools(
            ledger=self.ledger, blobs=self.blobs, queues=self.queues, clock=self.clock, ids=self.ids
        )
        return reach(self.ledger.run(RUN), reached, tools=tools)

    def recipients(self):
        return sorted(
            msgspec.json.decode(line)["Id"]
            for chunk in self.ledger.chunks.values()
            for line in self.blobs.get(chunk.blob).splitlines()
        )


@pytest.fixture
def gate():
    return Gate()


def test_endpoints_wait_in_chunks_of_their_family_until_five_minutes_after_the_event(gate):
    assert gate.reach(gate.reached("ann", ago=20), gate.reached("bob", channel="SMS")) == 2

    mail, text = sorted(gate.ledger.chunks.values(), key=lambda chunk: chunk.channel)
    assert (mail.channel, text.channel) == ("EMAIL", "SMS")
    assert mail.expires_at == gate.clock.now().timestamp() - 20 + TO_BE_SENT.total_seconds()
    assert gate.queues["EMAIL"].sent == [{"RunId": RUN, "Chunk": mail.id}]
    assert gate.queues["SMS"].sent == [{"RunId": RUN, "Chunk": text.id}]
    assert gate.ledger.run(RUN).count("0", "SEEN") == 2


def test_an_event_that_comes_again_reaches_nobody_twice_but_queues_what_was_forgotten(gate):
    gate.reach(gate.reached("ann"))
    gate.queues["EMAIL"].sent.clear()

    assert gate.reach(gate.reached("ann"), gate.reached("bob")) == 1

    assert gate.recipients() == ["ann", "bob"]
    queued = {body["Chunk"] for body in gate.queues["EMAIL"].sent}
    assert queued == {name for _, name in gate.ledger.chunks}
    assert gate.ledger.run(RUN).count("0", "SEEN") == 2


def test_another_event_reaches_the_same_endpoint_again(gate):
    gate.reach(gate.reached("ann", "first"))

    assert gate.reach(gate.reached("ann", "second")) == 1

    assert gate.recipients() == ["ann", "ann"]


def test_who_has_opted_out_is_counted_and_not_sent_to(gate):
    gate.reach(gate.reached("ann", opt_out="ALL"))

    assert gate.ledger.chunks == {}
    assert gate.ledger.run(RUN).count("0", "ENDPOINT_OPT_OUT") == 1


def test_an_endpoint_without_content_for_its_channel_is_said_to_be_unsupported(gate):
    gate.reach(gate.reached("ann", channel="GCM"))

    (chunk,) = gate.ledger.chunks.values()
    assert (chunk.progress, chunk.channel, chunk.state) == ("C", "EMAIL", ChunkState.READY)


def test_a_closed_run_takes_nobody(gate):
    gate.ledger.seal(RUN)

    assert gate.reach(gate.reached("ann")) == 0

    assert gate.ledger.chunks == {}
    assert gate.ledger.run(RUN).is_complete


def test_many_endpoints_come_in_several_transactions(gate):
    assert gate.reach(*(gate.reached(f"e{number}") for number in range(100))) == 100

    assert len(gate.recipients()) == 100
    assert gate.ledger.run(RUN).chunks_total == 3
