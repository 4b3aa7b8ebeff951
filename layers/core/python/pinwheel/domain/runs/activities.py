"""Activities: what the API tells about a run, one document per run and treatment (spec 03, section 12).

`RunId` in the stored document is not answered; it leads to the ledger while the run is on. Neither is
`Reason`, which says why a run did not take place; "explain" and "progress" tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.campaigns.model import Body
from pinwheel.domain.runs.ledger import Run, attempted, execution_metrics, succeeded
from pinwheel.domain.runs.plan import RunPlan, Treatment

RUN = "RunId"
REASON = "Reason"
RUNNING = "RUNNING"
COMPLETED = "COMPLETED"
CANCELLED = "CANCELLED"


def begun_activity(plan: RunPlan, treatment: Treatment) -> Body:
    """Write the activity of a treatment whose run has begun."""
    return {
        "ApplicationId": plan.application_id,
        "CampaignId": plan.campaign_id,
        "Id": treatment.activity_id,
        "TreatmentId": treatment.id,
        "ScheduledStart": plan.scheduled,
        "Start": plan.started,
        "State": RUNNING,
        "TimezonesCompletedCount": 0,
        "TimezonesTotalCount": 0,
        RUN: plan.run_id,
    }


def running_activity(body: Mapping[str, Any], run: Run) -> Body:
    """Add how the run stands at this moment."""
    treatment_id = body["TreatmentId"]
    return {
        **body,
        **_timezones(run, treatment_id),
        "TotalEndpointCount": attempted(run, treatment_id),
        "SuccessfulEndpointCount": succeeded(run, treatment_id),
        "ExecutionMetrics": dict(execution_metrics(run, treatment_id)),
    }


def _timezones(run: Run, treatment_id: str) -> Body:
    """Count the zones of a sweep, and those whose time has come and gone (spec 03, section 3.2)."""
    if run.plan.treatment(treatment_id).sweep is None:
        return {}
    done = {wave.due for wave in run.waves if wave.is_done}
    complete = sum(len(zones) for due, zones in run.zones.items() if due in done)
    return {
        "TimezonesTotalCount": sum(len(zones) for zones in run.zones.values()),
        "TimezonesCompletedCount": complete if run.slices_done == run.plan.slices else 0,
    }


def ended_activity(body: Mapping[str, Any], run: Run, treatment_id: str, *, now: str) -> Body:
    """Add the end: it failed when it tried to send and nothing went out, or when it was cancelled."""
    tried, sent = attempted(run, treatment_id), succeeded(run, treatment_id)
    is_failure = run.is_cancelled or (tried > 0 and sent == 0)
    return {
        **running_activity({**body, "TreatmentId": treatment_id}, run),
        "State": CANCELLED if run.is_cancelled else COMPLETED,
        "Result": "FAIL" if is_failure else "SUCCESS",
        "End": now,
    }


def failed_activity(
    *,
    application_id: str,
    campaign_id: str,
    treatment_id: str,
    activity_id: str,
    scheduled: str,
    now: str,
    reason: str,
) -> Body:
    """Write the activity of a run that did not start, and why."""
    return {
        "ApplicationId": application_id,
        "CampaignId": campaign_id,
        "Id": activity_id,
        "TreatmentId": treatment_id,
        "ScheduledStart": scheduled,
        "Start": now,
        "End": now,
        "State": COMPLETED,
        "Result": "FAIL",
        "TotalEndpointCount": 0,
        "SuccessfulEndpointCount": 0,
        "TimezonesCompletedCount": 0,
        "TimezonesTotalCount": 0,
        "ExecutionMetrics": {},
        REASON: reason,
    }


def activity_answer(body: Mapping[str, Any]) -> Body:
    """Give what the API answers."""
    return {name: value for name, value in body.items() if name not in (RUN, REASON)}
