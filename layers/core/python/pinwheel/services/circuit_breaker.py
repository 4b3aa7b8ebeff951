"""Stopping campaigns whose e-mails bounce or are complained about too often.

Each report is counted once for its activity: the note that it was counted is written with the count.
When a share is reached, the reason is written down, which senders look for, and the campaign is paused.
Nothing resumes it but a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.campaigns.states import CampaignState, is_running, with_states
from pinwheel.domain.campaigns.timing import is_immediate
from pinwheel.domain.circuit_breaker import COUNTED, CircuitBreaker, read_circuit_breaker
from pinwheel.domain.errors import Conflict, NotFound, Unavailable
from pinwheel.domain.events import EventRecord
from pinwheel.domain.runs.activities import RUN
from pinwheel.domain.runs.ledger import succeeded
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Change, Check, Delete, Document, Documents, Put
from pinwheel.ports.ledger import RunLedger
from pinwheel.services.applications import require_application
from pinwheel.services.campaign_quotas import entry_changes
from pinwheel.services.trigger_index import index_changes

ATTEMPTS = 8
AT_ONCE = 90
"""Reports counted in one write, which takes 100 changes."""
REMEMBERED = timedelta(days=14)
"""How long a report may come again: as long as queues keep it."""

Activity = tuple[str, str, str]


def get_circuit_breaker(application_id: str, *, documents: Documents) -> CircuitBreaker:
    """Give an application's choice.

    Raises:
        NotFound: there is no such application.
    """
    require_application(application_id, documents=documents)
    return _chosen(application_id, documents)


def put_circuit_breaker(
    application_id: str, body: Mapping[str, Any], *, documents: Documents
) -> CircuitBreaker:
    """Choose anew; what is not named has its default again.

    Raises:
        NotFound: there is no such application.
        Invalid: a member breaks a rule.
    """
    application = require_application(application_id, documents=documents)
    chosen = read_circuit_breaker(body)
    built: dict[str, Any] = msgspec.to_builtins(chosen)
    documents.write(
        [
            Put(keys.circuit_breaker(application_id), built),
            Check(application.key, application.revision),
        ]
    )
    return chosen


def campaign_standing(application_id: str, campaign_id: str, *, documents: Documents) -> dict[str, Any]:
    """Tell whether a campaign was stopped, and why.

    Raises:
        NotFound: there is no such campaign.
    """
    _require_campaign(application_id, campaign_id, documents)
    stop = documents.get(keys.broken_circuit(application_id, campaign_id))
    return {"Stopped": False} if stop is None else {"Stopped": True, **stop.body}


def reset(application_id: str, campaign_id: str, *, documents: Documents) -> dict[str, Any]:
    """Forget that a campaign was stopped; it stays paused until somebody resumes it.

    Raises:
        NotFound: there is no such campaign.
    """
    _require_campaign(application_id, campaign_id, documents)
    key = keys.broken_circuit(application_id, campaign_id)
    stop = documents.get(key)
    if stop is not None:
        count = keys.feedback_count(application_id, campaign_id, stop.body["ActivityId"])
        documents.write([Delete(key), Delete(count)])
    return {"Stopped": False}


def watch_feedback(
    events: Iterable[EventRecord], *, documents: Documents, ledger: RunLedger, clock: Clock
) -> Sequence[str]:
    """Count bounces and complaints, and stop campaigns with too many; answers the reasons.

    Raises:
        Unavailable: something was not taken; the same call again counts nothing twice.
    """
    found: dict[Activity, dict[str, str]] = defaultdict(dict)
    for event in events:
        told = event.attributes
        if event.event_type in COUNTED and told.get("campaign_id") and told.get("campaign_activity_id"):
            activity = (event.application_id, told["campaign_id"], told["campaign_activity_id"])
            found[activity][event.event_id] = COUNTED[event.event_type]
    reasons = []
    for activity, reports in found.items():
        if documents.get(keys.campaign(*activity[:2])) is None:
            continue
        counts = _counted(activity, reports, documents=documents, clock=clock)
        reason = _stopped(activity, counts, documents=documents, ledger=ledger, clock=clock)
        reasons += [reason] if reason else []
    return reasons


def _counted(
    activity: Activity, reports: Mapping[str, str], *, documents: Documents, clock: Clock
) -> Mapping[str, Any]:
    """Count the reports that were not counted yet; answers the counts as they are then."""
    listed = list(reports.items())
    counts: Mapping[str, Any] = {}
    for start in range(0, len(listed), AT_ONCE):
        counts = _count_some(activity, dict(listed[start : start + AT_ONCE]), documents, clock)
    return counts


def _count_some(
    activity: Activity, reports: Mapping[str, str], documents: Documents, clock: Clock
) -> Mapping[str, Any]:
    key = keys.feedback_count(*activity)
    notes = {each: keys.counted_feedback(*activity, each) for each in reports}
    expires_at = int((clock.real_now() + REMEMBERED).timestamp())
    for _ in range(ATTEMPTS):
        known = documents.get_many([*notes.values(), key])
        stored = known.get(key)
        counts = {"Bounces": 0, "Complaints": 0, **(stored.body if stored else {})}
        new = [each for each, note in notes.items() if note not in known]
        if not new:
            return counts
        for each in new:
            counts[reports[each]] += 1
        changes: list[Change] = [Put(key, counts, expect=stored.revision if stored else ABSENT)]
        changes += [Put(notes[each], {}, expect=ABSENT, expires_at=expires_at) for each in new]
        try:
            documents.write(changes)
        except Conflict:
            continue
        return counts
    raise Unavailable("The counts of an activity are changing too often; try again.")


def _stopped(
    activity: Activity,
    counts: Mapping[str, Any],
    *,
    documents: Documents,
    ledger: RunLedger,
    clock: Clock,
) -> str | None:
    """Stop the campaign of an activity whose counts are too high; answers why."""
    application_id, campaign_id, activity_id = activity
    messages = _messages(activity, documents=documents, ledger=ledger)
    reason = _chosen(application_id, documents).reason_to_stop(
        messages=messages, bounces=counts["Bounces"], complaints=counts["Complaints"]
    )
    if reason is None:
        return None
    key = keys.broken_circuit(application_id, campaign_id)
    for _ in range(ATTEMPTS):
        before = documents.get(key)
        campaign = documents.get(keys.campaign(application_id, campaign_id))
        if campaign is None or (before is not None and before.body["ActivityId"] == activity_id):
            return None
        stop = {
            **counts,
            "ActivityId": activity_id,
            "Messages": messages,
            "Reason": reason,
            "StoppedAt": iso(clock.now()),
        }
        expect = ABSENT if before is None else before.revision
        try:
            documents.write([Put(key, stop, expect=expect), *_pausing(campaign)])
        except Conflict:
            continue
        return reason
    raise Unavailable("The campaign is changing too often; try again.")


def _pausing(campaign: Document) -> list[Change]:
    """Pause a campaign that has runs to come; one that runs at once has none, and only stops."""
    old = campaign.body
    if is_immediate(old) or old.get("IsPaused"):
        return [Check(campaign.key, campaign.revision)]
    at_rest = {each: CampaignState.PAUSED for each in treatments(old) if not is_running(old, each)}
    body = with_states({**old, "IsPaused": True}, at_rest)
    return [
        Put(campaign.key, body, expect=campaign.revision),
        *entry_changes(old, body),
        *index_changes(old, body),
    ]


def _messages(activity: Activity, *, documents: Documents, ledger: RunLedger) -> int:
    """Tell how many messages an activity has sent, as far as chunks are done."""
    stored = documents.get(keys.activity(*activity))
    if stored is None:
        return 0
    run = ledger.run(stored.body[RUN]) if "End" not in stored.body else None
    if run is None:
        return int(stored.body.get("SuccessfulEndpointCount", 0))
    return succeeded(run, stored.body["TreatmentId"])


def _chosen(application_id: str, documents: Documents) -> CircuitBreaker:
    found = documents.get(keys.circuit_breaker(application_id))
    return CircuitBreaker() if found is None else read_circuit_breaker(found.body)


def _require_campaign(application_id: str, campaign_id: str, documents: Documents) -> None:
    require_application(application_id, documents=documents)
    if documents.get(keys.campaign(application_id, campaign_id)) is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
