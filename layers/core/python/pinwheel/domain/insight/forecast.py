"""When a campaign's messages would go out: a run with a virtual clock, from counted recipients.

Recipients are known by batch: treatment, channel, time zone, and the instant that they are due. Each family
of channels sends one message after the other at its rate, first due first served. A batch is spread evenly
over the time that it takes, as recipients lie in no order in a real run; what would be sent in a recipient's
quiet time is suppressed without taking a slot, what would come after the end of the run expires.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STEP = timedelta(minutes=1)
MOST_STEPS = 5_000
"""Steps of the virtual clock; a run that takes longer is looked at less finely."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Recipients that the forecast does not tell apart; `until` is when their run is over."""

    treatment_id: str
    channel: str
    zone: str
    due: datetime
    count: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """What a family may send: messages a second, and in a day (None: any number), `today` some of them."""

    per_second: float
    per_day: float | None = None
    today: float | None = None


@dataclass(slots=True)
class Forecast:
    """What would happen; `hours` has messages by the hour they go out in, whole ones once they are told."""

    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    quiet: Counter[str] = field(default_factory=Counter)
    expired: Counter[str] = field(default_factory=Counter)
    hours: defaultdict[datetime, float] = field(default_factory=lambda: defaultdict(float))
    end: datetime | None = None


IsQuiet = Callable[[str, str, datetime], bool]
"""Tells whether an instant lies in the quiet time of a treatment, in a zone."""


def forecast(
    batches: Iterable[Batch],
    *,
    rates: Mapping[str, Rate],
    family_of: Callable[[str, str], str],
    is_quiet: IsQuiet,
) -> Forecast:
    """Run the clock for every family; they do not wait for each other."""
    found = Forecast()
    by_family: dict[str, list[Batch]] = {}
    for batch in batches:
        if batch.count:
            by_family.setdefault(family_of(batch.treatment_id, batch.channel), []).append(batch)
    for family, own in sorted(by_family.items()):
        _Line(rates[family], is_quiet, found).run(own)
    return found


class _Line:
    """One family's messages, one behind the other."""

    def __init__(self, rate: Rate, is_quiet: IsQuiet, found: Forecast) -> None:
        self._rate = rate
        self._is_quiet = is_quiet
        self._found = found
        self._start: datetime | None = None
        self._days: defaultdict[int, float] = defaultdict(float)

    def run(self, batches: Sequence[Batch]) -> None:
        total = sum(batch.count for batch in batches)
        step = max(STEP, timedelta(seconds=total / self._rate.per_second / MOST_STEPS))
        now = self._start = min(batch.due for batch in batches)
        for due in sorted({batch.due for batch in batches}):
            wave = [batch for batch in batches if batch.due == due]
            now = self._send(wave, max(now, due), step)

    def _send(self, wave: Sequence[Batch], now: datetime, step: timedelta) -> datetime:
        """Send a wave from an instant on; answers when the next one may begin."""
        left = {batch: float(batch.count) for batch in wave}
        outcomes = {batch: [0.0, 0.0, 0.0] for batch in wave}
        while left:
            open_ones = {b: n for b, n in left.items() if b.until is None or now <= b.until}
            for batch in left.keys() - open_ones.keys():
                outcomes[batch][2] += left[batch]
            if not open_ones:
                break
            loud = {b: n for b, n in open_ones.items() if not self._is_quiet(b.treatment_id, b.zone, now)}
            wanted = sum(loud.values())
            room = self._room(now, step)
            share = 1.0 if wanted <= room else room / wanted
            took = timedelta(seconds=min(wanted, room) / self._rate.per_second)
            self._note(now, took, min(wanted, room))
            left = {}
            for batch, count in open_ones.items():
                met = count * share
                outcomes[batch][0 if batch in loud else 1] += met
                if count - met > 1e-6:
                    left[batch] = count - met
            now = now + (took if not left and share == 1.0 else step)
        self._settle(outcomes)
        return now

    def _room(self, now: datetime, step: timedelta) -> float:
        """Tell how many messages fit into a step; a used up day has none left."""
        room = self._rate.per_second * step.total_seconds()
        if self._rate.per_day is None:
            return room
        day = self._day(now)
        most = self._rate.per_day
        if day == 0 and self._rate.today is not None:
            most = self._rate.today
        return min(room, max(most - self._days[day], 0.0))

    def _day(self, now: datetime) -> int:
        return 0 if self._start is None else (now - self._start) // DAY

    def _note(self, now: datetime, took: timedelta, count: float) -> None:
        """Write messages down in the hours that they go out in; a step may reach over the end of one."""
        if count <= 0:
            return
        self._days[self._day(now)] += count
        end = now + took
        at = now
        while True:
            hour = at.replace(minute=0, second=0, microsecond=0)
            stop = min(hour + timedelta(hours=1), end)
            part = (stop - at) / took if took else 1.0
            self._found.hours[hour] += count * part
            if stop >= end:
                break
            at = stop
        if self._found.end is None or end > self._found.end:
            self._found.end = end

    def _settle(self, outcomes: Mapping[Batch, Sequence[float]]) -> None:
        """Make whole numbers of what became of each batch; together they are all of its recipients."""
        for batch, (sent, quiet, _) in outcomes.items():
            whole = round(sent)
            silent = min(round(quiet), batch.count - whole)
            self._found.sent[batch.treatment_id, batch.channel] += whole
            self._found.quiet[batch.treatment_id] += silent
            self._found.expired[batch.treatment_id] += batch.count - whole - silent


def curve(hours: Mapping[datetime, float]) -> list[tuple[datetime, int]]:
    """Round the messages of each hour so that the hours add up to the whole."""
    told: list[tuple[datetime, int]] = []
    exact, given = 0.0, 0
    for hour, count in sorted(hours.items()):
        exact += count
        whole = round(exact) - given
        given += whole
        if whole:
            told.append((hour, whole))
    return told
