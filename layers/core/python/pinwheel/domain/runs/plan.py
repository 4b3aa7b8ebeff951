"""What a run was started with; it never changes afterwards, whatever happens to its campaign."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from pinwheel.domain.campaigns.allotment import Allotment
from pinwheel.domain.campaigns.local_time import Sweep
from pinwheel.domain.caps import CapRule
from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.quiet_time import QuietTime
from pinwheel.domain.runs import families
from pinwheel.domain.runs.families import family_of
from pinwheel.domain.times import epoch_millis, parse_iso

CHUNK = 1000
"""Most recipients of an audience chunk."""
STEP = 10_000
"""Recipients that a slice gathers before it writes chunks: bounds its memory, fills its chunks."""
LOCAL_STEP = 30_000
"""The same in local time, where they fall into many waves."""
DEFAULT_SLICES = 16
"""Key ranges that a run's audience is read in side by side, unless a deployment says otherwise."""


class LocalTime(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule in local time: `Schedule.Timezone`, the schedule's end, when its next run begins."""

    zone: str | None = None
    end: str | None = None
    next_start: str | None = None

    def sweep(self, scheduled: str) -> Sweep:
        """Give when each zone is served by the run of an instant."""
        end = None if self.end is None else parse_iso(self.end)
        following = None if self.next_start is None else parse_iso(self.next_start)
        return Sweep(parse_iso(scheduled), self.zone, end=end, next_start=following)


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """One treatment in a run.

    `contents` names the stored content by endpoint channel type; `routes` the family of those types that
    another than their own family serves (custom delivery).
    """

    id: str
    activity_id: str
    contents: dict[str, str]
    routes: dict[str, str] = {}
    custom_delivery: dict[str, Any] = {}
    """`CustomDeliveryConfiguration`, where custom delivery serves this treatment."""
    quiet_time: QuietTime | None = None
    sweep: LocalTime | None = None
    is_sent: bool = True
    """False for a treatment with a schedule of its own, which another run sends."""


class RunPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The snapshot that all workers of a run go by."""

    run_id: str
    application_id: str
    campaign_id: str
    campaign_version: int
    segment_id: str
    segment_version: int | None
    scheduled: str
    started: str
    shares: Allotment
    treatments: tuple[Treatment, ...]
    slices: int = DEFAULT_SLICES
    is_event: bool = False
    """A run of an event campaign: reads no audience; chunks are added as events come, until it is sealed."""
    chunk: int = CHUNK
    step: int = STEP
    messages_per_second: int | None = None
    maximum_duration: int | None = None
    caps: CapRule = CapRule(campaign_id="")
    hook: dict[str, Any] = {}
    """`Hook` of the campaign, or the one that it took over from the application."""

    def treatment(self, treatment_id: str) -> Treatment:
        """Give a treatment of this run."""
        return next(t for t in self.treatments if t.id == treatment_id)

    @property
    def sent(self) -> tuple[Treatment, ...]:
        """The treatments that this run sends."""
        return tuple(t for t in self.treatments if t.is_sent)

    def family(self, treatment_id: str, channel_type: str) -> str:
        """Name the family that serves endpoints of a channel type that a treatment has content for."""
        routes = self.treatment(treatment_id).routes
        return routes.get(channel_type) or family_of(channel_type) or families.CUSTOM

    @property
    def is_local(self) -> bool:
        """Tell whether recipients are served by their own clocks."""
        return any(treatment.sweep is not None for treatment in self.treatments)

    @property
    def channels(self) -> dict[str, frozenset[str]]:
        """The channels that each treatment has content for."""
        return {t.id: frozenset(t.contents) for t in self.treatments}

    def is_expired(self, now: datetime, due: int | None = None) -> bool:
        """Tell whether the time is over in which the run, or its wave, may send (spec 03, section 5)."""
        if self.maximum_duration is None:
            return False
        start = parse_iso(self.scheduled).timestamp() if due is None else due
        return now.timestamp() > start + self.maximum_duration


def run_id(campaign_id: str, scheduled: str, treatment_id: str | None) -> str:
    """Derive a run's ID, so that each delivery of its message means the same run; sorts by time."""
    return _derived(scheduled, f"run/{campaign_id}/{scheduled}/{treatment_id or ''}")


def activity_id(run: str, scheduled: str, treatment_id: str) -> str:
    """Derive the ID of a treatment's activity in a run; sorts by time."""
    return _derived(scheduled, f"activity/{run}/{treatment_id}")


def _derived(scheduled: str, text: str) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=10).hexdigest()
    return f"{epoch_millis(parse_iso(scheduled)):012x}{digest}"


def scheduled_millis(run: str) -> int:
    """Read from a run's ID when it was scheduled: epoch milliseconds."""
    return int(run[:12], 16)


def bucket_range(part: int, parts: int) -> range:
    """Give the hash buckets of one slice."""
    return range(part * BUCKETS // parts, (part + 1) * BUCKETS // parts)


def spread(total: int, most: int) -> list[int]:
    """Cut a number of recipients into chunks of nearly the same size, none above `most`."""
    count = -(-total // most)
    return [total // count + (1 if at < total % count else 0) for at in range(count)]


def event_chunk_id(millis: int, unique: str) -> str:
    """Name a chunk of an event campaign's run; sorts by the time at which it was made."""
    return f"e{millis:012x}-{unique}"


def chunk_id(part: int, number: int) -> str:
    """Name the chunk that a slice made as its `number`th."""
    return f"{part:03d}-{number:06d}"
