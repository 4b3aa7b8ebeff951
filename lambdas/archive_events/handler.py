"""Writes the events of the stream to the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pinwheel.domain.events import EventRecord
from pinwheel.runtime import bootstrap
from pinwheel.runtime.stream import follower_function
from pinwheel.services.archive import archive_events


def follow(batch: str, events: Sequence[EventRecord], _: datetime) -> Mapping[str, int]:
    """Archive some events of a shard."""
    written = archive_events(batch, events, files=bootstrap.archive_files(), blobs=bootstrap.blobs())
    return {"files": written}


lambda_handler = follower_function(follow)
