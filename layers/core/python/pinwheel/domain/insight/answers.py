"""What the extension API answers (spec 09): every member is always there, null where it is not known."""

from __future__ import annotations

from msgspec import Struct

from pinwheel.domain.insight.bill import Line


class Hour(Struct, frozen=True, rename="pascal"):
    """Messages that go out in the hour that begins at `hour`."""

    hour: str
    messages: int


class DryRun(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A dry run as it stands: figures are empty until it is COMPLETED."""

    id: str = ""
    state: str
    creation_date: str = ""
    failure_reason: str | None = None
    reach: dict[str, int] = {}
    """Messages by channel type."""
    excluded: dict[str, int] = {}
    """Members of the segment that get none, by status."""
    treatments: dict[str, int] = {}
    """Messages by treatment."""
    curve: list[Hour] = []
    start: str | None = None
    end: str | None = None
    """When the last message goes out."""
    cost: float | None = None
    cost_lines: list[Line] = []
    currency: str = "USD"
    prices_as_of: str = ""
    members: int = 0
    segment_version: int | None = None
    notes: list[str] = []
    """What a dry run cannot know about this campaign."""


class Cost(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A bill: `so_far` is the sum of the lines, `estimated` what it comes to when runs under way are over."""

    currency: str
    estimated: float | None
    so_far: float
    lines: list[Line]
    prices_as_of: str
    runs: int


class PartProgress(Struct, frozen=True, rename="pascal"):
    """A treatment in a run: `total` endpoints are due a status, `done` have one, `sent` were sent to."""

    total: int
    done: int
    sent: int


class Progress(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How far the last run has come; `audience_read` is the share of the audience that has been read.

    `failure_reason` says why the last run did not take place.
    """

    state: str
    total: int = 0
    done: int = 0
    per_second: float | None = None
    eta: str | None = None
    treatments: dict[str, PartProgress] = {}
    campaign_status: str = ""
    run_id: str | None = None
    started: str | None = None
    audience_read: float | None = None
    failure_reason: str | None = None


class Estimate(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The size of a segment; `examined` endpoints were looked at, the `sampled_share` of all."""

    estimate: int
    low: int
    high: int
    exact: bool
    by_channel: dict[str, int]
    confidence: float
    examined: int
    sampled_share: float
    segment_version: int
