"""The extension API's routes (spec 09): everything that Pinpoint never had, under `/x/v1`, one line each.

`body` names a Struct as `module.Name` with the module's full name, or `builtins.dict` for any JSON object.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pinwheel.shapes.description import OperationShape as Route

Right = Literal["read", "ingest", "write", "admin"]

MAXIMUM_GRACE_SECONDS = 7 * 24 * 3600


class CreateAccessKeyRequest(Struct, frozen=True, kw_only=True):
    """An access key to issue: for some applications, or for all when `Applications` is absent."""

    Name: Annotated[str, Meta(min_length=1, max_length=128)]
    Rights: Annotated[list[Right], Meta(min_length=1)]
    Applications: Annotated[list[str], Meta(min_length=1)] | None = None


class RotateAccessKeyRequest(Struct, frozen=True, kw_only=True):
    """How long the old secret stays good after a new one was made; a day unless told."""

    GraceSeconds: Annotated[int, Meta(ge=0, le=MAXIMUM_GRACE_SECONDS)] = 24 * 3600


_HERE = "pinwheel.api.extension"
_ARCHIVE = "pinwheel.domain.funnels.requests"
_APP = "/x/v1/apps/{ApplicationId}"
_NUMBER = "/x/v1/numbers/{Number}"
_RANGE = {"start": "Start", "end": "End"}

EXTENSION_ROUTES = (
    Route("CreateAccessKey", "POST", "/x/v1/keys", body=f"{_HERE}.CreateAccessKeyRequest", status=201),
    Route("ListAccessKeys", "GET", "/x/v1/keys", query={"token": "Token", "page-size": "PageSize"}),
    Route("RevokeAccessKey", "DELETE", "/x/v1/keys/{AccessKeyId}"),
    Route(
        "RotateAccessKey", "POST", "/x/v1/keys/{AccessKeyId}/rotate", body=f"{_HERE}.RotateAccessKeyRequest"
    ),
    Route(
        "ListAuditEntries",
        "GET",
        "/x/v1/audit",
        query={"application-id": "ApplicationId", "token": "Token", "page-size": "PageSize"},
    ),
    Route(
        "ReportEvents",
        "POST",
        f"{_APP}/events",
        body="pinwheel.domain.server_events.ServerEventsRequest",
        status=202,
    ),
    Route("FindEndpoints", "GET", f"{_APP}/endpoints", query={"address": "Address"}),
    Route("OpenUpload", "POST", f"{_APP}/uploads", body="builtins.dict", status=201),
    Route("CreateExperiment", "POST", f"{_APP}/experiments", body="builtins.dict", status=201),
    Route("ListExperiments", "GET", f"{_APP}/experiments", query={"token": "Token", "page-size": "PageSize"}),
    Route("GetUsage", "GET", f"{_APP}/usage", query={"start": "Start", "end": "End"}),
    Route("GetRetention", "GET", f"{_APP}/retention", query={"date": "Date"}),
    Route("GetDemographics", "GET", f"{_APP}/demographics", query={"dimension": "Dimension"}),
    Route("GetRevenue", "GET", f"{_APP}/revenue", query=_RANGE),
    Route("GetEventTypes", "GET", f"{_APP}/event-types", query=_RANGE),
    Route(
        "GetEventReport",
        "GET",
        f"{_APP}/event-report",
        query={
            **_RANGE,
            "event-type": "EventType",
            "attribute.*": "Attribute",
            "metric": "Metric",
            "group-by": "GroupBy",
        },
    ),
    Route(
        "GetHeatmap", "GET", f"{_APP}/heatmap", query={**_RANGE, "event-type": "EventType", "time": "Time"}
    ),
    Route("GetCampaignEngagement", "GET", f"{_APP}/campaigns/{{CampaignId}}/engagement", query=_RANGE),
    Route("PlanExperiment", "POST", f"{_APP}/experiments/plan", body="builtins.dict"),
    Route("GetExperiment", "GET", f"{_APP}/experiments/{{ExperimentId}}"),
    Route(
        "EstimateDraft",
        "POST",
        f"{_APP}/segments/estimate",
        body="pinwheel.shapes.segments.WriteSegmentRequest",
    ),
    Route(
        "EstimateSegment",
        "GET",
        f"{_APP}/segments/{{SegmentId}}/estimate",
        query={"exact": "Exact", "version": "Version"},
    ),
    Route(
        "ExplainSegment",
        "GET",
        f"{_APP}/segments/{{SegmentId}}/explain",
        query={"endpoint-id": "EndpointId", "version": "Version"},
        required_query=("EndpointId",),
    ),
    Route(
        "ExplainCampaign",
        "GET",
        f"{_APP}/campaigns/{{CampaignId}}/explain",
        query={"endpoint-id": "EndpointId", "activity-id": "ActivityId"},
        required_query=("EndpointId",),
    ),
    Route("StartDryRun", "POST", f"{_APP}/campaigns/{{CampaignId}}/dry-run", status=202),
    Route("GetDryRun", "GET", f"{_APP}/campaigns/{{CampaignId}}/dry-run/{{DryRunId}}"),
    Route("GetCampaignCost", "GET", f"{_APP}/campaigns/{{CampaignId}}/cost"),
    Route("GetCampaignProgress", "GET", f"{_APP}/campaigns/{{CampaignId}}/progress"),
    Route("RotateWebhookKey", "POST", f"{_APP}/webhook-key", status=201),
    Route("GetEventStreamStatus", "GET", f"{_APP}/eventstream/status"),
    Route("QueryFunnel", "POST", f"{_APP}/funnels", body=f"{_ARCHIVE}.FunnelRequest"),
    Route("QueryCohorts", "POST", f"{_APP}/cohorts", body=f"{_ARCHIVE}.CohortsRequest"),
    Route("QueryPaths", "POST", f"{_APP}/paths", body=f"{_ARCHIVE}.PathsRequest"),
    Route("QueryAdoption", "POST", f"{_APP}/adoption", body=f"{_ARCHIVE}.AdoptionRequest"),
    Route("GetArchiveQuery", "GET", f"{_APP}/queries/{{QueryId}}"),
    Route("GetEndpointHistory", "GET", f"{_APP}/endpoints/{{EndpointId}}/history", query={"days": "Days"}),
    Route("GetPreferences", "GET", f"{_APP}/preferences"),
    Route("PutPreferences", "PUT", f"{_APP}/preferences", body="builtins.dict"),
    Route("RotateLinkKey", "POST", f"{_APP}/link-key", query={"revoke": "Revoke"}, status=201),
    Route(
        "ListSuppressions", "GET", f"{_APP}/suppressions", query={"token": "Token", "page-size": "PageSize"}
    ),
    Route("GetChannelChecks", "GET", f"{_APP}/channel-checks"),
    Route("DeleteSuppression", "DELETE", f"{_APP}/suppressions/{{Address}}"),
    Route("GetCircuitBreaker", "GET", f"{_APP}/circuit-breaker"),
    Route("PutCircuitBreaker", "PUT", f"{_APP}/circuit-breaker", body="builtins.dict"),
    Route("GetCampaignCircuitBreaker", "GET", f"{_APP}/campaigns/{{CampaignId}}/circuit-breaker"),
    Route("ResetCampaignCircuitBreaker", "DELETE", f"{_APP}/campaigns/{{CampaignId}}/circuit-breaker"),
    Route("PreviewTemplate", "POST", "/x/v1/templates/preview", body="builtins.dict"),
    Route("LintTemplate", "POST", "/x/v1/templates/lint", body="builtins.dict"),
    Route("PreviewVoice", "POST", "/x/v1/voice/preview", body="builtins.dict"),
    Route("ListNumbers", "GET", "/x/v1/numbers", query={"token": "Token", "page-size": "PageSize"}),
    Route("GetNumber", "GET", _NUMBER),
    Route("PutNumber", "PUT", _NUMBER, body="builtins.dict"),
    Route("DeleteNumber", "DELETE", _NUMBER),
    Route("ListNumberKeywords", "GET", f"{_NUMBER}/keywords"),
    Route("GetNumberKeyword", "GET", f"{_NUMBER}/keywords/{{Keyword}}"),
    Route("PutNumberKeyword", "PUT", f"{_NUMBER}/keywords/{{Keyword}}", body="builtins.dict"),
    Route("DeleteNumberKeyword", "DELETE", f"{_NUMBER}/keywords/{{Keyword}}"),
    Route(
        "ListNumberOptOuts",
        "GET",
        f"{_NUMBER}/opt-outs",
        query={"token": "Token", "page-size": "PageSize"},
    ),
    Route("PutNumberOptOut", "PUT", f"{_NUMBER}/opt-outs/{{Phone}}"),
    Route("DeleteNumberOptOut", "DELETE", f"{_NUMBER}/opt-outs/{{Phone}}"),
)
