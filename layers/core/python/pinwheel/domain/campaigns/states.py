"""The states of a campaign and of its treatments (spec 03, section 10).

create --> SCHEDULED --> EXECUTING --> COMPLETED
             |   ^          |  ^
      pause  v   | resume   v  |        more runs to come
            PAUSED       PENDING_NEXT_RUN

INVALID   a run could not start: its template or channel is gone
DELETED   the campaign, or its segment, was deleted
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any

from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, INTERNAL, Body, internal, treatments
from pinwheel.domain.campaigns.schedule import Launch


class CampaignState(enum.StrEnum):
    """The state of a campaign, or of one of its treatments."""

    SCHEDULED = "SCHEDULED"
    EXECUTING = "EXECUTING"
    PENDING_NEXT_RUN = "PENDING_NEXT_RUN"
    COMPLETED = "COMPLETED"
    PAUSED = "PAUSED"
    DELETED = "DELETED"
    INVALID = "INVALID"


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
        Launch(at=entry["At"], treatment_id=entry.get("TreatmentId"), schedule=entry.get("Schedule"))
        for entry in internal(body).get("Launches", [])
    ]


def find_launch(body: Mapping[str, Any], scheduled: str, treatment_id: str | None) -> Launch | None:
    """Find the run that a message is about; None when it is not to come (any more)."""
    return next(
        (
            launch
            for launch in pending_launches(body)
            if launch.at == scheduled and launch.treatment_id == treatment_id
        ),
        None,
    )


def stored_launches(pending: Iterable[Launch]) -> list[dict[str, str]]:
    """Write runs to come as they are kept in the document."""
    members = (("At", "at"), ("TreatmentId", "treatment_id"), ("Schedule", "schedule"))
    return [
        {name: value for name, member in members if (value := getattr(launch, member)) is not None}
        for launch in pending
    ]


def started(body: Mapping[str, Any], launch: Launch, run_id: str) -> Body:
    """Note that a run has begun: it is no longer to come."""
    ids = [launch.treatment_id] if launch.treatment_id is not None else list(treatments(body))
    return with_states(
        body,
        dict.fromkeys(ids, CampaignState.EXECUTING),
        Launches=stored_launches(each for each in pending_launches(body) if each != launch),
        ActiveRuns=[*internal(body).get("ActiveRuns", []), run_id],
    )


def ended(
    body: Mapping[str, Any], run_id: str, treatment_ids: Iterable[str], *, lost_segment: bool = False
) -> Body:
    """Note that a run is over: its treatments are complete, or wait for their next run.

    `lost_segment` tells that it was cut short, because the segment was deleted meanwhile.
    """
    pending = pending_launches(body)
    states = {}
    for treatment_id in treatment_ids:
        if lost_segment:
            states[treatment_id] = CampaignState.DELETED
        elif not any(launch.treatment_id in (None, treatment_id) for launch in pending):
            states[treatment_id] = CampaignState.COMPLETED
        elif body.get("IsPaused"):
            states[treatment_id] = CampaignState.PAUSED
        else:
            states[treatment_id] = CampaignState.PENDING_NEXT_RUN
    active = [each for each in internal(body).get("ActiveRuns", []) if each != run_id]
    known = {each: state for each, state in states.items() if each in treatments(body)}
    return with_states(body, known, ActiveRuns=active)


def failed(body: Mapping[str, Any], launch: Launch, state: CampaignState) -> Body:
    """Note that a run could not start, and that none of the others will."""
    ids = [launch.treatment_id] if launch.treatment_id is not None else list(treatments(body))
    return with_states(
        body,
        dict.fromkeys(ids, state),
        Launches=stored_launches(each for each in pending_launches(body) if each != launch),
    )
