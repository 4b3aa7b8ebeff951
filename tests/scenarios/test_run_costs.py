"""What a run costs in calls of AWS, the provider's not counted: at most 60,000 for a million recipients."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.caps import CapRule
from pinwheel.domain.endpoints import BUCKETS, Endpoint
from pinwheel.domain.messages_email import EmailContent
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.ports.documents import Put
from pinwheel.services.audience import AudiencePage
from pinwheel.services.couriers.email import EmailCourier
from pinwheel.services.rates import SendRates
from pinwheel.services.sending import Contents, SendingTools, send_chunk
from pinwheel.services.slicing import SlicingTools, slice_audience
from tests.fakes.caps import MemoryCaps
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.ledger import MemoryLedger
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

APP, CAMPAIGN, SEGMENT, RUN = "a" * 32, "c" * 32, "5" * 32, "0" * 32
START = "2026-11-02T12:00:00.000Z"
SLICES = 16
A_BUCKET = 1_000_000 // BUCKETS
A_PAGE = 2_300
"""Endpoints of 450 bytes that DynamoDB reads at once."""


class Counted:
    """A collaborator whose calls are counted; ten messages travel together."""

    def __init__(self, inner, counts):
        self._inner = inner
        self._counts = counts

    def __getattr__(self, name):
        method = getattr(self._inner, name)

        def call(*args, **kwargs):
            self._counts[f"{type(self._inner).__name__}.{name}"] += 1
            if name == "send" and len(args[0]) > 10:
                self._counts[f"{type(self._inner).__name__}.{name}"] += (len(args[0]) - 1) // 10
            return method(*args, **kwargs)

        return call


class Audience:
    """Buckets as full as they are with a million endpoints."""

    def page(self, _definition, bucket, *, after=None, now):
        start = 0 if after is None else int(after)
        end = min(start + A_PAGE, A_BUCKET)
        found = [
            Endpoint(id=f"{bucket}-{at}", channel_type="EMAIL", address=f"{bucket}-{at}@example.com")
            for at in range(start, end)
        ]
        return AudiencePage(found, len(found), after=str(end) if end < A_BUCKET else None)


class CountedCaps:
    """Caps in memory that count the calls of the adapter: a look and a transaction for a hundred endpoints."""

    def __init__(self, counts):
        self._inner = MemoryCaps()
        self._counts = counts

    def claim(self, application_id, rule, claims, *, now):
        assert len(claims) <= 100
        self._counts["caps"] += 2
        return self._inner.claim(application_id, rule, claims, now=now)

    def look(self, application_id, rule, claims, *, now):
        raise AssertionError("Senders claim; they do not only look.")


@pytest.mark.parametrize(
    ("caps", "most"),
    [(CapRule(campaign_id=CAMPAIGN), 60_000), (CapRule(campaign_id=CAMPAIGN, daily=1), 80_000)],
    ids=["without caps", "with a daily cap"],
)
def test_a_million_recipients_cost_at_most_60_000_calls(caps, most):
    counts: Counter[str] = Counter()
    clock, ids, email = FrozenClock(), CountingIds(), MemoryQueue()
    documents, segments, ledger, blobs = (
        Counted(each, counts)
        for each in (MemoryDocuments(), MemoryDocuments(), MemoryLedger(), MemoryBlobs())
    )
    documents.write([Put(keys.campaign(APP, CAMPAIGN), {"Id": CAMPAIGN})])
    segment = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
    segments.write([Put(keys.segment_version(APP, SEGMENT, 1), segment)])
    blobs.put("content", msgspec.json.encode(EmailContent(from_address="shop@example.com", subject="Hi")))
    plan = RunPlan(
        run_id=RUN,
        application_id=APP,
        campaign_id=CAMPAIGN,
        campaign_version=1,
        segment_id=SEGMENT,
        segment_version=1,
        scheduled=START,
        started=START,
        shares=allotment(CAMPAIGN, {}, 0),
        treatments=(Treatment(id="0", activity_id="act", contents={"EMAIL": "content"}),),
        slices=SLICES,
        caps=caps,
    )
    ledger.open(plan)
    deadline = clock.real_now() + timedelta(hours=1)
    slicing = SlicingTools(
        ledger=ledger,
        documents=documents,
        segment_documents=segments,
        reader=Counted(Audience(), counts),
        blobs=blobs,
        slices=Counted(MemoryQueue(), counts),
        scheduler=Counted(MemoryScheduler(), counts),
        queues={"EMAIL": Counted(email, counts)},
        clock=clock,
        ids=ids,
    )
    provider = FakeEmail(per_second=20_000)
    rates = SendRates(
        governor=Counted(MemoryGovernor(), counts),
        quota=provider.quota,
        clock=clock,
        sleep=lambda seconds: clock.advance(seconds=seconds),
    )
    courier = EmailCourier(provider=provider, documents=documents)
    sending = SendingTools(
        ledger=ledger,
        documents=documents,
        blobs=blobs,
        contents=Contents(blobs),
        courier=courier,
        caps=CountedCaps(counts),
        rates=rates,
        queue=Counted(email, counts),
        stream=Counted(MemoryEventStream(), counts),
        clock=clock,
        ids=ids,
        sleep=rates.sleep,
        account_id="000000000000",
    )

    slice_audience(RUN, 0, expected_step=0, deadline=deadline, tools=slicing)
    chunks = [body["Chunk"] for body in email.sent]
    for chunk in chunks:
        send_chunk(RUN, chunk, deadline=deadline, tools=sending)

    # Each message is also received and deleted; a function's poller takes one at a time at worst.
    calls = counts.total() + 2 * len(chunks) + 2
    recipients = len(provider.sent)
    assert recipients == A_BUCKET * BUCKETS // SLICES
    assert calls / recipients <= most / 1_000_000, dict(counts)
    assert (counts["caps"] > 0) is caps.is_set
