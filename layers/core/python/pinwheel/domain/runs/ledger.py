"""What the ledger of a run holds, and what its numbers mean.

    RUN       the plan, how many slices and chunks there are and are done, counters
    SLICE     a cursor into one key range
    CHUNK     READY -> SENDING (under a lease) -> DONE, with one character per recipient

Counters are named `<treatment>/<name>`: a send status, an execution metric, `SEEN` (endpoints of the segment
that fell to the treatment). They move in the transaction that moves the slice or chunk, so they count once.
"""

from __future__ import annotations

import enum
import math
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT
from pinwheel.domain.campaigns.send_status import ATTEMPTED, SendStatus
from pinwheel.domain.runs.plan import RunPlan, bucket_range
from pinwheel.domain.runs.progress import DROPPED as CODE_OF_DROPPED
from pinwheel.domain.runs.progress import tally
from pinwheel.domain.runs.waves import DONE, Wave, counter, waves_of

SEEN = "SEEN"
DROPPED = "DROPPED"
"""Counter of those whom the campaign's hook left out."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it stands."""

    plan: RunPlan
    slices_done: int = 0
    chunks_total: int = 0
    chunks_done: int = 0
    is_cancelled: bool = False
    is_sealed: bool = False
    """Nothing is added to it any more (runs of event campaigns)."""
    is_closed: bool = False
    """Its end is written down in the activities and the campaign."""
    counters: dict[str, int] = {}
    zones: dict[int, frozenset[str]] = {}
    """The zones that each wave of a run in local time serves, by the wave's instant."""

    @property
    def waves(self) -> list[Wave]:
        """The waves of a run in local time, in order."""
        return waves_of(self.counters)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left to do."""
        is_open = self.plan.is_event and not (self.is_sealed or self.is_cancelled)
        is_read = self.slices_done == self.plan.slices
        return is_read and not is_open and self.chunks_done == self.chunks_total

    def count(self, treatment_id: str, name: str) -> int:
        """Read a counter."""
        return self.counters.get(f"{treatment_id}/{name}", 0)


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far a slice has come: next to read is `bucket` after the key `after`; `step` counts its moves.

    `handled` is the key of the last endpoint of that next page that was seen to already.
    """

    bucket: int
    after: str | None = None
    chunks: int = 0
    step: int = 0
    handled: str | None = None

    def is_done(self, buckets: range) -> bool:
        """Tell whether the slice has read all of its buckets."""
        return self.bucket >= buckets.stop


def first_cursor(part: int, parts: int) -> Cursor:
    """Start a slice."""
    return Cursor(bucket=bucket_range(part, parts).start)


class ChunkState(enum.StrEnum):
    """Where a chunk stands."""

    READY = "READY"
    SENDING = "SENDING"
    DONE = "DONE"


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """An audience chunk: up to 1,000 recipients of one treatment and family, stored under `blob`."""

    id: str
    blob: str
    treatment_id: str
    channel: str
    """The family that sends it (domain/runs/families.py)."""
    progress: str
    state: ChunkState = ChunkState.READY
    owner: str = ""
    lease_until: float = 0.0
    """Real epoch second after which another sender may take over."""
    rounds: int = 0
    """How often those whom the provider refused were tried again."""
    notes: dict[str, list[int]] = {}
    due: int | None = None
    """The wave of a run in local time: before its instant, the chunk waits (domain/runs/waves.py)."""
    expires_at: float | None = None
    """Epoch second, by the clock of schedules, after which who waits is EXPIRED (spec 03, section 3.3)."""


class OpenChunk(msgspec.Struct, frozen=True):
    """A chunk that is not done, in short; of a READY one, `lease_until` is when its message is due."""

    id: str
    state: ChunkState
    lease_until: float
    channel: str
    due: int | None = None


def stalled(
    chunks: Iterable[OpenChunk], now: float, *, is_still: bool, latest: float = math.inf
) -> list[OpenChunk]:
    """List the chunks that nobody will see to any more; waves that come after `latest` are left alone.

    Those of dead senders, always; those that are ready, only when the run stands still (`is_still`) and
    nobody is sending: otherwise they wait for their turn, and more messages would make the queue longer.
    """
    known = [each for each in chunks if each.due is None or each.due <= latest]
    is_worked_on = any(each.state is ChunkState.SENDING and each.lease_until >= now for each in known)
    return [
        each
        for each in known
        if each.lease_until < now and (each.state is ChunkState.SENDING or (is_still and not is_worked_on))
    ]


