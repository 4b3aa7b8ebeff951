"""Campaigns: create, change, read, delete (spec 03).

A run that is to come is queued or scheduled *before* the campaign is stored. A crash in between leaves a
message about a campaign, or a version, that does not exist: it finds nothing and is dropped. The other order
could leave a campaign that says SCHEDULED and never runs. A message that overtakes its campaign waits for it
(services/runs.py). Timers have a name of their own for each version, so that a change never disturbs the
timer of the version before. How a run arranges the one after it: services/campaign_launches.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.campaigns.model import (
    INTERNAL,
    Body,
    answer,
    given_members,
    internal,
    merged,
    treatments,
)
from pinwheel.domain.campaigns.schedule import launches
from pinwheel.domain.campaigns.states import CampaignState, with_states
from pinwheel.domain.campaigns.timeline import IMMEDIATE
from pinwheel.domain.campaigns.timing import is_immediate, schedules
from pinwheel.domain.campaigns.validation import validate
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.domain.runs.activities import RUN, RUNNING, activity_answer, running_activity
from pinwheel.domain.settings import without_unset
from pinwheel.domain.tags import validate_tags
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Change, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler
from pinwheel.services.applications import require_application
from pinwheel.services.campaign_quotas import DEFAULT_QUOTAS, CampaignQuotas, entry_changes, require_room
from pinwheel.services.campaign_references import check_references, complete_segment
from pinwheel.services.campaign_schedules import arranged, cancel_timers, coming
from pinwheel.services.delivery_targets import DeliveryTargets
from pinwheel.services.run_standing import run_now
from pinwheel.services.runs import close_event_runs
from pinwheel.services.trigger_index import index_changes

ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTools:
    """What changing a campaign takes."""

    documents: Documents
    segment_documents: Documents
    ledger: RunLedger
    runs: WorkQueue
    scheduler: Scheduler
    clock: Clock
    ids: Ids
    place: Place
    targets: DeliveryTargets
    quotas: CampaignQuotas = DEFAULT_QUOTAS


def create_campaign(application_id: str, request: Mapping[str, Any], *, tools: CampaignTools) -> Body:
    """Create a campaign and let it start when its schedule says."""
    require_application(application_id, documents=tools.documents)
    now = tools.clock.now()
    tags = dict(request.get("tags") or {})
    validate_tags(tags)
    body = given_members(request)
    validate(body, now=now)
    _check_references(application_id, body, None, tools=tools)
    campaign_id = tools.ids.new_id()
    body |= {
        "Id": campaign_id,
        "ApplicationId": application_id,
        "Arn": tools.place.campaign(application_id, campaign_id),
        "CreationDate": iso(now),
        "LastModifiedDate": iso(now),
        "Version": 1,
        **({"tags": tags} if tags else {}),
        INTERNAL: {
            "PinsSegment": "SegmentVersion" in body,
            "Anchors": _anchors(body, {}, iso(now)),
            **_inherited(application_id, body, tools.documents),
        },
    }
    complete_segment(body, documents=tools.segment_documents)
    pending = [] if body.get("IsPaused") else launches(body, now=now)
    body = with_states(body, _waiting(body))
    require_room(body, None, quotas=tools.quotas, documents=tools.documents)
    body = arranged(body, pending, runs=tools.runs, scheduler=tools.scheduler, ids=tools.ids, now=now)
    tools.documents.write(_changes(None, body, expect=ABSENT))
    return answer(body)


def _waiting(body: Mapping[str, Any]) -> dict[str, str]:
    state = CampaignState.PAUSED if body.get("IsPaused") else CampaignState.SCHEDULED
    return dict.fromkeys(treatments(body), state)


def update_campaign(
    application_id: str, campaign_id: str, request: Mapping[str, Any], *, tools: CampaignTools
) -> Body:
    """Change a campaign: a new version; what the request does not name stays."""
    for _ in range(ATTEMPTS):
        stored = _require(application_id, campaign_id, documents=tools.documents)
        body, is_rescheduled = _changed(stored, request, tools=tools)
        if is_rescheduled:
            body = _reschedule(stored.body, body, tools=tools)
        try:
            tools.documents.write(_changes(stored.body, body, expect=stored.revision))
        except Conflict:
            continue
        if is_rescheduled:
            cancel_timers(stored.body, scheduler=tools.scheduler)
            close_event_runs(stored.body, ledger=tools.ledger, documents=tools.documents, clock=tools.clock)
        return answer(body)
    raise Unavailable("The campaign is changing too often; try again.")


def delete_campaign(application_id: str, campaign_id: str, *, tools: CampaignTools) -> Body:
    """Delete a campaign: no run starts any more, those under way stop."""
    for _ in range(ATTEMPTS):
        stored = _require(application_id, campaign_id, documents=tools.documents)
        for run_id in internal(stored.body).get("ActiveRuns", []):
            tools.ledger.cancel(run_id)
        try:
            tools.documents.write(
                [
                    Delete(stored.key, expect=stored.revision),
                    Put(keys.deleted_campaign(application_id, campaign_id), {"Id": campaign_id}),
                    *entry_changes(stored.body, None),
                    *index_changes(stored.body, None),
                ]
            )
        except Conflict:
            continue
        cancel_timers(stored.body, scheduler=tools.scheduler)
        ids = treatments(stored.body)
        return answer(with_states(stored.body, dict.fromkeys(ids, CampaignState.DELETED)))
    raise Unavailable("The campaign is changing too often; try again.")


def get_campaign(application_id: str, campaign_id: str, *, documents: Documents) -> Body:
    """Read a campaign's newest version with its state."""
    return answer(_require(application_id, campaign_id, documents=documents).body)


