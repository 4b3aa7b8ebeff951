"""Recipients of an event campaign as chunks of its open run, each answer once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from pinwheel.domain.campaigns.allotment import Placement
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.runs import families
from pinwheel.domain.runs.ledger import SEEN, Chunk, ChunkState
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.domain.runs.progress import initial
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.slicing import queue_chunks

MOST = 80
"""Answers of one transaction: it takes 100 items, markers, chunks and counters together."""
MOST_CHUNKS = 10
EXPIRY_STEP = 10.0
"""Seconds: recipients whose messages expire within as many share a chunk, which expires with the first."""
MARKED_SECONDS = 86_400
"""How long an answer is remembered: clients send an event again for a day at most (spec 05, section 1)."""

_encode = msgspec.json.Encoder().encode

Group = tuple[str, str, SendStatus | None, float]
"""Treatment, family, the status of those who get nothing (None: recipients), expiry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkTools:
    """What handing recipients over takes; `queues` by family."""

    ledger: RunLedger
    blobs: Blobs
    queues: Mapping[str, WorkQueue]
    clock: Clock
    ids: Ids


@dataclass(frozen=True, slots=True)
class Target:
    """What becomes of an endpoint, the marker of that, and when its message comes too late."""

    endpoint: Endpoint
    placement: Placement
    marker: str
    expires_at: float


def hand_over(plan: RunPlan, targets: Sequence[Target], *, tools: ChunkTools) -> Mapping[str, int]:
    """Add recipients to an open run and queue them; gives how many were new, and how many were there.

    Raises:
        Conflict: the run takes nothing more. What was added before stays, and is known by its markers.
    """
    figures: Counter[str] = Counter()
    for part in _parts(plan, list({target.marker: target for target in targets}.values())):
        pending: Sequence[Target] = part
        while pending:
            found = _add(plan, pending, tools=tools)
            if not found:
                figures["answered"] += len(pending)
                break
            known = [target for target in pending if target.marker in found]
            figures["answered before"] += len(known)
            _queue_again(plan.run_id, known, tools=tools)
            pending = [target for target in pending if target.marker not in found]
    return figures


def _parts(plan: RunPlan, targets: list[Target]) -> Iterator[list[Target]]:
    """Cut recipients so that each part fits a transaction, those of a group together."""
    part: list[Target] = []
    groups: set[Group] = set()
    for target in sorted(targets, key=lambda each: _group(plan, each)[:2]):
        group = _group(plan, target)
        if part and (len(part) == MOST or (group not in groups and len(groups) == MOST_CHUNKS)):
            yield part
            part, groups = [], set()
        part.append(target)
        groups.add(group)
    if part:
        yield part


def _group(plan: RunPlan, target: Target) -> Group:
    """Sort a recipient into a chunk; whoever gets nothing needs no channel, only somebody to say so."""
    placement = target.placement
    family = families.EMAIL
    if placement.status is None and placement.metric is None:
        family = plan.family(placement.treatment_id, target.endpoint.channel_type or "")
    return placement.treatment_id, family, placement.status, target.expires_at // EXPIRY_STEP


def _add(plan: RunPlan, targets: Sequence[Target], *, tools: ChunkTools) -> Collection[str]:
    """Add recipients and what counts them in one transaction; gives the markers that stand against it."""
    counters: Counter[str] = Counter()
    groups: dict[Group, list[Target]] = {}
    for target in targets:
        placement = target.placement
        counters[f"{placement.treatment_id}/{SEEN}"] += 1
        if placement.metric is not None:
            counters[f"{placement.treatment_id}/{placement.metric}"] += 1
        if placement.metric is None or placement.status is not None:
            groups.setdefault(_group(plan, target), []).append(target)
    minute = _minute(tools.clock.now().timestamp())
    chunks = [_stored(plan, group, members, minute, tools=tools) for group, members in groups.items()]
    forgotten = int(tools.clock.real_now().timestamp()) + MARKED_SECONDS
    markers = dict.fromkeys((target.marker for target in targets), forgotten)
    found = tools.ledger.add_chunks(plan.run_id, chunks, counters=counters, markers=markers)
    if not found:
        queue_chunks(plan.run_id, chunks, queues=tools.queues)
    return found


def _stored(
    plan: RunPlan, group: Group, members: Sequence[Target], minute: int, *, tools: ChunkTools
) -> Chunk:
    treatment_id, family, status, _ = group
    name = tools.ids.new_id()
    blob = f"runs/{plan.run_id}/events/{name}.ndjson"
    tools.blobs.put(blob, b"\n".join(_encode(target.endpoint) for target in members))
    return Chunk(
        id=f"{minute}-{name}",
        blob=blob,
        treatment_id=treatment_id,
        channel=family,
        progress=initial(status, len(members)),
        expires_at=min(target.expires_at for target in members),
    )


def _queue_again(run_id: str, known: Sequence[Target], *, tools: ChunkTools) -> None:
    """Queue what a dead attempt may have added and not queued: chunks of the minutes since these events."""
    now = tools.clock.now().timestamp()
    first = _minute(min(target.expires_at for target in known)) - 5
    chunks = [
        chunk
        for minute in range(first, min(_minute(now), first + 6) + 1)
        for chunk in tools.ledger.open_chunks(run_id, minute)
        if chunk.state is ChunkState.READY
    ]
    queue_chunks(run_id, chunks, queues=tools.queues)


def _minute(seconds: float) -> int:
    return int(seconds // 60)