def is_taken(found: Chunk, owner: str, now: float) -> bool:
    """Tell whether a claim succeeded, from the chunk as it was found: ready, left by a dead sender, or ours.

    It can be found as ours already when the SDK repeated a claim whose first answer got lost.
    """
    if found.state is ChunkState.SENDING:
        return found.lease_until < now or found.owner == owner
    return found.state is ChunkState.READY


def chunk_counters(chunk: Chunk) -> dict[str, int]:
    """Count what a finished chunk adds to its run."""
    counts: dict[str, int] = {str(status): count for status, count in tally(chunk.progress).items()}
    if dropped := chunk.progress.count(CODE_OF_DROPPED):
        counts[DROPPED] = dropped
    counted = {f"{chunk.treatment_id}/{name}": count for name, count in counts.items()}
    return counted if chunk.due is None else {**counted, counter(chunk.due, DONE): 1}


def with_open_chunks(run: Run, chunks: Iterable[Chunk]) -> Run:
    """Count in who has a final status in a chunk that is not done yet."""
    counters = Counter(run.counters)
    for chunk in chunks:
        if chunk.state is not ChunkState.DONE:
            counters.update(chunk_counters(msgspec.structs.replace(chunk, due=None)))
    return msgspec.structs.replace(run, counters=dict(counters))


def attempted(run: Run, treatment_id: str) -> int:
    """Count the endpoints that the run has tried to send to (`TotalEndpointCount`)."""
    return sum(run.count(treatment_id, status) for status in ATTEMPTED)


def succeeded(run: Run, treatment_id: str) -> int:
    """Count the endpoints that were sent to (`SuccessfulEndpointCount`)."""
    return run.count(treatment_id, SendStatus.SUCCESS)


_SHOWN = (
    SendStatus.FAILURE,
    SendStatus.FAILURE_PERMANENT,
    SendStatus.TRANSIENT_FAILURE,
    SendStatus.THROTTLED,
    SendStatus.UNKNOWN,
    SendStatus.QUIET_TIME,
    SendStatus.DAILY_CAP,
    SendStatus.CAMPAIGN_CAP,
    SendStatus.EXPIRED,
    SendStatus.HOOK_FAILURE,
    SendStatus.CUSTOM_DELIVERY_FAILURE,
    SendStatus.RECOMMENDATION_FAILURE,
)
_METRICS = (
    "ENDPOINT_OPT_OUT",
    "ENDPOINT_INACTIVE",
    "ENDPOINT_MISSING_ADDRESS",
    "ENDPOINT_MISSING_CHANNEL",
    "ENDPOINT_MISSING_TIMEZONE",
    "ENDPOINT_CHANNEL_MISMATCH",
    "DUPLICATE_ENDPOINT",
)


def execution_metrics(run: Run, treatment_id: str) -> Mapping[str, str]:
    """Give the execution metrics of a treatment's activity (spec 05, section 4) without zeros.

    Some names beside the documented ones: `FILTERED_OUT_BY_HOOK`; `HOLDOUT` in the activity of the default
    treatment; send statuses other than SUCCESS, where no other name says the same. Together with
    `SuccessfulEndpointCount` they add up to `ENDPOINT_PRODUCED`.
    """
    produced = sum(run.count(t.id, SEEN) for t in run.plan.treatments)
    metrics = {name: run.count(treatment_id, name) for name in _METRICS}
    metrics["FILTERED_OUT_BY_HOOK"] = run.count(treatment_id, DROPPED)
    metrics |= {str(status): run.count(treatment_id, status) for status in _SHOWN}
    metrics["TREATMENT_HOLDOUT"] = produced - run.count(treatment_id, SEEN)
    if treatment_id == DEFAULT_TREATMENT:
        metrics["HOLDOUT"] = run.count(treatment_id, SendStatus.HOLDOUT)
    shown = {name: str(value) for name, value in metrics.items() if value}
    return {"ENDPOINT_PRODUCED": str(produced), **shown}
