"""Events that start campaigns: from a batch of the stream to chunks of recipients (spec 03, section 3.3).

    events -> campaigns whose filter they match -> endpoints as they are now -> segment, treatment -> chunks

Each answer, of one campaign to one event at one endpoint, leaves a marker in the transaction that adds its
chunk (event_runs.py). So batches may come twice, in another order or cut differently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.in_app.campaigns import DISPLAYED, reported_campaign
from pinwheel.domain.runs.ledger import Run
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.times import epoch_millis
from pinwheel.domain.triggers.filters import FilterType
from pinwheel.domain.triggers.hits import Hit, hits, is_late
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.impressions import Impressions
from pinwheel.services.audience import load_segment
from pinwheel.services.event_runs import Reached, ReachTools, reach
from pinwheel.services.trigger_lookup import TriggerLookup

OpenRun = Callable[[str, str], Run | None]
"""Gives the run that takes the events of a campaign; None: nothing is to be sent."""
PAGE = 100


class Membership(Protocol):
    """Who can tell the members of a segment (services/audience.py)."""

    def matcher(self, definition: SegmentDefinition, *, now: datetime) -> Callable[[Endpoint], bool]:
        """Compile a segment to a predicate."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerTools:
    """What answering events takes."""

    lookup: TriggerLookup
    documents: Documents
    segment_documents: Documents
    endpoints: EndpointReader
    audience: Membership
    impressions: Impressions
    open_run: OpenRun
    lost_segment: Callable[[str, str], None]
    """Hears of a campaign whose segment is gone."""
    reach: ReachTools
    clock: Clock


def trigger_campaigns(events: Sequence[EventRecord], *, tools: TriggerTools) -> Mapping[str, int]:
    """Answer a batch of events; doing it again changes nothing. Gives figures for the log.

    Raises:
        Unavailable: a store or queue did not answer; the batch can be given again.
    """
    figures: Counter[str] = Counter()
    now = tools.clock.now()
    _count_displays(events, tools=tools)
    fresh = [event for event in events if not is_late(event, epoch_millis(now))]
    figures["late"] = len(events) - len(fresh)
    for application_id, of_application in _by_application(fresh).items():
        batch = _Batch(application_id, now, tools)
        batch.answer(of_application)
        figures.update(batch.figures)
    return figures


def _by_application(events: Iterable[EventRecord]) -> dict[str, list[EventRecord]]:
    found: dict[str, list[EventRecord]] = {}
    for event in events:
        found.setdefault(event.application_id, []).append(event)
    return found


