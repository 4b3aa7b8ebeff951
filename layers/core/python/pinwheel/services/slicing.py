"""Reading a slice of a run's audience into audience chunks.

A slice moves in steps. Each step reads pages until it has gathered enough, writes the chunks' recipients to
the bucket under names of its own, and then moves the cursor, adds the chunks and counts, in one transaction.
Only then are the chunks queued; whoever comes after a crash queues those that nobody took. Of two workers on
one slice only one can move the cursor; the other stops, and its message comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import Placement, decide
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import NotFound
from pinwheel.domain.runs import families
from pinwheel.domain.runs.ledger import SEEN, Chunk, ChunkState, Cursor, OpenChunk, Run, stalled
from pinwheel.domain.runs.plan import RunPlan, bucket_range, chunk_id, spread
from pinwheel.domain.runs.progress import initial
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.times import parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.audience import AudiencePage, load_segment
from pinwheel.services.runs import close_if_complete, queue_slices

MARGIN = timedelta(seconds=15)
"""Time before the function's end at which a slice is handed on instead of read further."""

_encode = msgspec.json.Encoder().encode

Group = tuple[str, str, SendStatus | None]
"""Treatment, family, and the status of those who get nothing (None: recipients)."""


class Audience(Protocol):
    """Who reads the members of a segment (services/audience.py)."""

    def page(
        self, definition: SegmentDefinition, bucket: int, *, after: str | None = None, now: datetime
    ) -> AudiencePage:
        """Read one page of one bucket."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SlicingTools:
    """What reading an audience takes."""

    ledger: RunLedger
    documents: Documents
    segment_documents: Documents
    reader: Audience
    blobs: Blobs
    slices: WorkQueue
    queues: Mapping[str, WorkQueue]
    """By family."""
    clock: Clock
    ids: Ids


def slice_audience(
    run_id: str, part: int, *, expected_step: int, deadline: datetime, tools: SlicingTools
) -> str:
    """Read a slice on from where it stands; answers how it ended, for the log.

    `expected_step` is the cursor's step when the message was made: a cursor further on tells of a message
    that was delivered before, whose chunks may not have been queued.
    """
    run = tools.ledger.run(run_id)
    if run is None:
        return "the run was deleted"
    buckets = bucket_range(part, run.plan.slices)
    cursor = tools.ledger.cursor(run_id, part)
    if cursor.step > expected_step:
        chunks = tools.ledger.open_chunks(run_id, part)
        queue_chunks(run_id, [each for each in chunks if each.state is ChunkState.READY], queues=tools.queues)
    segment = None
    while not cursor.is_done(buckets):
        if tools.clock.real_now() > deadline - MARGIN:
            tools.slices.send([{"RunId": run_id, "Slice": part, "Step": cursor.step}])
            return "handed on"
        segment = segment or _wanted_segment(run, tools=tools)
        if segment is None:
            tools.ledger.cancel(run_id)
            cursor = _stop(run_id, part, cursor, buckets, tools=tools)
            break
        cursor = _step(run.plan, part, cursor, segment, buckets, deadline=deadline, tools=tools)
    close_if_complete(run_id, ledger=tools.ledger, documents=tools.documents, clock=tools.clock)
    return "done"


def sweep_run(run_id: str, *, is_still: bool, is_reading: bool = True, tools: SlicingTools) -> str:
    """Queue again what nobody will see to any more: work of dead functions, messages that got lost.

    `is_still` tells that nothing has happened since the last sweep, `is_reading` that slices came further:
    those of a dead function shall not wait until all is sent that others have found.
    """
    if close_if_complete(run_id, ledger=tools.ledger, documents=tools.documents, clock=tools.clock):
        return "over"
    run = tools.ledger.run(run_id)
    if run is None:
        return "the run was deleted"
    now = tools.clock.real_now().timestamp()
    stopped = stalled(tools.ledger.open_chunks(run_id), now, is_still=is_still)
    queue_chunks(run_id, stopped, queues=tools.queues)
    if is_still or not is_reading:
        queue_slices(run, ledger=tools.ledger, slices=tools.slices)
    return "swept"


def _wanted_segment(run: Run, *, tools: SlicingTools) -> SegmentDefinition | None:
    """Load the segment; None when the run is to stop because its campaign or the segment is gone."""
    plan = run.plan
    campaign = tools.documents.get(keys.campaign(plan.application_id, plan.campaign_id))
    if run.is_cancelled or campaign is None:
        return None
    try:
        return load_segment(
            plan.application_id,
            plan.segment_id,
            plan.segment_version,
            documents=tools.segment_documents,
        )
    except NotFound:
        return None


def _stop(run_id: str, part: int, cursor: Cursor, buckets: range, *, tools: SlicingTools) -> Cursor:
    """Leave the rest of the slice unread."""
    end = Cursor(bucket=buckets.stop, chunks=cursor.chunks, step=cursor.step + 1)
    tools.ledger.advance(run_id, part, old=cursor, new=end, is_done=True, chunks=(), counters={})
    return end


def _step(
    plan: RunPlan,
    part: int,
    cursor: Cursor,
    segment: SegmentDefinition,
    buckets: range,
    *,
    deadline: datetime,
    tools: SlicingTools,
) -> Cursor:
    gathered = _Gathered(plan)
    at = cursor
    while gathered.size < plan.step and not at.is_done(buckets):
        page = tools.reader.page(segment, at.bucket, after=at.after, now=parse_iso(plan.started))
        for endpoint in page.endpoints:
            gathered.add(endpoint)
        ahead = at.bucket if page.after is not None else at.bucket + 1
        at = msgspec.structs.replace(at, bucket=ahead, after=page.after)
        if tools.clock.real_now() > deadline - MARGIN:
            break
    chunks = list(_stored(plan, part, cursor.chunks, gathered, tools=tools))
    new = msgspec.structs.replace(at, chunks=cursor.chunks + len(chunks), step=cursor.step + 1)
    tools.ledger.advance(
        plan.run_id,
        part,
        old=cursor,
        new=new,
        is_done=new.is_done(buckets),
        chunks=chunks,
        counters=gathered.counters,
    )
    queue_chunks(plan.run_id, chunks, queues=tools.queues)
    return new


class _Gathered:
    """What one step of a slice has found."""

    def __init__(self, plan: RunPlan) -> None:
        self._plan = plan
        self._channels = plan.channels
        self._sent = frozenset(treatment.id for treatment in plan.sent)
        self._served: set[tuple[str, str]] = set()
        self.groups: dict[Group, list[Endpoint]] = {}
        self.counters: Counter[str] = Counter()
        self.size = 0

    def add(self, endpoint: Endpoint) -> None:
        """Decide about an endpoint and count it; one whose treatment another run sends is only counted."""
        placement = decide(endpoint, shares=self._plan.shares, channels=self._channels, served=self._served)
        treatment_id = placement.treatment_id
        self.counters[f"{treatment_id}/{SEEN}"] += 1
        if treatment_id not in self._sent:
            return
        if placement.metric is not None:
            self.counters[f"{treatment_id}/{placement.metric}"] += 1
        if placement.metric is None or placement.status is not None:
            self.groups.setdefault(self._group(endpoint, placement), []).append(endpoint)
            self.size += 1

    def _group(self, endpoint: Endpoint, placement: Placement) -> Group:
        """Sort an endpoint into a group; whoever gets nothing needs no channel, only somebody to say so."""
        if placement.status is not None:
            return placement.treatment_id, families.EMAIL, placement.status
        family = self._plan.family(placement.treatment_id, endpoint.channel_type or "")
        return placement.treatment_id, family, None


def _stored(
    plan: RunPlan, part: int, number: int, gathered: _Gathered, *, tools: SlicingTools
) -> Iterator[Chunk]:
    for (treatment_id, family, status), endpoints in gathered.groups.items():
        start = 0
        for size in spread(len(endpoints), plan.chunk):
            blob = f"runs/{plan.run_id}/{part:03d}/{tools.ids.new_id()}.ndjson"
            lines = [_encode(endpoint) for endpoint in endpoints[start : start + size]]
            tools.blobs.put(blob, b"\n".join(lines))
            yield Chunk(
                id=chunk_id(part, number),
                blob=blob,
                treatment_id=treatment_id,
                channel=family,
                progress=initial(status, size),
            )
            start += size
            number += 1


def queue_chunks(
    run_id: str, chunks: Iterable[Chunk | OpenChunk], *, queues: Mapping[str, WorkQueue]
) -> None:
    """Queue chunks with their families; some may be queued already, which does no harm."""
    bodies: dict[str, list[dict[str, str]]] = {}
    for chunk in chunks:
        bodies.setdefault(chunk.channel, []).append({"RunId": run_id, "Chunk": chunk.id})
    for family, of_family in bodies.items():
        queues[family].send(of_family)
