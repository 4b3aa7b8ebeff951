"""Operations on campaigns, their versions and activities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.runtime.settings import settings
from pinwheel.services import campaigns
from pinwheel.services.campaign_quotas import CampaignQuotas
from pinwheel.services.campaigns import CampaignTools


def create_campaign(call: Call) -> Any:
    """Create a campaign."""
    return campaigns.create_campaign(_application(call), msgspec.to_builtins(call.body), tools=_tools())


def update_campaign(call: Call) -> Any:
    """Change a campaign."""
    request = msgspec.to_builtins(call.body)
    return campaigns.update_campaign(_application(call), _campaign(call), request, tools=_tools())


def delete_campaign(call: Call) -> Any:
    """Delete a campaign."""
    return campaigns.delete_campaign(_application(call), _campaign(call), tools=_tools())


def get_campaign(call: Call) -> Any:
    """Read a campaign."""
    return campaigns.get_campaign(_application(call), _campaign(call), documents=bootstrap.documents())


def get_campaigns(call: Call) -> Any:
    """List campaigns."""
    application_id = _application(call)
    found, after = campaigns.list_campaigns(
        application_id,
        limit=page_size(call),
        after=decode_token("GetCampaigns", application_id, call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", found, encode_token("GetCampaigns", application_id, after))


def get_campaign_version(call: Call) -> Any:
    """Read one version of a campaign."""
    return campaigns.get_campaign_version(
        _application(call), _campaign(call), call.labels["Version"], documents=bootstrap.documents()
    )


def get_campaign_versions(call: Call) -> Any:
    """List the versions of a campaign."""
    found, after = campaigns.list_campaign_versions(
        _application(call),
        _campaign(call),
        limit=page_size(call),
        after=decode_token("GetCampaignVersions", _scope(call), call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", found, encode_token("GetCampaignVersions", _scope(call), after))


def get_campaign_activities(call: Call) -> Any:
    """List the activities of a campaign."""
    found, after = campaigns.list_activities(
        _application(call),
        _campaign(call),
        limit=page_size(call),
        after=decode_token("GetCampaignActivities", _scope(call), call.first("Token")),
        documents=bootstrap.documents(),
        ledger=bootstrap.ledger(),
    )
    return listing("Item", found, encode_token("GetCampaignActivities", _scope(call), after))


def _application(call: Call) -> str:
    return call.labels["ApplicationId"]


def _campaign(call: Call) -> str:
    return call.labels["CampaignId"]


def _scope(call: Call) -> str:
    return f"{_application(call)}/{_campaign(call)}"


def _tools() -> CampaignTools:
    return CampaignTools(
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        ledger=bootstrap.ledger(),
        runs=bootstrap.queue("runs"),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        place=bootstrap.place(),
        targets=bootstrap.delivery_targets(),
        quotas=_quotas(),
    )


def _quotas() -> CampaignQuotas:
    active, event, in_app = settings().campaign_quotas
    return CampaignQuotas(active=active, event=event, in_app=in_app)


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateCampaign": create_campaign,
    "UpdateCampaign": update_campaign,
    "DeleteCampaign": delete_campaign,
    "GetCampaign": get_campaign,
    "GetCampaigns": get_campaigns,
    "GetCampaignVersion": get_campaign_version,
    "GetCampaignVersions": get_campaign_versions,
    "GetCampaignActivities": get_campaign_activities,
}
