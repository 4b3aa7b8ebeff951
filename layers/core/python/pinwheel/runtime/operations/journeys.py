"""Operations on journeys, their states, runs and figures; the KPIs of journeys are with the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import journeys
from pinwheel.services.journeys import JourneyTools


def create_journey(call: Call) -> Any:
    """Create a journey."""
    return journeys.create_journey(_application(call), msgspec.to_builtins(call.body), tools=_tools())


def get_journey(call: Call) -> Any:
    """Read a journey."""
    return journeys.get_journey(
        _application(call), _journey(call), documents=bootstrap.documents(), blobs=bootstrap.blobs()
    )


def list_journeys(call: Call) -> Any:
    """List journeys."""
    application_id = _application(call)
    found, after = journeys.list_journeys(
        application_id,
        limit=page_size(call),
        after=decode_token("ListJourneys", application_id, call.first("Token")),
        documents=bootstrap.documents(),
        blobs=bootstrap.blobs(),
    )
    return listing("Item", found, encode_token("ListJourneys", application_id, after))


def update_journey(call: Call) -> Any:
    """Change a journey."""
    request = msgspec.to_builtins(call.body)
    return journeys.update_journey(_application(call), _journey(call), request, tools=_tools())


def update_journey_state(call: Call) -> Any:
    """Pause, resume or cancel a journey."""
    request = msgspec.to_builtins(call.body)
    return journeys.update_state(_application(call), _journey(call), request, tools=_tools())


def delete_journey(call: Call) -> Any:
    """Delete a journey."""
    return journeys.delete_journey(_application(call), _journey(call), tools=_tools())


def get_journey_runs(call: Call) -> Any:
    """List the runs of a journey."""
    page_size(call)
    decode_token("GetJourneyRuns", f"{_application(call)}/{_journey(call)}", call.first("Token"))
    found = journeys.list_runs(_application(call), _journey(call), documents=bootstrap.documents())
    return listing("Item", found, None)


def get_journey_execution_metrics(call: Call) -> Any:
    """Answer the figures of a journey."""
    return journeys.execution_metrics(
        _application(call), _journey(call), documents=bootstrap.documents(), clock=bootstrap.clock()
    )


def get_journey_execution_activity_metrics(call: Call) -> Any:
    """Answer the figures of an activity."""
    return journeys.activity_metrics(
        _application(call),
        _journey(call),
        call.labels["JourneyActivityId"],
        documents=bootstrap.documents(),
        blobs=bootstrap.blobs(),
        clock=bootstrap.clock(),
    )


def get_journey_run_metrics(call: Call) -> Any:
    """Answer the figures of a run, or of an activity in it."""
    return journeys.require_run(
        _application(call), _journey(call), call.labels["RunId"], documents=bootstrap.documents()
    )


def _application(call: Call) -> str:
    return call.labels["ApplicationId"]


def _journey(call: Call) -> str:
    return call.labels["JourneyId"]


def _tools() -> JourneyTools:
    return JourneyTools(
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        blobs=bootstrap.blobs(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateJourney": create_journey,
    "DeleteJourney": delete_journey,
    "GetJourney": get_journey,
    "GetJourneyExecutionActivityMetrics": get_journey_execution_activity_metrics,
    "GetJourneyExecutionMetrics": get_journey_execution_metrics,
    "GetJourneyRunExecutionActivityMetrics": get_journey_run_metrics,
    "GetJourneyRunExecutionMetrics": get_journey_run_metrics,
    "GetJourneyRuns": get_journey_runs,
    "ListJourneys": list_journeys,
    "UpdateJourney": update_journey,
    "UpdateJourneyState": update_journey_state,
}
