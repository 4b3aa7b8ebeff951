"""What one event adds to the figures: counters by hour, members to count distinctly (spec 05, sections 5, 6).

Everything is filed under the event's own time; for e-mail that is the time of sending, the same for all
events of a message (spec 05, section 3.1), so that rates compare like with like whatever range is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.events import EventRecord
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.bounces import RECOVERED, SOFT_BOUNCE, UNCOUNTED, message_of
from pinwheel.domain.rollups.places import ItemKey
from pinwheel.domain.rollups.texts import text_additions, text_marks
from pinwheel.domain.rollups.usage import usage_contribution

EVENT_COUNT = "events"
SENT, BOUNCED, OPENED, CLICKED = "sent", "bounced", "opened", "clicked"
"""Kinds of distinct counts."""

_ONCE_AN_HOUR = frozenset({"_email.open", "_email.click"})
_PUSH_OPENED = "_campaign.opened_notification"


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

    def sample(self, key: ItemKey, member: str) -> None:
        """Count a member distinctly."""
        self.samples.append(Sample(key, member))

    def items(self) -> set[ItemKey]:
        """Name the items whose counters are raised."""
        return {addition.key for addition in self.additions}


_ONE = Decimal(1)


def once(event: EventRecord) -> Mapping[str, str]:
    """Name what counts only the first time, and the mark by which it is known again.

    Opens and clicks count once per clock hour and message (spec 05, section 5.6); that a text was sent,
    delivered or paid for, once per text, however many reports of it come.
    """
    if event.event_type in _ONCE_AN_HOUR:
        return {"hour": f"{event.event_type}/{message_of(event)}/{places.hour(event.arrival_timestamp)}"}
    return text_marks(event)


def contribution(
    event: EventRecord, shard: str, *, known: Collection[str] = (), sessions: int = 0, session_hour: str = ""
) -> Contribution:
    """Say what an event adds to the figures of its application.

    `known` are those of `once` that were counted before, and what `judge_bounce` says. `sessions` is how the
    number of sessions changes, at the hour that `session_hour` names: only those can tell who remember the
    endpoint's last ones.
    """
    at_hour = places.hour(event.event_timestamp)
    application_id = event.application_id
    made = Contribution()
    made.add(
        places.counter(application_id, places.EVENTS, at_hour, event.event_type, shard), EVENT_COUNT, _ONE
    )
    if "hour" in known:
        return made
    usage_contribution(event, shard, made)
    if sessions:
        key = places.counter(application_id, places.USAGE, session_hour, "", shard)
        made.add(key, "sessions", Decimal(sessions))
    figures = _figures(event, known)
    if not figures:
        return made
    campaign_id = event.attributes.get("campaign_id")
    journey_id = event.attributes.get("journey_id")
    if campaign_id:
        _add_campaign(made, event, figures, campaign_id, shard)
    elif journey_id:
        activity_id = event.attributes.get("journey_activity_id", "")
        scope = places.journey_scope(journey_id)
        _raise(made, places.counter(application_id, scope, at_hour, activity_id, shard), figures)
    elif event.event_type.startswith("_SMS."):
        country = event.attributes.get("iso_country_code", "")
        _raise(made, places.counter(application_id, places.SMS, at_hour, country, shard), figures)
    elif event.event_type.startswith("_email."):
        _raise(made, places.counter(application_id, places.EMAIL, at_hour, "", shard), figures)
        kind = {"_email.open": OPENED, "_email.click": CLICKED}.get(event.event_type)
        if kind is not None:
            sketch = places.sketch(application_id, None, at_hour[:10], kind, "", shard)
            made.sample(sketch, endpoint_key(event.endpoint_id))
    return made


def _raise(made: Contribution, key: ItemKey, figures: Mapping[str, Decimal]) -> None:
    for figure, value in figures.items():
        made.add(key, figure, value)


def _figures(event: EventRecord, known: Collection[str]) -> dict[str, Decimal]:
    """Name the delivery figures that an event raises."""
    if event.event_type == "_campaign.send":
        status = event.attributes.get("campaign_send_status", "UNKNOWN")
        figures = {f"send.{status}": _ONE}
        if status == "SUCCESS":
            figures[f"sent.{event.attributes.get('delivery_type', 'UNKNOWN')}"] = _ONE
        return figures
    if event.event_type.startswith("_email."):
        figures = {} if UNCOUNTED in known else {event.event_type[1:]: _ONE}
        if RECOVERED in known:
            figures[SOFT_BOUNCE[1:]] = -_ONE
        return figures
    if event.event_type == _PUSH_OPENED:
        return {"push.open": _ONE}
    return text_additions(event, known)


def _add_campaign(
    made: Contribution, event: EventRecord, figures: Mapping[str, Decimal], campaign_id: str, shard: str
) -> None:
    application_id, at_hour = event.application_id, places.hour(event.event_timestamp)
    activity_id = event.attributes.get("campaign_activity_id", "")
    dimension = f"{activity_id}#{event.attributes.get('treatment_id', '0')}"
    for key in (
        places.counter(application_id, places.CAMPAIGNS, at_hour, campaign_id, shard),
        places.counter(application_id, places.campaign_scope(campaign_id), at_hour, dimension, shard),
    ):
        _raise(made, key, figures)
    kind = _distinct_kind(event)
    if kind is not None:
        day, member = at_hour[:10], endpoint_key(event.endpoint_id)
        made.sample(places.sketch(application_id, None, day, kind, "", shard), member)
        made.sample(places.sketch(application_id, campaign_id, day, kind, activity_id, shard), member)


def _distinct_kind(event: EventRecord) -> str | None:
    if event.event_type == "_email.hardbounce":
        return BOUNCED
    is_sent = event.attributes.get("campaign_send_status") == "SUCCESS"
    return SENT if event.event_type == "_campaign.send" and is_sent else None
