"""Campaigns: create, change, read, delete (spec 03).

A run that is to come is queued or scheduled *before* the campaign is stored. A crash in between leaves a
message about a campaign, or a version, that does not exist: it finds nothing and is dropped. The other order
could leave a campaign that says SCHEDULED and never runs. A message that overtakes its campaign waits for it
(services/runs.py). Timers have a name of their own for each version, so that a change never disturbs the
timer of the version before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.campaigns.model import (
    DEFAULT_TREATMENT,
    INTERNAL,
    Body,
    answer,
    given_members,
    internal,
    merged,
    treatments,
)
from pinwheel.domain.campaigns.schedule import Launch, launches
from pinwheel.domain.campaigns.states import CampaignState, pending_launches, stored_launches, with_states
from pinwheel.domain.campaigns.validation import is_immediate, validate
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.domain.runs.activities import RUN, RUNNING, activity_answer, running_activity
from pinwheel.domain.settings import without_unset
from pinwheel.domain.tags import validate_tags
from pinwheel.domain.template_resources.email import EMAIL
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Scheduler
from pinwheel.services.applications import require_application
from pinwheel.services.templates import require_template

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


def create_campaign(application_id: str, request: Mapping[str, Any], *, tools: CampaignTools) -> Body:
    """Create a campaign and let it start when its schedule says."""
    require_application(application_id, documents=tools.documents)
    now = tools.clock.now()
    tags = dict(request.get("tags") or {})
    validate_tags(tags)
    body = given_members(request)
    validate(body, now=now, is_new_schedule=True)
    _check_references(application_id, body, tools=tools)
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
            "Limits": _effective_limits(application_id, body, tools.documents),
        },
    }
    _complete_segment(body, tools=tools)
    pending = [] if body.get("IsPaused") else launches(body, now=now)
    body = _arrange(body, pending, now=now, tools=tools)
    tools.documents.write(_puts(body, expect=ABSENT))
    return answer(body)


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
            tools.documents.write(_puts(body, expect=stored.revision))
        except Conflict:
            continue
        if is_rescheduled:
            _cancel(stored.body, tools=tools)
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
                ]
            )
        except Conflict:
            continue
        _cancel(stored.body, tools=tools)
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
        run = ledger.run(body[RUN])
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
    is_new_schedule = _schedules(old) != _schedules(new)
    validate(new, now=now, is_new_schedule=is_new_schedule)
    if "IsPaused" in given and given["IsPaused"] and is_immediate(old):
        raise Invalid("An immediate campaign cannot be paused.", member="IsPaused")
    status = old["State"]["CampaignStatus"]
    if status == CampaignState.COMPLETED and not is_new_schedule:
        raise Invalid("The campaign is completed; only a new schedule can start it again.", member="Schedule")
    has_run = set(internal(old).get("States", {}).values()) - {CampaignState.SCHEDULED, CampaignState.PAUSED}
    if has_run and _shares(old) != _shares(new):
        raise Invalid("Treatments cannot change after the first run.", member="AdditionalTreatments")
    _check_references(old["ApplicationId"], new, tools=tools)
    fixed = ("Id", "ApplicationId", "Arn", "CreationDate", "tags", "State", "DefaultState", INTERNAL)
    body = {**new, **{name: old[name] for name in fixed if name in old}}
    body |= {"LastModifiedDate": iso(now), "Version": old["Version"] + 1}
    body[INTERNAL] = {**internal(body), "PinsSegment": pins_segment}
    if "Limits" in given:
        limits = {**internal(body).get("Limits", {}), **without_unset(given["Limits"])}
        body[INTERNAL] = {**internal(body), "Limits": limits}
    _complete_segment(body, tools=tools)
    was_paused = bool(old.get("IsPaused"))
    is_waiting = bool(pending_launches(old)) or was_paused
    return body, is_new_schedule or is_waiting or was_paused != bool(body.get("IsPaused"))


def _shares(body: Mapping[str, Any]) -> tuple[Any, ...]:
    sizes = [treatment.get("SizePercent") for treatment in body.get("AdditionalTreatments") or []]
    return (body.get("HoldoutPercent") or 0, *sizes)


def _schedules(body: Mapping[str, Any]) -> dict[str, Any]:
    return {each: treatment.get("Schedule") for each, treatment in treatments(body).items()}


def _reschedule(old: Mapping[str, Any], new: Body, *, tools: CampaignTools) -> Body:
    """Plan the runs to come anew: all of them carry the new version."""
    now = tools.clock.now()
    is_resume = bool(old.get("IsPaused")) and not new.get("IsPaused")
    pending = [] if new.get("IsPaused") else launches(new, now=now, is_resume=is_resume)
    if not pending and not new.get("IsPaused"):
        # A start that has come, but whose run has not begun: the message under way has the old version.
        pending = [
            Launch(at=launch.at, treatment_id=launch.treatment_id)
            for launch in pending_launches(old)
            if launch.is_due(now)
        ]
    return _arrange(new, pending, now=now, tools=tools)


def _arrange(body: Body, pending: Sequence[Launch], *, now: datetime, tools: CampaignTools) -> Body:
    """Queue what is due, schedule what is later, and note both in the document (which the caller stores)."""
    arranged = [_start(body, launch, now=now, tools=tools) for launch in pending]
    executing = internal(body).get("ActiveRuns", [])
    states = dict(internal(body).get("States", {}))
    waiting = CampaignState.PAUSED if body.get("IsPaused") else CampaignState.SCHEDULED
    coming = {launch.treatment_id for launch in arranged}
    for treatment_id in treatments(body):
        is_running = executing and states.get(treatment_id) == CampaignState.EXECUTING
        has_ended = states.get(treatment_id) == CampaignState.COMPLETED and not coming & {None, treatment_id}
        if not is_running and not has_ended:
            states[treatment_id] = waiting
    return with_states(body, states, Launches=stored_launches(arranged))


def _start(body: Body, launch: Launch, *, now: datetime, tools: CampaignTools) -> Launch:
    message = launch.message(body["ApplicationId"], body["Id"], body["Version"])
    if launch.is_due(now):
        tools.runs.send([message])
        return launch
    name = f"{body['Id']}-{launch.treatment_id or DEFAULT_TREATMENT}-{tools.ids.new_id()[-12:]}"
    tools.scheduler.schedule_once(name, parse_iso(launch.at), message)
    return Launch(at=launch.at, treatment_id=launch.treatment_id, schedule=name)


def _cancel(old: Mapping[str, Any], *, tools: CampaignTools) -> None:
    """Drop the timers of a version that is no more; one that fires all the same is recognised as stale."""
    for launch in pending_launches(old):
        if launch.schedule is not None:
            tools.scheduler.cancel(launch.schedule)


def _puts(body: Body, *, expect: int) -> list[Put]:
    application_id, campaign_id = body["ApplicationId"], body["Id"]
    return [
        Put(keys.campaign(application_id, campaign_id), body, expect=expect),
        Put(keys.campaign_version(application_id, campaign_id, body["Version"]), answer(body), expect=ABSENT),
    ]


def _check_references(application_id: str, body: Mapping[str, Any], *, tools: CampaignTools) -> None:
    """Refuse a campaign on a segment or template that does not exist: 400 (spec 03, sections 2 and 9)."""
    segment_id, version = body.get("SegmentId"), body.get("SegmentVersion")
    if segment_id:
        key = keys.segment(application_id, segment_id)
        if version is not None:
            key = keys.segment_version(application_id, segment_id, version)
        if tools.segment_documents.get(key) is None:
            which = "" if version is None else f" in version {version}"
            raise Invalid(f"Segment '{segment_id}'{which} does not exist.", member="SegmentId")
    for treatment in treatments(body).values():
        template = (treatment.get("TemplateConfiguration") or {}).get("EmailTemplate") or {}
        if template:
            name, number = template.get("Name") or "", template.get("Version")
            require_template(name, EMAIL, number, documents=tools.documents)


def _complete_segment(body: Body, *, tools: CampaignTools) -> None:
    """Answer the segment's version also where the caller named none: the newest."""
    if body.get("SegmentId") and "SegmentVersion" not in body:
        found = tools.segment_documents.get(keys.segment(body["ApplicationId"], body["SegmentId"]))
        if found is not None:
            body["SegmentVersion"] = found.body["Version"]


def _effective_limits(application_id: str, body: Mapping[str, Any], documents: Documents) -> dict[str, int]:
    """Copy the application's limits as defaults; later changes do not reach this campaign (spec 03, 5)."""
    settings = documents.get(keys.settings(application_id))
    defaults = (settings.body.get("Limits") or {}) if settings else {}
    return without_unset(defaults) | without_unset(body.get("Limits") or {})
