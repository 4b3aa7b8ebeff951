"""What events of an app add to the figures of its use: who was active, what was bought (spec 05, section 6).

Active is who opened the app: a session began, or something happened in one. What servers report, and what the
service itself writes, makes nobody active.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.events import EventRecord
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.amounts import amount
from pinwheel.domain.rollups.places import ItemKey

SESSION_START, SESSION_STOP = "_session.start", "_session.stop"
PURCHASE = "_monetization.purchase"
SIGN_INS = {
    "_userauth.sign_in": "sign-ins",
    "_userauth.sign_up": "sign-ups",
    "_userauth.auth_fail": "auth-failures",
}
"""Events of signing in, and the counters that they raise."""
_ONE = Decimal(1)
LONGEST_CURRENCY = 8


class Gathered(Protocol):
    """What takes additions and members."""

    def add(self, key: ItemKey, attribute: str, amount: Decimal) -> None:
        """Raise one attribute of one item."""
        ...

    def sample(self, key: ItemKey, member: str) -> None:
        """Count a member distinctly."""
        ...


def is_use(event: EventRecord) -> bool:
    """Tell whether an event shows that somebody had the app open."""
    if event.event_type == SESSION_START:
        return True
    return not event.event_type.startswith("_") and bool(event.session.get("session_id"))


def usage_contribution(event: EventRecord, shard: str, made: Gathered) -> None:
    """Add what an event tells of the app's use."""
    if is_use(event):
        _sample_active(event, shard, made)
    if event.event_type == PURCHASE:
        _add_purchase(event, shard, made)
    if figure := SIGN_INS.get(event.event_type):
        at_hour = places.hour(event.event_timestamp)
        made.add(places.counter(event.application_id, places.USAGE, at_hour, "", shard), figure, _ONE)


def _sample_active(event: EventRecord, shard: str, made: Gathered) -> None:
    day, application_id = places.date(event.event_timestamp), event.application_id
    if event.endpoint_id:
        key = places.usage_sketch(application_id, places.ACTIVE_ENDPOINTS, day, shard)
        made.sample(key, endpoint_key(event.endpoint_id))
    if event.user_id:
        made.sample(places.usage_sketch(application_id, places.ACTIVE_USERS, day, shard), event.user_id)


def _add_purchase(event: EventRecord, shard: str, made: Gathered) -> None:
    """Add a purchase: `_item_price` times `_quantity` (1 unless told), by currency."""
    currency = event.attributes.get("_currency", "")[:LONGEST_CURRENCY]
    at_hour = places.hour(event.event_timestamp)
    key = places.counter(event.application_id, places.REVENUE, at_hour, currency, shard)
    quantity = event.metrics.get("_quantity", 1.0)
    revenue, units = amount(event.metrics.get("_item_price", 0.0) * quantity), amount(quantity)
    made.add(key, "purchases", _ONE)
    if revenue:
        made.add(key, "revenue", revenue)
    if units:
        made.add(key, "units", units)
    payer = event.user_id or event.endpoint_id
    if payer:
        day = at_hour[:10]
        made.sample(places.usage_sketch(event.application_id, places.PAYERS, day, shard), payer)
