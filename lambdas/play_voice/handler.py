"""Tells a SIP media application of Chime SDK voice what to play, and records how calls went."""

from __future__ import annotations

from typing import Any

from pinwheel.domain.chime_calls import turn
from pinwheel.domain.times import epoch_millis
from pinwheel.domain.voice_feedback import read_voice_event
from pinwheel.runtime import bootstrap
from pinwheel.runtime.settings import settings
from pinwheel.runtime.usage import metered


def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
    """Answer one question of the application."""
    now = epoch_millis(bootstrap.clock().now())
    taken = turn(event, bucket=settings().data_bucket, now_millis=now)
    found = [read_voice_event(report, account_id=settings().account_id) for report in taken.reports]
    bootstrap.event_stream().publish([each for report in found if report for each in report.events])
    return taken.answer


lambda_handler = metered(handle)
