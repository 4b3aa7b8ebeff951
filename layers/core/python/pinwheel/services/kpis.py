"""Answer KPI queries from roll-ups only: a query costs its range, not the number of events (spec 05)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import NotFound
from pinwheel.domain.kpis import (
    ACTIVITY,
    APPLICATION_KPIS,
    CAMPAIGN,
    CAMPAIGN_KPIS,
    DATE,
    ERROR_DISTRIBUTION,
    JOURNEY_KPIS,
    UNIQUE_DELIVERIES,
    Kpi,
    Numbers,
    Range,
    error_rows,
    find_kpi,
    is_transactional_email,
    is_transactional_text,
    read_range,
    result_row,
    summed,
    value_of,
)
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.counting import BOUNCED, CLICKED, OPENED, SENT
from pinwheel.domain.rollups.sketches import distinct
from pinwheel.domain.times import epoch_millis, iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.rollups import Rollups
from pinwheel.services.applications import require_application

_AFTER = "\U0010ffff"
_TXN_DISTINCT = {"txn-emails-unique-opens": OPENED, "txn-emails-unique-clicks": CLICKED}


def application_kpi(
    application_id: str,
    name: str,
    *,
    start: str | None,
    end: str | None,
    documents: Documents,
    rollups: Rollups,
    clock: Clock,
) -> dict[str, Any]:
    """Answer a KPI of an application.

    Raises:
        NotFound: there is no such application.
        Invalid: there is no such KPI, or the range breaks a rule.
    """
    require_application(application_id, documents=documents)
    kpi, span = find_kpi(name, APPLICATION_KPIS), read_range(start, end, clock.now())
    reading = _Reading(application_id, None, span, rollups)
    return {"ApplicationId": application_id, **_answer(name, span, _rows(kpi, reading))}


def campaign_kpi(
    application_id: str,
    campaign_id: str,
    name: str,
    *,
    start: str | None,
    end: str | None,
    documents: Documents,
    rollups: Rollups,
    clock: Clock,
) -> dict[str, Any]:
    """Answer a KPI of a campaign.

    Raises:
        NotFound: there is no such application or campaign.
        Invalid: there is no such KPI, or the range breaks a rule.
    """
    require_application(application_id, documents=documents)
    if documents.get(keys.campaign(application_id, campaign_id)) is None:
        raise NotFound(f"Campaign '{campaign_id}' was not found.")
    kpi, span = find_kpi(name, CAMPAIGN_KPIS), read_range(start, end, clock.now())
    reading = _Reading(application_id, campaign_id, span, rollups)
    whose = {"ApplicationId": application_id, "CampaignId": campaign_id}
    return {**whose, **_answer(name, span, _rows(kpi, reading))}


def journey_kpi(
    application_id: str,
    journey_id: str,
    name: str,
    *,
    start: str | None,
    end: str | None,
    documents: Documents,
    rollups: Rollups,
    clock: Clock,
) -> dict[str, Any]:
    """Answer a KPI of a journey, as far as events tell of it.

    Raises:
        NotFound: there is no such application or journey.
        Invalid: there is no such KPI, or the range breaks a rule.
    """
    require_application(application_id, documents=documents)
    if documents.get(keys.journey(application_id, journey_id)) is None:
        raise NotFound(f"Journey '{journey_id}' was not found.")
    kpi, span = find_kpi(name, JOURNEY_KPIS), read_range(start, end, clock.now())
    reading = _Reading(application_id, None, span, rollups, journey_id=journey_id)
    rows = _rows(kpi, reading)
    return {"ApplicationId": application_id, "JourneyId": journey_id, **_answer(name, span, rows)}


def _answer(name: str, span: Range, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "KpiName": name,
        "StartTime": iso(span.start),
        "EndTime": iso(span.end),
        "KpiResult": {"Rows": rows},
    }


def _rows(kpi: Kpi, reading: _Reading) -> list[dict[str, Any]]:
    if kpi.base == ERROR_DISTRIBUTION:
        return error_rows(numbers for _, numbers in reading.counters(kpi))
    if kpi.base == UNIQUE_DELIVERIES:
        values = reading.unique_deliveries(kpi.grouping)
    elif kpi.base in _TXN_DISTINCT:
        values = reading.unique_recipients(_TXN_DISTINCT[kpi.base], kpi.grouping)
    else:
        numbers = summed(reading.counters(kpi))
        values = {group: value_of(kpi.base, each) for group, each in numbers.items()}
    return [result_row(kpi, group, value) for group, value in sorted(values.items()) if value is not None]


class _Reading:
    """Roll-ups of an application, or of one campaign, in a range."""

    def __init__(
        self,
        application_id: str,
        campaign_id: str | None,
        span: Range,
        rollups: Rollups,
        *,
        journey_id: str | None = None,
    ) -> None:
        self._application_id = application_id
        self._journey_id = journey_id
        self._campaign_id = campaign_id
        self._rollups = rollups
        self._first_hour = places.hour(epoch_millis(span.start))
        self._last_hour = places.hour(epoch_millis(span.end))

    def counters(self, kpi: Kpi) -> Iterator[tuple[str, Numbers]]:
        """Give the counters of each hour with the group that they belong to."""
        partition = places.counter_partition(self._application_id, self._scope(kpi))
        for row in self._rollups.rows(partition, self._first_hour, self._last_hour + _AFTER):
            hour, dimension = places.split_sort_key(row.sort_key)
            yield _group(kpi.grouping, hour, dimension), row.numbers

    def _scope(self, kpi: Kpi) -> str:
        if self._journey_id is not None:
            return places.journey_scope(self._journey_id)
        if self._campaign_id is not None:
            return places.campaign_scope(self._campaign_id)
        if is_transactional_text(kpi.base):
            return places.SMS
        return places.EMAIL if is_transactional_email(kpi.base) else places.CAMPAIGNS

    def unique_deliveries(self, grouping: str) -> dict[str, float | None]:
        """Count the endpoints that something was delivered to: sent, and not bounced, by group."""
        if grouping == CAMPAIGN:
            campaigns = {name for name, _ in self.counters(Kpi(UNIQUE_DELIVERIES, CAMPAIGN))}
            return {name: self._unique(name, "").get("") for name in campaigns}
        return self._unique(self._campaign_id, grouping)

    def _unique(self, campaign_id: str | None, grouping: str) -> dict[str, float | None]:
        sent, bounced = (
            self._sketches(campaign_id, SENT, grouping),
            self._sketches(campaign_id, BOUNCED, grouping),
        )
        return {group: distinct(each, without=bounced.get(group, ())) for group, each in sent.items()}

    def unique_recipients(self, kind: str, grouping: str) -> dict[str, float | None]:
        """Count the distinct recipients who did something with e-mail sent directly."""
        return {group: distinct(each) for group, each in self._sketches(None, kind, grouping).items()}

    def _sketches(self, campaign_id: str | None, kind: str, grouping: str) -> dict[str, list[bytes]]:
        partition = places.sketch_partition(self._application_id, campaign_id)
        found: dict[str, list[bytes]] = {}
        for row in self._rollups.rows(partition, self._first_hour[:10], self._last_hour[:10] + _AFTER):
            day, dimension = places.split_sort_key(row.sort_key)
            row_kind, _, activity = dimension.partition("#")
            if row_kind == kind and row.sketch is not None:
                found.setdefault(_group(grouping, day, activity), []).append(row.sketch)
        return found


def _group(grouping: str, hour: str, dimension: str) -> str:
    """Name the group of a row; activities come with their treatment, which no KPI tells apart."""
    match grouping:
        case "":
            return ""
        case _ if grouping == DATE:
            return hour[:10]
        case _ if grouping == ACTIVITY:
            return dimension.split("#", maxsplit=1)[0]
        case _:
            return dimension
