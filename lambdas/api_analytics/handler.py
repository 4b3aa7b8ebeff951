"""KPIs and experiments."""

from __future__ import annotations

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import experiments, kpis

lambda_handler = http_function({**kpis.OPERATIONS, **experiments.OPERATIONS})
