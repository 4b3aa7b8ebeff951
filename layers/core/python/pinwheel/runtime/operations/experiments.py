"""Operations on experiments (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.domain.experiments import planning
from pinwheel.runtime import bootstrap
from pinwheel.services import experiments
from pinwheel.services.applications import require_application


def create_experiment(call: Call) -> Any:
    """Declare an experiment."""
    return experiments.create_experiment(
        call.labels["ApplicationId"], call.body, stores=bootstrap.experiment_stores(), ids=bootstrap.ids()
    )


def list_experiments(call: Call) -> Any:
    """List experiments."""
    application_id = call.labels["ApplicationId"]
    found, after = experiments.list_experiments(
        application_id,
        limit=page_size(call),
        after=decode_token(call.operation, application_id, call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", found, encode_token(call.operation, application_id, after))


def get_experiment(call: Call) -> Any:
    """Report an experiment."""
    return experiments.report_experiment(
        call.labels["ApplicationId"], call.labels["ExperimentId"], stores=bootstrap.experiment_stores()
    )


def plan_experiment(call: Call) -> Any:
    """Plan the size and duration of an experiment."""
    require_application(call.labels["ApplicationId"], documents=bootstrap.documents())
    return planning.plan_experiment(call.body)


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateExperiment": create_experiment,
    "GetExperiment": get_experiment,
    "ListExperiments": list_experiments,
    "PlanExperiment": plan_experiment,
}
