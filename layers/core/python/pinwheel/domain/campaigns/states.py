"""The states of a campaign and of its treatments (spec 03, section 10).

create --> SCHEDULED --> EXECUTING --> COMPLETED
             |   ^          |  ^
      pause  v   | resume   v  |        more runs to come
            PAUSED <---> PENDING_NEXT_RUN

EXECUTING of a campaign that waits for events: its window is open
INVALID   a run could not start: its template or channel is gone; an update plans it anew
DELETED   the campaign, or its segment, was deleted
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any

from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, INTERNAL, Body, internal, treatments
from pinwheel.domain.campaigns.schedule import Launch, Step, timelines
from pinwheel.domain.times import parse_iso


class CampaignState(enum.StrEnum):
    """The state of a campaign, or of one of its treatments."""

    SCHEDULED = "SCHEDULED"
    EXECUTING = "EXECUTING"
    PENDING_NEXT_RUN = "PENDING_NEXT_RUN"
    COMPLETED = "COMPLETED"
    PAUSED = "PAUSED"
    DELETED = "DELETED"
    INVALID = "INVALID"


ACTIVE = frozenset({CampaignState.SCHEDULED, CampaignState.EXECUTING, CampaignState.PENDING_NEXT_RUN})
"""The states that count against the quota of active campaigns (spec 03, section 1)."""

_PRECEDENCE = (
    CampaignState.EXECUTING,
    CampaignState.DELETED,
    CampaignState.INVALID,
    CampaignState.PAUSED,
    CampaignState.PENDING_NEXT_RUN,
    CampaignState.SCHEDULED,
    CampaignState.COMPLETED,
)


def overall(states: Iterable[str]) -> CampaignState:
    """Give a campaign's state from those of its treatments: COMPLETED only when all are."""
    found = {CampaignState(state) for state in states}
    if found == {CampaignState.SCHEDULED, CampaignState.COMPLETED}:
        return CampaignState.PENDING_NEXT_RUN
    return next(state for state in _PRECEDENCE if state in found)


def is_active(body: Mapping[str, Any]) -> bool:
    """Tell whether a campaign counts against the quotas; a draft without a schedule does not."""
    is_scheduled = any(treatment.get("Schedule") for treatment in treatments(body).values())
    return is_scheduled and body["State"]["CampaignStatus"] in ACTIVE


def with_states(body: Mapping[str, Any], changed: Mapping[str, str], **kept: Any) -> Body:
    """Give the document with some treatments in new states; `kept` replaces members of `Internal`."""
    hidden = {**internal(body), **kept}
    states = {**hidden.get("States", {}), **changed}
    ids = list(treatments(body))
    states = {each: str(states.get(each, CampaignState.SCHEDULED)) for each in ids}
    new = {**body, "State": {"CampaignStatus": str(overall(states.values()))}}
    new[INTERNAL] = {**hidden, "States": states}
    new.pop("DefaultState", None)
    if len(ids) > 1:
        new["DefaultState"] = {"CampaignStatus": states[DEFAULT_TREATMENT]}
        new["AdditionalTreatments"] = [
            {**treatment, "Id": str(number), "State": {"CampaignStatus": states[str(number)]}}
            for number, treatment in enumerate(body["AdditionalTreatments"], start=1)
        ]
    return new


def pending_launches(body: Mapping[str, Any]) -> list[Launch]:
    """List the runs that are still to come."""
    return [
        Launch(
            at=entry["At"],
            treatment_id=entry.get("TreatmentId"),
            schedule=entry.get("Schedule"),
            step=entry.get("Step"),
        )
        for entry in internal(body).get("Launches", [])
    ]


def find_launch(
    body: Mapping[str, Any], scheduled: str, treatment_id: str | None, step: str | None = None
) -> Launch | None:
    """Find the run that a message is about; None when it is not to come (any more)."""
    return next(
        (
            launch
            for launch in pending_launches(body)
            if launch.at == scheduled
            and launch.treatment_id == treatment_id
            and (launch.step or Step.OPEN) == (step or Step.OPEN)
        ),
        None,
    )


def stored_launches(pending: Iterable[Launch]) -> list[dict[str, str]]:
    """Write runs to come as they are kept in the document."""
    members = (("At", "at"), ("TreatmentId", "treatment_id"), ("Schedule", "schedule"), ("Step", "step"))
    return [
        {name: value for name, member in members if (value := getattr(launch, member)) is not None}
        for launch in pending
    ]


def covered(body: Mapping[str, Any], launch: Launch) -> list[str]:
    """Name the treatments that a run is for."""
    return [launch.treatment_id] if launch.treatment_id is not None else list(treatments(body))


def without(pending: Iterable[Launch], done: Launch) -> list[Launch]:
    """Leave out a run, and those of the same treatment that should have begun before it: they are missed."""
    return [
        launch
        for launch in pending
        if launch.treatment_id != done.treatment_id
        or launch.step == Step.CLOSE != done.step
        or launch.at > done.at
    ]


