"""Starting and ending the runs of campaigns. Both may be asked for any number of times; the run happens once.

    launch    ledger opened -> activities and campaign EXECUTING -> slices queued
    watch     every 45 seconds: what died or got lost is queued again (services/slicing.py, sweep_run)
    close     all slices and chunks done -> activities and campaign COMPLETED -> ledger closed

Each step can be repeated, and the one that would stop a repetition comes last: whoever is delivered again
after a crash goes through the same steps and finds what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import Body, internal, treatments
from pinwheel.domain.campaigns.schedule import Launch, Step, is_early
from pinwheel.domain.campaigns.states import ended, failed, find_launch, started
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.runs.activities import begun_activity, ended_activity, failed_activity
from pinwheel.domain.runs.ledger import Run
from pinwheel.domain.runs.plan import DEFAULT_SLICES, activity_id, bucket_range, run_id
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler
from pinwheel.services.courier import Loaders
from pinwheel.services.run_plans import CannotStartError, Occasion, PlanningTools, plan_run

ATTEMPTS = 8
NOT_STORED_YET = timedelta(seconds=2)
WATCH_EVERY = timedelta(seconds=45)
"""How often a run under way is looked after: with a lease, what died is taken up within 90 seconds."""
WATCH_EVENTS_EVERY = timedelta(hours=6)
"""The same for runs of event campaigns, which last: queues and streams deliver again what fails before."""
LAST_WATCHES = 50_000
"""The number from which on the watches of an event campaign's run are frequent: its window is closed."""
MOST_WATCHES = 60_000
"""A run that is not over after a month is left to the alarm on its dead letters."""


class LaunchMessage(msgspec.Struct, frozen=True, rename="pascal"):
    """A message of the queue `runs`."""

    application_id: str
    campaign_id: str
    scheduled_time: str
    campaign_version: int | None = None
    treatment_id: str | None = None
    step: str | None = None

    @property
    def run_id(self) -> str:
        """The run that every delivery of this message means."""
        return run_id(self.campaign_id, self.scheduled_time, self.treatment_id)

    def occasion(self, launch: Launch) -> Occasion:
        """Say which run it is to those who plan it."""
        return Occasion(
            run_id=self.run_id,
            application_id=self.application_id,
            campaign_id=self.campaign_id,
            scheduled=self.scheduled_time,
            treatment_id=launch.treatment_id,
        )


def launch_run(
    body: Mapping[str, Any],
    *,
    documents: Documents,
    segment_documents: Documents,
    loaders: Loaders,
    blobs: Blobs,
    ledger: RunLedger,
    runs: WorkQueue,
    slices: WorkQueue,
    scheduler: Scheduler,
    clock: Clock,
    slice_count: int = DEFAULT_SLICES,
) -> str:
    """Start the run that a message asks for, or go on starting it; answers what was done, for the log.

    A message `{"Watch": run, ...}` is a run's timer: it looks after the run and sets the next one. One
    `{"Wave": run, "Due": instant}` says that a wave of local time may go (services/slicing.py).
    """
    if "Watch" in body:
        return _watch(body, ledger=ledger, slices=slices, scheduler=scheduler, clock=clock)
    if "Wave" in body:
        return _release_wave(body, ledger=ledger, slices=slices)
    message = msgspec.convert(dict(body), LaunchMessage)
    if message.step == Step.CLOSE:
        return _close_window(message, documents=documents, ledger=ledger, scheduler=scheduler, clock=clock)
    run = ledger.run(message.run_id)
    if run is None:
        campaign = documents.get(keys.campaign(message.application_id, message.campaign_id))
        if _may_come(campaign, message) and is_early(message.scheduled_time, clock.now()):
            runs.send([dict(body)], delay=NOT_STORED_YET)
            return "campaign not stored yet"
        launch = _launch(campaign, message)
        if campaign is None or launch is None:
            return "not to be run any more"
        if launch.step is not None:
            # The campaign was stored just now; its window is opened by the next delivery, nothing is sent.
            runs.send([dict(body)], delay=NOT_STORED_YET)
            return "a window, no run"
        try:
            plan = plan_run(
                campaign.body,
                message.occasion(launch),
                tools=PlanningTools(
                    documents=documents,
                    segment_documents=segment_documents,
                    loaders=loaders,
                    blobs=blobs,
                    clock=clock,
                    slice_count=slice_count,
                ),
            )
        except CannotStartError as error:
            _fail(campaign, message, launch, error, documents=documents, clock=clock)
            return f"failed: {error}"
        ledger.open(plan)
    return _go_on(
        message, documents=documents, ledger=ledger, slices=slices, scheduler=scheduler, clock=clock
    )