@dataclass(slots=True)
class _Batch:
    """The events of one application in a batch, and what has been read for them."""

    application_id: str
    now: datetime
    tools: TriggerTools
    figures: Counter[str] = field(default_factory=Counter)
    _segments: dict[tuple[str, int | None], Callable[[Endpoint], bool] | None] = field(default_factory=dict)
    _answers: dict[str, bool] = field(default_factory=dict)

    def answer(self, events: Sequence[EventRecord]) -> None:
        found = self._hits(events)
        if not found:
            return
        self.figures["hits"] += len(found)
        endpoints = self._endpoints([hit.event for hit in found])
        by_campaign: dict[str, list[tuple[Hit, Endpoint]]] = {}
        lost: set[str] = set()
        for hit in found:
            is_member = self._member_of(hit)
            if is_member is None:
                lost.add(hit.trigger.campaign_id)
            for endpoint in endpoints.get(_address(hit.event), ()):
                if is_member is not None and is_member(endpoint):
                    by_campaign.setdefault(hit.trigger.campaign_id, []).append((hit, endpoint))
        for campaign_id in sorted(lost):
            self.tools.lost_segment(self.application_id, campaign_id)
        for campaign_id, reached in by_campaign.items():
            self._send(campaign_id, reached)

    def _hits(self, events: Sequence[EventRecord]) -> list[Hit]:
        index = self.tools.lookup.index(self.application_id, {event.event_type for event in events})
        return [
            hit
            for event in events
            if (started := index.started_by(event))
            for hit in hits(event, started, answers_messages=self._answers_messages)
        ]

    def _answers_messages(self, campaign_id: str) -> bool:
        """Tell whether a campaign answers to what the service does."""
        if campaign_id not in self._answers:
            found = self.tools.documents.get(keys.campaign(self.application_id, campaign_id))
            self._answers[campaign_id] = found is not None and _hears_service(found.body)
        return self._answers[campaign_id]

    def _endpoints(self, events: Sequence[EventRecord]) -> Mapping[str, Sequence[Endpoint]]:
        """Read the endpoints that events name, or all of a user's where they name a user alone."""
        names = {event.endpoint_id for event in events if event.endpoint_id}
        users = {str(event.user_id) for event in events if not event.endpoint_id and event.user_id}
        reader = self.tools.endpoints
        named = reader.get_many(self.application_id, sorted(names)) if names else {}
        found: dict[str, Sequence[Endpoint]] = {key: (endpoint,) for key, endpoint in named.items()}
        found |= {_of_user(user): reader.of_user(self.application_id, user) for user in sorted(users)}
        return found

    def _member_of(self, hit: Hit) -> Callable[[Endpoint], bool] | None:
        """Compile a campaign's segment as it is now; None where it is gone."""
        key = (hit.trigger.segment_id, hit.trigger.segment_version)
        if key not in self._segments:
            try:
                definition = load_segment(self.application_id, *key, documents=self.tools.segment_documents)
                self._segments[key] = self.tools.audience.matcher(definition, now=self.now)
            except (NotFound, Invalid):
                self._segments[key] = None
        return self._segments[key]

    def _send(self, campaign_id: str, reached: Sequence[tuple[Hit, Endpoint]]) -> None:
        """Bring endpoints into the campaign's run; those whose treatment listens to other events stay out."""
        run = self.tools.open_run(self.application_id, campaign_id)
        if run is None:
            self.figures["not wanted"] += len(reached)
            return
        shares = run.plan.shares
        wanted = [
            Reached(endpoint=endpoint, event_id=hit.occasion, at=hit.arrived)
            for hit, endpoint in reached
            if shares.place(int(endpoint.cohort_id or 0))[0] in hit.treatment_ids
        ]
        self.figures["answered"] += reach(run, wanted, tools=self.tools.reach)


def _hears_service(campaign: Mapping[str, Any]) -> bool:
    filters = (
        (treatment.get("Schedule") or {}).get("EventFilter") or {}
        for treatment in treatments(campaign).values()
    )
    return any(each.get("FilterType") == FilterType.SYSTEM for each in filters)


def _address(event: EventRecord) -> str:
    """Name whom an event is about: an endpoint, or a user alone."""
    return endpoint_key(event.endpoint_id) if event.endpoint_id else _of_user(str(event.user_id))


def _of_user(user_id: str) -> str:
    return f"user {user_id}"


def _count_displays(events: Sequence[EventRecord], *, tools: TriggerTools) -> None:
    """Count what apps have shown of in-app campaigns that have a total cap."""
    shown = [event for event in events if event.event_type == DISPLAYED and event.endpoint_id]
    for application_id, of_application in _by_application(shown).items():
        capped = set(_capped(application_id, tools.documents))
        for event in of_application:
            campaign_id = reported_campaign(event.attributes)
            if campaign_id in capped:
                tools.impressions.add(application_id, event.endpoint_id, campaign_id, event.event_id)


def _capped(application_id: str, documents: Documents) -> Iterator[str]:
    after = None
    while True:
        page = documents.list(
            keys.application_partition(application_id), prefix=keys.IN_APP_PREFIX, limit=PAGE, after=after
        )
        yield from (each.body["CampaignId"] for each in page.documents if each.body["TotalCap"])
        if page.after is None:
            return
        after = page.after
