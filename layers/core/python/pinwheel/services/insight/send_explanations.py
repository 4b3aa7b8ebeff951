"""Why an endpoint did, or did not, get a campaign's message (extension API, spec 09).

A run's own record comes first: the chunk that holds the endpoint, found without reading the audience
(chunk_search.py). Whoever is in none was left out when the audience was read; why, is told from the endpoint
and the segment as they are now, and the answer says so. For a campaign that has not run the same rules tell
what would happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import Allotment, allotment, decide
from pinwheel.domain.campaigns.local_time import Sweep
from pinwheel.domain.campaigns.model import internal, treatments
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.caps import CapRule, Claim
from pinwheel.domain.endpoints import Endpoint, bucket_of, cohort_of
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.insight.contents import configured_channels
from pinwheel.domain.insight.dry_run import Timing
from pinwheel.domain.insight.outcomes import (
    MISSING_ZONE,
    NOT_A_MEMBER,
    OTHER_TREATMENT,
    PENDING,
    Outcome,
    of_code,
    words,
)
from pinwheel.domain.insight.reasons import Verdict
from pinwheel.domain.quiet_time import quiet_time
from pinwheel.domain.runs.activities import REASON, RUN
from pinwheel.domain.runs.ledger import Chunk, Run
from pinwheel.domain.runs.plan import RunPlan, bucket_range
from pinwheel.domain.times import epoch_millis, parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.caps import Caps
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Document, Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.members import SegmentMembers
from pinwheel.services.audience import load_segment
from pinwheel.services.insight.chunk_search import Found, find, find_in_any
from pinwheel.services.insight.dry_runs import timings
from pinwheel.services.insight.memberships import verdict
from pinwheel.services.suppressions import is_suppressed_many, refusal

KEPT = timedelta(days=30)
"""How long the bucket keeps audience chunks (stacks/constructs/bucket.py)."""
EVENT_CHUNKS = 100
"""Chunks of an event campaign's run that are searched, newest first: events bring endpoints in no order."""
_NOW = " This is judged by the endpoint and the segment as they are now."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationTools:
    """What explaining takes; `documents` is the registry table."""

    documents: Documents
    segment_documents: Documents
    endpoints: EndpointReader
    members: SegmentMembers
    ledger: RunLedger
    blobs: Blobs
    caps: Caps
    clock: Clock


def explain_send(
    application_id: str,
    campaign_id: str,
    endpoint_id: str,
    *,
    activity_id: str | None = None,
    tools: ExplanationTools,
) -> Outcome:
    """Explain what a run did about an endpoint: the last one, or that of an activity.

    Raises:
        NotFound: there is no such campaign, activity or endpoint.
    """
    campaign = tools.documents.get(keys.campaign(application_id, campaign_id))
    if campaign is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
    endpoint = tools.endpoints.get(application_id, endpoint_id)
    activity = _activity(application_id, campaign_id, activity_id, tools)
    if activity is None:
        if endpoint is None:
            raise NotFound(f"Endpoint '{endpoint_id}' was not found.")
        return _Asked(campaign.body, endpoint, tools).before_any_run()
    run = tools.ledger.run(activity.body[RUN]) if RUN in activity.body else None
    if run is None:
        return _without_run(activity.body)
    told = _InRun(run, endpoint_id, endpoint, tools)
    found = told.found()
    if found is None and endpoint is None:
        raise NotFound(f"Endpoint '{endpoint_id}' was not found.")
    return told.of_chunk(found) if found is not None else told.of_rules(campaign.body)


def _activity(
    application_id: str, campaign_id: str, activity_id: str | None, tools: ExplanationTools
) -> Document | None:
    """Find an activity, or one of the last run; None when nothing has run."""
    if activity_id is not None:
        found = tools.documents.get(keys.activity(application_id, campaign_id, activity_id))
        if found is None:
            raise NotFound(f"Activity '{activity_id}' was not found.")
        return found
    partition = keys.campaign_partition(application_id, campaign_id)
    page = tools.documents.list(partition, prefix=keys.ACTIVITY_PREFIX, limit=1, newest_first=True)
    return page.documents[0] if page.documents else None


def _without_run(activity: Mapping[str, Any]) -> Outcome:
    """Tell of a run that could not start, or whose records are gone."""
    is_failure = activity.get("Result") == "FAIL" and not activity.get("TotalEndpointCount")
    gone = "The records of this run are gone."
    why = f"The run did not take place; nobody was sent to. {activity.get(REASON, '')}".rstrip()
    return Outcome(
        status=SendStatus.FAILURE if is_failure else SendStatus.UNKNOWN,
        rule="Run",
        detail=why if is_failure else gone,
        activity_id=activity["Id"],
        treatment_id=activity["TreatmentId"],
        run_status=activity["State"],
    )


