"""Usage, sessions and retention against brute force over what people did, however it was delivered."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.rollups import places
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.documents import Put
from pinwheel.services import usage
from tests.fakes.documents import MemoryDocuments
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import FrozenClock
from tests.unit.services.test_rollups import an_event, run, streamed

FIRST = date(2026, 9, 1)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def at(day, seconds=0.0):
    return epoch_millis(datetime.combine(day, datetime.min.time(), tzinfo=UTC)) + int(seconds * 1000)


def opened(number, day, seconds, *, endpoint, user=None, kind="_session.start"):
    return an_event(f"{kind}-{number}", endpoint=endpoint, event_type=kind, at=at(day, seconds), user_id=user)


class Told:
    """The figures of one application."""

    def __init__(self, store):
        self.documents, self.store, self.clock = MemoryDocuments(), store, FrozenClock(NOW)
        self.documents.write([Put(keys.application("app"), {"Id": "app"})])

    def usage(self, start, end=None):
        days = usage.usage(
            "app",
            start=start.isoformat(),
            end=(end or start).isoformat(),
            documents=self.documents,
            rollups=self.store,
            clock=self.clock,
        )["Days"]
        return {date.fromisoformat(day["Date"]): day for day in days}

    def retention(self, day):
        return usage.retention(
            "app", day=day.isoformat(), documents=self.documents, rollups=self.store, clock=self.clock
        )


@pytest.fixture(scope="module")
def history():
    """Give 60 days of 300 users with one or two endpoints: who was active when."""
    random_ = random.Random(4)
    active = []
    for user in range(300):
        begins, eagerness = random_.randrange(60), random_.random() ** 2
        days = {begins} | {day for day in range(begins, 60) if random_.random() < eagerness}
        for day in days:
            for _ in range(random_.choice((1, 1, 2, 3))):
                endpoint = f"{user}-{random_.choice('ab')}"
                active.append((FIRST + timedelta(days=day), random_.random() * 80_000, f"u{user}", endpoint))
    return active


@pytest.fixture(scope="module")
def told(history):
    store, random_ = MemoryRollups(), random.Random(9)
    events = [
        opened(number, day, seconds, endpoint=endpoint, user=user)
        for number, (day, seconds, user, endpoint) in enumerate(history)
    ]
    random_.shuffle(events)
    half = len(events) // 2
    run(store, streamed(events[:half]), shard="0")
    run(store, streamed(events[half:]), shard="1")
    run(store, streamed(events[:half]), shard="0")
    return Told(store)


def users_of(history, first, last):
    return {user for day, _, user, _ in history if first <= day <= last}


def test_every_day_of_two_months_is_told_as_brute_force_tells_it(told, history):
    days = told.usage(FIRST, FIRST + timedelta(days=59))

    for day, found in days.items():
        today, before = users_of(history, day, day), users_of(history, FIRST, day - timedelta(days=1))
        month = users_of(history, day - timedelta(days=29), day)
        week = users_of(history, day - timedelta(days=6), day)
        sessions = [user for each, _, user, _ in history if each == day]
        endpoints = {endpoint for each, _, _, endpoint in history if each == day}
        assert found["ActiveUsers"] == len(today)
        assert found["ActiveEndpoints"] == len(endpoints)
        assert found["NewUsers"] == len(today - before)
        assert found["WeeklyActiveUsers"] == len(week)
        assert found["MonthlyActiveUsers"] == len(month)
        assert found["Sessions"] == len(sessions)
        assert found["StickyFactor"] == pytest.approx(len(today) / len(month))
        assert found["AverageSessionsPerActiveUser"] == pytest.approx(len(sessions) / len(today))


def test_retention_of_every_day_is_told_in_both_readings(told, history):
    for offset in range(0, 59, 7):
        day = FIRST + timedelta(days=offset)
        cohort = users_of(history, day, day) - users_of(history, FIRST, day - timedelta(days=1))
        found = told.retention(day)
        assert found["Cohort"] == len(cohort)
        for n in (1, 7, 14, 30):
            last = day + timedelta(days=n)
            within = cohort & users_of(history, day + timedelta(days=1), last)
            assert found["Returned"][str(n)] == len(within)
            assert found["ReturnedOn"][str(n)] == len(cohort & users_of(history, last, last))


def test_a_hand_made_table_of_retention():
    visits = {"ann": (0, 1), "bob": (0, 3, 8), "cid": (0, 30), "dee": (-5, 0, 1), "eve": (0,)}
    store = MemoryRollups()
    events = [
        opened(f"{user}{day}", FIRST + timedelta(days=day), 60, endpoint=user, user=user)
        for user, days in visits.items()
        for day in days
    ]
    run(store, streamed(events))

    found = Told(store).retention(FIRST)

    assert found["Cohort"] == 4
    assert found["Returned"] == {"1": 1, "7": 2, "14": 2, "30": 3}
    assert found["ReturnedOn"] == {"1": 1, "7": 0, "14": 0, "30": 1}
    assert (found["ActiveUsers"], found["ActiveReturned"]["1"]) == (5, 2)


def test_only_what_happens_in_the_app_makes_somebody_active():
    store = MemoryRollups()
    events = [
        opened("1", FIRST, 1, endpoint="a", user="u"),
        an_event("2", endpoint="b", event_type="level", at=at(FIRST), session={"session_id": "s"}),
        an_event("3", endpoint="c", event_type="invoice_paid", at=at(FIRST)),
        an_event("4", endpoint="d", event_type="_email.open", at=at(FIRST)),
        opened("5", FIRST, 5, endpoint="e", kind="_session.stop"),
    ]
    run(store, streamed(events))

    day = Told(store).usage(FIRST)[FIRST]

    assert (day["ActiveEndpoints"], day["ActiveUsers"], day["Sessions"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("pause", "sessions"), [(0, 1), (5, 1), (5.001, 2), (-1, 2)], ids=["at once", "5 s", "longer", "before"]
)
def test_an_interruption_of_at_most_five_seconds_continues_a_session(pause, sessions):
    events = [
        opened("1", FIRST, 10, endpoint="a"),
        opened("2", FIRST, 100, endpoint="a", kind="_session.stop"),
        opened("3", FIRST, 100 + pause, endpoint="a"),
    ]
    for order in ((0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0)):
        store = MemoryRollups()
        run(store, streamed(*([events[each]] for each in order)))
        assert Told(store).usage(FIRST)[FIRST]["Sessions"] == sessions


def test_the_stop_of_another_endpoint_interrupts_nothing():
    store = MemoryRollups()
    events = [
        opened("1", FIRST, 100, endpoint="a", kind="_session.stop"),
        opened("2", FIRST, 101, endpoint="b"),
    ]
    run(store, streamed(events))
    assert Told(store).usage(FIRST)[FIRST]["Sessions"] == 1


boundaries = st.lists(
    st.tuples(st.booleans(), st.integers(0, 60), st.sampled_from("ab")), min_size=1, max_size=12
)


@settings(max_examples=150)
@given(boundaries, st.randoms(use_true_random=False), st.data())
def test_replays_cuts_and_crashes_never_change_the_number_of_sessions(made, random_, data):
    events = [
        opened(n, FIRST, second, endpoint=endpoint, kind="_session.start" if is_start else "_session.stop")
        for n, (is_start, second, endpoint) in enumerate(made)
    ]
    records = streamed(*([event] for event in events))
    once = MemoryRollups()
    run(once, records)

    store, begin = MemoryRollups(), 0
    while begin < len(records):
        end = data.draw(st.integers(begin + 1, len(records)))
        store.crash_after = data.draw(st.one_of(st.none(), st.integers(0, 3)))
        try:
            run(store, records[max(0, begin - random_.randrange(3)) : end])
        except Unavailable:
            continue
        finally:
            store.crash_after = None
        begin = end

    assert store.numbers == once.numbers


def test_revenue_and_payers_are_counted_by_currency():
    store = MemoryRollups()
    bought = {"_item_price": 9.99, "_quantity": 2.0}
    events = [
        an_event(
            f"p{n}",
            endpoint=f"e{n % 2}",
            event_type="_monetization.purchase",
            at=at(FIRST),
            attributes={"_currency": "EUR"},
            metrics=bought,
        )
        for n in range(3)
    ]
    run(store, streamed(events))

    (row,) = store.rows(places.counter_partition("app", places.REVENUE))
    assert {name: float(number) for name, number in row.numbers.items()} == {
        "purchases": 3,
        "revenue": 59.94,
        "units": 6,
    }
    assert len(list(store.rows(places.usage_partition("app", places.PAYERS)))) == 1


def test_large_applications_are_told_with_bounds():
    store = MemoryRollups()
    events = [opened(n, FIRST, 1, endpoint=f"e{n}", user=f"u{n}") for n in range(20_000)]
    run(store, streamed(events))

    day = Told(store).usage(FIRST)[FIRST]

    assert abs(day["ActiveUsers"] - 20_000) < 1_000
    assert day["Bounds"]["ActiveUsers"]["Low"] <= 20_000 <= day["Bounds"]["ActiveUsers"]["High"]


@pytest.mark.parametrize(
    ("start", "end", "member"),
    [
        ("yesterday", None, "start"),
        ("2026-10-02", "2026-10-01", "start"),
        ("2026-01-01", "2026-10-01", "end"),
        (None, "2026-13-01", "end"),
        ("0001-01-01", "0001-01-02", "end"),
    ],
)
def test_days_that_are_no_range_are_refused(start, end, member):
    told = Told(MemoryRollups())
    with pytest.raises(Invalid, match=member):
        usage.usage(
            "app", start=start, end=end, documents=told.documents, rollups=told.store, clock=told.clock
        )


def test_the_last_31_days_are_told_unless_asked_otherwise():
    told = Told(MemoryRollups())
    days = usage.usage(
        "app", start=None, end=None, documents=told.documents, rollups=told.store, clock=told.clock
    )["Days"]
    assert (days[0]["Date"], days[-1]["Date"]) == ("2026-10-03", "2026-11-02")


def test_an_unknown_application_has_no_usage():
    told = Told(MemoryRollups())
    with pytest.raises(NotFound):
        usage.retention(
            "other", day="2026-11-01", documents=told.documents, rollups=told.store, clock=told.clock
        )
