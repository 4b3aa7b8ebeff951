"""A clock that stands still, identifiers that count, a queue and a bucket in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pinwheel.domain.errors import NotFound, Unavailable


class FrozenClock:
    """`instant` is the product's time; `advance()` moves it and real time together."""

    def __init__(self, instant=datetime(2026, 11, 2, 12, 0, tzinfo=UTC)):
        self.instant = instant

    def now(self):
        return self.instant

    def real_now(self):
        return self.instant

    def advance(self, **duration):
        self.instant += timedelta(**duration)


class CountingIds:
    """IDs 000...1, 000...2 and so on."""

    def __init__(self):
        self.count = 0

    def new_id(self):
        self.count += 1
        return f"{self.count:032x}"

    def new_request_id(self):
        self.count += 1
        return f"00000000-0000-4000-8000-{self.count:012x}"


class MemoryQueue:
    """`sent` holds the bodies; `failing = True` refuses."""

    def __init__(self):
        self.sent = []
        self.delays = []
        self.failing = False

    def send(self, bodies, *, delay=timedelta()):
        if self.failing:
            raise Unavailable("The work queue did not take the message.")
        self.sent.extend(bodies)
        self.delays.extend([delay] * len(bodies))


class MemoryBlobs:
    """`stored` maps names to bytes."""

    def __init__(self):
        self.stored = {}

    def put(self, name, data):
        self.stored[name] = bytes(data)

    def get(self, name, *, start=0, length=None):
        if name not in self.stored:
            raise NotFound(f"Nothing is stored under '{name}'.")
        end = None if length is None else start + length
        return self.stored[name][start:end]

    def names(self, prefix):
        yield from sorted(name for name in self.stored if name.startswith(prefix))

    def delete(self, names):
        for name in names:
            self.stored.pop(name, None)