class _InRun:
    """One endpoint in one run."""

    def __init__(
        self, run: Run, endpoint_id: str, endpoint: Endpoint | None, tools: ExplanationTools
    ) -> None:
        self._run = run
        self._plan: RunPlan = run.plan
        self._endpoint_id = endpoint_id
        self._endpoint = endpoint
        self._tools = tools

    @property
    def _state(self) -> str:
        if self._run.is_cancelled:
            return "CANCELLED"
        return "COMPLETED" if self._run.is_complete else "RUNNING"

    def _part(self) -> int:
        bucket = bucket_of(self._endpoint_id)
        return next(
            part for part in range(self._plan.slices) if bucket in bucket_range(part, self._plan.slices)
        )

    def found(self) -> Found | None:
        """Find the endpoint among the run's chunks."""
        run_id, blobs = self._plan.run_id, self._tools.blobs
        if self._plan.is_event:
            latest = self._tools.ledger.latest_chunks(run_id, EVENT_CHUNKS)
            return find_in_any(latest, self._endpoint_id, blobs=blobs)
        chunks = self._tools.ledger.slice_chunks(run_id, self._part())
        return find(chunks, self._endpoint_id, blobs=blobs)

    def of_chunk(self, found: Found) -> Outcome:
        """Read the endpoint's place in its chunk."""
        chunk, at, then = found
        status, rule, detail = of_code(chunk.progress[at], _note(chunk, at))
        if status == SendStatus.SUCCESS:
            detail += self._since(then)
        if status == SendStatus.FAILURE_PERMANENT and "suppression list" in detail:
            rule = "Suppression"
        return self._outcome(status, rule, detail, chunk.treatment_id)

    def _since(self, then: Endpoint) -> str:
        """Tell what the provider has reported of the address since."""
        address = then.address or ""
        listed = is_suppressed_many(self._plan.application_id, [address], documents=self._tools.documents)
        reason = listed.get(address)
        return "" if reason is None else f" The address has been suppressed since ({reason})."

    def of_rules(self, campaign: Mapping[str, Any]) -> Outcome:
        """Tell why the endpoint is in no chunk."""
        endpoint, plan = self._endpoint, self._plan
        if endpoint is None:
            raise NotFound(f"Endpoint '{self._endpoint_id}' was not found.")
        treatment_id, _ = plan.shares.place(
            int(endpoint.cohort_id or cohort_of(plan.application_id, endpoint.id))
        )
        asked = _Asked(campaign, endpoint, self._tools)
        try:
            judged = asked.membership(plan.segment_id, plan.segment_version, parse_iso(plan.started))
        except (NotFound, Invalid):
            detail = "The segment of this run is gone, and the endpoint was not in its audience."
            return self._outcome(NOT_A_MEMBER, "Segment", detail, treatment_id)
        if not judged.member:
            detail = f"The endpoint is not a member of segment {plan.segment_id}.{_NOW}"
            return self._outcome(NOT_A_MEMBER, "Segment", detail, treatment_id, judged)
        if not plan.treatment(treatment_id).is_sent:
            detail = f"The endpoint belongs to treatment {treatment_id}, which another run sends."
            return self._outcome(OTHER_TREATMENT, "Treatment", detail, treatment_id, judged)
        placement = decide(endpoint, shares=plan.shares, channels=plan.channels, served=set())
        if placement.metric is not None:
            status = str(placement.status or placement.metric)
            rule, sentence = words(status)
            return self._outcome(status, rule, sentence + _NOW, treatment_id, judged)
        return self._not_in_audience(endpoint, treatment_id, judged)

    def _not_in_audience(self, endpoint: Endpoint, treatment_id: str, judged: Verdict) -> Outcome:
        if not self._plan.is_event:
            part = self._part()
            cursor = self._tools.ledger.cursor(self._plan.run_id, part)
            is_read = cursor.is_done(bucket_range(part, self._plan.slices))
            if not is_read and not self._run.is_cancelled:
                detail = "The audience is still being read; the endpoint's turn may be to come."
                return self._outcome(PENDING, "Audience", detail, treatment_id, judged)
        else:
            detail = (
                f"Among the last {EVENT_CHUNKS} groups of events none has brought the endpoint a message."
            )
            return self._outcome(NOT_A_MEMBER, "EventFilter", detail, treatment_id, judged)
        if self._tools.clock.now() - parse_iso(self._plan.started) > KEPT:
            detail = "The run's records of its recipients are gone; they are kept for 30 days."
            return self._outcome(SendStatus.UNKNOWN, "Retention", detail, treatment_id, judged)
        if endpoint.creation_date > self._plan.started:
            detail = "The endpoint was created after the run had begun."
        else:
            detail = "The endpoint would be a recipient now, but was none when this run read its audience."
        return self._outcome(NOT_A_MEMBER, "Audience", detail, treatment_id, judged)

    def _outcome(
        self, status: str, rule: str, detail: str, treatment_id: str, judged: Verdict | None = None
    ) -> Outcome:
        return Outcome(
            status=status,
            rule=rule,
            detail=detail,
            activity_id=self._plan.treatment(treatment_id).activity_id,
            treatment_id=treatment_id,
            run_status=self._state,
            reasons=[] if judged is None else judged.reasons,
        )


