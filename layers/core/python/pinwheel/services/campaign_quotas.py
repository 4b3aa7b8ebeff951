"""How many campaigns may be active at once (spec 03, section 1; spec 08, section 8).

Active campaigns are listed in one partition, so that nothing else is read to count them. An entry is written
with the campaign; that a campaign has ended is noticed when the list seems full, which happens seldom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.states import is_active
from pinwheel.domain.campaigns.timeline import Frequency
from pinwheel.domain.campaigns.timing import frequencies
from pinwheel.domain.errors import Invalid
from pinwheel.domain.keys import DocumentKey
from pinwheel.ports.documents import Change, Delete, Document, Documents, Put

PAGE = 1000
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignQuotas:
    """Most active campaigns of the account, and of one application that wait for events, or are in-app."""

    active: int = 200
    event: int = 25
    in_app: int = 25


DEFAULT_QUOTAS = CampaignQuotas()


def active_entry(body: Mapping[str, Any]) -> DocumentKey:
    """Locate a campaign's entry in the list of active ones."""
    kinds = frequencies(body)
    kind = next((each for each in (Frequency.EVENT, Frequency.IN_APP_EVENT) if each in kinds), "RUNS")
    return keys.active_campaign(body["ApplicationId"], str(kind), body["Id"])


def entry_changes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Change]:
    """Give what must be written beside a campaign, so that it is counted while it is active."""
    before = {active_entry(old)} if old is not None else set()
    after = {active_entry(new)} if new is not None and is_active(new) else set()
    added = [Put(key, {"ApplicationId": new["ApplicationId"], "Id": new["Id"]}) for key in after if new]
    return [*(Delete(key) for key in before - after), *added]


def require_room(
    body: Mapping[str, Any], old: Mapping[str, Any] | None, *, quotas: CampaignQuotas, documents: Documents
) -> None:
    """Refuse one active campaign too many; one that was active before in the same way stays.

    Raises:
        Invalid: the account, or the application, has as many as it may.
    """
    if not is_active(body):
        return
    entry = active_entry(body)
    if old is not None and is_active(old) and active_entry(old) == entry:
        return
    own = body["Id"]
    kinds = frequencies(body)
    application_id = body["ApplicationId"]
    bounds = [
        (quotas.active, "", "active campaigns in the account"),
        *(
            (
                most,
                keys.active_campaign_prefix(application_id, kind),
                f"active {kind} campaigns in an application",
            )
            for kind, most in ((Frequency.EVENT, quotas.event), (Frequency.IN_APP_EVENT, quotas.in_app))
            if kind in kinds
        ),
    ]
    for most, prefix, what in bounds:
        if _count(prefix, most, own, documents=documents) >= most:
            raise Invalid(f"There can be at most {most} {what}.")


def active_campaigns(application_id: str, *, documents: Documents) -> Sequence[Document]:
    """Read the active campaigns of an application; some may have ended meanwhile."""
    entries = _entries(keys.active_campaign_prefix(application_id), documents)
    found = documents.get_many([keys.campaign(application_id, entry.body["Id"]) for entry in entries])
    return list(found.values())


def _count(prefix: str, most: int, own: str, *, documents: Documents) -> int:
    """Count entries; when there seem to be too many, those of campaigns that have ended are dropped first."""
    listed = [entry for entry in _entries(prefix, documents) if entry.body["Id"] != own]
    if len(listed) < most:
        return len(listed)
    campaigns = {entry.key: keys.campaign(entry.body["ApplicationId"], entry.body["Id"]) for entry in listed}
    found = documents.get_many(list(campaigns.values()))
    over = [
        key
        for key, campaign in campaigns.items()
        if campaign not in found or not is_active(found[campaign].body)
    ]
    for at in range(0, len(over), BATCH):
        documents.write([Delete(key) for key in over[at : at + BATCH]])
    return len(listed) - len(over)


def _entries(prefix: str, documents: Documents) -> Sequence[Document]:
    found: list[Document] = []
    after = None
    while True:
        page = documents.list(keys.ACTIVE_CAMPAIGNS, prefix=prefix, limit=PAGE, after=after)
        found += page.documents
        if page.after is None:
            return found
        after = page.after
