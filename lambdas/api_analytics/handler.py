"""KPIs, experiments, and what campaigns and segments would do, did and cost."""

from __future__ import annotations

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import (
    channel_checks,
    circuit_breaker,
    event_delivery,
    experiments,
    funnels,
    insight,
    kpis,
    preferences,
    reports,
    suppressions,
    usage,
    webhook_keys,
)

lambda_handler = http_function(
    {
        **channel_checks.OPERATIONS,
        **circuit_breaker.OPERATIONS,
        **kpis.OPERATIONS,
        **experiments.OPERATIONS,
        **insight.OPERATIONS,
        **event_delivery.OPERATIONS,
        **funnels.OPERATIONS,
        **preferences.OPERATIONS,
        **reports.OPERATIONS,
        **suppressions.OPERATIONS,
        **usage.OPERATIONS,
        **webhook_keys.OPERATIONS,
    }
)
