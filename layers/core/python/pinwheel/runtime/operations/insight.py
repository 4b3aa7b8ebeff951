"""Operations that look into segments and campaigns (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.domain.errors import Invalid
from pinwheel.runtime import bootstrap
from pinwheel.services.applications import require_application
from pinwheel.services.insight import (
    campaign_costs,
    campaign_progress,
    dry_runs,
    estimates,
    memberships,
    send_explanations,
)

YES, NO = frozenset({"true", "1"}), frozenset({"false", "0", ""})


def estimate_segment(call: Call) -> Any:
    """Estimate or count a segment."""
    text = (call.first("Exact") or "").lower()
    if text not in YES | NO:
        raise Invalid(f"exact must be true or false, got '{text[:20]}'.", member="exact")
    return estimates.estimate_segment(
        _application(call),
        call.labels["SegmentId"],
        _version(call),
        exact=text in YES,
        tools=_estimate_tools(),
    )


def estimate_draft(call: Call) -> Any:
    """Estimate a segment that is not stored."""
    request = msgspec.to_builtins(call.body)
    return estimates.estimate_draft(_application(call), request, tools=_estimate_tools())


def explain_segment(call: Call) -> Any:
    """Explain why an endpoint is, or is not, a member."""
    return memberships.explain_segment(
        _application(call),
        call.labels["SegmentId"],
        _endpoint_id(call),
        version=_version(call),
        now=bootstrap.clock().now(),
        documents=bootstrap.segment_documents(),
        endpoints=bootstrap.endpoints(),
        members=bootstrap.segment_members(),
    )


def explain_campaign(call: Call) -> Any:
    """Explain why an endpoint did, or did not, get a campaign's message."""
    return send_explanations.explain_send(
        _application(call),
        call.labels["CampaignId"],
        _endpoint_id(call),
        activity_id=call.first("ActivityId") or None,
        tools=send_explanations.ExplanationTools(
            documents=bootstrap.documents(),
            segment_documents=bootstrap.segment_documents(),
            endpoints=bootstrap.endpoints(),
            members=bootstrap.segment_members(),
            ledger=bootstrap.ledger(),
            blobs=bootstrap.blobs(),
            caps=bootstrap.caps(),
            clock=bootstrap.clock(),
        ),
    )


def start_dry_run(call: Call) -> Any:
    """Accept a dry run."""
    return dry_runs.start_dry_run(
        _application(call),
        call.labels["CampaignId"],
        documents=bootstrap.documents(),
        queue=bootstrap.queue("dryruns"),
        ids=bootstrap.ids(),
        clock=bootstrap.clock(),
    )


def get_dry_run(call: Call) -> Any:
    """Read a dry run."""
    return dry_runs.get_dry_run(
        _application(call),
        call.labels["CampaignId"],
        call.labels["DryRunId"],
        documents=bootstrap.documents(),
    )


def get_campaign_cost(call: Call) -> Any:
    """Price a campaign."""
    return campaign_costs.campaign_cost(
        _application(call),
        call.labels["CampaignId"],
        tools=campaign_costs.CostTools(
            documents=bootstrap.documents(),
            ledger=bootstrap.ledger(),
            rollups=bootstrap.rollups(),
            estimates=_estimate_tools(),
        ),
    )


def get_campaign_progress(call: Call) -> Any:
    """Tell how far a campaign's last run has come."""
    return campaign_progress.campaign_progress(
        _application(call),
        call.labels["CampaignId"],
        documents=bootstrap.documents(),
        ledger=bootstrap.ledger(),
        clock=bootstrap.clock(),
    )


def _estimate_tools() -> estimates.EstimateTools:
    return estimates.EstimateTools(
        documents=bootstrap.segment_documents(), reader=bootstrap.new_audience, clock=bootstrap.clock()
    )


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return application_id


def _endpoint_id(call: Call) -> str:
    endpoint_id = call.first("EndpointId")
    if not endpoint_id:
        raise Invalid("The query parameter endpoint-id is required.", member="endpoint-id")
    return endpoint_id


def _version(call: Call) -> int | None:
    text = call.first("Version")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 9):
        raise Invalid(f"version must be a positive integer, got '{text[:20]}'.", member="version")
    return int(text)


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "EstimateDraft": estimate_draft,
    "EstimateSegment": estimate_segment,
    "ExplainCampaign": explain_campaign,
    "ExplainSegment": explain_segment,
    "GetCampaignCost": get_campaign_cost,
    "GetCampaignProgress": get_campaign_progress,
    "GetDryRun": get_dry_run,
    "StartDryRun": start_dry_run,
}
