"""How many members a segment has (extension API, spec 09).

Hash buckets are read side by side in an order drawn for the segment. Small applications are counted whole;
of others as many buckets are read as the answer needs (domain/insight/sampling.py).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.errors import Invalid, LimitExceeded, NotFound
from pinwheel.domain.insight.answers import Estimate
from pinwheel.domain.insight.sampling import CONFIDENCE, Interval, interval, scaled
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.services.audience import AudienceReader, load_segment, resolve

READERS = 8
"""Buckets that are read side by side."""
SMALL = 30_000
"""Endpoints up to which everybody is counted, judged by the first buckets."""
ENOUGH = 400_000
"""Endpoints looked at after which an estimate is as good as a request may make it."""
PRECISE = 0.01
"""Half width of the interval at which reading on is not worth it."""
BUDGET = timedelta(seconds=20)
"""How long a request may read; the API answers within 29 seconds or not at all."""
_CHANNEL = frozenset({"channel_type"})
NO_CHANNEL = "NONE"
DRAFT = "draft"
"""The ID of a segment that has none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateTools:
    """What estimating takes: `reader` makes a reader for each thread, `documents` is the segments table."""

    documents: Documents
    reader: Callable[[], AudienceReader]
    clock: Clock


@dataclass(slots=True)
class _Sample:
    """What has been found in the buckets that were read to their end."""

    buckets: int = 0
    examined: int = 0
    channels: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        return self.buckets / BUCKETS

    @property
    def interval(self) -> Interval:
        return interval(self.channels.total(), self.share)

    def add(self, examined: int, channels: Counter[str]) -> None:
        self.buckets += 1
        self.examined += examined
        self.channels.update(channels)

    def is_enough(self) -> bool:
        """Tell whether reading on would not make the answer better; small applications are read whole."""
        if not self.buckets or self.examined * BUCKETS <= SMALL * self.buckets:
            return False
        return self.examined >= ENOUGH or (self.channels.total() > 0 and self.interval.spread <= PRECISE)


def estimate_segment(
    application_id: str,
    segment_id: str,
    version: int | None = None,
    *,
    exact: bool = False,
    tools: EstimateTools,
) -> Estimate:
    """Estimate the size of a segment, or count it.

    Raises:
        NotFound: there is no such segment or version.
        LimitExceeded: there are too many endpoints for a request.
    """
    definition = load_segment(application_id, segment_id, version, documents=tools.documents)
    return _estimated(definition, exact=exact, tools=tools)


def estimate_draft(application_id: str, request: Mapping[str, Any], *, tools: EstimateTools) -> Estimate:
    """Estimate a segment that is only being written: `request` is what CreateSegment would take.

    Raises:
        Invalid: the definition breaks a rule or builds on a segment that does not exist.
        LimitExceeded: there are too many endpoints for a request.
    """
    try:
        definition = resolve(application_id, DRAFT, 1, read_rule(request), documents=tools.documents)
    except NotFound as error:
        raise Invalid(str(error), member="SourceSegments") from error
    return _estimated(definition, exact=False, tools=tools)


def _estimated(definition: SegmentDefinition, *, exact: bool, tools: EstimateTools) -> Estimate:
    sample = _sampled(definition, exact=exact, tools=tools)
    if exact and sample.buckets < BUCKETS:
        raise LimitExceeded(
            "There are too many endpoints to count within a request; use the estimate, or an export job."
        )
    if not sample.buckets:
        raise LimitExceeded("There are too many endpoints to estimate within a request; use an export job.")
    bounds = sample.interval
    return Estimate(
        estimate=bounds.estimate,
        low=bounds.low,
        high=bounds.high,
        exact=sample.buckets == BUCKETS,
        by_channel=scaled(sample.channels.items(), sample.share),
        confidence=1.0 if sample.buckets == BUCKETS else CONFIDENCE,
        examined=sample.examined,
        sampled_share=sample.share,
        segment_version=definition.version,
    )


def _sampled(definition: SegmentDefinition, *, exact: bool, tools: EstimateTools) -> _Sample:
    """Read buckets, some at a time, until that is enough or time is up."""
    end = tools.clock.real_now() + BUDGET
    now = tools.clock.now()
    order = drawn_order(definition.segment_id)
    sample = _Sample()
    readers = [tools.reader() for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as pool:
        for buckets in _rounds(order):
            found = pool.map(
                lambda reader, bucket: _read(reader, definition, bucket, now, end, tools.clock),
                readers,
                buckets,
            )
            complete = [each for each in found if each is not None]
            for examined, channels in complete:
                sample.add(examined, channels)
            if len(complete) < len(buckets) or (not exact and sample.is_enough()):
                return sample
    return sample


def _rounds(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, BUCKETS, READERS):
        yield order[start : start + READERS]


def drawn_order(seed: str) -> list[int]:
    """Draw an order of the hash buckets, always the same for a segment: its answers do not jump about."""

    def rank(bucket: int) -> bytes:
        return hashlib.blake2b(f"{seed}/{bucket}".encode(), digest_size=8).digest()

    return sorted(range(BUCKETS), key=rank)


def _read(
    reader: AudienceReader,
    definition: SegmentDefinition,
    bucket: int,
    now: datetime,
    end: datetime,
    clock: Clock,
) -> tuple[int, Counter[str]] | None:
    """Count one bucket by channel; None when time ran out before its end."""
    examined, channels, after = 0, Counter[str](), None
    while True:
        if clock.real_now() > end:
            return None
        page = reader.page(definition, bucket, after=after, now=now, fields=_CHANNEL)
        examined += page.examined
        channels.update(endpoint.channel_type or NO_CHANNEL for endpoint in page.endpoints)
        if page.after is None:
            return examined, channels
        after = page.after
