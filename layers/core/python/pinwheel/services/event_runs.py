"""Endpoints that events bring into the open runs of event campaigns (spec 03, section 3.3).

A run is opened and closed with its campaign's window (services/runs.py). In between, whoever handles events
calls `reach`: endpoints become audience chunks, in one transaction with a marker for each endpoint and event,
so that an event that is delivered again changes nothing. All that is true of other chunks is true of these;
besides they expire five minutes after their event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from pinwheel.domain.campaigns.allotment import decide
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Conflict
from pinwheel.domain.runs import families
from pinwheel.domain.runs.ledger import SEEN, Chunk, ChunkState, Run
from pinwheel.domain.runs.plan import RunPlan, event_chunk_id
from pinwheel.domain.runs.progress import initial
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.waves import queue_chunks

TO_BE_SENT = timedelta(minutes=5)
"""How long after its event a message may be sent."""
REMEMBERED = timedelta(hours=24)
"""How long the same event is known to have reached an endpoint."""
AT_ONCE = 40
"""Endpoints of one transaction: a marker each, a chunk each at worst, the run."""
SAME_TIME = 10
"""Seconds within which events share a chunk; the oldest decides when it expires."""
LOOK_BACK = timedelta(minutes=30)
"""How far back a repeated delivery looks for chunks that were not queued."""

_encode = msgspec.json.Encoder().encode

Group = tuple[str, str, SendStatus | None, int]
"""Treatment, family, status of those who get nothing, time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An endpoint that an event has reached; it is in the segment. `event_id` is unique to the event."""

    endpoint: Endpoint
    event_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachTools:
    """What bringing endpoints into runs takes; `queues` are by family."""

    ledger: RunLedger
    blobs: Blobs
    queues: Mapping[str, WorkQueue]
    clock: Clock
    ids: Ids


def reach(run: Run, reached: Sequence[Reached], *, tools: ReachTools) -> int:
    """Send the campaign's message to endpoints that an event has reached; answers how many were new.

    `run` is one of the campaign's active runs (`Internal.ActiveRuns`); a run that takes nothing more, because
    its window is closed, takes none.
    """
    return sum(
        _reach(run.plan, reached[start : start + AT_ONCE], tools=tools)
        for start in range(0, len(reached), AT_ONCE)
    )


def _reach(plan: RunPlan, reached: Sequence[Reached], *, tools: ReachTools) -> int:
    left = {_marker(plan, each): each for each in reached}
    is_repeated = False
    while left:
        chunks, counters = _chunked(plan, list(left.values()), tools=tools)
        expiry = int((tools.clock.now() + REMEMBERED).timestamp())
        try:
            known = tools.ledger.add_chunks(
                plan.run_id, chunks, counters=counters, markers=dict.fromkeys(left, expiry)
            )
        except Conflict:
            return 0
        if not known:
            queue_chunks(plan.run_id, chunks, queues=tools.queues)
            break
        is_repeated = True
        left = {name: each for name, each in left.items() if name not in known}
    if is_repeated:
        _queue_forgotten(plan, tools=tools)
    return len(left)


def _queue_forgotten(plan: RunPlan, *, tools: ReachTools) -> None:
    """Queue what an earlier delivery may have added and not queued."""
    since = event_chunk_id(epoch_millis(tools.clock.now() - LOOK_BACK), "")
    found = tools.ledger.open_chunks(plan.run_id, since=since)
    ready = [chunk for chunk in found if chunk.state is ChunkState.READY]
    queue_chunks(plan.run_id, ready, queues=tools.queues)


def _marker(plan: RunPlan, reached: Reached) -> str:
    return f"{plan.campaign_id}/{endpoint_key(reached.endpoint.id)}/{reached.event_id}"


def _chunked(
    plan: RunPlan, reached: Sequence[Reached], *, tools: ReachTools
) -> tuple[list[Chunk], dict[str, int]]:
    """Sort endpoints into chunks, and count them as the slices of other runs do."""
    groups: dict[Group, list[Reached]] = {}
    counters: Counter[str] = Counter()
    sent = {treatment.id for treatment in plan.sent}
    for each in reached:
        placement = decide(each.endpoint, shares=plan.shares, channels=plan.channels, served=set())
        treatment_id = placement.treatment_id
        counters[f"{treatment_id}/{SEEN}"] += 1
        if treatment_id not in sent:
            continue
        if placement.metric is not None:
            counters[f"{treatment_id}/{placement.metric}"] += 1
        if placement.metric is None or placement.status is not None:
            family = families.EMAIL
            if placement.status is None:
                family = plan.family(treatment_id, each.endpoint.channel_type or "")
            time = int(each.at.timestamp()) // SAME_TIME
            groups.setdefault((treatment_id, family, placement.status, time), []).append(each)
    return list(_stored(plan, groups, tools=tools)), dict(counters)


def _stored(
    plan: RunPlan, groups: Mapping[Group, Sequence[Reached]], *, tools: ReachTools
) -> Iterator[Chunk]:
    for (treatment_id, family, status, _), reached in groups.items():
        unique = tools.ids.new_id()
        blob = f"runs/{plan.run_id}/events/{unique}.ndjson"
        tools.blobs.put(blob, b"\n".join(_encode(each.endpoint) for each in reached))
        yield Chunk(
            id=event_chunk_id(epoch_millis(tools.clock.now()), unique),
            blob=blob,
            treatment_id=treatment_id,
            channel=family,
            progress=initial(status, len(reached)),
            expires_at=(min(each.at for each in reached) + TO_BE_SENT).timestamp(),
        )
