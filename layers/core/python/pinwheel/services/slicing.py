"""Reading a slice of a run's audience into audience chunks.

A slice moves in steps. Each step reads pages until it has gathered enough, writes the chunks' recipients to
the bucket under names of its own, and then moves the cursor, adds the chunks and counts, in one transaction.
Only then are the chunks queued; whoever comes after a crash queues those that nobody took. Of two workers on
one slice only one can move the cursor; the other stops, and its message comes back.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import Placement, decide
from pinwheel.domain.campaigns.local_time import Sweep, known_zone
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import NotFound
from pinwheel.domain.runs import families
from pinwheel.domain.runs.ledger import SEEN, Chunk, ChunkState, Cursor, OpenChunk, Run, stalled
from pinwheel.domain.runs.plan import RunPlan, bucket_range, chunk_id, spread
from pinwheel.domain.runs.progress import initial
from pinwheel.domain.runs.waves import MADE, counter
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.times import parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler
from pinwheel.services.audience import AudiencePage, load_segment
from pinwheel.services.runs import close_if_complete, queue_slices
from pinwheel.services.waves import queue_chunks, release

MOST_CHUNKS = 90
"""Chunks of one step: they are added in one transaction, which takes 100 items."""
MARGIN = timedelta(seconds=15)
"""Time before the function's end at which a slice is handed on instead of read further."""

_encode = msgspec.json.Encoder().encode

Group = tuple[str, str, SendStatus | None, int | None]
"""Treatment, family, the status of those who get nothing (None: recipients), the wave in local time."""


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
    scheduler: Scheduler
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
        _release(run_id, [each for each in chunks if each.state is ChunkState.READY], tools=tools)
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
    latest = math.inf if run.is_cancelled else tools.clock.now().timestamp()
    stopped = stalled(tools.ledger.open_chunks(run_id), now, is_still=is_still, latest=latest)
    queue_chunks(run_id, stopped, queues=tools.queues)
    if is_still or not is_reading:
        queue_slices(run, ledger=tools.ledger, slices=tools.slices)
    return "swept"


def release_wave(run_id: str, part: int, due: int, *, tools: SlicingTools) -> str:
    """Queue a slice's chunks whose time has come; all that are left when the run is to stop."""
    run = tools.ledger.run(run_id)
    if run is None:
        return "the run was deleted"
    latest = math.inf if run.is_cancelled else max(due, tools.clock.now().timestamp())
    found = tools.ledger.open_chunks(run_id, part)
    waiting = [
        chunk
        for chunk in found
        if chunk.state is ChunkState.READY and chunk.due is not None and due <= chunk.due <= latest
    ]
    queue_chunks(run_id, waiting, queues=tools.queues)
    return "released"


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
        handled = gathered.add_all(page.endpoints, at.handled)
        if handled is not None:
            at = msgspec.structs.replace(at, handled=handled)
            break
        ahead = at.bucket if page.after is not None else at.bucket + 1
        at = msgspec.structs.replace(at, bucket=ahead, after=page.after, handled=None)
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
        counters=gathered.counters + _wave_counters(chunks),
        zones=gathered.zones,
    )
    _release(plan.run_id, chunks, tools=tools)
    return new


def _wave_counters(chunks: Iterable[Chunk]) -> Counter[str]:
    return Counter(counter(chunk.due, MADE) for chunk in chunks if chunk.due is not None)


class _Gathered:
    """What one step of a slice has found."""

    def __init__(self, plan: RunPlan) -> None:
        self._plan = plan
        self._channels = plan.channels
        self._sent = frozenset(treatment.id for treatment in plan.sent)
        self._sweeps = {
            treatment.id: treatment.sweep.sweep(plan.scheduled)
            for treatment in plan.sent
            if treatment.sweep is not None
        }
        self._served: set[tuple[str, str]] = set()
        self._chunks = 0
        self.groups: dict[Group, list[Endpoint]] = {}
        self.counters: Counter[str] = Counter()
        self.zones: dict[int, set[str]] = {}
        self.size = 0

    def add_all(self, endpoints: Iterable[Endpoint], handled: str | None) -> str | None:
        """Add a page, after the key `handled`; answers how far it came if no more chunks have room."""
        for endpoint in endpoints:
            key = endpoint_key(endpoint.id)
            if handled is not None and key <= handled:
                continue
            self.add(endpoint)
            if self._chunks >= MOST_CHUNKS:
                return key
        return None

    def add(self, endpoint: Endpoint) -> None:
        """Decide about an endpoint and count it; one whose treatment another run sends is only counted."""
        sweep = self._sweeps.get(self._plan.shares.place(int(endpoint.cohort_id or 0))[0])
        zone = endpoint.demographic.get("Timezone")
        has_place = sweep is None or known_zone(zone) is not None
        placement = decide(
            endpoint,
            shares=self._plan.shares,
            channels=self._channels,
            served=self._served if has_place else set(),
        )
        treatment_id = placement.treatment_id
        self.counters[f"{treatment_id}/{SEEN}"] += 1
        if treatment_id not in self._sent:
            return
        status, metric = placement.status, placement.metric
        due = None
        if metric is None and status is None and sweep is not None:
            due, status, metric = self._wave(sweep, zone)
        if metric is not None:
            self.counters[f"{treatment_id}/{metric}"] += 1
        if metric is None or status is not None:
            self._put(endpoint, (treatment_id, self._family(endpoint, placement, status), status, due))

    def _wave(self, sweep: Sweep, zone: str | None) -> tuple[int | None, SendStatus | None, str | None]:
        """Find the wave of a zone; or the status of whose time comes too late, or why there is none."""
        at = sweep.at(zone)
        if at is None or zone is None:
            return None, None, "ENDPOINT_MISSING_TIMEZONE"
        if sweep.is_over(zone):
            return None, SendStatus.EXPIRED, None
        due = int(at.timestamp())
        self.zones.setdefault(due, set()).add(zone)
        return due, None, None

    def _family(self, endpoint: Endpoint, placement: Placement, status: SendStatus | None) -> str:
        """Name who sends; whoever gets nothing needs no channel, only somebody to say so."""
        if status is not None:
            return families.EMAIL
        return self._plan.family(placement.treatment_id, endpoint.channel_type or "")

    def _put(self, endpoint: Endpoint, group: Group) -> None:
        members = self.groups.setdefault(group, [])
        if len(members) % self._plan.chunk == 0:
            self._chunks += 1
        members.append(endpoint)
        self.size += 1


def _stored(
    plan: RunPlan, part: int, number: int, gathered: _Gathered, *, tools: SlicingTools
) -> Iterator[Chunk]:
    for (treatment_id, family, status, due), endpoints in gathered.groups.items():
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
                due=due,
            )
            start += size
            number += 1


def _release(run_id: str, chunks: Iterable[Chunk | OpenChunk], *, tools: SlicingTools) -> None:
    release(run_id, chunks, queues=tools.queues, scheduler=tools.scheduler, clock=tools.clock)
