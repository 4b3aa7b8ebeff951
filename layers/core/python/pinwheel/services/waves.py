"""Queueing audience chunks: at once what is due, by a timer for each wave what waits for its local time.

All of it may be repeated: a chunk that is queued twice is sent once, a timer of the same name is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from pinwheel.domain.runs.ledger import Chunk, OpenChunk
from pinwheel.ports.clock import Clock
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler

AT_ONCE = timedelta(seconds=1)
"""What comes so soon needs no timer."""


def release(
    run_id: str,
    chunks: Iterable[Chunk | OpenChunk],
    *,
    queues: Mapping[str, WorkQueue],
    scheduler: Scheduler,
    clock: Clock,
    known: set[int] | None = None,
) -> None:
    """Queue the chunks that are due, and see that the others will be; `known` waves have their timers."""
    latest = (clock.now() + AT_ONCE).timestamp()
    timed = set() if known is None else known
    due_now: list[Chunk | OpenChunk] = []
    for chunk in chunks:
        if chunk.due is None or chunk.due <= latest:
            due_now.append(chunk)
        elif chunk.due not in timed:
            set_wave_timer(run_id, chunk.due, scheduler=scheduler)
            timed.add(chunk.due)
    queue_chunks(run_id, due_now, queues=queues)


def set_wave_timer(run_id: str, due: int, *, scheduler: Scheduler) -> None:
    """See to it that a wave is released when its time has come."""
    at = datetime.fromtimestamp(due, UTC)
    scheduler.schedule_once(f"wave-{run_id}-{due}", at, {"Wave": run_id, "Due": due})


def queue_chunks(
    run_id: str, chunks: Iterable[Chunk | OpenChunk], *, queues: Mapping[str, WorkQueue]
) -> None:
    """Queue chunks with their families; some may be queued already, which does no harm."""
    bodies: dict[str, list[dict[str, str]]] = {}
    for chunk in chunks:
        bodies.setdefault(chunk.channel, []).append({"RunId": run_id, "Chunk": chunk.id})
    for family, of_family in bodies.items():
        queues[family].send(of_family)
