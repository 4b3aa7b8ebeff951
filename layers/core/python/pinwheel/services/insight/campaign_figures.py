"""What a campaign has done so far, from its activities and, while runs are on, from their ledgers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import treatments
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.errors import NotFound
from pinwheel.domain.insight.answers import PartProgress
from pinwheel.domain.insight.contents import configured_channels
from pinwheel.domain.rollups import places
from pinwheel.domain.runs import families
from pinwheel.domain.runs.activities import RUN
from pinwheel.domain.runs.families import family_of
from pinwheel.domain.runs.ledger import DROPPED, SEEN, Run, succeeded
from pinwheel.ports.documents import Document, Documents
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.rollups import Rollups
from pinwheel.services.run_standing import run_now

PAGE = 100
_SENT = "sent."
_LEFT_OUT = (
    "ENDPOINT_OPT_OUT",
    "ENDPOINT_INACTIVE",
    "ENDPOINT_MISSING_ADDRESS",
    "ENDPOINT_MISSING_CHANNEL",
    "ENDPOINT_MISSING_TIMEZONE",
)
"""Execution metrics of endpoints that are in no chunk."""


@dataclass(slots=True)
class Figures:
    """A campaign so far: messages by treatment, endpoints of its segments that were looked at."""

    sent: Counter[str] = field(default_factory=Counter)
    examined: int = 0
    running: list[Run] = field(default_factory=list)
    runs: int = 0


def require_campaign(application_id: str, campaign_id: str, *, documents: Documents) -> Document:
    """Read a campaign.

    Raises:
        NotFound: there is none of this ID.
    """
    found = documents.get(keys.campaign(application_id, campaign_id))
    if found is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
    return found


def activities(
    application_id: str, campaign_id: str, *, documents: Documents, newest_first: bool = False
) -> Iterator[Mapping[str, Any]]:
    """Read all activities of a campaign."""
    partition, after = keys.campaign_partition(application_id, campaign_id), None
    while True:
        page = documents.list(
            partition, prefix=keys.ACTIVITY_PREFIX, limit=PAGE, after=after, newest_first=newest_first
        )
        yield from (document.body for document in page.documents)
        if page.after is None:
            return
        after = page.after


def figures(application_id: str, campaign_id: str, *, documents: Documents, ledger: RunLedger) -> Figures:
    """Add up all runs."""
    found = Figures()
    seen: set[str] = set()
    for activity in activities(application_id, campaign_id, documents=documents):
        run_id = activity.get(RUN)
        is_new = run_id is not None and run_id not in seen
        if "End" in activity:
            found.sent[activity["TreatmentId"]] += activity.get("SuccessfulEndpointCount", 0)
            if is_new:
                found.examined += int(activity.get("ExecutionMetrics", {}).get("ENDPOINT_PRODUCED", 0))
        elif is_new and (run := run_now(str(run_id), ledger=ledger)) is not None:
            found.running.append(run)
            found.examined += sum(run.count(each.id, SEEN) for each in run.plan.treatments)
            for treatment in run.plan.sent:
                found.sent[treatment.id] += succeeded(run, treatment.id)
        if is_new:
            seen.add(str(run_id))
    found.runs = len(seen)
    return found


def part_of(run: Run, treatment_id: str) -> PartProgress:
    """Tell how far a run has come with a treatment."""
    left_out = sum(run.count(treatment_id, name) for name in _LEFT_OUT)
    done = sum(run.count(treatment_id, status) for status in SendStatus) + run.count(treatment_id, DROPPED)
    seen = run.count(treatment_id, SEEN)
    total = max(seen - left_out, done)
    return PartProgress(total, done, succeeded(run, treatment_id))


def by_channel(
    campaign: Mapping[str, Any], sent: Mapping[str, int], *, rollups: Rollups | None
) -> dict[str, int]:
    """Part messages by channel type: where a treatment has several, as their events were counted."""
    found: Counter[str] = Counter()
    known = treatments(campaign)
    counted: Mapping[str, Counter[str]] | None = None
    for treatment_id, count in sent.items():
        channels = _billed(known.get(treatment_id, {}))
        if len(channels) > 1 and count and rollups is not None:
            counted = counted if counted is not None else _counted(campaign, rollups)
            shares = counted.get(treatment_id) or Counter()
            found.update(_parted(count, shares or Counter(dict.fromkeys(channels, 1))))
        elif count:
            found[min(channels, default=families.EMAIL)] += count
    return dict(found)


def _billed(treatment: Mapping[str, Any]) -> set[str]:
    """Name what a treatment's messages are billed as: a channel type, or custom delivery."""
    channels = configured_channels(treatment)
    if (treatment.get("MessageConfiguration") or {}).get("CustomMessage"):
        return {families.CUSTOM}
    return {channel if family_of(channel) != families.PUSH else "GCM" for channel in channels}


def _counted(campaign: Mapping[str, Any], rollups: Rollups) -> dict[str, Counter[str]]:
    """Read how many messages of each channel type the roll-up has counted, by treatment."""
    partition = places.counter_partition(campaign["ApplicationId"], places.campaign_scope(campaign["Id"]))
    found: dict[str, Counter[str]] = {}
    for row in rollups.rows(partition):
        _, dimension = places.split_sort_key(row.sort_key)
        treatment_id = dimension.rpartition("#")[2]
        for name, number in row.numbers.items():
            if name.startswith(_SENT):
                found.setdefault(treatment_id, Counter())[name.removeprefix(_SENT)] += int(number)
    return found


def _parted(count: int, shares: Counter[str]) -> Counter[str]:
    """Share out a count in proportion; the last one gets what rounding leaves."""
    parts: Counter[str] = Counter()
    left, weight = count, shares.total()
    for channel, share in sorted(shares.items()):
        part = round(left * share / weight) if weight else 0
        parts[channel] = part
        left, weight = left - part, weight - share
    return parts
