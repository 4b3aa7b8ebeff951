"""The answer of a dry run, from counted recipients and the rates that they would be sent at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from pinwheel.domain.campaigns.local_time import Sweep
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.insight import bill
from pinwheel.domain.insight.answers import DryRun, Hour
from pinwheel.domain.insight.dry_run import DryPlan, Tally, Timing
from pinwheel.domain.insight.forecast import Batch, Forecast, Rate, curve, forecast
from pinwheel.domain.times import iso, parse_iso

MISSING_ZONE = "ENDPOINT_MISSING_TIMEZONE"


def report(plan: DryPlan, tally: Tally, rates: Mapping[str, Rate]) -> DryRun:
    """Run the virtual clock and tell what would happen; `rates` by family."""
    excluded = Counter(tally.reasons())
    batches = list(_batches(plan, tally, excluded))
    found = forecast(
        batches,
        rates=rates,
        family_of=plan.run.family,
        is_quiet=_quiet_of(plan),
    )
    excluded[SendStatus.QUIET_TIME] += found.quiet.total()
    excluded[SendStatus.EXPIRED] += found.expired.total()
    return _answer(plan, tally, found, excluded)


def _answer(plan: DryPlan, tally: Tally, found: Forecast, excluded: Counter[str]) -> DryRun:
    reach: Counter[str] = Counter()
    treatments = {treatment.id: 0 for treatment in plan.run.sent}
    billed: Counter[str] = Counter()
    for (treatment_id, channel), count in found.sent.items():
        reach[channel] += count
        treatments[treatment_id] += count
        family = plan.run.family(treatment_id, channel)
        billed[family if family == "CUSTOM" else channel] += count
    lines = bill.priced(billed, examined=tally.members)
    return DryRun(
        state="COMPLETED",
        reach={channel: count for channel, count in sorted(reach.items()) if count},
        excluded={str(status): count for status, count in sorted(excluded.items()) if count},
        treatments=treatments,
        curve=[Hour(iso(hour), count) for hour, count in curve(found.hours)],
        start=min(timing.start for timing in plan.timing.values()),
        end=None if found.end is None else iso(found.end),
        cost=bill.total(lines),
        cost_lines=lines,
        currency=bill.CURRENCY,
        prices_as_of=bill.AS_OF,
        members=tally.members,
        segment_version=plan.run.segment_version,
        notes=_notes(plan),
    )


def _notes(plan: DryPlan) -> list[str]:
    """Say what cannot be known without asking others, or sending."""
    notes = []
    if plan.run.hook:
        notes.append("The campaign's hook was not asked: whom it would leave out is counted as reached.")
    return notes


def _batches(plan: DryPlan, tally: Tally, excluded: Counter[str]) -> list[Batch]:
    """Tell when each sort of recipients is due; in a local-time run not all are."""
    found = []
    for treatment_id, channel, zone, count in tally.sorts():
        timing = plan.timing[treatment_id]
        due: datetime | None = parse_iso(timing.start)
        if timing.is_local:
            sweep = _sweep(timing.start, timing.zone, timing.end)
            due = sweep.at(zone or None)
            if due is None:
                excluded[MISSING_ZONE] += count
                continue
            if sweep.is_over(zone):
                excluded[SendStatus.EXPIRED] += count
                continue
        if due is not None:
            found.append(Batch(treatment_id, channel, zone, due, count, _until(plan, timing)))
    return found


@lru_cache(maxsize=32)
def _sweep(start: str, zone: str | None, end: str | None) -> Sweep:
    return Sweep(parse_iso(start), zone, end=None if end is None else parse_iso(end))


def _until(plan: DryPlan, timing: Timing) -> datetime | None:
    most = plan.run.maximum_duration
    return None if most is None else parse_iso(timing.start) + timedelta(seconds=most)


def _quiet_of(plan: DryPlan) -> Any:
    def check(treatment_id: str, zone: str, instant: datetime) -> bool:
        quiet = plan.run.treatment(treatment_id).quiet_time
        return quiet is not None and quiet.holds(zone or None, instant)

    return check
