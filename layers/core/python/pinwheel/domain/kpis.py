"""Key performance indicators: which there are and what they are computed from (spec 05, section 5).

Delivered means sent less hard bounces, for campaigns, and less every bounce and rejection for e-mail sent
directly. Opens and clicks count once per clock hour and message. A text counts as sent with the first
report on it, whatever that says; a push as delivered when it was handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.times import parse_iso

LONGEST_RANGE = timedelta(days=31)
KEPT = timedelta(days=90)

Numbers = Mapping[str, Decimal]
DATE, CAMPAIGN, ACTIVITY, JOURNEY_ACTIVITY = "date", "campaign", "campaign-activity", "journey-activity"
COUNTRY, ERROR_CODE = "country", "error-code"
_GROUP_KEYS = {
    DATE: "Date",
    CAMPAIGN: "CampaignId",
    ACTIVITY: "CampaignActivityId",
    JOURNEY_ACTIVITY: "JourneyActivityId",
    COUNTRY: "Country",
    ERROR_CODE: "ErrorCode",
}

ERROR_DISTRIBUTION = "txn-sms-error-distribution"

UNIQUE_DELIVERIES = "unique-deliveries"
_SINGLE = ("",)
_BY_DATE = ("", DATE)
_TXN_EMAIL = ("sent", "delivered", "delivery-rate", "opened", "unique-opens", "clicked", "unique-clicks")
_TXN_EMAIL_TROUBLE = ("hard-bounced", "soft-bounced", "with-complaints", "complaint-rate")

APPLICATION_KPIS: Mapping[str, tuple[str, ...]] = {
    "successful-delivery-rate": _BY_DATE,
    "email-open-rate": ("", CAMPAIGN),
    "push-open-rate": ("", CAMPAIGN),
    UNIQUE_DELIVERIES: ("", CAMPAIGN, DATE),
    "successful-deliveries": (CAMPAIGN,),
    **{f"txn-emails-{name}": _BY_DATE for name in (*_TXN_EMAIL, *_TXN_EMAIL_TROUBLE)},
    "txn-sms-sent": ("", COUNTRY, DATE),
    "txn-sms-delivered": ("", COUNTRY, DATE),
    "txn-sms-delivery-rate": _BY_DATE,
    "txn-sms-sent-by-parts": ("", COUNTRY),
    "txn-sms-delivered-by-parts": ("", COUNTRY),
    ERROR_DISTRIBUTION: _SINGLE,
    "txn-sms-average-price": (COUNTRY,),
    "txn-sms-average-price-by-parts": (COUNTRY,),
    "txn-sms-total-price": (COUNTRY,),
}
CAMPAIGN_KPIS: Mapping[str, tuple[str, ...]] = {
    "successful-delivery-rate": ("", ACTIVITY, DATE),
    "successful-deliveries": (ACTIVITY,),
    "attempted-deliveries": (ACTIVITY,),
    UNIQUE_DELIVERIES: ("", ACTIVITY, DATE),
    "hard-bounce-rate": ("", ACTIVITY),
    "email-open-rate": ("", ACTIVITY),
    "direct-email-opens": (ACTIVITY,),
    "clicks": (ACTIVITY,),
    "push-open-rate": ("", ACTIVITY),
    "direct-push-opens": (ACTIVITY,),
    "sms-spend": _SINGLE,
}
"""Names without their grouping, and the groupings of each; an empty one is the figure for everything."""
_JOURNEY_EMAIL = ("sent", "delivered", "opened", "clicked", "complained", "hardbounced", "softbounced")
_JOURNEY_EMAIL_REFUSED = ("rejected", "unsubscribed")
JOURNEY_KPIS: Mapping[str, tuple[str, ...]] = {
    name: groupings
    for word in (*_JOURNEY_EMAIL, *_JOURNEY_EMAIL_REFUSED)
    for name, groupings in ((f"journey-emails-{word}", _SINGLE), (f"emails-{word}", (JOURNEY_ACTIVITY,)))
}
"""The prefix changes where a figure is grouped (spec 05, section 5.5)."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI as asked for; `grouping` is empty for a single figure."""

    base: str
    grouping: str


@dataclass(frozen=True, slots=True)
class Range:
    """A time range, inclusive at both ends."""

    start: datetime
    end: datetime


