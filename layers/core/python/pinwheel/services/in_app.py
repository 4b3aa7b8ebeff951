"""In-app messages: which campaigns an endpoint may show at this moment (spec 03, section 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pinwheel.domain import keys
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.in_app.campaigns import InAppCampaign, answer, in_app_campaign
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.template_resources.in_app import TEMPLATE_TYPE, shown
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.impressions import Impressions
from pinwheel.services.audience import load_segment
from pinwheel.services.endpoints import get_endpoint
from pinwheel.services.templates import TemplateStores, read_content

PAGE = 100

Json = Mapping[str, Any]


class Membership(Protocol):
    """Who can tell the members of a segment (services/audience.py)."""

    def in_segment(self, endpoint: Endpoint, definition: SegmentDefinition, *, now: datetime) -> bool:
        """Tell whether one endpoint is a member."""
        ...


@dataclass(frozen=True, slots=True)
class Showing:
    """A campaign with its audience."""

    campaign: InAppCampaign
    segment: SegmentDefinition


def showing_keys(application_id: str, *, documents: Documents) -> Sequence[str]:
    """Name the in-app campaigns that are on: `<app>/<id>/<version>`, to look each up by."""
    found: list[str] = []
    after = None
    while True:
        page = documents.list(
            keys.application_partition(application_id),
            prefix=keys.IN_APP_PREFIX,
            limit=PAGE,
            after=after,
        )
        found += [
            f"{application_id}/{each.body['CampaignId']}/{each.body['Version']}" for each in page.documents
        ]
        if page.after is None:
            return found
        after = page.after


def load_showing(name: str, *, segments: Documents, templates: TemplateStores) -> Showing | None:
    """Load a campaign that `showing_keys` named; None when it, its segment or its content is gone."""
    application_id, campaign_id, _ = name.rsplit("/", 2)
    found = templates.documents.get(keys.campaign(application_id, campaign_id))
    if found is None:
        return None
    campaign = in_app_campaign(found.body, lambda treatment: _content(treatment, templates))
    try:
        segment = load_segment(
            application_id, campaign.segment_id, campaign.segment_version, documents=segments
        )
    except (NotFound, Invalid):
        return None
    return Showing(campaign, segment) if campaign.screens else None


def _content(treatment: Json, stores: TemplateStores) -> Json | None:
    """Give what a treatment shows: its template as it is now, else its message."""
    named = (treatment.get("TemplateConfiguration") or {}).get("InAppTemplate") or {}
    if named.get("Name"):
        try:
            _, _, content = read_content(named["Name"], TEMPLATE_TYPE, named.get("Version"), stores=stores)
        except NotFound:
            return None
        return shown(content)
    message = (treatment.get("MessageConfiguration") or {}).get("InAppMessage") or {}
    return shown(message) or None


def in_app_messages(
    application_id: str,
    endpoint_id: str,
    *,
    showing: Callable[[str], Iterable[Showing]],
    endpoints: EndpointReader,
    audience: Membership,
    impressions: Impressions,
    clock: Clock,
) -> dict[str, Any]:
    """Answer which in-app campaigns an endpoint may show, most urgent first.

    Raises:
        NotFound: there is no such endpoint.
    """
    endpoint = get_endpoint(application_id, endpoint_id, endpoints=endpoints)
    now = clock.now()
    wanted = [
        (each.campaign, *found)
        for each in showing(application_id)
        if (found := each.campaign.screen_for(endpoint, now=now)) is not None
        and audience.in_segment(endpoint, each.segment, now=now)
    ]
    seen: Mapping[str, int] = {}
    if any(campaign.total_cap for campaign, _, _ in wanted):
        seen = impressions.of_endpoint(application_id, endpoint.id)
    open_ones = [
        (campaign, treatment_id, screen)
        for campaign, treatment_id, screen in wanted
        if not campaign.total_cap or seen.get(campaign.id, 0) < campaign.total_cap
    ]
    open_ones.sort(key=lambda each: (each[0].priority, each[0].id))
    return {"InAppMessageCampaigns": [answer(*each) for each in open_ones]}
