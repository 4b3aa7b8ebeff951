"""Reports on who and what (extension API): demographics, revenue, events, heat maps, campaigns."""

from __future__ import annotations

from typing import Any

from pinwheel.api.call import Accepted, Call, Operation
from pinwheel.runtime import bootstrap
from pinwheel.services import demographics, reports
from pinwheel.services.archive_queries import Later

_ATTRIBUTE = "Attribute."


def get_demographics(call: Call) -> Any:
    """Tell shares of endpoints and users by a dimension."""
    tools = demographics.DemographicsTools(
        documents=bootstrap.documents(), reader=bootstrap.endpoints, clock=bootstrap.clock()
    )
    return demographics.demographics(call.labels["ApplicationId"], call.first("Dimension"), tools=tools)


def get_revenue(call: Call) -> Any:
    """Tell what was bought."""
    return reports.revenue(
        call.labels["ApplicationId"], start=call.first("Start"), end=call.first("End"), tools=_tools()
    )


def get_event_types(call: Call) -> Any:
    """Tell which types of events came."""
    return reports.event_types(
        call.labels["ApplicationId"], start=call.first("Start"), end=call.first("End"), tools=_tools()
    )


def get_event_report(call: Call) -> Any:
    """Report one event type."""
    attributes = {
        name.removeprefix(_ATTRIBUTE): tuple(values)
        for name, values in call.query.items()
        if name.startswith(_ATTRIBUTE)
    }
    return _told(
        reports.event_report(
            call.labels["ApplicationId"],
            event_type=call.first("EventType"),
            start=call.first("Start"),
            end=call.first("End"),
            attributes=attributes,
            metric=call.first("Metric"),
            group_by=call.first("GroupBy"),
            tools=_tools(),
            archive=bootstrap.archive_queries(),
        )
    )


def get_heatmap(call: Call) -> Any:
    """Tell at which hours of the week something happens."""
    return _told(
        reports.heatmap(
            call.labels["ApplicationId"],
            event_type=call.first("EventType"),
            start=call.first("Start"),
            end=call.first("End"),
            clocks=call.first("Time"),
            tools=_tools(),
            archive=bootstrap.archive_queries(),
        )
    )


def get_campaign_engagement(call: Call) -> Any:
    """Tell what became of a campaign's messages."""
    return reports.engagement(
        call.labels["ApplicationId"],
        call.labels["CampaignId"],
        start=call.first("Start"),
        end=call.first("End"),
        tools=_tools(),
        archive=bootstrap.archive_queries(),
    )


def _tools() -> reports.ReportTools:
    return reports.ReportTools(
        documents=bootstrap.documents(), rollups=bootstrap.rollups(), clock=bootstrap.clock()
    )


def _told(answer: Any) -> Any:
    return Accepted(answer.body) if isinstance(answer, Later) else answer


OPERATIONS: dict[str, Operation] = {
    "GetCampaignEngagement": get_campaign_engagement,
    "GetDemographics": get_demographics,
    "GetEventReport": get_event_report,
    "GetEventTypes": get_event_types,
    "GetHeatmap": get_heatmap,
    "GetRevenue": get_revenue,
}
