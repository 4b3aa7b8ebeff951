"""Whom senders would leave out, told without sending: suppressed addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.insight.dry_run import DryPlan
from pinwheel.ports.documents import Documents
from pinwheel.services.couriers.email import suppressed

EMAIL = "EMAIL"


@dataclass(frozen=True, slots=True)
class Refusals:
    """Asks what senders ask before they send; `documents` is the registry table."""

    documents: Documents

    def __call__(self, plan: DryPlan, endpoints: Sequence[Endpoint]) -> Mapping[str, str]:
        """Give the status of each endpoint that would be left out, by ID."""
        addresses = {each.address for each in endpoints if each.channel_type == EMAIL and each.address}
        if not addresses:
            return {}
        listed = suppressed(plan.run.application_id, addresses, documents=self.documents)
        return {
            each.id: SendStatus.FAILURE_PERMANENT
            for each in endpoints
            if each.channel_type == EMAIL and each.address in listed
        }
