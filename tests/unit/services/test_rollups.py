"""Whatever is delivered twice, cut differently or interrupted: every distinct event is counted once."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.events import EventRecord
from pinwheel.domain.records import aggregate, pack, unpack
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.sketches import distinct
from pinwheel.services.rollups import StreamedRecord, roll_up
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import MemoryBlobs

HOUR = 3_600_000


class NoExperiments:
    def prepare(self, events):
        pass

    def count(self, event, made):
        pass


def an_event(event_id, *, endpoint="ada", event_type="visit", at=0, batch_id=None, arrived=0, **members):
    return EventRecord(
        event_type=event_type,
        event_timestamp=at,
        arrival_timestamp=arrived,
        application={"app_id": "app"},
        client={"client_id": endpoint},
        event_id=event_id,
        batch_id=batch_id,
        **members,
    )


def a_send(number, *, campaign="c1", status="SUCCESS", batch_id="chunk"):
    return an_event(
        f"send-{number}",
        endpoint=f"endpoint-{number}",
        event_type="_campaign.send",
        batch_id=batch_id,
        attributes={
            "campaign_id": campaign,
            "campaign_activity_id": "a1",
            "treatment_id": "0",
            "delivery_type": "EMAIL",
            "campaign_send_status": status,
        },
    )


def streamed(*records, start=100):
    """Give what a shard holds after each list of events was published on its own."""
    packed = [record for events in records for record in pack(list(events))]
    return [StreamedRecord(start + n, record.data, 1000) for n, record in enumerate(packed)]


def run(store, records, *, shard="0", blobs=None):
    return roll_up(shard, records, rollups=store, blobs=blobs or MemoryBlobs(), experiments=NoExperiments())


def counts(store, scope=places.EVENTS, name=None):
    """Add all shards and hours up: by dimension, and by attribute if there are several."""
    found: Counter[str] = Counter()
    for row in store.rows(places.counter_partition("app", scope)):
        _, dimension = places.split_sort_key(row.sort_key)
        for attribute, number in row.numbers.items():
            if name in (None, attribute):
                found[dimension] += int(number)
    return found


def test_events_are_counted_by_type():
    store = MemoryRollups()
    tally = run(store, streamed([an_event("1"), an_event("2", event_type="buy"), an_event("3")]))
    assert counts(store) == {"visit": 2, "buy": 1}
    assert (tally.events, tally.duplicates, tally.steps) == (3, 0, 1)


def test_a_replayed_batch_changes_nothing():
    store = MemoryRollups()
    records = streamed([an_event("1")], [an_event("2")])
    run(store, records)
    run(store, records)
    assert counts(store) == {"visit": 2}


def test_an_event_sent_again_is_dropped_whatever_the_case_of_its_endpoint():
    store = MemoryRollups()
    run(store, streamed([an_event("1")]))
    tally = run(store, streamed([an_event("1", endpoint="ADA")], start=200))
    assert counts(store) == {"visit": 1}
    assert tally.duplicates == 1


def test_the_same_event_id_of_another_endpoint_or_application_is_another_event():
    store = MemoryRollups()
    other = an_event("1")
    other.application = {"app_id": "other"}
    run(store, streamed([an_event("1"), an_event("1", endpoint="bob"), other]))
    assert counts(store) == {"visit": 2}


def test_an_event_twice_in_one_record_is_counted_once_also_when_interrupted():
    store = MemoryRollups()
    types = [an_event(str(n), event_type=f"t{n}") for n in range(120)]
    records = streamed([*types, an_event("0", event_type="t0")])
    store.crash_after = 2
    with suppress(Unavailable):
        run(store, records)
    run(store, records)
    assert set(counts(store).values()) == {1}
    assert len(counts(store)) == 120


def test_a_day_later_an_event_id_may_come_again():
    store = MemoryRollups()
    run(store, streamed([an_event("1")]))
    late = [StreamedRecord(500, streamed([an_event("1")])[0].data, 1000 + 24 * 3600 + 1)]
    run(store, late)
    assert counts(store) == {"visit": 2}


def test_a_batch_published_again_is_dropped_as_a_whole():
    store = MemoryRollups()
    sends = [a_send(n) for n in range(300)]
    run(store, streamed(sends))
    run(store, streamed(sends, start=200))
    assert counts(store, places.campaign_scope("c1"), "sent.EMAIL") == {"a1#0": 300}
    assert len(store.stored_marks) == 1


def test_a_crash_between_marks_and_counters_loses_nothing():
    store = MemoryRollups()
    records = streamed([an_event("1")], [an_event("2")])
    store.crash_after = 1
    with suppress(Unavailable):
        run(store, records)
    assert counts(store) == {}
    run(store, records)
    assert counts(store) == {"visit": 2}


def test_more_than_a_transaction_takes_is_counted_in_steps():
    store = MemoryRollups()
    tally = run(store, streamed([an_event(str(n), event_type=f"t{n}") for n in range(250)]))
    assert tally.steps == 3
    assert sum(counts(store).values()) == 250


def test_a_record_that_is_no_event_is_kept_aside_and_passed_over():
    store, blobs = MemoryRollups(), MemoryBlobs()
    good = streamed([an_event("1")])[0]
    tally = run(store, [StreamedRecord(50, aggregate("k", [b"{"]), 1000), good], blobs=blobs)
    assert counts(store) == {"visit": 1}
    assert tally.poison == 1
    assert list(blobs.stored) == ["poison/roll-up/0/50"]


def test_an_overtaken_invocation_counts_nothing():
    store = MemoryRollups()
    records = streamed([an_event("1")])

    class Overtaken(MemoryRollups):
        def remember(self, marks):
            run(store, records)

    overtaken = Overtaken()
    overtaken.positions = store.positions
    with suppress(Conflict):
        run(overtaken, records)
    assert overtaken.numbers == {}
    assert counts(store) == {"visit": 1}


def test_statuses_of_a_campaign_are_kept_apart():
    store = MemoryRollups()
    run(store, streamed([a_send(1), a_send(2), a_send(3, status="HOLDOUT")]))
    assert counts(store, places.CAMPAIGNS, "send.SUCCESS") == {"c1": 2}
    assert counts(store, places.CAMPAIGNS, "send.HOLDOUT") == {"c1": 1}


def test_endpoints_are_counted_distinctly_across_batches_and_shards():
    store = MemoryRollups()
    run(store, streamed([a_send(n, batch_id="b1") for n in range(100)]))
    run(store, streamed([a_send(n, batch_id="b2") for n in range(50, 150)], start=300))
    run(store, streamed([a_send(n, batch_id="b3") for n in range(140, 160)]), shard="1")
    rows = store.rows(places.sketch_partition("app", "c1"))
    assert distinct([row.sketch for row in rows]) == 160


def an_open(event_id, at):
    facets = {"email_channel": {"mail_event": {"mail": {"message_id": "m1"}}}}
    attributes = {"campaign_id": "c1", "campaign_activity_id": "a1"}
    return an_event(event_id, event_type="_email.open", arrived=at, facets=facets, attributes=attributes)


def test_opens_of_one_message_count_once_per_clock_hour():
    store = MemoryRollups()
    half_past_eight, quarter_to, five_past_nine = (int(h * HOUR) for h in (8.5, 8.75, 9 + 1 / 12))
    run(store, streamed([an_open("1", half_past_eight)]))
    run(store, streamed([an_open("2", quarter_to), an_open("3", five_past_nine)], start=200))
    assert counts(store, places.CAMPAIGNS, "email.open") == {"c1": 2}
    assert counts(store) == {"_email.open": 3}


events = st.builds(
    lambda number, endpoint, kind: an_event(f"{number}", endpoint=f"e{endpoint}", event_type=f"t{kind}"),
    st.integers(0, 15),
    st.integers(0, 2),
    st.integers(0, 60),
)
publications = st.lists(st.lists(events, min_size=1, max_size=40), min_size=1, max_size=8)


@settings(max_examples=150)
@given(publications, st.data())
def test_counters_are_those_of_distinct_events_under_replays_recuts_and_crashes(published, data):
    first: dict[tuple[str, str], str] = {}
    for records in published:
        # Within one publication an endpoint's events travel in one record, endpoints in order of appearance.
        for record in streamed(records):
            for event in unpack(record.data):
                first.setdefault((event.endpoint_id, event.event_id), event.event_type)
    records = streamed(*published)
    store = MemoryRollups()

    done = 0
    while done < len(records):
        begin = data.draw(st.integers(0, done))
        end = data.draw(st.integers(begin + 1, len(records)))
        store.crash_after = data.draw(st.none() | st.integers(0, 6))
        if begin > done:
            continue
        try:
            run(store, records[begin:end])
        except Unavailable:
            continue
        store.crash_after = None
        done = max(done, end)

    assert counts(store) == Counter(first.values())
    assert all(isinstance(n, Decimal) for numbers in store.numbers.values() for n in numbers.values())
