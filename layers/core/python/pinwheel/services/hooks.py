"""Calling what customers put into a campaign's way: functions and URLs (spec 03, sections 7 and 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.content import is_url
from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.hooks import direct_configuration, endpoint_definition, read_answer
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.ports.documents import Documents
from pinwheel.ports.functions import CallFailed, Functions
from pinwheel.ports.webhook import Webhooks
from pinwheel.services.courier import HookOutcome
from pinwheel.services.webhook_keys import WebhookSigner

ATTEMPTS = 3
PAUSE = 0.5
"""Seconds before another attempt."""
KEPT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Hands a body to a function, or, signed, to a URL."""

    functions: Functions
    webhooks: Webhooks
    signer: WebhookSigner

    def call(self, target: str, body: bytes, *, application_id: str) -> bytes:
        """Call once and give the answer.

        Raises:
            CallFailed: there is no usable answer.
        """
        if is_url(target):
            return self.webhooks.post(target, body, self.signer.headers(application_id, body))
        return self.functions.invoke(target, body)


class HookCaller:
    """Asks campaigns' hooks which endpoints stay (`pinwheel.services.courier.Hook`)."""

    def __init__(self, *, caller: Caller, documents: Documents, sleep: Callable[[float], None]) -> None:
        """Keep the collaborators; what campaigns say is kept for the last few that were asked about."""
        self._caller = caller
        self._documents = documents
        self._sleep = sleep
        self._messages: dict[tuple[str, int, str], dict[str, Any]] = {}

    def __call__(self, plan: RunPlan, chunk: Chunk, endpoints: Sequence[Endpoint]) -> HookOutcome:
        """Ask about at most 50 endpoints; a call that fails three times fails them all."""
        target = plan.hook.get("LambdaFunctionName") or plan.hook.get("WebUrl") or ""
        body = self._payload(plan, chunk, endpoints)
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sleep(PAUSE * attempt)
            try:
                answer = self._caller.call(target, body, application_id=plan.application_id)
                kept, overrides = read_answer(answer, endpoints)
            except (CallFailed, Invalid) as error:
                reason = str(error)
                continue
            dropped = frozenset(endpoint.id for endpoint in endpoints) - kept.keys()
            return HookOutcome(kept=kept, overrides=overrides, dropped=dropped)
        return HookOutcome(failed={endpoint.id: reason for endpoint in endpoints})

    def _payload(self, plan: RunPlan, chunk: Chunk, endpoints: Sequence[Endpoint]) -> bytes:
        return msgspec.json.encode(
            {
                "MessageConfiguration": self._configuration(plan, chunk.treatment_id),
                "ApplicationId": plan.application_id,
                "CampaignId": plan.campaign_id,
                "TreatmentId": chunk.treatment_id,
                "ActivityId": plan.treatment(chunk.treatment_id).activity_id,
                "ScheduledTime": plan.scheduled,
                "Endpoints": {endpoint.id: endpoint_definition(endpoint) for endpoint in endpoints},
            }
        )

    def _configuration(self, plan: RunPlan, treatment_id: str) -> Mapping[str, Any]:
        """Look up what the version of the campaign says that the run was started with."""
        name = plan.campaign_id, plan.campaign_version, treatment_id
        if name not in self._messages:
            if len(self._messages) >= KEPT:
                self._messages.clear()
            key = keys.campaign_version(plan.application_id, plan.campaign_id, plan.campaign_version)
            stored = self._documents.get(key)
            treatment = {} if stored is None else treatments(stored.body).get(treatment_id, {})
            self._messages[name] = direct_configuration(treatment.get("MessageConfiguration") or {})
        return self._messages[name]
