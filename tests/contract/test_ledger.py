"""The run ledger: the same promises from memory and from DynamoDB."""

from __future__ import annotations

import boto3
import msgspec
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.ledger import DynamoLedger
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.errors import Conflict, NotFound
from pinwheel.domain.runs.ledger import Chunk, ChunkState, Cursor, OpenChunk, is_taken
from pinwheel.domain.runs.plan import RunPlan, Treatment, run_id
from tests.fakes.ledger import MemoryLedger

replace = msgspec.structs.replace
SCHEDULED = "2026-11-02T12:00:00.000Z"
RUN = run_id("c" * 32, SCHEDULED, None)
PLAN = RunPlan(
    run_id=RUN,
    application_id="a" * 32,
    campaign_id="c" * 32,
    campaign_version=1,
    segment_id="5" * 32,
    segment_version=1,
    scheduled=SCHEDULED,
    started=SCHEDULED,
    shares=allotment("c" * 32, {"1": 40}, 10),
    treatments=(Treatment(id="0", activity_id="a0", contents={"EMAIL": "blob"}),),
    slices=2,
)
CHUNK = Chunk(id="000-000000", blob="runs/x", treatment_id="0", channel="EMAIL", progress="...")


@pytest.fixture(params=["memory", "dynamodb"])
def ledger(request):
    if request.param == "memory":
        yield MemoryLedger()
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="events",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield DynamoLedger(client, "events", sleep=lambda _seconds: None)


@pytest.fixture
def sliced(ledger):
    """Give a ledger whose run has one chunk of its first slice."""
    ledger.open(PLAN)
    ledger.advance(
        RUN,
        0,
        old=ledger.cursor(RUN, 0),
        new=Cursor(bucket=5, after="k", chunks=1, step=1),
        is_done=False,
        chunks=[CHUNK],
        counters={"0/SEEN": 3, "0/ENDPOINT_OPT_OUT": 0},
    )
    return ledger


def test_a_run_opens_once(ledger):
    assert ledger.open(PLAN)
    assert not ledger.open(replace(PLAN, campaign_version=2))

    run = ledger.run(RUN)
    assert run.plan == PLAN
    assert (run.slices_done, run.chunks_total, run.chunks_done, run.counters) == (0, 0, 0, {})
    assert not run.is_cancelled
    assert not run.is_closed


def test_what_does_not_exist_is_said_to_be_missing(ledger):
    assert ledger.run(RUN) is None
    with pytest.raises(NotFound):
        ledger.cursor(RUN, 0)
    with pytest.raises(NotFound):
        ledger.claim(RUN, "000-000000", owner="me", now=1.0, lease_until=2.0)


def test_flags_stay(ledger):
    ledger.cancel("f" * 32)
    ledger.open(PLAN)
    ledger.cancel(RUN)
    ledger.close(RUN)

    assert ledger.run("f" * 32) is None
    assert ledger.run(RUN).is_cancelled
    assert ledger.run(RUN).is_closed


def test_a_slice_begins_at_its_first_bucket_and_moves_with_its_chunks_and_counts(sliced):
    assert sliced.cursor(RUN, 1) == Cursor(bucket=128)
    assert sliced.cursor(RUN, 0) == Cursor(bucket=5, after="k", chunks=1, step=1)
    assert list(sliced.open_chunks(RUN)) == [OpenChunk("000-000000", ChunkState.READY, 0.0, "EMAIL")]
    assert list(sliced.open_chunks(RUN, 1)) == []
    run = sliced.run(RUN)
    assert (run.chunks_total, run.slices_done, run.counters) == (1, 0, {"0/SEEN": 3})


def test_a_cursor_that_has_moved_cannot_be_moved_by_another(sliced):
    for old in (Cursor(bucket=0), Cursor(bucket=3, step=4)):
        with pytest.raises(Conflict):
            sliced.advance(
                RUN, 0, old=old, new=Cursor(bucket=9, step=9), is_done=True, chunks=[], counters={"0/SEEN": 9}
            )

    assert sliced.run(RUN).counters == {"0/SEEN": 3}
    assert sliced.run(RUN).slices_done == 0


def test_the_last_move_counts_the_slice(sliced):
    end = Cursor(bucket=128, chunks=1, step=2)

    sliced.advance(
        RUN, 0, old=sliced.cursor(RUN, 0), new=end, is_done=True, chunks=[], counters={"0/SEEN": 2}
    )

    assert sliced.cursor(RUN, 0) == end
    assert (sliced.run(RUN).slices_done, sliced.run(RUN).counters) == (1, {"0/SEEN": 5})


def test_a_chunk_is_one_senders_until_its_lease_is_over(sliced):
    first = sliced.claim(RUN, CHUNK.id, owner="first", now=100.0, lease_until=250.5)
    again = sliced.claim(RUN, CHUNK.id, owner="first", now=100.0, lease_until=250.5)
    early = sliced.claim(RUN, CHUNK.id, owner="second", now=200.0, lease_until=350.0)
    late = sliced.claim(RUN, CHUNK.id, owner="third", now=251.0, lease_until=400.0)

    assert first == CHUNK
    assert is_taken(first, "first", 100.0)
    assert is_taken(again, "first", 100.0)
    assert not is_taken(early, "second", 200.0)
    assert (early.owner, early.lease_until) == ("first", 250.5)
    assert is_taken(late, "third", 251.0)
    assert list(sliced.open_chunks(RUN, 0)) == [OpenChunk(CHUNK.id, ChunkState.SENDING, 400.0, "EMAIL")]
    with pytest.raises(Conflict):
        sliced.record(RUN, replace(CHUNK, state=ChunkState.SENDING, owner="first"))


