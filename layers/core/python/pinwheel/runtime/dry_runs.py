"""The worker of dry runs, put together."""

from __future__ import annotations

from pinwheel.domain.insight.forecast import Rate
from pinwheel.domain.runs import families
from pinwheel.runtime import bootstrap
from pinwheel.runtime.contents import LOADERS
from pinwheel.runtime.settings import settings
from pinwheel.services.insight.dry_runs import DryRunWorker
from pinwheel.services.insight.refusals import Refusals


def worker() -> DryRunWorker:
    """Give the worker of one message."""
    documents = bootstrap.documents()
    return DryRunWorker(
        documents=documents,
        segment_documents=bootstrap.segment_documents(),
        audience=bootstrap.audience(),
        blobs=bootstrap.blobs(),
        loaders=LOADERS,
        refusals=Refusals(documents, bootstrap.caps()),
        rate=rate_of,
        queue=bootstrap.queue("dryruns"),
        clock=bootstrap.clock(),
    )


def rate_of(family: str) -> Rate:
    """Tell what the account may send in a family."""
    if family != families.EMAIL:
        return Rate(settings().per_second(family))
    quota = bootstrap.email_quota()
    if quota.per_24_hours <= 0:
        return Rate(quota.per_second)
    left = max(quota.per_24_hours - quota.sent_last_24_hours, 0.0)
    return Rate(quota.per_second, quota.per_24_hours, left)
