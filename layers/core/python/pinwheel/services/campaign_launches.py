"""What comes before a run: the runs after it are arranged first, and it is decided whether it takes place.

A recurring campaign always has its next two runs arranged; the message of one arranges the one after the
next before anything else happens. So a message that is delivered twice finds the work done, one that comes
after a crash does it again, and one that is lost costs its own run only: the next one is on its way already
(decision 0015). Nothing here starts a run: that is `services.runs.launch_run`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, Body, treatments
from pinwheel.domain.campaigns.schedule import Launch, Step, run_launches, timelines
from pinwheel.domain.campaigns.states import (
    closed,
    covered,
    find_launch,
    is_running,
    opened,
    pending_launches,
    skipped,
    stored_launches,
    with_states,
)
from pinwheel.domain.campaigns.timeline import Timeline
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.runs.activities import CANCELLED, failed_activity
from pinwheel.domain.runs.plan import activity_id, run_id
from pinwheel.domain.times import epoch_millis, iso, parse_iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Change, Document, Documents, Put
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler
from pinwheel.services.campaign_quotas import entry_changes
from pinwheel.services.campaign_schedules import start
from pinwheel.services.trigger_index import index_changes

ATTEMPTS = 8
MISSED = "missed: a later run is due"
BUSY = "skipped: the run before is still on"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchTools:
    """What preparing a launch takes."""

    documents: Documents
    runs: WorkQueue
    scheduler: Scheduler
    clock: Clock


def prepare_launch(message: Mapping[str, Any], *, tools: LaunchTools) -> str | None:
    """Arrange what follows the run of a message of the queue `runs`; None: let the run start.

    Otherwise tells, for the log, why there is nothing to start.
    """
    if "CampaignId" not in message:
        return None
    for _ in range(ATTEMPTS):
        key = keys.campaign(message["ApplicationId"], message["CampaignId"])
        campaign = tools.documents.get(key)
        launch = None if campaign is None else _launch(campaign.body, message)
        try:
            if campaign is None or launch is None:
                # Not stored yet, begun before, or not wanted any more: who starts runs knows which.
                return None
            if launch.step is not None:
                return _turn_window(campaign, launch, tools=tools)
            return _arrange(campaign, launch, tools=tools)
        except Conflict:
            continue
    raise Unavailable("The campaign is changing too often; try again.")


def _launch(body: Mapping[str, Any], message: Mapping[str, Any]) -> Launch | None:
    if body.get("IsPaused") or message.get("CampaignVersion") not in {None, body["Version"]}:
        return None
    return find_launch(body, message["ScheduledTime"], message.get("TreatmentId"), message.get("Step"))


def _turn_window(campaign: Document, launch: Launch, *, tools: LaunchTools) -> str | None:
    """Open or close the window of a campaign that waits for events; who starts runs closes them too."""
    is_close = launch.step == Step.CLOSE
    body = closed(campaign.body, launch) if is_close else opened(campaign.body, launch)
    changes: list[Change] = [Put(campaign.key, body, expect=campaign.revision)]
    changes += [*entry_changes(campaign.body, body), *index_changes(campaign.body, body)]
    tools.documents.write(changes)
    return None if is_close else "window opened"


def _arrange(campaign: Document, launch: Launch, *, tools: LaunchTools) -> str | None:
    """Arrange the runs after this one; then tell whether it takes place."""
    timeline = timelines(campaign.body).get(launch.treatment_id)
    now = tools.clock.now()
    at = parse_iso(launch.at)
    latest = None if timeline is None else timeline.latest(now)
    if timeline is None or timeline.after(at) is None:
        return _unless_running(campaign, campaign.body, launch, tools=tools)
    if latest is not None and latest > at:
        body = _extended(campaign.body, timeline, launch, latest, tools=tools, now=now)
        _skip(campaign, body, launch, MISSED, tools=tools)
        return MISSED
    body = _extended(campaign.body, timeline, launch, None, tools=tools, now=now)
    reason = _unless_running(campaign, body, launch, tools=tools)
    if reason is None and body is not campaign.body:
        tools.documents.write([Put(campaign.key, body, expect=campaign.revision)])
    return reason


def _unless_running(
    campaign: Document, body: Mapping[str, Any], launch: Launch, *, tools: LaunchTools
) -> str | None:
    """Skip a run whose predecessor is still on; sweeps of local time take a day and may overlap."""
    own = run_id(campaign.body["Id"], launch.at, launch.treatment_id)
    is_busy = any(is_running(body, each, beside=own) for each in covered(body, launch))
    if not is_busy or _is_local(body, launch):
        return None
    _skip(campaign, body, launch, BUSY, tools=tools)
    return BUSY


def _is_local(body: Mapping[str, Any], launch: Launch) -> bool:
    treatment = treatments(body)[launch.treatment_id or DEFAULT_TREATMENT]
    return bool((treatment.get("Schedule") or {}).get("IsLocalTime"))


def _extended(
    body: Mapping[str, Any],
    timeline: Timeline,
    launch: Launch,
    latest: datetime | None,
    *,
    tools: LaunchTools,
    now: datetime,
) -> Mapping[str, Any]:
    """Make sure that the next runs are arranged; `latest` is the one that takes the place of a missed one."""
    since = parse_iso(launch.at) if latest is None else latest
    wanted = run_launches(timeline, launch.treatment_id, since)
    if latest is not None:
        wanted.insert(0, Launch(at=iso(latest), treatment_id=launch.treatment_id))
    pending = pending_launches(body)
    known = {(each.at, each.treatment_id) for each in pending}
    missing = [each for each in wanted if (each.at, each.treatment_id) not in known]
    if not missing:
        return body
    added = [
        start(body, each, runs=tools.runs, scheduler=tools.scheduler, name=_name(body, each), now=now)
        for each in missing
    ]
    return with_states(body, {}, Launches=stored_launches([*pending, *added]))


def _name(body: Mapping[str, Any], launch: Launch) -> str:
    """Name a timer so that who arranges the run again replaces it."""
    at = epoch_millis(parse_iso(launch.at))
    return f"{body['Id']}-{launch.treatment_id or DEFAULT_TREATMENT}-{body['Version']}-{at:x}"


def _skip(
    campaign: Document, body: Mapping[str, Any], launch: Launch, reason: str, *, tools: LaunchTools
) -> None:
    """Write down, also for who lists activities, that a run does not take place."""
    new: Body = skipped(body, launch)
    puts: Sequence[Put] = _cancelled(new, launch, reason, now=iso(tools.clock.now()))
    tools.documents.write([Put(campaign.key, new, expect=campaign.revision), *puts])


def _cancelled(body: Mapping[str, Any], launch: Launch, reason: str, *, now: str) -> list[Put]:
    application_id, campaign_id = body["ApplicationId"], body["Id"]
    run = run_id(campaign_id, launch.at, launch.treatment_id)
    found = []
    for treatment_id in covered(body, launch):
        activity = failed_activity(
            application_id=application_id,
            campaign_id=campaign_id,
            treatment_id=treatment_id,
            activity_id=activity_id(run, launch.at, treatment_id),
            scheduled=launch.at,
            now=now,
            reason=reason,
        )
        key = keys.activity(application_id, campaign_id, activity["Id"])
        found.append(Put(key, {**activity, "State": CANCELLED}))
    return found