def _go_on(
    message: LaunchMessage,
    *,
    documents: Documents,
    ledger: RunLedger,
    slices: WorkQueue,
    scheduler: Scheduler,
    clock: Clock,
) -> str:
    """Take an opened run as far as it needs to go on by itself; any part may have been done before."""
    run = ledger.run(message.run_id)
    if run is None or run.is_closed:
        return "over"
    if not _note_begun(run, message, documents=documents):
        ledger.cancel(run.plan.run_id)
        return "not wanted any more"
    _set_timer(run, 0, scheduler=scheduler, clock=clock)
    queue_slices(run, ledger=ledger, slices=slices)
    return "started"


def queue_slices(run: Run, *, ledger: RunLedger, slices: WorkQueue) -> None:
    """Queue the slices that are not done; after a crash some may be queued already, which does no harm."""
    plan = run.plan
    if run.slices_done == plan.slices:
        return
    open_parts = [
        part
        for part in range(plan.slices)
        if run.slices_done == 0
        or not ledger.cursor(plan.run_id, part).is_done(bucket_range(part, plan.slices))
    ]
    slices.send([{"RunId": plan.run_id, "Slice": part} for part in open_parts])


def close_event_runs(
    campaign: Mapping[str, Any],
    treatment_id: str | None = None,
    *,
    but: str | None = None,
    ledger: RunLedger,
    documents: Documents,
    clock: Clock,
) -> list[Run]:
    """Let no more events into the runs of an event campaign: its window ends, it is paused or changed.

    What was let in is still sent. Answers the runs that go on until then. Repeating it is harmless. Only the
    runs that send `treatment_id` are closed (None: all of them), and not the run `but`.
    """
    going_on = []
    for each in internal(campaign).get("ActiveRuns", []):
        run = None if each == but else ledger.run(each)
        if run is None or not run.plan.is_event or not _sends(run, treatment_id):
            continue
        ledger.seal(each)
        if not close_if_complete(each, ledger=ledger, documents=documents, clock=clock):
            going_on.append(run)
    return going_on


def _sends(run: Run, treatment_id: str | None) -> bool:
    return treatment_id is None or any(treatment.id == treatment_id for treatment in run.plan.sent)


def _close_window(
    message: LaunchMessage, *, documents: Documents, ledger: RunLedger, scheduler: Scheduler, clock: Clock
) -> str:
    """End the runs of an event campaign with its window, unless the campaign was changed meanwhile."""
    campaign = documents.get(keys.campaign(message.application_id, message.campaign_id))
    if campaign is None or message.campaign_version not in (None, campaign.body["Version"]):
        return "not to be closed any more"
    left = close_event_runs(
        campaign.body, message.treatment_id, ledger=ledger, documents=documents, clock=clock
    )
    for run in left:
        _set_timer(run, LAST_WATCHES, scheduler=scheduler, clock=clock)
    return "closed"


def _watch(
    body: Mapping[str, Any], *, ledger: RunLedger, slices: WorkQueue, scheduler: Scheduler, clock: Clock
) -> str:
    """Let a run be swept (services/slicing.py) and set its next timer, until it is over."""
    run = ledger.run(body["Watch"])
    if run is None or run.is_closed or body["Round"] >= MOST_WATCHES:
        return "over"
    seen, before = _seen(run), str(body["Seen"])
    is_reading = _read(seen) != _read(before)
    slices.send([{"RunId": run.plan.run_id, "IsStill": seen == before, "IsReading": is_reading}])
    _set_timer(run, body["Round"] + 1, scheduler=scheduler, clock=clock)
    return "watched"


def _release_wave(body: Mapping[str, Any], *, ledger: RunLedger, slices: WorkQueue) -> str:
    """Let the chunks of a wave be queued, those of each slice by itself."""
    run = ledger.run(body["Wave"])
    if run is None or run.is_closed:
        return "over"
    message = {"RunId": run.plan.run_id, "Due": body["Due"]}
    slices.send([{**message, "Slice": part} for part in range(run.plan.slices)])
    return "wave released"


def _asleep_until(run: Run, now: datetime) -> datetime | None:
    """Tell until when nothing is to be watched because only later waves are left; None: watch on."""
    later = [wave for wave in run.waves if not wave.is_done and wave.due > now.timestamp()]
    waiting = sum(wave.made - wave.done for wave in later)
    is_read = run.slices_done == run.plan.slices
    if not later or not is_read or run.is_cancelled or run.chunks_total - run.chunks_done > waiting:
        return None
    return datetime.fromtimestamp(later[0].due, UTC)


def _set_timer(run: Run, number: int, *, scheduler: Scheduler, clock: Clock) -> None:
    """Set a timer with a name of its own: the one that fires is deleted by the scheduler a little later."""
    run_id = run.plan.run_id
    message = {"Watch": run_id, "Round": number, "Seen": _seen(run)}
    every = WATCH_EVENTS_EVERY if run.plan.is_event and number < LAST_WATCHES else WATCH_EVERY
    start = _asleep_until(run, clock.now()) or clock.now()
    scheduler.schedule_once(f"watch-{run_id}-{number}", start + every, message)


