"""Campaigns whose segment was deleted: none of their runs starts any more, those under way stop (spec 02, 2).

The campaigns are found in the list of active ones. Who is missed here, because it was made or resumed at the
same moment, ends when its next run finds no segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pinwheel.domain.campaigns.model import Body, internal
from pinwheel.domain.campaigns.states import CampaignState, is_active, with_states
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Document, Documents, Put
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.scheduler import Timers
from pinwheel.services.campaign_quotas import active_campaigns, entry_changes
from pinwheel.services.campaign_schedules import cancel_timers
from pinwheel.services.runs import close_event_runs
from pinwheel.services.trigger_index import index_changes

ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LossTools:
    """What ending campaigns takes."""

    documents: Documents
    ledger: RunLedger
    scheduler: Timers
    clock: Clock


def end_campaigns_on(application_id: str, segment_id: str, *, tools: LossTools) -> None:
    """End the active campaigns of a segment that is gone."""
    for campaign in active_campaigns(application_id, documents=tools.documents):
        if campaign.body.get("SegmentId") == segment_id:
            _end(campaign, tools=tools)


def _end(found: Document, *, tools: LossTools) -> None:
    campaign: Document | None = found
    for _ in range(ATTEMPTS):
        if campaign is None or not is_active(campaign.body):
            return
        body = _ended(campaign.body)
        try:
            tools.documents.write(
                [
                    Put(campaign.key, body, expect=campaign.revision),
                    *entry_changes(campaign.body, body),
                    *index_changes(campaign.body, body),
                ]
            )
        except Conflict:
            campaign = tools.documents.get(campaign.key)
            continue
        for run_id in internal(campaign.body).get("ActiveRuns", []):
            tools.ledger.cancel(run_id)
        cancel_timers(campaign.body, scheduler=tools.scheduler)
        close_event_runs(campaign.body, ledger=tools.ledger, documents=tools.documents, clock=tools.clock)
        return
    raise Unavailable("The campaign is changing too often; try again.")


def _ended(body: Mapping[str, Any]) -> Body:
    """End all that is not over; the end of a run that is cut short gives its treatments the same state."""
    states = internal(body).get("States", {})
    open_ones = [each for each, state in states.items() if state != CampaignState.COMPLETED]
    return with_states(body, dict.fromkeys(open_ones, CampaignState.DELETED), Launches=[], Open=[])