def find_kpi(name: str, known: Mapping[str, tuple[str, ...]]) -> Kpi:
    """Take a KPI's name apart.

    Raises:
        Invalid: there is no such KPI at this level.
    """
    base, _, grouping = name.partition("-grouped-by-")
    if grouping not in known.get(base, ()):
        raise Invalid(f"There is no KPI '{name[:100]}'.", member="kpi-name")
    return Kpi(base, grouping)


def read_range(start: str | None, end: str | None, now: datetime) -> Range:
    """Complete and check a range: at most 31 days, not older than 90 days.

    Raises:
        Invalid: it is not a range, too long or too old.
    """
    begins = parse_iso(start, member="start-time") if start else None
    ends = parse_iso(end, member="end-time") if end else None
    if ends is None:
        ends = now if begins is None else max(begins, min(now, begins + LONGEST_RANGE))
    if begins is None:
        begins = ends - LONGEST_RANGE
    if begins > ends:
        raise Invalid("start-time must not be after end-time.", member="start-time")
    if ends - begins > LONGEST_RANGE:
        raise Invalid("The range may have at most 31 days.", member="end-time")
    if now - begins > KEPT:
        raise Invalid("start-time must be less than 90 days ago.", member="start-time")
    return Range(begins, ends)


def value_of(base: str, numbers: Numbers) -> float | None:
    """Compute a figure from counters; None where there is no data for it."""
    value = _VALUES[base](numbers)
    return None if value is None else float(value)


def is_transactional_email(base: str) -> bool:
    """Tell whether a KPI is about e-mail sent directly."""
    return base.startswith("txn-emails-")


def is_transactional_text(base: str) -> bool:
    """Tell whether a KPI is about texts sent directly."""
    return base.startswith("txn-sms-")


def error_rows(rows: Iterable[Numbers]) -> list[dict[str, Any]]:
    """Write how many texts failed for which reason, one row each (grouped without its name saying so)."""
    totals: dict[str, Decimal] = {}
    for numbers in rows:
        for name, number in numbers.items():
            if name.startswith(_FAILED):
                code = name.removeprefix(_FAILED)
                totals[code] = totals.get(code, _NOTHING) + number
    kpi = Kpi(ERROR_DISTRIBUTION, ERROR_CODE)
    return [result_row(kpi, code, float(number)) for code, number in sorted(totals.items()) if number]


def result_row(kpi: Kpi, group: str, value: float) -> dict[str, Any]:
    """Write one row of the answer."""
    key = "".join(word.capitalize() for word in kpi.base.split("-"))
    groups = [{"Key": _GROUP_KEYS[kpi.grouping], "Type": "String", "Value": group}] if kpi.grouping else []
    return {"GroupedBys": groups, "Values": [{"Key": key, "Type": "Double", "Value": str(value)}]}


def summed(rows: Iterable[tuple[str, Numbers]]) -> dict[str, dict[str, Decimal]]:
    """Add numbers up by group."""
    groups: dict[str, dict[str, Decimal]] = {}
    for group, numbers in rows:
        totals = groups.setdefault(group, {})
        for name, number in numbers.items():
            totals[name] = totals.get(name, Decimal(0)) + number
    return groups


_Value = Callable[[Numbers], Decimal | None]
_NOTHING = Decimal(0)


def _of(numbers: Numbers, name: str) -> Decimal:
    return numbers.get(name, _NOTHING)


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole if whole > 0 else None


def _where_sent(sent: str, value: Callable[[Numbers], Decimal]) -> _Value:
    """Give a figure only where something was sent, because no data is not zero."""
    return lambda numbers: value(numbers) if _of(numbers, sent) or value(numbers) else None


def _counted(name: str, sent: str) -> _Value:
    return _where_sent(sent, lambda numbers: _of(numbers, name))


def _successful(numbers: Numbers) -> Decimal:
    return max(_of(numbers, _SENT) - _of(numbers, _HARD), _NOTHING)


def _emails_delivered(numbers: Numbers) -> Decimal:
    return max(_of(numbers, _SENT_EMAIL) - _of(numbers, _HARD), _NOTHING)


def _txn_delivered(numbers: Numbers) -> Decimal:
    lost = sum((_of(numbers, name) for name in (_HARD, _SOFT, "email.rejected")), _NOTHING)
    return max(_of(numbers, _TXN_SENT) - lost, _NOTHING)


