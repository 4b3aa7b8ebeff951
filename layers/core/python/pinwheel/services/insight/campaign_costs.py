"""What a campaign costs: so far, and when its runs under way, or its first one, are over (spec 09)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pinwheel.domain.campaigns.model import internal, treatments
from pinwheel.domain.errors import LimitExceeded, NotFound
from pinwheel.domain.insight import bill
from pinwheel.domain.insight.answers import Cost
from pinwheel.domain.insight.contents import configured_channels
from pinwheel.domain.runs.ledger import SEEN, Run
from pinwheel.ports.documents import Documents
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.rollups import Rollups
from pinwheel.services.insight.campaign_figures import by_channel, figures, part_of, require_campaign
from pinwheel.services.insight.estimates import EstimateTools, estimate_segment


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTools:
    """What costing takes; `documents` is the registry table."""

    documents: Documents
    ledger: RunLedger
    rollups: Rollups
    estimates: EstimateTools


def campaign_cost(application_id: str, campaign_id: str, *, tools: CostTools) -> Cost:
    """Price what a campaign has done, and what it will have done when its runs are over.

    Raises:
        NotFound: there is no such campaign.
    """
    campaign = require_campaign(application_id, campaign_id, documents=tools.documents).body
    so_far = figures(application_id, campaign_id, documents=tools.documents, ledger=tools.ledger)
    messages = by_channel(campaign, so_far.sent, rollups=tools.rollups)
    lines = bill.priced(messages, examined=so_far.examined)
    spent = bill.total(lines)
    estimated: float | None
    if so_far.runs:
        to_come, more = _rest(so_far.running)
        expected = by_channel(campaign, so_far.sent + to_come, rollups=tools.rollups)
        estimated = bill.total(bill.priced(expected, examined=so_far.examined + more))
    else:
        estimated = _first_run(application_id, campaign, tools)
    return Cost(
        currency=bill.CURRENCY,
        estimated=estimated,
        so_far=spent,
        lines=lines,
        prices_as_of=bill.AS_OF,
        runs=so_far.runs,
    )


def _rest(running: list[Run]) -> tuple[Counter[str], int]:
    """Tell what runs under way still have to send, and to read: as much a slice as those that are read."""
    to_send: Counter[str] = Counter()
    to_read = 0
    for run in running:
        if run.is_cancelled:
            continue
        grown = projection(run)
        seen = sum(run.count(each.id, SEEN) for each in run.plan.treatments)
        to_read += round(seen * (grown - 1))
        for treatment in run.plan.sent:
            part = part_of(run, treatment.id)
            to_send[treatment.id] += max(round(part.total * grown) - part.done, 0)
    return to_send, to_read


def projection(run: Run) -> float:
    """Give the factor from what has been read of an audience to all of it; 1 until a slice is done."""
    if run.plan.is_event or not run.slices_done:
        return 1.0
    return run.plan.slices / run.slices_done


def _first_run(application_id: str, campaign: Mapping[str, Any], tools: CostTools) -> float | None:
    """Price the first run by the size of the segment; None when it cannot be told."""
    segment_id = campaign.get("SegmentId")
    if not segment_id:
        return None
    version = campaign.get("SegmentVersion") if internal(campaign).get("PinsSegment") else None
    try:
        size = estimate_segment(application_id, segment_id, version, tools=tools.estimates)
    except (NotFound, LimitExceeded):
        return None
    shares = _shares(campaign)
    messages: Counter[str] = Counter()
    for treatment_id, treatment in treatments(campaign).items():
        channels = configured_channels(treatment)
        for channel, count in size.by_channel.items():
            if channel in channels:
                messages[channel] += round(count * shares[treatment_id])
    return bill.total(bill.priced(messages, examined=size.estimate))


def _shares(campaign: Mapping[str, Any]) -> dict[str, float]:
    """Give the part of the audience that each treatment gets."""
    additional = campaign.get("AdditionalTreatments") or []
    shares = {str(number): int(each["SizePercent"]) for number, each in enumerate(additional, start=1)}
    rest = 100 - sum(shares.values()) - int(campaign.get("HoldoutPercent") or 0)
    return {each: share / 100 for each, share in {"0": rest, **shares}.items()}
