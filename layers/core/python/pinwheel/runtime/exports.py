"""CloudWatch metrics of delivered events, written to the log in the embedded format (spec 05, section 6)."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit, single_metric

from pinwheel.services.stream_delivery import Exported


def publish_exports(exports: Sequence[Exported]) -> None:
    """Count events that were to go to customers' streams, those that went, and why others did not."""
    for each in exports:
        _count("TotalEvents", each.total, each.application_id)
        if each.delivered:
            _count("ExportedEvents", each.delivered, each.application_id)
        if each.failed:
            _count("ExportEventErrors", each.failed, each.application_id, each.code)


def _count(name: str, value: int, application_id: str, code: str = "") -> None:
    with single_metric(name=name, unit=MetricUnit.Count, value=value, namespace="Pinwheel") as metric:
        metric.add_dimension(name="ApplicationId", value=application_id)
        if code:
            metric.add_dimension(name="ErrorCode", value=code)