def _note(chunk: Chunk, at: int) -> str:
    return next((text for text, places in chunk.notes.items() if at in places), "")


class _Asked:
    """One endpoint and a campaign, judged by the rules as they stand."""

    def __init__(self, campaign: Mapping[str, Any], endpoint: Endpoint, tools: ExplanationTools) -> None:
        self._campaign = campaign
        self._endpoint = endpoint
        self._tools = tools

    def membership(self, segment_id: str, version: int | None, now: datetime) -> Verdict:
        """Judge the endpoint by a segment."""
        definition = load_segment(
            self._endpoint.application_id or self._campaign["ApplicationId"],
            segment_id,
            version,
            documents=self._tools.segment_documents,
        )
        return verdict(definition, self._endpoint, now=now, members=self._tools.members)

    def before_any_run(self) -> Outcome:
        """Tell what the next run would do."""
        timing = timings(self._campaign, now=self._tools.clock.now())
        shares = self._shares()
        treatment_id, _ = shares.place(int(self._endpoint.cohort_id or 0))
        own = timing[treatment_id]
        judged, status, detail = self._judged(shares, own)
        rule, sentence = ("Schedule", detail) if status == PENDING else _words(status)
        return Outcome(
            status=status,
            rule=rule,
            detail=f"The campaign has not run yet. In the run at {own.start}: {detail or sentence}",
            treatment_id=treatment_id,
            would=True,
            reasons=judged.reasons,
        )

    def _shares(self) -> Allotment:
        sizes = {
            str(number): int(each["SizePercent"])
            for number, each in enumerate(self._campaign.get("AdditionalTreatments") or [], start=1)
        }
        return allotment(self._campaign["Id"], sizes, int(self._campaign.get("HoldoutPercent") or 0))

    def _judged(self, shares: Allotment, timing: Timing) -> tuple[Verdict, str, str]:
        campaign, endpoint = self._campaign, self._endpoint
        if not campaign.get("SegmentId"):
            return Verdict(member=False, reasons=[]), NOT_A_MEMBER, "the campaign has no segment."
        version = campaign.get("SegmentVersion") if internal(campaign).get("PinsSegment") else None
        try:
            judged = self.membership(campaign["SegmentId"], version, parse_iso(timing.start))
        except (NotFound, Invalid) as error:
            return Verdict(member=False, reasons=[]), NOT_A_MEMBER, str(error)
        if not judged.member:
            return judged, NOT_A_MEMBER, "the endpoint is not a member of the segment."
        channels = {each: configured_channels(body) for each, body in treatments(campaign).items()}
        placement = decide(endpoint, shares=shares, channels=channels, served=set())
        if placement.metric is not None or placement.status is not None:
            return judged, str(placement.status or placement.metric), ""
        return judged, *self._at_its_turn(timing, placement.treatment_id)

    def _at_its_turn(self, timing: Timing, treatment_id: str) -> tuple[str, str]:
        endpoint = self._endpoint
        zone = endpoint.demographic.get("Timezone")
        due: datetime | None = parse_iso(timing.start)
        if timing.is_local:
            due = Sweep(parse_iso(timing.start), timing.zone).at(zone)
            if due is None:
                return MISSING_ZONE, ""
        address = endpoint.address or ""
        listed = is_suppressed_many(
            self._campaign["ApplicationId"], [address], documents=self._tools.documents
        )
        if address in listed and endpoint.channel_type == "EMAIL":
            return SendStatus.FAILURE_PERMANENT, refusal(listed[address])
        schedule = treatments(self._campaign)[treatment_id].get("Schedule") or {}
        quiet = quiet_time(schedule.get("QuietTime"), internal(self._campaign).get("QuietTime"))
        is_quiet = quiet is not None and due is not None and quiet.holds(zone, due)
        if (capped := self._capped(parse_iso(timing.start), is_message=not is_quiet)) is not None:
            return capped, ""
        if is_quiet:
            return SendStatus.QUIET_TIME, ""
        return PENDING, "the endpoint would be sent to."

    def _capped(self, now: datetime, *, is_message: bool) -> SendStatus | None:
        """Look at the endpoint's caps as they stand."""
        hidden = internal(self._campaign)
        limits = hidden.get("Limits", {})
        rule = CapRule(
            campaign_id=self._campaign["Id"],
            daily=limits.get("Daily"),
            total=limits.get("Total"),
            app_daily=hidden.get("AppDaily"),
            begins=epoch_millis(now),
        )
        if not rule.is_set:
            return None
        wanted = Claim(endpoint_id=self._endpoint.id, token="would", is_message=is_message)  # noqa: S106 - names a claim
        (found,) = self._tools.caps.look(self._campaign["ApplicationId"], rule, [wanted], now=now)
        return found


def _words(status: str) -> tuple[str, str]:
    if status == NOT_A_MEMBER:
        return "Segment", "the endpoint is not a member of the segment."
    return words(status)
