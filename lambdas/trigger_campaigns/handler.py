"""Answers the events of the stream with the campaigns that listen to them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from pinwheel.domain.events import EventRecord
from pinwheel.domain.runs.ledger import Run
from pinwheel.runtime import bootstrap
from pinwheel.runtime.contents import LOADERS
from pinwheel.runtime.families import family_queues
from pinwheel.runtime.stream import follower_function
from pinwheel.services.event_openings import OpeningTools, end_without_segment, open_event_run
from pinwheel.services.event_runs import ReachTools
from pinwheel.services.trigger_lookup import TriggerLookup
from pinwheel.services.triggers import TriggerTools, trigger_campaigns


def _openings() -> OpeningTools:
    return OpeningTools(
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        loaders=LOADERS,
        blobs=bootstrap.blobs(),
        ledger=bootstrap.ledger(),
        runs=bootstrap.queue("runs"),
        clock=bootstrap.clock(),
    )


def _open_run(application_id: str, campaign_id: str) -> Run | None:
    return open_event_run(application_id, campaign_id, tools=_openings())


def _lost_segment(application_id: str, campaign_id: str) -> None:
    end_without_segment(application_id, campaign_id, tools=_openings())


@cache
def _tools() -> TriggerTools:
    return TriggerTools(
        lookup=TriggerLookup(bootstrap.documents(), monotonic=time.monotonic),
        documents=bootstrap.documents(),
        segment_documents=bootstrap.segment_documents(),
        endpoints=bootstrap.endpoints(),
        audience=bootstrap.audience(),
        impressions=bootstrap.impressions(),
        open_run=_open_run,
        lost_segment=_lost_segment,
        reach=ReachTools(
            ledger=bootstrap.ledger(),
            blobs=bootstrap.blobs(),
            queues=family_queues(),
            clock=bootstrap.clock(),
            ids=bootstrap.ids(),
        ),
        clock=bootstrap.clock(),
    )


def follow(_batch: str, events: Sequence[EventRecord], _deadline: datetime) -> Mapping[str, int]:
    """Answer some events of a shard."""
    return trigger_campaigns(events, tools=_tools())


lambda_handler = follower_function(follow)
