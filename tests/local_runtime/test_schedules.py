"""Schedules fire by the virtual clock: in order, once for each occurrence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from local.schedules import cron
from local.schedules.firing import ScheduleRunner
from local.schedules.model import Schedule

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


def a_schedule(expression="at(2026-03-28T13:00:00)", name="one", **members):
    record = {
        "Name": name,
        "GroupName": "campaigns",
        "Arn": f"arn:aws:scheduler:us-east-1:000000000000:schedule/campaigns/{name}",
        "ScheduleExpression": expression,
        "State": "ENABLED",
        "Target": {"Arn": "arn:aws:sqs:us-east-1:000000000000:Runs", "Input": "{}"},
        **members,
    }
    return Schedule.of(record)


class FakeTargets:
    """Keeps schedules in a list and records what was delivered."""

    def __init__(self, *schedules):
        self.kept = list(schedules)
        self.delivered = []

    def schedules(self):
        return self.kept

    def deliver(self, firing):
        self.delivered.append((firing.schedule.name, firing.at, firing.input))

    def remove(self, schedule):
        self.kept.remove(schedule)


def test_a_one_time_schedule_fires_when_due_and_is_removed():
    targets = FakeTargets(a_schedule())
    runner = ScheduleRunner(targets)

    assert runner.fire_due(NOON) == 0
    assert runner.fire_due(NOON + timedelta(hours=1)) == 1
    assert runner.fire_due(NOON + timedelta(hours=2)) == 0

    assert targets.kept == []


def test_a_one_time_schedule_is_read_in_its_zone():
    schedule = a_schedule(ScheduleExpressionTimezone="Europe/Berlin")

    assert schedule.due_after(None, seen=NOON) == NOON


def test_due_schedules_fire_in_order():
    targets = FakeTargets(
        a_schedule("at(2026-03-28T13:30:00)", "late"), a_schedule("at(2026-03-28T13:00:00)", "early")
    )

    ScheduleRunner(targets).fire_due(NOON + timedelta(hours=3))

    assert [name for name, _, _ in targets.delivered] == ["early", "late"]


def test_a_recurring_schedule_fires_once_for_each_occurrence_until_its_end():
    end = (NOON + timedelta(hours=3)).timestamp()
    targets = FakeTargets(a_schedule("rate(1 hour)", StartDate=NOON.timestamp(), EndDate=end))
    runner = ScheduleRunner(targets)

    now, until = NOON - timedelta(minutes=1), NOON + timedelta(days=1)
    while (due := runner.next_before(now, until)) is not None:
        now = due
        runner.fire_due(now)

    assert [at - NOON for _, at, _ in targets.delivered] == [timedelta(hours=n) for n in range(4)]


def test_a_recurring_schedule_does_not_make_up_for_what_was_before_it_was_made():
    targets = FakeTargets(a_schedule("rate(1 day)", StartDate=(NOON - timedelta(days=30)).timestamp()))
    runner = ScheduleRunner(targets)

    runner.fire_due(NOON + timedelta(hours=1))

    assert targets.delivered == []
    assert runner.next_before(NOON, NOON + timedelta(days=2)) == NOON + timedelta(days=1)


def test_a_disabled_schedule_never_fires():
    targets = FakeTargets(a_schedule(State="DISABLED"))

    assert ScheduleRunner(targets).fire_due(NOON + timedelta(days=1)) == 0


def test_context_attributes_are_filled_in():
    target = {"Arn": "arn:aws:sqs:::q", "Input": '{"ScheduledTime":"<aws.scheduler.scheduled-time>"}'}
    targets = FakeTargets(a_schedule(Target=target))

    ScheduleRunner(targets).fire_due(NOON + timedelta(hours=1))

    assert targets.delivered[0][2] == '{"ScheduledTime":"2026-03-28T13:00:00Z"}'


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        ("30 9 * * ? *", "2026-03-29T07:30:00+00:00"),
        ("0 0 1 * ? *", "2026-03-31T22:00:00+00:00"),
        ("0 12 L * ? *", "2026-03-31T10:00:00+00:00"),
        ("0 12 ? * MON-FRI *", "2026-03-30T10:00:00+00:00"),
        ("0 12 ? * 6L *", "2026-04-24T10:00:00+00:00"),
        ("0 12 ? * TUE#1 *", "2026-04-07T10:00:00+00:00"),
        ("0/20 13 28 3 ? 2026", "2026-03-28T12:20:00+00:00"),
        ("0 12 1W 8 ? *", "2026-08-03T10:00:00+00:00"),
    ],
)
def test_cron_finds_the_next_instant_in_its_zone(expression, first):
    found = next(cron.parse(expression).after(NOON, ZoneInfo("Europe/Berlin")))

    assert found == datetime.fromisoformat(first)


def test_cron_leaves_out_local_times_that_do_not_exist():
    found = list(islice(cron.parse("30 2 * * ? *").after(NOON, ZoneInfo("Europe/Berlin")), 2))

    assert [instant.date().day for instant in found] == [30, 31]


@pytest.mark.parametrize("expression", ["* * * * *", "61 * * * ? *", "0 0 ? * FOO *"])
def test_what_is_no_cron_expression_is_refused(expression):
    with pytest.raises(cron.CronError):
        cron.parse(expression)
