"""A world in which everything that can go wrong does, by a seed: workers die before and after any call, messages come
twice, late and in any order, workers overlap and stand still for minutes, the provider throttles and loses answers.

`Baton` lets one worker thread run at a time and changes the runner at every call to the outside, so that the same
seed gives the same interleaving.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.ports.email import EmailQuota


class Killed(BaseException):
    """The worker is gone; nothing of ours may catch this."""


class Baton:
    """Runs jobs in threads, one at a time."""

    def __init__(self):
        self._turn = {}
        self._back = threading.Semaphore(0)
        self.running = []

    def start(self, job):
        gate = threading.Semaphore(0)

        def body():
            gate.acquire()
            try:
                job()
            finally:
                self.running.remove(worker)
                del self._turn[worker]
                self._back.release()

        worker = threading.Thread(target=body, daemon=True)
        self._turn[worker] = gate
        self.running.append(worker)
        worker.start()

    def step(self, worker):
        """Let one worker run to its next call to the outside, or to its end."""
        self._turn[worker].release()
        self._back.acquire()

    def pause(self):
        """Called by a worker: let others go first."""
        gate = self._turn.get(threading.current_thread())
        if gate is not None:
            self._back.release()
            gate.acquire()


class Dangerous:
    """Any collaborator: each call may kill the worker before it happens or after it has."""

    def __init__(self, inner, chaos):
        self._inner = inner
        self._chaos = chaos

    def __getattr__(self, name):
        method = getattr(self._inner, name)

        def call(*args, **kwargs):
            self._chaos.baton.pause()
            self._chaos.danger()
            answer = method(*args, **kwargs)
            self._chaos.danger()
            return answer

        return call


class ChaosClock:
    """`seconds` since the start; whoever sleeps moves everybody."""

    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return datetime(2026, 11, 2, 12, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    real_now = now

    def sleep(self, seconds):
        self.seconds += seconds


class ChaosQueue:
    """One of several queues of work: `waiting` holds (ready at, queue, body)."""

    def __init__(self, name, waiting, clock):
        self._name = name
        self._waiting = waiting
        self._clock = clock

    def send(self, bodies, *, delay=timedelta()):
        at = self._clock.seconds + delay.total_seconds()
        self._waiting.extend((at, self._name, dict(body)) for body in bodies)


class ChaosProvider:
    """`taken` lists the addresses handed over, `times` when; answers are drawn by the seed."""

    def __init__(self, random, *, bad, clock):
        self.taken = []
        self.times = {}
        self._clock = clock
        self._random = random
        self._bad = bad

    def send_batch(self, emails):
        assert len(emails) <= 50
        return [self._send(email) for email in emails]

    def _send(self, email):
        self.times[email.to_address] = self._clock.now()
        if self._random.random() >= self._bad:
            self.taken.append(email.to_address)
            return SendResult(status=DeliveryStatus.SUCCESSFUL)
        status = self._random.choice(
            [
                DeliveryStatus.THROTTLED,
                DeliveryStatus.TEMPORARY_FAILURE,
                DeliveryStatus.PERMANENT_FAILURE,
                DeliveryStatus.UNKNOWN_FAILURE,
            ]
        )
        if status is DeliveryStatus.UNKNOWN_FAILURE and self._random.random() < 0.5:
            self.taken.append(email.to_address)
        return SendResult(status=status, detail="so it goes")

    def quota(self):
        return EmailQuota(per_second=20.0, per_24_hours=-1.0, sent_last_24_hours=0.0)


class Chaos:
    """The dice: `deaths` are left to happen, so that every story ends."""

    def __init__(self, random, *, deaths):
        self.random = random
        self.deaths = deaths
        self.baton = Baton()

    def danger(self):
        if self.deaths > 0 and self.random.random() < 0.03:
            self.deaths -= 1
            raise Killed
