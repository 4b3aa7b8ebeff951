"""Operations on the archive: funnels, cohorts, paths, adoption, history (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Accepted, Call
from pinwheel.domain.errors import Invalid
from pinwheel.runtime import bootstrap
from pinwheel.services.applications import require_application
from pinwheel.services.archive_queries import Later

DEFAULT_DAYS = 30


def query_funnel(call: Call) -> Any:
    """Count who went through steps."""
    return _told(bootstrap.archive_queries().funnel(_application(call), call.body))


def query_cohorts(call: Call) -> Any:
    """Make a retention table."""
    return _told(bootstrap.archive_queries().cohorts(_application(call), call.body))


def query_paths(call: Call) -> Any:
    """Find the most common next steps."""
    return _told(bootstrap.archive_queries().paths(_application(call), call.body))


def query_adoption(call: Call) -> Any:
    """Count who of some segments did something."""
    return _told(bootstrap.archive_queries().adoption(_application(call), call.body))


def get_endpoint_history(call: Call) -> Any:
    """List the events of an endpoint, newest first."""
    asked = call.first("Days") or str(DEFAULT_DAYS)
    if not asked.isascii() or not asked.isdigit():
        raise Invalid("days must be a whole number.", member="days")
    days = int(asked[:9])
    application_id = _application(call)
    return _told(bootstrap.archive_queries().history(application_id, call.labels["EndpointId"], days))


def get_archive_query(call: Call) -> Any:
    """Give the answer of a question that took longer."""
    return _told(bootstrap.archive_queries().result(_application(call), call.labels["QueryId"]))


def _told(answer: Any) -> Any:
    return Accepted(answer.body) if isinstance(answer, Later) else answer


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return application_id


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "GetArchiveQuery": get_archive_query,
    "GetEndpointHistory": get_endpoint_history,
    "QueryAdoption": query_adoption,
    "QueryCohorts": query_cohorts,
    "QueryFunnel": query_funnel,
    "QueryPaths": query_paths,
}
