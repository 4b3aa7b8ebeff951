"""Whom senders would leave out, told without sending: suppressed addresses, and who has had enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.caps import Claim
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.insight.dry_run import DryPlan
from pinwheel.domain.times import parse_iso
from pinwheel.ports.caps import Caps
from pinwheel.ports.documents import Documents
from pinwheel.services.couriers.email import suppressed

EMAIL = "EMAIL"


@dataclass(frozen=True, slots=True)
class Refusals:
    """Asks what senders ask before they send; `documents` is the registry table."""

    documents: Documents
    caps: Caps

    def __call__(self, plan: DryPlan, endpoints: Sequence[Endpoint]) -> Mapping[str, str]:
        """Give the status of each endpoint that would be left out, by ID."""
        refused = self._suppressed(plan, endpoints)
        left = [each for each in endpoints if each.id not in refused]
        return {**self._capped(plan, left), **refused}

    def _suppressed(self, plan: DryPlan, endpoints: Sequence[Endpoint]) -> dict[str, str]:
        addresses = {each.address for each in endpoints if each.channel_type == EMAIL and each.address}
        if not addresses:
            return {}
        listed = suppressed(plan.run.application_id, addresses, documents=self.documents)
        return {
            each.id: SendStatus.FAILURE_PERMANENT
            for each in endpoints
            if each.channel_type == EMAIL and each.address in listed
        }

    def _capped(self, plan: DryPlan, endpoints: Sequence[Endpoint]) -> dict[str, str]:
        """Look at the caps as they stand; who is quiet when the run begins is targeted, not sent to."""
        rule = plan.run.caps
        if not rule.is_set or not endpoints:
            return {}
        begins = parse_iso(plan.run.started)
        claims = [
            Claim(endpoint_id=each.id, token=plan.run.run_id, is_message=not _is_quiet(plan, each, begins))
            for each in endpoints
        ]
        verdicts = self.caps.look(plan.run.application_id, rule, claims, now=begins)
        return {
            each.id: status for each, status in zip(endpoints, verdicts, strict=True) if status is not None
        }


def _is_quiet(plan: DryPlan, endpoint: Endpoint, instant: datetime) -> bool:
    treatment_id, _ = plan.run.shares.place(int(endpoint.cohort_id or 0))
    quiet = plan.run.treatment(treatment_id).quiet_time
    return quiet is not None and quiet.holds(endpoint.demographic.get("Timezone"), instant)
