"""KPIs, experiments, and what campaigns and segments would do, did and cost."""

from __future__ import annotations

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import (
    event_delivery,
    experiments,
    funnels,
    insight,
    kpis,
    preferences,
    reports,
    usage,
    webhook_keys,
)

lambda_handler = http_function(
    {
        **kpis.OPERATIONS,
        **experiments.OPERATIONS,
        **insight.OPERATIONS,
        **event_delivery.OPERATIONS,
        **funnels.OPERATIONS,
        **preferences.OPERATIONS,
        **reports.OPERATIONS,
        **usage.OPERATIONS,
        **webhook_keys.OPERATIONS,
    }
)
