"""A campaign's document: what the API answers, plus `Internal` for the service (spec 03, section 2).

Internal
  Launches         [{"At", "TreatmentId"?, "Schedule"?, "Step"?}]
                                                           runs still to come; `Schedule` names the timer
  States           {"0": "SCHEDULED", ...}                 state of each treatment, "0" is the default one
  ActiveRuns       [run ID]                                runs under way
  RunTreatments    {run ID: [treatment ID]}                whom they are for
  LastRuns         {"0": instant, ...}                     the newest run of each treatment that has begun
  Open             [treatment ID]                          whose windows for events are open
  Anchors          {"0": instant, ...}                     when a start `IMMEDIATE` was
  PinsSegment      true when the caller named a segment version
  Limits           effective limits: the campaign's, else the application's at the time of its creation
  AppDaily         the application's own `Daily`, over all campaigns, at that time
  QuietTime, Hook  the application's at that time, for a campaign that has none itself
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.settings import without_unset

Body = dict[str, Any]

DEFAULT_TREATMENT = "0"
INTERNAL = "Internal"

REQUEST_MEMBERS = (
    "AdditionalTreatments",
    "CustomDeliveryConfiguration",
    "Description",
    "HoldoutPercent",
    "Hook",
    "IsPaused",
    "Limits",
    "MessageConfiguration",
    "Name",
    "Priority",
    "Schedule",
    "SegmentId",
    "SegmentVersion",
    "TemplateConfiguration",
    "TreatmentDescription",
    "TreatmentName",
)
INHERITED = ("Schedule", "MessageConfiguration", "TemplateConfiguration", "CustomDeliveryConfiguration")
"""Members that an additional treatment takes from the default one when it has none (spec 03, section 6)."""


def given_members(request: Mapping[str, Any]) -> Body:
    """Keep what the caller set: absent members, zeros and empty strings are not set (spec 09)."""
    given = {name: request[name] for name in REQUEST_MEMBERS if request.get(name) is not None}
    kept = without_unset(given)
    # These say something when they are zero or empty: resume, nobody held out, no other treatments.
    said = ("IsPaused", "HoldoutPercent", "AdditionalTreatments")
    return kept | {name: given[name] for name in said if name in given}


def merged(stored: Mapping[str, Any], request: Mapping[str, Any]) -> Body:
    """Apply an update: members that are absent keep their stored value (spec 03, section 10)."""
    kept = {name: stored[name] for name in REQUEST_MEMBERS if name in stored}
    kept.update(given_members(request))
    return kept


def treatments(body: Mapping[str, Any]) -> dict[str, Body]:
    """Give every treatment by ID, complete: what an additional one lacks comes from the default."""
    default = {name: body[name] for name in INHERITED if name in body}
    found = {DEFAULT_TREATMENT: default}
    for number, treatment in enumerate(body.get("AdditionalTreatments") or [], start=1):
        found[str(number)] = {**default, **without_unset(treatment)}
    return found


def answer(body: Mapping[str, Any]) -> Body:
    """Give what the API answers: all but what only the service needs.

    A draft may be without a segment, but the model requires both members of an answer: empty and 0 then.
    """
    shown = {name: value for name, value in body.items() if name != INTERNAL}
    return {"SegmentId": "", "SegmentVersion": 0, **shown}


def internal(body: Mapping[str, Any]) -> Body:
    """Give what only the service needs."""
    return dict(body.get(INTERNAL) or {})
