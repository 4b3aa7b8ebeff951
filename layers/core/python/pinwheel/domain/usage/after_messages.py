"""What endpoints did within 24 hours after a campaign's message (spec 05, section 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pinwheel.domain.archive.sql import Period, Source, events, text, texts
from pinwheel.domain.rollups.usage import PURCHASE, SESSION_START, SESSION_STOP
from pinwheel.domain.times import epoch_millis
from pinwheel.domain.usage.event_report import begun_sessions, whole

WINDOW = timedelta(hours=24)
SEND = "_campaign.send"
OPT_OUTS = ("_email.unsubscribe", "_SMS.OPTOUT")
"""Ways to opt out in answer to a campaign; each recipient counts once."""
_WIDTH = 15
"""Digits of an instant in milliseconds."""


@dataclass(frozen=True, slots=True)
class AfterMessages:
    """The question: messages of a campaign that were sent in a period."""

    application_id: str
    campaign_id: str
    period: Period


def after_messages_sql(asked: AfterMessages) -> str:
    """Ask by treatment for what followed, and for the recipients with those of them who opted out.

    A row has: treatment, sessions, endpoints with one, purchases, units, endpoints with a purchase,
    recipients, recipients who opted out.

    What follows several messages belongs to the last of them, so it counts once.
    """
    reach = Period(asked.period.start, asked.period.end + WINDOW)
    types = (SEND, SESSION_START, SESSION_STOP, PURCHASE, *OPT_OUTS)
    once = events(Source(asked.application_id, reach, types), ("attributes", "metrics"))
    instant = f"lpad(CAST(occurred AS VARCHAR), {_WIDTH}, '0')"
    stamp = f"CASE WHEN kind = 0 THEN {instant} || coalesce(treatment, '0') END"
    own = (
        f"element_at(attributes, 'campaign_id') = {text(asked.campaign_id)} "
        f"AND (event_type <> '{SEND}' OR element_at(attributes, 'campaign_send_status') = 'SUCCESS') "
        f"AND occurred < {epoch_millis(asked.period.end)}"
    )
    window = round(WINDOW.total_seconds() * 1000)
    return (
        f"WITH once AS ({once}), followed AS (SELECT *, max({stamp}) OVER (PARTITION BY endpoint_key "  # noqa: S608
        "ORDER BY occurred, kind ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS sent FROM ("
        f"SELECT 0 AS kind, endpoint_key, occurred, element_at(attributes, 'treatment_id') AS treatment, "
        f"CAST(0 AS DOUBLE) AS units FROM once WHERE event_type = '{SEND}' "
        f"AND {own} UNION ALL "
        "SELECT 1 AS kind, endpoint_key, occurred, CAST(NULL AS VARCHAR) AS treatment, "
        f"CAST(0 AS DOUBLE) AS units FROM ({begun_sessions('once')}) b UNION ALL "
        "SELECT 2 AS kind, endpoint_key, occurred, CAST(NULL AS VARCHAR) AS treatment, "
        "coalesce(element_at(metrics, '_quantity'), CAST(1 AS DOUBLE)) AS units "
        f"FROM once WHERE event_type = '{PURCHASE}') t), acts AS ("
        f"SELECT substr(sent, {_WIDTH + 1}) AS treatment, "
        "sum(CASE kind WHEN 1 THEN 1 ELSE 0 END) AS sessions, "
        "count(DISTINCT CASE WHEN kind = 1 THEN endpoint_key END) AS openers, "
        "sum(CASE kind WHEN 2 THEN 1 ELSE 0 END) AS purchases, sum(units) AS units, "
        "count(DISTINCT CASE WHEN kind = 2 THEN endpoint_key END) AS buyers FROM followed "
        f"WHERE kind > 0 AND occurred - CAST(substr(sent, 1, {_WIDTH}) AS BIGINT) <= {window} "
        f"GROUP BY 1), people AS ({_people(own)}) "
        "SELECT coalesce(p.treatment, a.treatment), sessions, openers, purchases, units, buyers, "
        "recipients, opted_out FROM people p FULL JOIN acts a ON a.treatment = p.treatment ORDER BY 1"
    )


def _people(own: str) -> str:
    """Count recipients by treatment, and those of them who opted out."""
    is_send = f"event_type = '{SEND}'"
    sent = f"max(CASE WHEN {is_send} THEN 1 ELSE 0 END)"
    left = f"max(CASE WHEN {is_send} THEN 0 ELSE 1 END)"
    each = (
        f"SELECT coalesce(element_at(attributes, 'treatment_id'), '0') AS treatment, endpoint_key, "  # noqa: S608
        f"{sent} AS is_sent, {left} AS is_gone FROM once "
        f"WHERE event_type IN ({texts((SEND, *OPT_OUTS))}) AND {own} GROUP BY 1, 2"
    )
    return (
        "SELECT treatment, count(*) AS recipients, sum(is_gone) AS opted_out "  # noqa: S608 - literals only
        f"FROM ({each}) one WHERE is_sent = 1 GROUP BY treatment"
    )


def after_messages_answer(rows: Sequence[Sequence[str | None]]) -> dict[str, Any]:
    """Tell by treatment what followed its messages."""
    treatments = [
        {
            "TreatmentId": row[0] or "0",
            "Sessions": whole(row[1]),
            "EndpointsWithSession": whole(row[2]),
            "Purchases": whole(row[3]),
            "Units": float(row[4] or 0),
            "EndpointsWithPurchase": whole(row[5]),
            "Recipients": whole(row[6]),
            "OptedOut": whole(row[7]),
            "OptOutRate": whole(row[7]) / whole(row[6]) if whole(row[6]) else 0.0,
        }
        for row in rows
    ]
    return {"WithinHours": round(WINDOW.total_seconds() / 3600), "Treatments": treatments}
