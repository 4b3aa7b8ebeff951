"""Removing what is counted by person, when endpoints are deleted (spec 00, I08)."""

from __future__ import annotations

from collections.abc import Iterable

from pinwheel.domain import keys
from pinwheel.domain.rollups import places
from pinwheel.ports.documents import Documents
from pinwheel.ports.partitions import Partitions


def forget_figures(
    application_id: str, endpoint_ids: Iterable[str], *, documents: Documents, figures: Partitions
) -> None:
    """Remove what is counted by endpoint: events seen, in-app messages shown, outcomes in experiments."""
    experiments = list(_experiments(application_id, documents))
    figures.remove(
        [
            key
            for endpoint_id in endpoint_ids
            for key in (
                places.seen_endpoint(application_id, endpoint_id),
                places.shown_endpoint(application_id, endpoint_id),
                *(places.outcome(experiment_id, endpoint_id) for experiment_id in experiments),
            )
        ]
    )


def _experiments(application_id: str, documents: Documents) -> Iterable[str]:
    after = None
    while True:
        page = documents.list(
            keys.application_partition(application_id), prefix=keys.EXPERIMENT_PREFIX, after=after
        )
        yield from (document.body["Id"] for document in page.documents)
        if page.after is None:
            return
        after = page.after