def started(body: Mapping[str, Any], launch: Launch, run_id: str) -> Body:
    """Note that a run has begun: it is no longer to come."""
    ids = covered(body, launch)
    hidden = internal(body)
    return with_states(
        body,
        dict.fromkeys(ids, CampaignState.EXECUTING),
        Launches=stored_launches(without(pending_launches(body), launch)),
        LastRuns={**hidden.get("LastRuns", {}), **dict.fromkeys(ids, launch.at)},
        ActiveRuns=[*hidden.get("ActiveRuns", []), run_id],
        RunTreatments={**hidden.get("RunTreatments", {}), run_id: ids},
    )


def is_running(body: Mapping[str, Any], treatment_id: str, *, beside: str | None = None) -> bool:
    """Tell whether a run of a treatment is on, other than the run `beside`."""
    hidden = internal(body)
    runs = hidden.get("RunTreatments", {})
    return any(
        treatment_id in runs.get(run_id, [treatment_id])
        for run_id in hidden.get("ActiveRuns", [])
        if run_id != beside
    )


def ended(
    body: Mapping[str, Any], run_id: str, treatment_ids: Iterable[str], *, lost_segment: bool = False
) -> Body:
    """Note that a run is over: its treatments are complete, or wait for their next run.

    `lost_segment` tells that it was cut short, because the segment was deleted meanwhile: then none of its
    other runs comes either.
    """
    hidden = internal(body)
    pending = pending_launches(body)
    states: dict[str, str] = {}
    for treatment_id in treatment_ids:
        if lost_segment:
            pending = [launch for launch in pending if not launch.covers(treatment_id)]
            states[treatment_id] = CampaignState.DELETED
        elif is_running(body, treatment_id, beside=run_id):
            states[treatment_id] = CampaignState.EXECUTING
        else:
            states[treatment_id] = at_rest(body, treatment_id)
    known = {each: state for each, state in states.items() if each in treatments(body)}
    return with_states(
        body,
        known,
        Launches=stored_launches(pending),
        ActiveRuns=[each for each in hidden.get("ActiveRuns", []) if each != run_id],
        RunTreatments={each: ids for each, ids in hidden.get("RunTreatments", {}).items() if each != run_id},
    )


def at_rest(body: Mapping[str, Any], treatment_id: str) -> CampaignState:
    """Tell the state of a treatment that has run and of which no run is on."""
    if body.get("IsPaused"):
        return CampaignState.PAUSED if _would_run_again(body, treatment_id) else CampaignState.COMPLETED
    if treatment_id in internal(body).get("Open", []):
        return CampaignState.EXECUTING
    if any(launch.covers(treatment_id) for launch in pending_launches(body)):
        return CampaignState.PENDING_NEXT_RUN
    return CampaignState.COMPLETED


def _would_run_again(body: Mapping[str, Any], treatment_id: str) -> bool:
    """Tell whether runs were left when the campaign was paused."""
    known = timelines(body)
    timeline = known.get(None) or known.get(treatment_id)
    last = internal(body).get("LastRuns", {}).get(treatment_id)
    if timeline is None or last is None:
        return timeline is not None
    return timeline.frequency.is_window or timeline.after(parse_iso(last)) is not None


def failed(body: Mapping[str, Any], launch: Launch, state: CampaignState) -> Body:
    """Note that a run could not start, and that none of the others of its treatments will."""
    ids = covered(body, launch)
    kept = [each for each in pending_launches(body) if each.treatment_id != launch.treatment_id]
    return with_states(body, dict.fromkeys(ids, state), Launches=stored_launches(kept))


def opened(body: Mapping[str, Any], launch: Launch) -> Body:
    """Note that a window is open: events count from now on."""
    ids = covered(body, launch)
    hidden = internal(body)
    return with_states(
        body,
        dict.fromkeys(ids, CampaignState.EXECUTING),
        Launches=stored_launches(without(pending_launches(body), launch)),
        LastRuns={**hidden.get("LastRuns", {}), **dict.fromkeys(ids, launch.at)},
        Open=sorted({*hidden.get("Open", []), *ids}),
    )


def closed(body: Mapping[str, Any], launch: Launch) -> Body:
    """Note that a window is closed: its treatments are complete once what they send is sent."""
    ids = covered(body, launch)
    new = with_states(
        body,
        {},
        Launches=stored_launches(without(pending_launches(body), launch)),
        Open=[each for each in internal(body).get("Open", []) if each not in ids],
    )
    still = {each for each in ids if is_running(body, each)}
    states = {each: CampaignState.EXECUTING if each in still else CampaignState.COMPLETED for each in ids}
    return with_states(new, states)


def skipped(body: Mapping[str, Any], launch: Launch) -> Body:
    """Note that a run does not take place; the others do."""
    pending = without(pending_launches(body), launch)
    return with_states(body, {}, Launches=stored_launches(pending))
