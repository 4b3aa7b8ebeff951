"""Dry runs: what a campaign would do with its real audience, by a virtual clock (extension API, spec 09).

    POST    the head is stored, a message is queued
    plan    the run's snapshot is taken as a launch would, and nothing of it is kept but in the head
    pieces  parts of the audience are read side by side and counted; each moves a cursor of its own
    report  who finishes the last piece adds up and runs the clock (domain/insight/dry_run_report.py)

Nothing is sent, no ledger is opened, no limit is counted. Each step may be repeated: a piece moves with its
counts, so a message that comes twice counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.campaigns.states import pending_launches
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.insight.answers import DryRun
from pinwheel.domain.insight.dry_run import Counting, DryPlan, Tally, Timing
from pinwheel.domain.insight.dry_run_report import report
from pinwheel.domain.insight.forecast import Rate
from pinwheel.domain.runs.plan import bucket_range
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.audience import AudienceReader, load_segment
from pinwheel.services.courier import Loaders
from pinwheel.services.run_plans import CannotStartError, Occasion, PlanningTools, plan_run

MARGIN = timedelta(seconds=20)
KEPT = timedelta(days=30)
EVENT_FREQUENCIES = frozenset({"EVENT", "IN_APP_EVENT"})
FINAL = frozenset({"COMPLETED", "FAILED"})

_encode = msgspec.json.Encoder().encode
_read_plan = msgspec.json.Decoder(DryPlan).decode

Json = dict[str, Any]
Refusals = Callable[[DryPlan, Sequence[Endpoint]], Mapping[str, str]]
"""Tells which endpoints senders leave out, and with which status, by ID (refusals.py)."""


def start_dry_run(
    application_id: str,
    campaign_id: str,
    *,
    documents: Documents,
    queue: WorkQueue,
    ids: Ids,
    clock: Clock,
) -> Json:
    """Accept a dry run and queue it.

    Raises:
        NotFound: there is no such campaign.
        Invalid: its messages are sent as events come, so there is no audience to run over.
    """
    campaign = documents.get(keys.campaign(application_id, campaign_id))
    if campaign is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
    frequency = (campaign.body.get("Schedule") or {}).get("Frequency")
    if frequency in EVENT_FREQUENCIES:
        raise Invalid(f"A campaign of frequency {frequency} has no run to be tried.", member="Frequency")
    if not campaign.body.get("SegmentId"):
        raise Invalid("The campaign has no segment.", member="SegmentId")
    dry_run_id = ids.new_id()
    head = {"Id": dry_run_id, "State": "PENDING", "CreationDate": iso(clock.now())}
    key = keys.dry_run(application_id, campaign_id, dry_run_id)
    documents.write([Put(key, head, expect=ABSENT, expires_at=_expiry(clock))])
    queue.send([{"ApplicationId": application_id, "CampaignId": campaign_id, "DryRunId": dry_run_id}])
    return {"Id": dry_run_id, "State": "PENDING"}


def get_dry_run(application_id: str, campaign_id: str, dry_run_id: str, *, documents: Documents) -> DryRun:
    """Tell how a dry run stands, or what it found.

    Raises:
        NotFound: there is none of this ID, or it is older than 30 days.
    """
    head = documents.get(keys.dry_run(application_id, campaign_id, dry_run_id))
    if head is None:
        raise NotFound(f"Dry run '{dry_run_id}' was not found.")
    body = head.body
    found = msgspec.convert(body.get("Report") or {"State": body["State"]}, DryRun)
    return msgspec.structs.replace(
        found, id=dry_run_id, creation_date=body["CreationDate"], failure_reason=body.get("FailureReason")
    )


def _expiry(clock: Clock) -> int:
    return round((clock.real_now() + KEPT).timestamp())


class _Unwritten:
    """The product's bucket, but nothing is stored: contents are checked as at a launch, not pinned."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def put(self, name: str, data: bytes) -> None:
        """Store nothing."""

    def get(self, name: str, *, start: int = 0, length: int | None = None) -> bytes:
        return self._blobs.get(name, start=start, length=length)

    def names(self, prefix: str) -> Iterator[str]:
        yield from self._blobs.names(prefix)

    def delete(self, names: Sequence[str]) -> None:
        """Remove nothing."""


