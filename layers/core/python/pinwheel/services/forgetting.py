"""Removing what is counted and kept by person, when endpoints are deleted (spec 00, I08)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.archive import places as archive
from pinwheel.domain.archive.rows import Forgotten
from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.rollups import places
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.partitions import Partitions


def forget_figures(
    application_id: str, endpoint_ids: Iterable[str], *, documents: Documents, figures: Partitions
) -> None:
    """Remove what is counted by endpoint: events seen, in-app messages shown, caps, outcomes."""
    endpoint_ids = list(endpoint_ids)
    experiments = list(_experiments(application_id, documents))
    for endpoint_id in endpoint_ids:
        figures.empty(places.capped_endpoint(application_id, endpoint_id), is_late=lambda: False)
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


def forget_in_archive(
    application_id: str, endpoint_ids: Iterable[str], *, blobs: Blobs, clock: Clock
) -> None:
    """Hide the events of deleted endpoints from all readers at once; compaction removes them for good."""
    now = epoch_millis(clock.now())
    lines = [Forgotten(endpoint_key(each), now) for each in endpoint_ids]
    if lines:
        data = msgspec.json.Encoder().encode_lines(lines)
        mark = hashlib.blake2b(data, digest_size=8).hexdigest()
        name = archive.forgotten_file(application_id, f"{now:015d}-{mark}")
        blobs.put(name, data)


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
