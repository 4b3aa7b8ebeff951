"""Arranging a campaign's runs: queue what is due, set timers for what is later (spec 03, section 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, Body, internal, treatments
from pinwheel.domain.campaigns.schedule import Launch, launches
from pinwheel.domain.campaigns.states import (
    CampaignState,
    at_rest,
    is_running,
    pending_launches,
    stored_launches,
    with_states,
)
from pinwheel.domain.campaigns.timeline import Frequency
from pinwheel.domain.campaigns.timing import frequencies
from pinwheel.domain.times import parse_iso
from pinwheel.ports.ids import Ids
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler, Timers


def coming(old: Mapping[str, Any], new: Mapping[str, Any], *, now: datetime) -> list[Launch]:
    """List the runs that a changed campaign is to have next.

    A start that has come, but whose run has not begun, stays: the message under way has the old version.
    """
    if new.get("IsPaused"):
        return []
    found = launches(new, now=now, is_resume=bool(old.get("IsPaused")))
    known = {(launch.at, launch.treatment_id, launch.step) for launch in found}
    begun = [
        Launch(at=launch.at, treatment_id=launch.treatment_id)
        for launch in pending_launches(old)
        if launch.step is None
        and launch.is_due(now)
        and (launch.at, launch.treatment_id, launch.step) not in known
        and not _waits_for_events(new)
    ]
    latest = {launch.treatment_id: launch for launch in begun}
    return [*latest.values(), *found]


def _waits_for_events(body: Mapping[str, Any]) -> bool:
    return any(each.is_window for each in frequencies(body))


def arranged(
    body: Body,
    pending: Sequence[Launch],
    *,
    runs: WorkQueue | None,
    scheduler: Scheduler | None,
    ids: Ids | None,
    now: datetime,
) -> Body:
    """Queue what is due, set timers for what is later, note both in the document (which the caller stores).

    Without `runs`, `scheduler` and `ids` it only tells what the document would be.
    """
    done = list(pending)
    if runs is not None and scheduler is not None and ids is not None:
        done = [
            start(body, each, runs=runs, scheduler=scheduler, name=_name(body, each, ids), now=now)
            for each in pending
        ]
    body = with_states(body, {}, Launches=stored_launches(done), Open=[])
    return with_states(body, {each: _state(body, each) for each in treatments(body)})


def _state(body: Mapping[str, Any], treatment_id: str) -> CampaignState:
    """Tell the state of a treatment whose runs have just been arranged."""
    if is_running(body, treatment_id) and not _waits_for_events(body):
        return CampaignState.EXECUTING
    if treatment_id in internal(body).get("LastRuns", {}):
        resting = at_rest(body, treatment_id)
        # Between runs is only who has more than one of them by the same schedule.
        is_first = frequencies(body) == {Frequency.ONCE} and resting is CampaignState.PENDING_NEXT_RUN
        return CampaignState.SCHEDULED if is_first else resting
    return CampaignState.PAUSED if body.get("IsPaused") else CampaignState.SCHEDULED


def _name(body: Mapping[str, Any], launch: Launch, ids: Ids) -> str:
    return f"{body['Id']}-{launch.treatment_id or DEFAULT_TREATMENT}-{ids.new_id()[-12:]}"


def start(
    body: Mapping[str, Any],
    launch: Launch,
    *,
    runs: WorkQueue,
    scheduler: Scheduler,
    name: str,
    now: datetime,
) -> Launch:
    """Queue one run, or set its timer; answers the run with the timer's name."""
    message = launch.message(body["ApplicationId"], body["Id"], body["Version"])
    if launch.is_due(now):
        runs.send([message])
        return launch
    scheduler.schedule_once(name, parse_iso(launch.at), message)
    return Launch(at=launch.at, treatment_id=launch.treatment_id, schedule=name, step=launch.step)


def cancel_timers(old: Mapping[str, Any], *, scheduler: Timers) -> None:
    """Drop the timers of a version that is no more; one that fires all the same is recognised as stale."""
    for launch in pending_launches(old):
        if launch.schedule is not None:
            scheduler.cancel(launch.schedule)
