"""The virtual clock only goes forward, and functions read where it stands."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from local.clock import ClockGoesForwardError, VirtualClock
from local.emulator.client import Activity
from local.system import LocalSystem
from pinwheel.adapters.system import SystemClock


@pytest.fixture
def file(tmp_path):
    return tmp_path / "clock"


def test_functions_see_the_clock_move(file):
    clock = VirtualClock(file)
    functions = SystemClock(file)

    clock.move_to(clock.now() + timedelta(days=3))

    assert abs(functions.now() - clock.now()) < timedelta(seconds=1)
    assert functions.now() - functions.real_now() > timedelta(days=2)


def test_moving_to_the_past_moves_nothing(file):
    clock = VirtualClock(file)

    clock.move_to(clock.now() - timedelta(days=1))

    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)


def test_a_request_for_the_past_is_refused(file):
    clock = VirtualClock(file)

    with pytest.raises(ClockGoesForwardError):
        clock.target({"Now": "2020-01-01T00:00:00Z"})


@pytest.mark.parametrize(
    "request_", [{}, [], {"AdvanceSeconds": 1, "Now": "2090-01-01T00:00:00Z"}, {"Now": "x"}]
)
def test_a_request_that_says_nothing_clear_is_refused(file, request_):
    clock = VirtualClock(file)

    with pytest.raises(ValueError):  # noqa: PT011 - several readers raise it
        clock.target(request_)


def test_a_reset_goes_back_to_real_time(file):
    clock = VirtualClock(file)
    clock.move_to(clock.now() + timedelta(days=3))

    clock.reset()

    assert abs(SystemClock(file).now() - clock.real_now()) < timedelta(seconds=1)


def test_a_reset_ends_a_move_that_is_under_way(file):
    clock = VirtualClock(file)
    target = clock.now() + timedelta(days=7)

    class HourlyUntilReset:
        def next_before(self, now, until):
            return None if clock.resets else now + timedelta(hours=1)

        def fire_due(self, now):
            clock.reset()

    idle = Activity(messages=0, lag=0, batches=0, invocations=0)
    parts: dict[str, Any] = dict.fromkeys(("outbox", "email", "push", "reports", "usage"))
    parts |= {
        "schedules": HourlyUntilReset(),
        "emulator": SimpleNamespace(activity=lambda: idle),
        "feedback": SimpleNamespace(pending=0),
        "proxy": SimpleNamespace(in_flight=0),
    }
    system = LocalSystem(**parts, clock=clock, clock_lock=asyncio.Lock())

    asyncio.run(system.move_clock(target))

    assert abs(clock.now() - clock.real_now()) < timedelta(seconds=1)