def test_a_chunk_is_counted_once(sliced):
    sliced.claim(RUN, CHUNK.id, owner="me", now=100.0, lease_until=250.0)
    mine = replace(
        CHUNK,
        state=ChunkState.SENDING,
        owner="me",
        lease_until=260.0,
        progress="SPU",
        rounds=2,
        notes={"no such box": [1]},
    )
    sliced.record(RUN, mine)
    sliced.finish(RUN, mine, {"0/SUCCESS": 1, "0/UNKNOWN": 1})
    with pytest.raises(Conflict):
        sliced.finish(RUN, mine, {"0/SUCCESS": 1})

    found = sliced.claim(RUN, CHUNK.id, owner="other", now=999.0, lease_until=1000.0)
    assert found == replace(mine, state=ChunkState.DONE)
    assert list(sliced.open_chunks(RUN)) == []
    run = sliced.run(RUN)
    assert run.chunks_done == 1
    assert run.counters == {"0/SEEN": 3, "0/SUCCESS": 1, "0/UNKNOWN": 1}


def test_a_chunk_put_back_is_free_at_once(sliced):
    sliced.claim(RUN, CHUNK.id, owner="me", now=100.0, lease_until=250.0)
    sliced.record(RUN, replace(CHUNK, owner="me", progress="S..", state=ChunkState.READY))

    found = sliced.claim(RUN, CHUNK.id, owner="next", now=101.0, lease_until=251.0)

    assert is_taken(found, "next", 101.0)
    assert found.progress == "S.."


def test_an_erased_run_is_gone_with_its_slices_and_chunks(sliced):
    sliced.erase(RUN)
    sliced.erase(RUN)

    assert sliced.run(RUN) is None
    assert sliced.open_chunks(RUN) == []
    with pytest.raises(NotFound):
        sliced.cursor(RUN, 0)
    with pytest.raises(NotFound):
        sliced.claim(RUN, CHUNK.id, owner="o", now=0.0, lease_until=1.0)
    with pytest.raises(Conflict):
        sliced.record(RUN, replace(CHUNK, state=ChunkState.SENDING, owner="o"))


def _event_plan(plan):
    return replace(plan, run_id="1" * 32, slices=0, is_event=True)


def test_chunks_of_events_are_added_with_their_markers_or_not_at_all(ledger):
    plan = _event_plan(PLAN)
    ledger.open(plan)
    first, second = (replace(CHUNK, id=name, expires_at=300.5) for name in ("e1-a", "e2-b"))

    assert (
        ledger.add_chunks(plan.run_id, [first], counters={"0/SEEN": 1}, markers={"ann": 10, "bob": 10})
        == set()
    )
    known = ledger.add_chunks(plan.run_id, [second], counters={"0/SEEN": 1}, markers={"bob": 10, "cat": 10})

    assert known == {"bob"}
    run = ledger.run(plan.run_id)
    assert (run.chunks_total, run.count("0", "SEEN"), run.is_complete) == (1, 1, False)
    assert [each.id for each in ledger.open_chunks(plan.run_id)] == ["e1-a"]
    assert list(ledger.open_chunks(plan.run_id, since="e2")) == []
    taken = ledger.claim(plan.run_id, "e1-a", owner="me", now=1.0, lease_until=2.0)
    assert taken.expires_at == 300.5


def test_a_sealed_run_takes_no_more_chunks_and_is_complete_when_all_are_done(ledger):
    plan = _event_plan(PLAN)
    ledger.open(plan)

    ledger.seal(plan.run_id)
    ledger.seal("of nobody")

    with pytest.raises(Conflict):
        ledger.add_chunks(plan.run_id, [CHUNK], counters={}, markers={"ann": 10})
    assert ledger.run(plan.run_id).is_complete
    assert ledger.run(plan.run_id).chunks_total == 0


def test_the_zones_of_waves_are_kept_once_each(sliced):
    end = Cursor(bucket=7, after="k", chunks=1, step=2, handled="e9")

    sliced.advance(
        RUN,
        0,
        old=sliced.cursor(RUN, 0),
        new=end,
        is_done=False,
        chunks=[replace(CHUNK, id="000-000001", due=500)],
        counters={"wave:500/CHUNKS": 1},
        zones={500: {"Europe/Berlin", "Europe/Paris"}, 900: {"Asia/Tokyo"}},
    )
    sliced.advance(
        RUN,
        0,
        old=end,
        new=Cursor(bucket=9, chunks=1, step=3),
        is_done=False,
        chunks=[],
        counters={},
        zones={500: {"Europe/Paris", "Europe/Rome"}},
    )

    run = sliced.run(RUN)
    assert run.zones == {500: {"Europe/Berlin", "Europe/Paris", "Europe/Rome"}, 900: {"Asia/Tokyo"}}
    assert [(wave.due, wave.made, wave.done) for wave in run.waves] == [(500, 1, 0)]
    assert [each.due for each in sliced.open_chunks(RUN, 0)] == [None, 500]


def test_chunks_are_read_by_slice_and_from_the_newest(sliced):
    every = sliced.slice_chunks(RUN, 0)

    assert [each.id for each in every] == sorted(each.id for each in every)
    assert every
    assert sliced.slice_chunks(RUN, 15) == []
    assert sliced.latest_chunks(RUN, 1) == [every[-1]]
