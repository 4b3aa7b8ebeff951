"""What one event adds to the figures: counters by hour, endpoints to count distinctly (spec 05, section 5).

Everything is filed under the event's own time; for e-mail that is the time of sending, the same for all
events of a message (spec 05, section 3.1), so that rates compare like with like whatever range is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.events import EventRecord
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.places import ItemKey

EVENT_COUNT = "events"
SENT, BOUNCED, OPENED, CLICKED = "sent", "bounced", "opened", "clicked"
"""Kinds of distinct counts."""

LARGEST_METRIC = Decimal(10) ** 20
_SIX_PLACES = Decimal("0.000001")
_ONCE_AN_HOUR = frozenset({"_email.open", "_email.click"})


class Addition(NamedTuple):
    """`amount` more in one attribute of one item."""

    key: ItemKey
    attribute: str
    amount: Decimal


class Sample(NamedTuple):
    """One more member of a distinct count."""

    key: ItemKey
    member: str


@dataclass(slots=True)
class Contribution:
    """What one event adds; `facts` are texts that an item keeps from its first event."""

    additions: list[Addition] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    facts: dict[ItemKey, dict[str, str]] = field(default_factory=dict)

    def add(self, key: ItemKey, attribute: str, amount: Decimal) -> None:
        """Raise one attribute of one item."""
        self.additions.append(Addition(key, attribute, amount))

    def items(self) -> set[ItemKey]:
        """Name the items that are touched."""
        return {addition.key for addition in self.additions} | {sample.key for sample in self.samples}


_ONE = Decimal(1)


def amount(value: float) -> Decimal | None:
    """Make a metric fit to be added up exactly: six decimal places; None for what no sum should hold."""
    number = Decimal(repr(value))
    if not number.is_finite() or abs(number) > LARGEST_METRIC:
        return None
    return number.quantize(_SIX_PLACES).normalize()


def once_an_hour(event: EventRecord) -> str | None:
    """Name what is counted once per clock hour and message (spec 05, section 5.6); None for other events."""
    if event.event_type not in _ONCE_AN_HOUR:
        return None
    mail = event.facets.get("email_channel", {}).get("mail_event", {}).get("mail", {})
    message_id = mail.get("message_id", event.event_id)
    return f"{event.event_type}/{message_id}/{places.hour(event.arrival_timestamp)}"


def contribution(event: EventRecord, shard: str, *, repeated_in_hour: bool) -> Contribution:
    """Say what an event adds to the figures of its application."""
    at_hour = places.hour(event.event_timestamp)
    application_id = event.application_id
    made = Contribution()
    events = places.counter(application_id, places.EVENTS, at_hour, event.event_type, shard)
    made.additions.append(Addition(events, EVENT_COUNT, _ONE))
    if repeated_in_hour:
        return made
    figures = _figures(event)
    if not figures:
        return made
    campaign_id = event.attributes.get("campaign_id")
    if campaign_id:
        _add_campaign(made, event, figures, campaign_id, shard)
    elif "journey_id" not in event.attributes:
        key = places.counter(application_id, places.EMAIL, at_hour, "", shard)
        made.additions += [Addition(key, figure, _ONE) for figure in figures]
        kind = {"_email.open": OPENED, "_email.click": CLICKED}.get(event.event_type)
        if kind is not None:
            day = at_hour[:10]
            sketch = places.sketch(application_id, None, day, kind, "", shard)
            made.samples.append(Sample(sketch, endpoint_key(event.endpoint_id)))
    return made


def _figures(event: EventRecord) -> list[str]:
    """Name the delivery figures that an event raises."""
    if event.event_type == "_campaign.send":
        status = event.attributes.get("campaign_send_status", "UNKNOWN")
        figures = [f"send.{status}"]
        if status == "SUCCESS":
            figures.append(f"sent.{event.attributes.get('delivery_type', 'UNKNOWN')}")
        return figures
    if event.event_type.startswith("_email."):
        return [event.event_type[1:]]
    return []


def _add_campaign(
    made: Contribution, event: EventRecord, figures: list[str], campaign_id: str, shard: str
) -> None:
    application_id, at_hour = event.application_id, places.hour(event.event_timestamp)
    activity_id = event.attributes.get("campaign_activity_id", "")
    dimension = f"{activity_id}#{event.attributes.get('treatment_id', '0')}"
    for key in (
        places.counter(application_id, places.CAMPAIGNS, at_hour, campaign_id, shard),
        places.counter(application_id, places.campaign_scope(campaign_id), at_hour, dimension, shard),
    ):
        made.additions += [Addition(key, figure, _ONE) for figure in figures]
    kind = _distinct_kind(event)
    if kind is not None:
        day, member = at_hour[:10], endpoint_key(event.endpoint_id)
        made.samples += [
            Sample(places.sketch(application_id, None, day, kind, "", shard), member),
            Sample(places.sketch(application_id, campaign_id, day, kind, activity_id, shard), member),
        ]


def _distinct_kind(event: EventRecord) -> str | None:
    if event.event_type == "_email.hardbounce":
        return BOUNCED
    is_sent = event.attributes.get("campaign_send_status") == "SUCCESS"
    return SENT if event.event_type == "_campaign.send" and is_sent else None
