"""Funnels, cohorts and paths as SQL over the archive's files, against brute force over random events."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest

from pinwheel.adapters.parquet_archive import ParquetArchiveFiles
from pinwheel.domain.archive.sql import (
    AttributeCondition,
    EventFilter,
    MetricCondition,
    Period,
    text,
)
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.funnels.cohorts import Cohorts, cohorts_sql
from pinwheel.domain.funnels.funnel import BreakDown, Funnel, funnel_sql
from pinwheel.domain.funnels.paths import Paths, paths_sql
from pinwheel.services.archive import archive_events
from tests.fakes.archive import DuckDbQueries
from tests.fakes.system import MemoryBlobs

START = datetime(2026, 11, 2, tzinfo=UTC)
PERIOD = Period(START, START + timedelta(days=21))
FILES = ParquetArchiveFiles()


def an_event(number, endpoint, event_type, seconds, *, user=None, attributes=None, metrics=None, app="app"):
    millis = int((START + timedelta(seconds=seconds)).timestamp() * 1000)
    return EventRecord(
        event_type=event_type,
        event_timestamp=millis,
        arrival_timestamp=millis + 5,
        event_version="3.0",
        application={"app_id": app, "sdk": {}},
        client={"client_id": endpoint},
        attributes=attributes or {},
        metrics=metrics or {},
        event_id=f"e{number:05d}",
        user_id=user,
    )


def archive(events, *, batches=3):
    blobs = MemoryBlobs()
    for number in range(batches):
        archive_events(f"b{number}", events[number::batches], files=FILES, blobs=blobs)
    return DuckDbQueries(blobs)


def ask(engine, sql):
    return engine.rows(engine.start(sql))


def random_events(seed, *, count=120, people=6, span=2000):
    chance = random.Random(seed)
    made = []
    for number in range(count):
        person = chance.randrange(people)
        made.append(
            an_event(
                number,
                f"Device-{person}-{chance.randrange(2)}",
                chance.choice("abc"),
                chance.randrange(span) * chance.choice((1, 60)),
                user=f"u{person}",
                attributes={"plan": chance.choice(("x", "y"))} if chance.random() < 0.7 else {},
                metrics={"price": float(chance.randrange(4))},
            )
        )
    return made


def meets(event, step):
    return (
        event.event_type == step.event_type
        and all(
            (event.attributes.get(each.name) in each.values) != each.is_exclusive for each in step.attributes
        )
        and all(event.metrics.get(each.name, -1) >= each.value for each in step.metrics)
    )


def brute_force(events, steps, window):
    """Try all chains of all persons; gives for each step the users and who they are."""
    reached: list[set[str]] = [set() for _ in steps]

    def rank(event):
        first = next(number for number, step in enumerate(steps) if meets(event, step))
        return event.event_timestamp, first, event.event_id

    persons = {event.user_id for event in events}
    for person in persons:
        own = sorted((e for e in events if e.user_id == person and any(meets(e, s) for s in steps)), key=rank)
        for depth in range(1, len(steps) + 1):
            for chain in itertools.combinations(own, depth):
                in_time = chain[-1].event_timestamp - chain[0].event_timestamp <= window * 1000
                if in_time and all(meets(e, s) for e, s in zip(chain, steps, strict=False)):
                    reached[depth - 1].add(person)
                    break
    return [len(each) for each in reached]


STEPS = [
    (EventFilter("a"), EventFilter("b"), EventFilter("c")),
    (EventFilter("a"), EventFilter("a"), EventFilter("b")),
    (EventFilter("a"), EventFilter("b"), EventFilter("a")),
    (EventFilter("a", (AttributeCondition("plan", ("x",)),)), EventFilter("b")),
    (
        EventFilter("a", (AttributeCondition("plan", ("x",), is_exclusive=True),)),
        EventFilter("a", (), (MetricCondition("price", "GREATER_THAN_OR_EQUAL", 2.0),)),
    ),
    (EventFilter("c"),),
]


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("seed", range(4))
def test_a_funnel_counts_who_a_search_of_all_chains_finds(steps, seed):
    events = random_events(seed, count=70)
    for window in (30, 600, 10_000_000):
        funnel = Funnel("app", steps, window, PERIOD)
        rows = ask(archive(events), funnel_sql(funnel))
        counted = {int(row[2]): int(row[3]) for row in rows}
        expected = brute_force(events, steps, window)
        assert [counted.get(number, 0) for number in range(1, len(steps) + 1)] == expected


def test_times_between_steps_are_medians_over_persons():
    waits = {"u1": (10, 20), "u2": (30, 50), "u3": (50, 10), "u4": (40, None)}
    events: list[EventRecord] = []
    for person, (second, third) in waits.items():
        at = [0, second] + ([second + third] if third is not None else [])
        events += [
            an_event(len(events) + n, person, kind, seconds, user=person)
            for n, (kind, seconds) in enumerate(zip("abc", at, strict=False))
        ]
    rows = ask(archive(events), funnel_sql(Funnel("app", STEPS[0], 1000, PERIOD)))
    told = [(int(row[3]), float(row[4]) / 1000, float(row[5]) / 1000) for row in rows]
    assert told == [
        (4, 0.0, 0.0),
        (4, median([10, 30, 50, 40]), median([10, 30, 50, 40])),
        (3, median([20, 50, 10]), median([30, 80, 60])),
    ]


def test_the_chain_that_began_last_is_taken_so_that_a_late_start_within_the_window_counts():
    events = [an_event(0, "d", "a", 0), an_event(1, "d", "a", 90), an_event(2, "d", "b", 100)]
    rows = ask(archive(events), funnel_sql(Funnel("app", STEPS[0][:2], 20, PERIOD)))
    assert [(row[3], row[4]) for row in rows] == [("1", "0.0"), ("1", "10000.0")]


def test_events_of_the_same_instant_come_in_the_order_of_the_steps_and_serve_one_step_each():
    events = [an_event(0, "d", "b", 5), an_event(1, "d", "a", 5), an_event(2, "other", "a", 5)]
    rows = ask(archive(events), funnel_sql(Funnel("app", (EventFilter("a"), EventFilter("b")), 20, PERIOD)))
    assert [row[3] for row in rows] == ["2", "1"]
    twice = ask(archive(events), funnel_sql(Funnel("app", (EventFilter("a"), EventFilter("a")), 20, PERIOD)))
    assert [row[3] for row in twice] == ["2"]


def test_a_break_down_groups_by_the_attribute_of_the_first_step():
    events = []
    for person, plan in enumerate(["gold", "gold", "free", None]):
        attributes = {"plan": plan} if plan else {}
        events.append(an_event(10 * person, f"d{person}", "a", 0, attributes=attributes))
        if person != 1:
            events.append(an_event(10 * person + 1, f"d{person}", "b", 9, attributes={"plan": "other"}))
    funnel = Funnel("app", STEPS[0][:2], 60, PERIOD, BreakDown(attribute="plan"))
    rows = ask(archive(events), funnel_sql(funnel))
    told = [(row[0], row[1], row[2], row[3]) for row in rows]
    assert told[:2] == [("0", None, "1", "4"), ("0", None, "2", "3")]
    assert sorted(told[2:], key=str) == sorted(
        [
            ("1", "gold", "1", "2"),
            ("1", "gold", "2", "1"),
            ("1", "free", "1", "1"),
            ("1", "free", "2", "1"),
            ("1", None, "1", "1"),
            ("1", None, "2", "1"),
        ],
        key=str,
    )


def test_doubled_events_and_other_applications_and_times_do_not_count():
    events = [an_event(0, "d", "a", 0), an_event(0, "D", "a", 0), an_event(0, "d", "a", 0)]
    events += [
        an_event(1, "d", "a", 5, app="other"),
        an_event(2, "z", "a", -10),
        an_event(3, "z", "a", 30 * 86400),
    ]
    rows = ask(archive(events), funnel_sql(Funnel("app", (EventFilter("a"), EventFilter("a")), 60, PERIOD)))
    assert [row[3] for row in rows] == ["1"]


@pytest.mark.parametrize("unit", ["DAY", "WEEK"])
def test_a_retention_table_equals_one_made_by_hand_of_random_events(unit):
    events = random_events(7, count=150, people=25, span=20_000)
    first, back = EventFilter("a"), EventFilter("b")
    rows = ask(archive(events), cohorts_sql(Cohorts("app", first, back, unit, 4, PERIOD)))
    expected: dict[tuple[int, int], set[str]] = {}
    for person in {event.user_id for event in events}:
        own = [
            e for e in events if e.user_id == person and PERIOD.start.timestamp() * 1000 <= e.event_timestamp
        ]
        own = [e for e in own if e.event_timestamp < PERIOD.end.timestamp() * 1000]
        begun = min((e.event_timestamp for e in own if e.event_type == "a"), default=None)
        if begun is None:
            continue

        def period_of(millis):
            day = datetime.fromtimestamp(millis / 1000, UTC).date()
            return (day if unit == "DAY" else day - timedelta(days=day.weekday())).toordinal() // (
                1 if unit == "DAY" else 7
            )

        cohort = period_of(begun)
        expected.setdefault((cohort, -1), set()).add(person)
        for event in own:
            later = period_of(event.event_timestamp) - cohort
            if event.event_type == "b" and event.event_timestamp >= begun and later < 4:
                expected.setdefault((cohort, later), set()).add(person)
    sizes = {key: len(people) for key, people in expected.items()}
    shift = min(int(row[0]) for row in rows) - min(cohort for cohort, _ in sizes)
    assert {(int(row[0]) - shift, int(row[1])): int(row[2]) for row in rows} == sizes


def test_paths_tell_the_next_steps_within_the_window():
    events = [
        an_event(0, "d1", "a", 0),
        an_event(1, "d1", "b", 10),
        an_event(2, "d1", "_campaign.send", 12),
        an_event(3, "d1", "c", 15),
        an_event(4, "d2", "a", 0),
        an_event(5, "d2", "b", 10),
        an_event(6, "d2", "c", 500),
    ]
    rows = ask(archive(events), paths_sql(Paths("app", EventFilter("a"), 3, 60, PERIOD, 20)))
    assert rows == [["a", "b", "c", "1", "1"], ["a", "b", None, "1", "1"]]
    whole = ask(archive(events), paths_sql(Paths("app", None, 2, 60, PERIOD, 20)))
    assert whole == [["a", "b", "2", "2"]]


@pytest.mark.parametrize(
    "value", ["'", "''; DROP TABLE events; --", "a\\' OR 1=1 --", "%", "\n", "ü'ü", "$1", "{x}"]
)
def test_a_value_is_a_value_whatever_it_holds(value):
    events = [an_event(0, "d", value, 0, attributes={value: value}), an_event(1, "z", "a", 0)]
    step = EventFilter(value, (AttributeCondition(value, (value,)),))
    funnel = Funnel("app", (step,), 60, PERIOD, BreakDown(attribute=value))
    rows = ask(archive(events), funnel_sql(funnel))
    assert [(row[1], row[3]) for row in rows] == [(None, "1"), (value, "1")]
    with pytest.raises(Invalid):
        text("a\x00b")
