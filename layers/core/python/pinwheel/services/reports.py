"""Revenue, events, heat maps, what became of a campaign (extension API; spec 05, section 6).

What roll-ups hold comes from them; attributes, metrics and joins by person come from the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.archive.sql import AttributeCondition, EventFilter, Period
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.sketches import NOBODY, Distinct, count, union
from pinwheel.domain.usage.after_messages import AfterMessages, after_messages_sql
from pinwheel.domain.usage.event_report import EventReport, event_report_sql
from pinwheel.domain.usage.heatmap import told
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.rollups import Rollups, Row
from pinwheel.services.applications import require_application
from pinwheel.services.archive_queries import ArchiveQueries, Later
from pinwheel.services.usage import read_days

Json = dict[str, Any]
_AFTER = "\U0010ffff"
_DAY = timedelta(days=1)
_FIRST = date(1970, 1, 1)
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTools:
    """What reports are made from."""

    documents: Documents
    rollups: Rollups
    clock: Clock

    def days(self, application_id: str, start: str | None, end: str | None) -> tuple[date, date]:
        """Read the range of a report on an application.

        Raises:
            NotFound: there is no such application.
            Invalid: the days are no range, or too many.
        """
        require_application(application_id, documents=self.documents)
        return read_days(start, end, today=self.clock.now().date())

    def counters(self, application_id: str, scope: str, first: date, last: date) -> Iterator[Row]:
        """Read the counters of a scope, of all hours of some days."""
        partition = places.counter_partition(application_id, scope)
        return self.rollups.rows(partition, first.isoformat(), last.isoformat() + _AFTER)


def revenue(application_id: str, *, start: str | None, end: str | None, tools: ReportTools) -> Json:
    """Tell what was bought, by day and currency, and by how many."""
    first, last = tools.days(application_id, start, end)
    bought: dict[str, dict[str, dict[str, Decimal]]] = {}
    for row in tools.counters(application_id, places.REVENUE, first, last):
        hour, currency = places.split_sort_key(row.sort_key)
        _add(bought.setdefault(hour[:10], {}).setdefault(currency, {}), row.numbers)
    payers = _payers(application_id, first, last, tools.rollups)
    whole: dict[str, dict[str, Decimal]] = {}
    for currencies in bought.values():
        for currency, numbers in currencies.items():
            _add(whole.setdefault(currency, {}), numbers)
    everybody = [sketch for sketches in payers.values() for sketch in sketches]
    return {
        "ApplicationId": application_id,
        "Start": first.isoformat(),
        "End": last.isoformat(),
        "Total": _sales(whole, everybody),
        "Days": [
            {"Date": day, **_sales(bought.get(day, {}), payers.get(day, []))} for day in _dates(first, last)
        ],
    }


def _sales(currencies: Mapping[str, Mapping[str, Decimal]], payers: list[bytes]) -> Json:
    paying = count(union(payers)) if payers else NOBODY
    return {
        "PayingUsers": round(paying.value),
        "Bounds": {"PayingUsers": _bounds(paying)},
        "Currencies": [
            {
                "Currency": currency,
                "Revenue": float(numbers.get("revenue", 0)),
                "Purchases": int(numbers.get("purchases", 0)),
                "Units": float(numbers.get("units", 0)),
                # Of all who paid, in whatever currency.
                "RevenuePerPayingUser": float(numbers.get("revenue", 0)) / paying.value
                if paying.value
                else 0.0,
            }
            for currency, numbers in sorted(currencies.items())
        ],
    }


def _payers(application_id: str, first: date, last: date, rollups: Rollups) -> dict[str, list[bytes]]:
    partition = places.usage_partition(application_id, places.PAYERS)
    found: dict[str, list[bytes]] = {}
    for row in rollups.rows(partition, first.isoformat(), last.isoformat() + _AFTER):
        if row.sketch is not None:
            found.setdefault(row.sort_key[:10], []).append(row.sketch)
    return found


def event_types(application_id: str, *, start: str | None, end: str | None, tools: ReportTools) -> Json:
    """Tell which types of events came, and how many of each a day; the most frequent first."""
    first, last = tools.days(application_id, start, end)
    counts: dict[str, dict[str, int]] = {}
    for row in tools.counters(application_id, places.EVENTS, first, last):
        hour, event_type = places.split_sort_key(row.sort_key)
        days = counts.setdefault(event_type, {})
        days[hour[:10]] = days.get(hour[:10], 0) + int(row.numbers.get("events", 0))
    ranked = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return {
        "ApplicationId": application_id,
        "Start": first.isoformat(),
        "End": last.isoformat(),
        "EventTypes": [
            {
                "EventType": event_type,
                "Count": sum(days.values()),
                "Days": [{"Date": day, "Count": number} for day, number in sorted(days.items())],
            }
            for event_type, days in ranked
        ],
    }


def event_report(
    application_id: str,
    *,
    event_type: str | None,
    start: str | None,
    end: str | None,
    attributes: Mapping[str, tuple[str, ...]],
    metric: str | None,
    group_by: str | None,
    tools: ReportTools,
    archive: ArchiveQueries,
) -> Json | Later:
    """Report one event type: how often, by whom, a session, and one of its metrics; from the archive."""
    first, last = tools.days(application_id, start, end)
    for member, name in (("metric", metric), ("group-by", group_by)):
        if name is not None:
            _name(name, member)
    conditions = tuple(
        AttributeCondition(_name(name, f"attribute.{name}"), values) for name, values in attributes.items()
    )
    event = EventFilter(_name(event_type, "event-type"), conditions)
    report = EventReport(application_id, event, _period(first, last), metric, group_by)
    asked = {
        "EventType": event.event_type,
        "Metric": metric,
        "GroupBy": group_by,
        "FirstDay": (first - _FIRST).days,
        "LastDay": (last - _FIRST).days,
    }
    return archive.ask(application_id, "event-report", event_report_sql(report), asked)


def heatmap(
    application_id: str,
    *,
    event_type: str | None,
    start: str | None,
    end: str | None,
    clocks: str | None,
    tools: ReportTools,
    archive: ArchiveQueries,
) -> Json | Later:
    """Tell how often in each hour of the week: on the endpoints' clocks, or (`utc`) from the counters."""
    first, last = tools.days(application_id, start, end)
    name = _name(event_type, "event-type")
    match (clocks or "local").lower():
        case "local":
            return archive.local_hours(application_id, EventFilter(name), _period(first, last))
        case "utc":
            rows = tools.counters(application_id, places.EVENTS, first, last)
            return told(name, "UTC", _cells(rows, name), 0)
        case _:
            raise Invalid(f"time must be local or utc, got '{(clocks or '')[:20]}'.", member="time")


