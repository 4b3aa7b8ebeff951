"""Operations on KPIs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import kpis


def get_application_date_range_kpi(call: Call) -> Any:
    """Answer a KPI of an application."""
    return kpis.application_kpi(
        call.labels["ApplicationId"],
        call.labels["KpiName"],
        start=call.first("StartTime"),
        end=call.first("EndTime"),
        documents=bootstrap.documents(),
        rollups=bootstrap.rollups(),
        clock=bootstrap.clock(),
    )


def get_campaign_date_range_kpi(call: Call) -> Any:
    """Answer a KPI of a campaign."""
    return kpis.campaign_kpi(
        call.labels["ApplicationId"],
        call.labels["CampaignId"],
        call.labels["KpiName"],
        start=call.first("StartTime"),
        end=call.first("EndTime"),
        documents=bootstrap.documents(),
        rollups=bootstrap.rollups(),
        clock=bootstrap.clock(),
    )


def get_journey_date_range_kpi(call: Call) -> Any:
    """Answer a KPI of a journey."""
    return kpis.journey_kpi(
        call.labels["ApplicationId"],
        call.labels["JourneyId"],
        call.labels["KpiName"],
        start=call.first("StartTime"),
        end=call.first("EndTime"),
        documents=bootstrap.documents(),
        rollups=bootstrap.rollups(),
        clock=bootstrap.clock(),
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "GetApplicationDateRangeKpi": get_application_date_range_kpi,
    "GetCampaignDateRangeKpi": get_campaign_date_range_kpi,
    "GetJourneyDateRangeKpi": get_journey_date_range_kpi,
}