def list_campaigns(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Body], str | None]:
    """List the campaigns of an application in the order of their creation."""
    require_application(application_id, documents=documents)
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=keys.CAMPAIGN_PREFIX, limit=limit, after=after)
    return [answer(document.body) for document in page.documents], page.after


def get_campaign_version(
    application_id: str, campaign_id: str, version: str, *, documents: Documents
) -> Body:
    """Read one version of a campaign."""
    _require(application_id, campaign_id, documents=documents)
    found = None
    if version.isascii() and version.isdigit() and len(version) <= 8:
        found = documents.get(keys.campaign_version(application_id, campaign_id, int(version)))
    if found is None:
        raise NotFound(f"Version '{version}' of campaign '{campaign_id}' was not found.")
    return answer(found.body)


def list_campaign_versions(
    application_id: str, campaign_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Body], str | None]:
    """List the versions of a campaign, newest first."""
    _require(application_id, campaign_id, documents=documents)
    page = documents.list(
        keys.campaign_partition(application_id, campaign_id),
        prefix=keys.VERSION_PREFIX,
        limit=limit,
        after=after,
        newest_first=True,
    )
    return [answer(document.body) for document in page.documents], page.after


def list_activities(
    application_id: str,
    campaign_id: str,
    *,
    limit: int,
    after: str | None,
    documents: Documents,
    ledger: RunLedger,
) -> tuple[Sequence[Body], str | None]:
    """List the activities of a campaign, newest first; runs under way with the counts of this moment."""
    _require(application_id, campaign_id, documents=documents)
    page = documents.list(
        keys.campaign_partition(application_id, campaign_id),
        prefix=keys.ACTIVITY_PREFIX,
        limit=limit,
        after=after,
        newest_first=True,
    )
    return [_activity(document.body, ledger) for document in page.documents], page.after


def _activity(body: Mapping[str, Any], ledger: RunLedger) -> Body:
    if body["State"] == RUNNING:
        run = run_now(body[RUN], ledger=ledger)
        if run is not None:
            return activity_answer(running_activity(body, run))
    return activity_answer(body)


def _require(application_id: str, campaign_id: str, *, documents: Documents) -> Document:
    require_application(application_id, documents=documents)
    found = documents.get(keys.campaign(application_id, campaign_id))
    if found is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
    return found


def _changed(stored: Document, request: Mapping[str, Any], *, tools: CampaignTools) -> tuple[Body, bool]:
    """Apply and check an update; also tells whether the runs to come are to be planned anew."""
    old = stored.body
    given = given_members(request)
    new = merged(old, request)
    pins_segment = internal(old).get("PinsSegment", False)
    if "SegmentVersion" in given or "SegmentId" in given:
        pins_segment = "SegmentVersion" in given
    if not pins_segment:
        new.pop("SegmentVersion", None)
    now = tools.clock.now()
    validate(new, now=now, old=old)
    if given.get("IsPaused") and is_immediate(old):
        raise Invalid("An immediate campaign cannot be paused.", member="IsPaused")
    if internal(old).get("LastRuns") and _shares(old) != _shares(new):
        raise Invalid("Treatments cannot change after the first run.", member="AdditionalTreatments")
    _check_references(old["ApplicationId"], new, old, tools=tools)
    fixed = ("Id", "ApplicationId", "Arn", "CreationDate", "tags", "State", "DefaultState", INTERNAL)
    body = {**new, **{name: old[name] for name in fixed if name in old}}
    body |= {"LastModifiedDate": iso(now), "Version": old["Version"] + 1}
    hidden = {**internal(old), "PinsSegment": pins_segment, "Anchors": _anchors(body, old, iso(now))}
    if "Limits" in given:
        # A zero takes a limit away; what is not named stays.
        hidden["Limits"] = without_unset({**hidden.get("Limits", {}), **given["Limits"]})
        if given["Limits"].get("Daily"):
            hidden.pop("AppDaily", None)
    body[INTERNAL] = hidden
    complete_segment(body, documents=tools.segment_documents)
    return body, _is_rescheduled(old, new)