_SENT, _SENT_EMAIL, _TXN_SENT = "send.SUCCESS", "sent.EMAIL", "email.send"
_HARD, _SOFT, _OPEN, _CLICK = "email.hardbounce", "email.softbounce", "email.open", "email.click"
_COMPLAINT = "email.complaint"

_SMS_SENT, _FAILED = "sms.sent", "sms.failed."
_PUSH_TYPES = (
    "ADM",
    "APNS",
    "APNS_SANDBOX",
    "APNS_VOIP",
    "APNS_VOIP_SANDBOX",
    "BAIDU",
    "GCM",
    "PUSH",
)


def _pushes(numbers: Numbers) -> Decimal:
    return sum((_of(numbers, f"sent.{each}") for each in _PUSH_TYPES), _NOTHING)


def _push_opens(numbers: Numbers) -> Decimal | None:
    opens = _of(numbers, "push.open")
    return opens if opens or _pushes(numbers) else None


_CAMPAIGN_VALUES: Mapping[str, _Value] = {
    "successful-delivery-rate": lambda n: _ratio(_successful(n), _of(n, _SENT)),
    "email-open-rate": lambda n: _ratio(_of(n, _OPEN), _emails_delivered(n)),
    "successful-deliveries": _where_sent(_SENT, _successful),
    "attempted-deliveries": _counted(_SENT, _SENT),
    "hard-bounce-rate": lambda n: _ratio(_of(n, _HARD), _of(n, _SENT)),
    "direct-email-opens": _counted(_OPEN, _SENT),
    "clicks": _counted(_CLICK, _SENT),
    "push-open-rate": lambda n: _ratio(_of(n, "push.open"), _pushes(n)),
    "direct-push-opens": _push_opens,
    "sms-spend": _counted("sms.price", _SMS_SENT),
}
_EMAIL_VALUES: Mapping[str, _Value] = {
    "txn-emails-sent": _counted(_TXN_SENT, _TXN_SENT),
    "txn-emails-delivered": _where_sent(_TXN_SENT, _txn_delivered),
    "txn-emails-delivery-rate": lambda n: _ratio(_txn_delivered(n), _of(n, _TXN_SENT)),
    "txn-emails-opened": _counted(_OPEN, _TXN_SENT),
    "txn-emails-clicked": _counted(_CLICK, _TXN_SENT),
    "txn-emails-hard-bounced": _counted(_HARD, _TXN_SENT),
    "txn-emails-soft-bounced": _counted(_SOFT, _TXN_SENT),
    "txn-emails-with-complaints": _counted(_COMPLAINT, _TXN_SENT),
    "txn-emails-complaint-rate": lambda n: _ratio(_of(n, _COMPLAINT), _of(n, _TXN_SENT)),
}
_SMS_VALUES: Mapping[str, _Value] = {
    "txn-sms-sent": _counted(_SMS_SENT, _SMS_SENT),
    "txn-sms-delivered": _counted("sms.delivered", _SMS_SENT),
    "txn-sms-delivery-rate": lambda n: _ratio(_of(n, "sms.delivered"), _of(n, _SMS_SENT)),
    "txn-sms-sent-by-parts": _counted("sms.sent-parts", _SMS_SENT),
    "txn-sms-delivered-by-parts": _counted("sms.delivered-parts", _SMS_SENT),
    "txn-sms-average-price": lambda n: _ratio(_of(n, "sms.price"), _of(n, "sms.priced")),
    "txn-sms-average-price-by-parts": lambda n: _ratio(_of(n, "sms.price"), _of(n, "sms.priced-parts")),
    "txn-sms-total-price": _counted("sms.price", "sms.priced"),
}
_JOURNEY_WORDS = {
    "clicked": "click",
    "complained": "complaint",
    "hardbounced": "hardbounce",
    "opened": "open",
    "rejected": "rejected",
    "sent": "send",
    "softbounced": "softbounce",
    "unsubscribed": "unsubscribe",
}
_JOURNEY_VALUES: Mapping[str, _Value] = {
    f"{prefix}emails-{word}": value
    for prefix in ("journey-", "")
    for word, value in (
        ("delivered", _where_sent(_TXN_SENT, _txn_delivered)),
        *((word, _counted(f"email.{name}", _TXN_SENT)) for word, name in _JOURNEY_WORDS.items()),
    )
}
_VALUES = {**_CAMPAIGN_VALUES, **_EMAIL_VALUES, **_SMS_VALUES, **_JOURNEY_VALUES}