def _seen(run: Run) -> str:
    return f"{run.slices_done}/{run.chunks_total}/{run.chunks_done}"


def _read(seen: str) -> str:
    """Give what `_seen` says about the slices."""
    return seen.rpartition("/")[0]


def _may_come(campaign: Document | None, message: LaunchMessage) -> bool:
    """Tell whether the campaign, or this version of it, may be about to be stored."""
    return campaign is None or (message.campaign_version or 0) > campaign.body["Version"]


def _launch(campaign: Document | None, message: LaunchMessage) -> Launch | None:
    """Find the run that the message is about, unless the campaign has changed since."""
    if campaign is None or campaign.body.get("IsPaused"):
        return None
    if message.campaign_version not in (None, campaign.body["Version"]):
        return None
    return find_launch(campaign.body, message.scheduled_time, message.treatment_id, message.step)


def _fail(
    campaign: Document,
    message: LaunchMessage,
    launch: Launch,
    error: CannotStartError,
    *,
    documents: Documents,
    clock: Clock,
) -> None:
    ids = [launch.treatment_id] if launch.treatment_id is not None else list(treatments(campaign.body))
    activities = [
        Put(_activity_key(message.application_id, message.campaign_id, activity["Id"]), activity)
        for activity in (
            failed_activity(
                application_id=message.application_id,
                campaign_id=message.campaign_id,
                treatment_id=treatment_id,
                activity_id=activity_id(message.run_id, message.scheduled_time, treatment_id),
                scheduled=message.scheduled_time,
                now=iso(clock.now()),
                reason=str(error),
            )
            for treatment_id in ids
        )
    ]
    body = failed(campaign.body, launch, error.state)
    documents.write([Put(campaign.key, body, expect=campaign.revision), *activities])


def _note_begun(run: Run, message: LaunchMessage, *, documents: Documents) -> bool:
    """Write down that the run is on; False when the campaign does not want it any more."""
    plan = run.plan
    for _ in range(ATTEMPTS):
        campaign = documents.get(keys.campaign(plan.application_id, plan.campaign_id))
        if campaign is None:
            return False
        if plan.run_id in internal(campaign.body).get("ActiveRuns", []):
            return True
        launch = _launch(campaign, message)
        if launch is None:
            return False
        activities = [
            Put(
                _activity_key(plan.application_id, plan.campaign_id, treatment.activity_id),
                begun_activity(plan, treatment),
                expect=ABSENT,
            )
            for treatment in plan.sent
        ]
        body = started(campaign.body, launch, plan.run_id)
        try:
            documents.write([Put(campaign.key, body, expect=campaign.revision), *activities])
        except Conflict:
            continue
        return True
    raise Unavailable("The campaign is changing too often; try again.")


def close_if_complete(run_id: str, *, ledger: RunLedger, documents: Documents, clock: Clock) -> bool:
    """Write down the end of a run in which nothing is left to do; True when it is over."""
    run = ledger.run(run_id)
    if run is None or not run.is_complete:
        return False
    if not run.is_closed:
        _note_ended(run, documents=documents, now=iso(clock.now()))
        ledger.close(run_id)
    return True


def _note_ended(run: Run, *, documents: Documents, now: str) -> None:
    plan = run.plan
    for _ in range(ATTEMPTS):
        campaign = documents.get(keys.campaign(plan.application_id, plan.campaign_id))
        changes = list(_ended_activities(run, documents=documents, now=now))
        if campaign is not None and plan.run_id in internal(campaign.body).get("ActiveRuns", []):
            # A run is only cancelled for a campaign that is gone or, while it is there, for its segment.
            sent = [treatment.id for treatment in plan.sent]
            body = ended(campaign.body, plan.run_id, sent, lost_segment=run.is_cancelled)
            changes.append(Put(campaign.key, body, expect=campaign.revision))
        try:
            documents.write(changes)
        except Conflict:
            continue
        return
    raise Unavailable("The campaign is changing too often; try again.")


def _ended_activities(run: Run, *, documents: Documents, now: str) -> Iterable[Put]:
    for treatment in run.plan.sent:
        key = _activity_key(run.plan.application_id, run.plan.campaign_id, treatment.activity_id)
        stored = documents.get(key)
        if stored is not None and "End" not in stored.body:
            body: Body = ended_activity(stored.body, run, treatment.id, now=now)
            yield Put(key, body, expect=stored.revision)


def _activity_key(application_id: str, campaign_id: str, activity: str) -> keys.DocumentKey:
    return keys.activity(application_id, campaign_id, activity)
