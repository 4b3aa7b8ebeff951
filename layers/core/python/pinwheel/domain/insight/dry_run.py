"""What a dry run knows of a campaign's audience: how many recipients of each sort, how many left out and why.

A sort is a treatment, a channel type and, where the campaign looks at local clocks, a time zone. So what is
kept does not grow with the audience.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from pinwheel.domain.campaigns.allotment import decide
from pinwheel.domain.campaigns.local_time import known_zone
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.runs.plan import RunPlan

_SEPARATOR = "|"


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """When a treatment's messages are due: `start` for everybody, or a sweep over local clocks."""

    start: str
    is_local: bool = False
    zone: str | None = None
    end: str | None = None


class DryPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The snapshot of a campaign that all workers of a dry run go by."""

    run: RunPlan
    timing: dict[str, Timing]
    """By treatment."""
    pieces: int

    def looks_at_clocks(self, treatment_id: str) -> bool:
        """Tell whether recipients' time zones matter."""
        is_quiet = self.run.treatment(treatment_id).quiet_time is not None
        return is_quiet or self.timing[treatment_id].is_local


class Tally(msgspec.Struct):
    """Counts of a part of the audience; `recipients` by sort, `excluded` by treatment and status."""

    recipients: dict[str, int] = {}
    excluded: dict[str, int] = {}
    members: int = 0

    def add(self, other: Tally) -> None:
        """Count another part too."""
        for mine, more in ((self.recipients, other.recipients), (self.excluded, other.excluded)):
            for name, count in more.items():
                mine[name] = mine.get(name, 0) + count
        self.members += other.members

    def sorts(self) -> Iterable[tuple[str, str, str, int]]:
        """List the recipients: treatment, channel, zone, count."""
        for name, count in sorted(self.recipients.items()):
            treatment_id, channel, zone = name.split(_SEPARATOR, 2)
            yield treatment_id, channel, zone, count

    def reasons(self) -> dict[str, int]:
        """Count those left out by status, all treatments together."""
        found: Counter[str] = Counter()
        for name, count in self.excluded.items():
            found[name.split(_SEPARATOR, 1)[1]] += count
        return dict(sorted(found.items()))


class Counting:
    """Counts endpoints as a run's slices would decide about them (services/slicing.py)."""

    def __init__(self, plan: DryPlan) -> None:
        """Begin with nothing counted, and no address served."""
        self._plan = plan
        self._channels = plan.run.channels
        self._served: set[tuple[str, str]] = set()
        self._gathered = 0
        self._recipients: Counter[str] = Counter()
        self._excluded: Counter[str] = Counter()
        self._members = 0

    def page(self, endpoints: Iterable[Endpoint], excluded: Mapping[str, str]) -> None:
        """Count a page; `excluded` says of some endpoints, by ID, with which status a sender leaves them out.

        A run forgets the addresses it has served after each step, and so does this.
        """
        for endpoint in endpoints:
            self._endpoint(endpoint, excluded)
        if self._gathered >= self._plan.run.step:
            self._gathered = 0
            self._served.clear()

    def tally(self) -> Tally:
        """Give what was counted."""
        return Tally(dict(self._recipients), dict(self._excluded), self._members)

    def _endpoint(self, endpoint: Endpoint, excluded: Mapping[str, str]) -> None:
        self._members += 1
        placement = decide(
            endpoint, shares=self._plan.run.shares, channels=self._channels, served=self._served
        )
        treatment_id = placement.treatment_id
        if placement.metric is None or placement.status is not None:
            self._gathered += 1
        if placement.status is not None or placement.metric is not None:
            status = str(placement.status or placement.metric)
        else:
            status = excluded.get(endpoint.id, "")
        if status:
            self._excluded[f"{treatment_id}{_SEPARATOR}{status}"] += 1
            return
        zone = endpoint.demographic.get("Timezone") or ""
        if not self._plan.looks_at_clocks(treatment_id) or known_zone(zone) is None:
            zone = ""
        self._recipients[_SEPARATOR.join((treatment_id, endpoint.channel_type or "", zone))] += 1
