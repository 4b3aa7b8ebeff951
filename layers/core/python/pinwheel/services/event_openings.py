"""The open run of an event campaign, opened by the first event that needs it (spec 03, section 3.3).

A run is a snapshot of campaign, contents and channels. Its ID is derived from their state, so that all who
handle events at the same moment open the same one, and a campaign, template or channel that is changed gets
another: a message says what its template says when it is sent (spec 03, section 9). The run before takes
nothing more then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import internal, treatments
from pinwheel.domain.campaigns.states import CampaignState, with_states
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.runs.activities import begun_activity
from pinwheel.domain.runs.ledger import Run
from pinwheel.domain.runs.plan import RunPlan, run_id
from pinwheel.domain.triggers.entries import EVENT, OVER, frequency
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.courier import Loaders
from pinwheel.services.run_plans import CannotStartError, Occasion, PlanningTools, plan_run
from pinwheel.services.runs import close_event_runs
from pinwheel.services.trigger_index import index_changes

ATTEMPTS = 8
TEMPLATES = {
    "EmailTemplate": "EMAIL",
    "PushTemplate": "PUSH",
    "SMSTemplate": "SMS",
    "VoiceTemplate": "VOICE",
}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningTools:
    """What opening a run takes; `runs` is the queue whose consumer looks after runs that are on."""

    documents: Documents
    segment_documents: Documents
    loaders: Loaders
    blobs: Blobs
    ledger: RunLedger
    runs: WorkQueue
    clock: Clock


def open_event_run(application_id: str, campaign_id: str, *, tools: OpeningTools) -> Run | None:
    """Give the run that takes the events of a campaign; None when nothing is to be sent.

    A campaign whose segment is gone, or that has nothing left to say, ends as other campaigns do.
    """
    campaign = tools.documents.get(keys.campaign(application_id, campaign_id))
    if campaign is None or not _listens(campaign.body):
        return None
    name = run_id(campaign_id, campaign.body["LastModifiedDate"], _state(campaign.body, tools.documents))
    run = tools.ledger.run(name)
    if run is None:
        plan = _planned(campaign, name, tools=tools)
        if plan is None:
            return None
        tools.ledger.open(plan)
        run = tools.ledger.run(name)
    if run is None or run.is_sealed or run.is_cancelled or run.is_closed:
        return None
    if name not in internal(campaign.body).get("ActiveRuns", []) and not _note_begun(run.plan, tools=tools):
        return None
    return run


def end_without_segment(application_id: str, campaign_id: str, *, tools: OpeningTools) -> None:
    """End a campaign whose segment was deleted (spec 03, section 10)."""
    campaign = tools.documents.get(keys.campaign(application_id, campaign_id))
    if campaign is not None and _listens(campaign.body):
        _end(campaign, CampaignState.DELETED, tools=tools)


def _listens(campaign: Json) -> bool:
    states = internal(campaign).get("States", {})
    return not campaign.get("IsPaused") and any(
        frequency(treatment) == EVENT and states.get(treatment_id) not in OVER
        for treatment_id, treatment in treatments(campaign).items()
    )


def _state(campaign: Json, documents: Documents) -> str:
    """Sum up all that contents are made of, beside the campaign: channels and templates."""
    channels = documents.list(
        keys.application_partition(campaign["ApplicationId"]), prefix=keys.CHANNEL_PREFIX
    ).documents
    heads = documents.get_many(sorted(set(_templates(campaign)), key=lambda each: each.key))
    revisions = sorted(f"{each.key.key}:{each.revision}" for each in (*channels, *heads.values()))
    return "event " + hashlib.blake2b("/".join(revisions).encode(), digest_size=8).hexdigest()


def _templates(campaign: Json) -> Iterator[keys.DocumentKey]:
    for treatment in treatments(campaign).values():
        for member, kind in TEMPLATES.items():
            named = (treatment.get("TemplateConfiguration") or {}).get(member) or {}
            if named.get("Name"):
                yield keys.template(named["Name"], kind)


def _planned(campaign: Document, name: str, *, tools: OpeningTools) -> RunPlan | None:
    occasion = Occasion(
        run_id=name,
        application_id=campaign.body["ApplicationId"],
        campaign_id=campaign.body["Id"],
        scheduled=campaign.body["LastModifiedDate"],
        is_event=True,
    )
    planning = PlanningTools(
        documents=tools.documents,
        segment_documents=tools.segment_documents,
        loaders=tools.loaders,
        blobs=tools.blobs,
        clock=tools.clock,
    )
    try:
        return plan_run(campaign.body, occasion, tools=planning)
    except CannotStartError as error:
        _end(campaign, error.state, tools=tools)
        return None


def _end(campaign: Document, state: CampaignState, *, tools: OpeningTools) -> None:
    """Let a campaign listen no more that cannot send; one that was changed meanwhile is asked again.

    Its runs end first, because the end of a run writes a state of its own.
    """
    if state is CampaignState.DELETED:
        for name in internal(campaign.body).get("ActiveRuns", []):
            tools.ledger.cancel(name)
    close_event_runs(campaign.body, ledger=tools.ledger, documents=tools.documents, clock=tools.clock)
    stored = tools.documents.get(campaign.key)
    if stored is None or stored.body["Version"] != campaign.body["Version"]:
        return
    over = [each for each, treatment in treatments(stored.body).items() if frequency(treatment) == EVENT]
    body = with_states(stored.body, dict.fromkeys(over, state))
    try:
        tools.documents.write(
            [Put(stored.key, body, expect=stored.revision), *index_changes(campaign.body, body)]
        )
    except Conflict:
        return


def _note_begun(plan: RunPlan, *, tools: OpeningTools) -> bool:
    """Write down that the run is on, and let none go into the ones before; False when it is not wanted."""
    for _ in range(ATTEMPTS):
        campaign = tools.documents.get(keys.campaign(plan.application_id, plan.campaign_id))
        if campaign is None or campaign.body["Version"] != plan.campaign_version:
            return False
        if plan.run_id in internal(campaign.body).get("ActiveRuns", []):
            return True
        try:
            tools.documents.write(_begun(campaign, plan))
        except Conflict:
            continue
        tools.runs.send([{"Watch": plan.run_id, "Round": 0, "Seen": ""}])
        close_event_runs(
            campaign.body,
            but=plan.run_id,
            ledger=tools.ledger,
            documents=tools.documents,
            clock=tools.clock,
        )
        return True
    raise Unavailable("The campaign is changing too often; try again.")


def _begun(campaign: Document, plan: RunPlan) -> Sequence[Put]:
    listening = [each for each, of in treatments(campaign.body).items() if frequency(of) == EVENT]
    hidden = internal(campaign.body)
    body = with_states(
        campaign.body,
        dict.fromkeys(listening, CampaignState.EXECUTING),
        ActiveRuns=[*hidden.get("ActiveRuns", []), plan.run_id],
        RunTreatments={**hidden.get("RunTreatments", {}), plan.run_id: listening},
    )
    activities = [
        Put(
            keys.activity(plan.application_id, plan.campaign_id, treatment.activity_id),
            begun_activity(plan, treatment),
            expect=ABSENT,
        )
        for treatment in plan.sent
        if treatment.id in listening
    ]
    return [Put(campaign.key, body, expect=campaign.revision), *activities]
