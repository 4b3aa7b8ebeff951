"""What the numbers and states of a ledger mean."""

from __future__ import annotations

from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.runs.ledger import (
    ChunkState,
    OpenChunk,
    Run,
    attempted,
    execution_metrics,
    stalled,
    succeeded,
)
from pinwheel.domain.runs.plan import (
    RunPlan,
    Treatment,
    activity_id,
    bucket_range,
    run_id,
    scheduled_millis,
    spread,
)

START = "2026-11-02T12:00:00.000Z"


def _run(counters):
    treatments = tuple(Treatment(id=each, activity_id=each, contents={}) for each in ("0", "1"))
    plan = RunPlan(
        run_id="0" * 32,
        application_id="a",
        campaign_id="c",
        campaign_version=1,
        segment_id="s",
        segment_version=1,
        scheduled=START,
        started=START,
        shares=allotment("c", {"1": 50}, 0),
        treatments=treatments,
    )
    return Run(plan=plan, counters=counters)


def test_execution_metrics_are_strings_and_add_up_to_what_was_produced():
    run = _run(
        {
            "0/SEEN": 10,
            "1/SEEN": 5,
            "0/SUCCESS": 6,
            "0/UNKNOWN": 1,
            "0/HOLDOUT": 2,
            "0/ENDPOINT_OPT_OUT": 1,
        }
    )

    assert execution_metrics(run, "0") == {
        "ENDPOINT_PRODUCED": "15",
        "ENDPOINT_OPT_OUT": "1",
        "UNKNOWN": "1",
        "TREATMENT_HOLDOUT": "5",
        "HOLDOUT": "2",
    }
    assert execution_metrics(run, "1") == {"ENDPOINT_PRODUCED": "15", "TREATMENT_HOLDOUT": "10"}
    assert (attempted(run, "0"), succeeded(run, "0")) == (7, 6)


def test_the_metrics_and_those_who_were_sent_to_are_all_that_were_produced():
    left_out = {"ENDPOINT_CHANNEL_MISMATCH": 3, "UNSUPPORTED_CHANNEL": 3, "DUPLICATE_ENDPOINT": 1}
    settled = ["SUCCESS", "FAILURE", "FAILURE_PERMANENT", "TRANSIENT_FAILURE", "THROTTLED", "UNKNOWN"]
    settled += ["EXPIRED", "QUIET_TIME", "DAILY_CAP", "CAMPAIGN_CAP", "HOOK_FAILURE"]
    settled += ["CUSTOM_DELIVERY_FAILURE", "RECOMMENDATION_FAILURE"]
    counts = {"SEEN": 3 + 1 + len(settled), "DUPLICATE_ADDRESS": 1, **left_out, **dict.fromkeys(settled, 1)}
    run = _run({f"0/{name}": count for name, count in counts.items()})

    metrics = {name: int(value) for name, value in execution_metrics(run, "0").items()}

    produced = metrics.pop("ENDPOINT_PRODUCED")
    assert sum(metrics.values()) + succeeded(run, "0") == produced == 17


def test_a_runs_id_follows_from_what_it_is_and_tells_when():
    one = run_id("c", START, None)

    assert one == run_id("c", START, None)
    assert len({one, run_id("c", START, "1"), run_id("d", START, None), activity_id(one, START, "0")}) == 4
    assert len(one) == 32
    assert scheduled_millis(one) == 1793620800000


def test_slices_cover_every_bucket_once():
    for slices in (1, 3, 16, 256):
        covered = [bucket for part in range(slices) for bucket in bucket_range(part, slices)]
        assert covered == list(range(BUCKETS))


def test_chunks_are_of_nearly_one_size():
    assert spread(2001, 1000) == [667, 667, 667]
    assert spread(1000, 1000) == [1000]
    assert spread(0, 1000) == []


def test_the_chunks_of_dead_senders_are_stalled_at_once_and_forgotten_ones_when_nothing_moves():
    dead = OpenChunk("dead", ChunkState.SENDING, 10.0, "EMAIL")
    forgotten = OpenChunk("forgotten", ChunkState.READY, 0.0, "EMAIL")
    put_off = OpenChunk("put off", ChunkState.READY, 900.0, "EMAIL")
    alive = OpenChunk("alive", ChunkState.SENDING, 99.0, "EMAIL")

    assert stalled([dead, forgotten, put_off], 50.0, is_still=False) == [dead]
    assert stalled([dead, forgotten, put_off], 50.0, is_still=True) == [dead, forgotten]
    assert stalled([dead, forgotten, alive], 50.0, is_still=True) == [dead]


def test_an_activity_tells_why_people_got_nothing():
    run = _run({"0/QUIET_TIME": 2, "0/DAILY_CAP": 1, "0/EXPIRED": 3, "0/DROPPED": 4, "0/SEEN": 10})

    metrics = execution_metrics(run, "0")

    assert metrics["QUIET_TIME"] == "2"
    assert metrics["DAILY_CAP"] == "1"
    assert metrics["EXPIRED"] == "3"
    assert metrics["FILTERED_OUT_BY_HOOK"] == "4"
    assert "CAMPAIGN_CAP" not in metrics