def _is_rescheduled(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether runs are to be planned anew: always, unless a single run is under way or over."""
    is_changed = schedules(old) != schedules(new)
    is_toggled = bool(old.get("IsPaused")) != bool(new.get("IsPaused"))
    is_stuck = old["State"]["CampaignStatus"] in {CampaignState.INVALID, CampaignState.DELETED}
    if old["State"]["CampaignStatus"] == CampaignState.COMPLETED and not is_changed:
        raise Invalid("The campaign is completed; only a new schedule can start it again.", member="Schedule")
    return is_changed or is_toggled or is_stuck or bool(old.get("IsPaused") or internal(old).get("Launches"))


def _anchors(new: Mapping[str, Any], old: Mapping[str, Any], now: str) -> dict[str, str]:
    """Say when `IMMEDIATE` was: now, for each treatment whose start was not that before."""
    is_first = bool(old.get("IsPaused")) and not internal(old).get("LastRuns")
    known = {} if is_first else internal(old).get("Anchors", {})
    before = schedules(old) if old else {}
    found = {}
    for treatment_id, schedule in schedules(new).items():
        if schedule.get("StartTime") == IMMEDIATE:
            is_same = before.get(treatment_id, {}).get("Frequency") == schedule.get("Frequency")
            found[treatment_id] = known.get(treatment_id, now) if is_same else now
    return found


def _shares(body: Mapping[str, Any]) -> tuple[Any, ...]:
    sizes = [treatment.get("SizePercent") for treatment in body.get("AdditionalTreatments") or []]
    return (body.get("HoldoutPercent") or 0, *sizes)


def _reschedule(old: Mapping[str, Any], new: Body, *, tools: CampaignTools) -> Body:
    """Plan the runs to come anew: all of them carry the new version."""
    now = tools.clock.now()
    pending = coming(old, new, now=now)
    is_over = old["State"]["CampaignStatus"] == CampaignState.COMPLETED
    if is_over and not pending and not new.get("IsPaused"):
        raise Invalid("The campaign is completed; its new schedule has no run to come.", member="Schedule")
    body = arranged(new, pending, runs=None, scheduler=None, ids=None, now=now)
    require_room(body, old, quotas=tools.quotas, documents=tools.documents)
    return arranged(new, pending, runs=tools.runs, scheduler=tools.scheduler, ids=tools.ids, now=now)


def _changes(old: Mapping[str, Any] | None, body: Body, *, expect: int) -> list[Change]:
    application_id, campaign_id = body["ApplicationId"], body["Id"]
    return [
        Put(keys.campaign(application_id, campaign_id), body, expect=expect),
        Put(keys.campaign_version(application_id, campaign_id, body["Version"]), answer(body), expect=ABSENT),
        *entry_changes(old, body),
        *index_changes(old, body),
    ]


def _check_references(
    application_id: str, body: Mapping[str, Any], old: Mapping[str, Any] | None, *, tools: CampaignTools
) -> None:
    check_references(
        application_id,
        body,
        old=old,
        documents=tools.documents,
        segment_documents=tools.segment_documents,
        targets=tools.targets,
    )


def _inherited(application_id: str, body: Mapping[str, Any], documents: Documents) -> Body:
    """Copy the application's settings as defaults; later changes do not reach this campaign (spec 03, 5)."""
    found = documents.get(keys.settings(application_id))
    settings: Mapping[str, Any] = {} if found is None else found.body
    limits = without_unset(settings.get("Limits") or {})
    own = without_unset(body.get("Limits") or {})
    # The application's daily cap is over all campaigns, a campaign's own one by itself; its own one wins.
    kept = {name: value for name, value in limits.items() if name != "Daily"}
    inherited = {
        "Limits": kept | own,
        "AppDaily": None if "Daily" in own else limits.get("Daily"),
        "QuietTime": without_unset(settings.get("QuietTime") or {}),
        "Hook": without_unset(settings.get("CampaignHook") or {}),
    }
    return without_unset(inherited) | {"Limits": inherited["Limits"]}