class _At:
    """A clock that shows the instant at which the run would start."""

    def __init__(self, instant: datetime, clock: Clock) -> None:
        self._instant = instant
        self._clock = clock

    def now(self) -> datetime:
        return self._instant

    def real_now(self) -> datetime:
        return self._clock.real_now()


@dataclass(frozen=True, slots=True)
class _Standing:
    """How far a piece has come, with what it has counted."""

    bucket: int
    after: str | None = None
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, record: Document) -> _Standing:
        """Read a piece's document."""
        body = record.body
        tally = msgspec.convert(body["Tally"], Tally)
        return cls(body["Bucket"], body.get("After"), tally)

    def document(self) -> Json:
        """Write a piece's document."""
        return {"Bucket": self.bucket, "After": self.after, "Tally": msgspec.to_builtins(self.tally)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunWorker:
    """Does what messages on the queue of dry runs ask for; `rate` tells what a family may send."""

    documents: Documents
    segment_documents: Documents
    audience: AudienceReader
    blobs: Blobs
    loaders: Loaders
    refusals: Refusals
    rate: Callable[[str], Rate]
    queue: WorkQueue
    clock: Clock
    pieces: int = 16

    def work(self, body: Mapping[str, Any], deadline: datetime) -> str:
        """Plan a dry run, or count one of its pieces; answers how it ended, for the log.

        Raises:
            Conflict: another delivery was faster; a repetition will see what it did.
        """
        head = self.documents.get(_head_key(body))
        if head is None or head.body["State"] in FINAL:
            return "over"
        if head.body["State"] == "PENDING":
            head = self._plan(body, head)
            if head is None:
                return "failed"
        plan = _read_plan(head.body["Plan"])
        if "Piece" not in body:
            self.queue.send([{**body, "Piece": number} for number in range(plan.pieces)])
            return "planned"
        return self._count(body, head, plan, deadline)

    def give_up(self, body: Mapping[str, Any]) -> None:
        """End the dry run of a message that nobody could do."""
        head = self.documents.get(_head_key(body))
        if head is not None and head.body["State"] not in FINAL:
            self._fail(head, "A part of the dry run failed again and again.")

    def _fail(self, head: Document, reason: str) -> None:
        body = {**head.body, "State": "FAILED", "FailureReason": reason}
        self._write(head, body)

    def _write(self, head: Document, body: Json) -> Document:
        change = Put(head.key, body, expect=head.revision, expires_at=_expiry(self.clock))
        self.documents.write([change])
        return Document(head.key, body, head.revision + 1)

    def _plan(self, body: Mapping[str, Any], head: Document) -> Document | None:
        campaign = self.documents.get(keys.campaign(body["ApplicationId"], body["CampaignId"]))
        if campaign is None:
            self._fail(head, "The campaign was deleted.")
            return None
        timing = timings(campaign.body, now=self.clock.now())
        start = min(each.start for each in timing.values())
        occasion = Occasion(
            run_id=body["DryRunId"],
            application_id=body["ApplicationId"],
            campaign_id=body["CampaignId"],
            scheduled=start,
        )
        tools = PlanningTools(
            documents=self.documents,
            segment_documents=self.segment_documents,
            loaders=self.loaders,
            blobs=_Unwritten(self.blobs),
            clock=_At(parse_iso(start), self.clock),
            slice_count=self.pieces,
        )
        try:
            run = plan_run(campaign.body, occasion, tools=tools)
        except CannotStartError as error:
            self._fail(head, str(error))
            return None
        plan = DryPlan(run=run, timing=timing, pieces=self.pieces)
        return self._write(head, {**head.body, "State": "RUNNING", "Plan": _encode(plan).decode()})

    def _count(self, body: Mapping[str, Any], head: Document, plan: DryPlan, deadline: datetime) -> str:
        number = body["Piece"]
        key = _piece_key(body, number)
        buckets = bucket_range(number, plan.pieces)
        record = self.documents.get(key)
        standing = _Standing(buckets.start) if record is None else _Standing.of(record)
        if standing.bucket < buckets.stop:
            try:
                segment = load_segment(
                    plan.run.application_id,
                    plan.run.segment_id,
                    plan.run.segment_version,
                    documents=self.segment_documents,
                )
            except (NotFound, Invalid) as error:
                self._fail(head, str(error))
                return "failed"
            standing = self._read(plan, segment, standing, buckets, deadline)
            revision = ABSENT if record is None else record.revision
            change = Put(key, standing.document(), expect=revision, expires_at=_expiry(self.clock))
            self.documents.write([change])
        if standing.bucket < buckets.stop:
            self.queue.send([dict(body)])
            return "handed on"
        self._finish(body, head, plan)
        return "counted"

    def _read(
        self,
        plan: DryPlan,
        segment: SegmentDefinition,
        standing: _Standing,
        buckets: range,
        deadline: datetime,
    ) -> _Standing:
        """Count page after page until the piece or the time ends."""
        counting, now = Counting(plan), parse_iso(plan.run.started)
        bucket, after = standing.bucket, standing.after
        while bucket < buckets.stop:
            page = self.audience.page(segment, bucket, after=after, now=now)
            refused = self.refusals(plan, page.endpoints) if page.endpoints else {}
            counting.page(page.endpoints, refused)
            bucket, after = (bucket, page.after) if page.after is not None else (bucket + 1, None)
            if self.clock.real_now() > deadline - MARGIN:
                break
        tally = Tally()
        tally.add(standing.tally)
        tally.add(counting.tally())
        return replace(standing, bucket=bucket, after=after, tally=tally)

    def _finish(self, body: Mapping[str, Any], head: Document, plan: DryPlan) -> None:
        """Report, if this was the last piece; of two that see it only one writes, with the same words."""
        places = [_piece_key(body, number) for number in range(plan.pieces)]
        found = self.documents.get_many(places)
        total = Tally()
        for number, place in enumerate(places):
            piece = found.get(place)
            if piece is None or piece.body["Bucket"] < bucket_range(number, plan.pieces).stop:
                return
            total.add(_Standing.of(piece).tally)
        told = report(plan, total, self._rates(plan, total))
        done = {name: value for name, value in head.body.items() if name != "Plan"}
        try:
            self._write(head, {**done, "State": "COMPLETED", "Report": msgspec.to_builtins(told)})
        except Conflict:
            return

    def _rates(self, plan: DryPlan, tally: Tally) -> dict[str, Rate]:
        families = {plan.run.family(treatment, channel) for treatment, channel, _, _ in tally.sorts()}
        own = plan.run.messages_per_second
        found = {}
        for family in families:
            rate = self.rate(family)
            most = rate.per_second if own is None else min(float(own), rate.per_second)
            found[family] = replace(rate, per_second=most)
        return found


def timings(campaign: Mapping[str, Any], *, now: datetime) -> dict[str, Timing]:
    """Tell when each treatment's next run would be due: at its launch to come, else now."""
    launches = pending_launches(campaign)
    found = {}
    for treatment_id, treatment in treatments(campaign).items():
        schedule: Mapping[str, Any] = treatment.get("Schedule") or {}
        planned = [parse_iso(each.at) for each in launches if each.treatment_id in (None, treatment_id)]
        start = max(now, min(planned, default=now))
        found[treatment_id] = Timing(
            start=iso(start),
            is_local=bool(schedule.get("IsLocalTime")),
            zone=schedule.get("Timezone"),
            end=schedule.get("EndTime"),
        )
    return found


def _head_key(body: Mapping[str, Any]) -> keys.DocumentKey:
    return keys.dry_run(body["ApplicationId"], body["CampaignId"], body["DryRunId"])


def _piece_key(body: Mapping[str, Any], number: int) -> keys.DocumentKey:
    return keys.dry_run_piece(body["ApplicationId"], body["CampaignId"], body["DryRunId"], number)
