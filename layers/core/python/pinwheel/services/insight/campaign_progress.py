"""How far a campaign's run has come, and when it will be over (extension API)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from pinwheel.domain.insight.answers import Progress
from pinwheel.domain.runs.activities import REASON, RUN
from pinwheel.domain.runs.ledger import Run
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.ledger import RunLedger
from pinwheel.services.insight.campaign_costs import projection
from pinwheel.services.insight.campaign_figures import activities, part_of, require_campaign
from pinwheel.services.run_standing import run_now


def campaign_progress(
    application_id: str, campaign_id: str, *, documents: Documents, ledger: RunLedger, clock: Clock
) -> Progress:
    """Tell how the last run stands; where treatments have schedules of their own, the newest of their runs.

    Raises:
        NotFound: there is no such campaign.
    """
    campaign = require_campaign(application_id, campaign_id, documents=documents).body
    status = campaign["State"]["CampaignStatus"]
    newest = next(activities(application_id, campaign_id, documents=documents, newest_first=True), None)
    run = None if newest is None or RUN not in newest else run_now(newest[RUN], ledger=ledger)
    if newest is None:
        return Progress(state=status, campaign_status=status)
    if run is None:
        reason = newest.get(REASON)
        return Progress(state=newest["State"], campaign_status=status, failure_reason=reason)
    ended = newest.get("End")
    standing = _standing(run, now=clock.now(), ended=parse_iso(ended) if ended else None)
    return replace(standing, campaign_status=status)


def _standing(run: Run, *, now: datetime, ended: datetime | None) -> Progress:
    parts = {treatment.id: part_of(run, treatment.id) for treatment in run.plan.sent}
    grown = projection(run)
    done = sum(part.done for part in parts.values())
    total = max(round(sum(part.total for part in parts.values()) * grown), done)
    until = ended or now
    seconds = (until - parse_iso(run.plan.started)).total_seconds()
    speed = done / seconds if done and seconds > 0 else None
    return Progress(
        state=_state(run),
        total=total,
        done=done,
        per_second=None if speed is None else round(speed, 2),
        eta=_eta(run, total - done, speed, now=now, ended=ended),
        treatments=parts,
        run_id=run.plan.run_id,
        started=run.plan.started,
        audience_read=None if run.plan.is_event else run.slices_done / run.plan.slices,
    )


def _state(run: Run) -> str:
    if run.is_cancelled:
        return "CANCELLED"
    return "COMPLETED" if run.is_complete else "RUNNING"


def _eta(run: Run, left: int, speed: float | None, *, now: datetime, ended: datetime | None) -> str | None:
    """Tell when the run will be over, at the speed so far; None until that is known."""
    if ended is not None:
        return iso(ended)
    if run.is_complete:
        return iso(now)
    if speed is None or run.plan.is_event:
        return None
    return iso(now + timedelta(seconds=left / speed))