def _cells(rows: Iterator[Row], event_type: str) -> Iterator[tuple[int, int, int]]:
    for row in rows:
        hour, dimension = places.split_sort_key(row.sort_key)
        if dimension == places.part(event_type):
            at = datetime.fromisoformat(f"{hour}:00")
            yield at.weekday(), at.hour, int(row.numbers.get("events", 0))


_FIGURES = {
    "Sent": "send.SUCCESS",
    "Delivered": "email.delivered",
    "HardBounced": "email.hardbounce",
    "SoftBounced": "email.softbounce",
    "Opened": "email.open",
    "Clicked": "email.click",
    "Complaints": "email.complaint",
    "Unsubscribed": "email.unsubscribe",
    "PushOpened": "push.open",
    "TextsDelivered": "sms.delivered",
}


def engagement(
    application_id: str,
    campaign_id: str,
    *,
    start: str | None,
    end: str | None,
    tools: ReportTools,
    archive: ArchiveQueries,
) -> Json:
    """Tell what became of a campaign's messages, by treatment and hour of the day, and what followed them.

    Raises:
        NotFound: there is no such application or campaign.
        Invalid: the days are no range, or too many.
    """
    first, last = tools.days(application_id, start, end)
    if tools.documents.get(keys.campaign(application_id, campaign_id)) is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
    hours: dict[str, dict[int, dict[str, Decimal]]] = {}
    scope = places.campaign_scope(campaign_id)
    for row in tools.counters(application_id, scope, first, last):
        hour, dimension = places.split_sort_key(row.sort_key)
        treatment = dimension.rpartition("#")[2]
        _add(hours.setdefault(treatment, {}).setdefault(int(hour[11:13]), {}), row.numbers)
    asked = AfterMessages(application_id, campaign_id, _period(first, last))
    after = archive.ask(application_id, "after-messages", after_messages_sql(asked), {})
    return {
        "ApplicationId": application_id,
        "CampaignId": campaign_id,
        "Start": first.isoformat(),
        "End": last.isoformat(),
        "Treatments": [_treatment(treatment, found) for treatment, found in sorted(hours.items())],
        "AfterMessages": after.body if isinstance(after, Later) else after,
    }


def _treatment(treatment: str, hours: Mapping[int, Mapping[str, Decimal]]) -> Json:
    whole: dict[str, Decimal] = {}
    for numbers in hours.values():
        _add(whole, numbers)
    return {
        "TreatmentId": treatment,
        **_named(whole),
        "Hours": [{"Hour": hour, **_named(numbers)} for hour, numbers in sorted(hours.items())],
    }


def _named(numbers: Mapping[str, Decimal]) -> dict[str, int]:
    return {name: int(numbers.get(figure, 0)) for name, figure in _FIGURES.items()}


def _add(totals: dict[str, Decimal], numbers: Mapping[str, Decimal]) -> None:
    for name, number in numbers.items():
        totals[name] = totals.get(name, Decimal(0)) + number


def _name(name: str | None, member: str) -> str:
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(f"{member[:60]} must have 1 to {LONGEST_NAME} characters.", member=member[:60])
    return name


def _bounds(found: Distinct) -> dict[str, int]:
    return {"Low": round(found.low), "High": round(found.high)}


def _dates(first: date, last: date) -> Iterator[str]:
    while first <= last:
        yield first.isoformat()
        first += _DAY


def _period(first: date, last: date) -> Period:
    return Period(
        datetime.combine(first, time(), tzinfo=UTC), datetime.combine(last + _DAY, time(), tzinfo=UTC)
    )
