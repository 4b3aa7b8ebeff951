"""KPIs against counting by hand: thousands of messages, their reports shuffled, repeated, cut and interrupted."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.records import pack
from pinwheel.ports.documents import Put
from pinwheel.services import kpis
from pinwheel.services.rollups import StreamedRecord
from tests.fakes.documents import MemoryDocuments
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import FrozenClock
from tests.unit.services.test_rollups import an_event, run

MESSAGES = 900
START = datetime(2026, 10, 20, tzinfo=UTC)
NOW = START + timedelta(days=20)
SHARDS = 3
PUSH, EMAIL = "GCM", "EMAIL"


class Message:
    """One message with all that is reported of it."""

    def __init__(self, number, draw):
        self.number, self.events = number, []
        self.at = int((START + timedelta(hours=draw.randrange(24 * 10))).timestamp() * 1000)
        self.endpoint = f"e{number}"
        self.scope = draw.choice(["campaign", "campaign", "journey", "direct"])
        self.owner, self.activity = draw.choice(["x1", "x2"]), draw.choice(["a1", "a2"])
        self.channel = draw.choice([EMAIL, EMAIL, PUSH]) if self.scope == "campaign" else EMAIL
        self.sent = self.scope != "campaign" or draw.random() < 0.9
        self.facts: Counter[str] = Counter()
        self.hours: defaultdict[str, set[object]] = defaultdict(set)
        if self.scope == "campaign":
            status = "SUCCESS" if self.sent else draw.choice(["DAILY_CAP", "HOLDOUT", "FAILURE_PERMANENT"])
            self.event("_campaign.send", campaign_send_status=status, delivery_type=self.channel)
        if self.sent and self.channel == PUSH:
            for _ in range(draw.choice([0, 0, 1, 2])):
                self.event("_campaign.opened_notification")
        elif self.sent:
            self.report("send")
            for kind in draw.choice(
                [
                    ["delivered"],
                    ["delivered"],
                    ["softbounce"],
                    ["hardbounce"],
                    ["rejected"],
                    ["softbounce", "delivered"],
                    ["softbounce", "hardbounce"],
                    [],
                ]
            ):
                self.report(kind)
            for kind in ("open", "click", "complaint", "unsubscribe"):
                for _ in range(draw.choice([0, 0, 1, 3])):
                    self.report(kind, minutes=draw.randrange(240))

    def event(self, kind, *, minutes=0, facets=None, **attributes):
        if self.scope != "direct":
            names = {f"{self.scope}_id": self.owner, f"{self.scope}_activity_id": self.activity}
            attributes = {**names, "treatment_id": f"t{self.number % 2}", **attributes}
        self.facts[kind] += 1
        self.events.append(
            an_event(
                f"n{self.number}-{len(self.events)}",
                endpoint=self.endpoint,
                event_type=kind,
                at=self.at,
                arrived=self.at + minutes * 60_000,
                attributes=attributes,
                facets=facets or {},
            )
        )

    def report(self, kind, *, minutes=0):
        mail = {"message_id": f"m{self.number}"}
        self.event(
            f"_email.{kind}", minutes=minutes, facets={"email_channel": {"mail_event": {"mail": mail}}}
        )
        self.hours[kind].add(minutes // 60)

    @property
    def day(self):
        return f"{datetime.fromtimestamp(self.at / 1000, UTC):%Y-%m-%d}"

    def has(self, kind):
        return self.facts[f"_email.{kind}"] > 0

    @property
    def stays_soft(self):
        return self.has("softbounce") and not self.has("delivered") and not self.has("hardbounce")


def shuffled(messages, draw):
    """Publish all events out of order, some twice, and give what each shard holds."""
    events = [event for message in messages for event in message.events]
    events += draw.sample(events, len(events) // 10)
    draw.shuffle(events)
    shards: list[list[StreamedRecord]] = [[] for _ in range(SHARDS)]
    at = 0
    while at < len(events):
        size = draw.randrange(1, 40)
        for record in pack(events[at : at + size]):
            shard = shards[sum(record.key.encode()) % SHARDS]
            shard.append(StreamedRecord(100 + len(shard), record.data, 1000))
        at += size
    return shards


def delivered(store, shard, records, draw):
    """Count a shard's records in batches that overlap, repeat and break off."""
    at = 0
    while at < len(records):
        size = draw.randrange(1, 120)
        store.crash_after = draw.choice([None, None, draw.randrange(30)])
        with suppress(Unavailable, Conflict):
            run(store, records[max(0, at - draw.randrange(20)) : at + size], shard=shard)
            at += size
    store.crash_after = None


@pytest.fixture(scope="module")
def world():
    draw = random.Random(11)
    messages, store, documents = (
        [Message(n, draw) for n in range(MESSAGES)],
        MemoryRollups(),
        MemoryDocuments(),
    )
    for number, records in enumerate(shuffled(messages, draw)):
        delivered(store, str(number), records, draw)
    documents.write([Put(keys.application("app"), {"Id": "app"})])
    for name in ("x1", "x2"):
        documents.write([Put(keys.campaign("app", name), {"Id": name})])
        documents.write([Put(keys.journey("app", name), {"Id": name})])
    return messages, store, documents


def asked(world, name, *, campaign=None, journey=None):
    _, store, documents = world
    span = {"start": START.isoformat(), "end": NOW.isoformat()}
    shared = {**span, "documents": documents, "rollups": store, "clock": FrozenClock(NOW)}
    if campaign:
        answer = kpis.campaign_kpi("app", campaign, name, **shared)
    elif journey:
        answer = kpis.journey_kpi("app", journey, name, **shared)
    else:
        answer = kpis.application_kpi("app", name, **shared)
    return {
        row["GroupedBys"][0]["Value"] if row["GroupedBys"] else "": float(row["Values"][0]["Value"])
        for row in answer["KpiResult"]["Rows"]
    }


def count(kind):
    return lambda found: sum(each.facts[f"_email.{kind}"] for each in found)


def once_an_hour(kind):
    return lambda found: sum(len(each.hours[kind]) for each in found)


def handed(found):
    return [each for each in found if each.sent]


def rate(part, whole):
    return lambda found: part(found) / whole(found)


def sent(found):
    return len(handed(found))


def successful(found):
    return sent(found) - sum(each.has("hardbounce") for each in found)


def emails_delivered(found):
    return successful([each for each in found if each.channel == EMAIL])


def pushes(found):
    return len([each for each in handed(found) if each.channel == PUSH])


def push_opens(found):
    return sum(each.facts["_campaign.opened_notification"] for each in found)


def left_over(found):
    lost = [each for each in found if each.has("hardbounce") or each.stays_soft or each.has("rejected")]
    return sent(found) - len(lost)


def who(kind):
    return lambda found: len({each.endpoint for each in found if each.has(kind)})


CAMPAIGN = {
    "successful-delivery-rate": rate(successful, sent),
    "email-open-rate": rate(once_an_hour("open"), emails_delivered),
    "push-open-rate": rate(push_opens, pushes),
    "unique-deliveries": successful,
    "hard-bounce-rate": rate(count("hardbounce"), sent),
}
BY_ACTIVITY = {
    "successful-deliveries": successful,
    "attempted-deliveries": sent,
    "direct-email-opens": once_an_hour("open"),
    "clicks": once_an_hour("click"),
    "direct-push-opens": push_opens,
    **CAMPAIGN,
}
DIRECT = {
    "txn-emails-sent": sent,
    "txn-emails-delivered": left_over,
    "txn-emails-delivery-rate": rate(left_over, sent),
    "txn-emails-opened": once_an_hour("open"),
    "txn-emails-unique-opens": who("open"),
    "txn-emails-clicked": once_an_hour("click"),
    "txn-emails-unique-clicks": who("click"),
    "txn-emails-hard-bounced": count("hardbounce"),
    "txn-emails-soft-bounced": lambda found: sum(each.stays_soft for each in found),
    "txn-emails-with-complaints": count("complaint"),
    "txn-emails-complaint-rate": rate(count("complaint"), sent),
}
JOURNEY = {
    "sent": sent,
    "delivered": left_over,
    "opened": once_an_hour("open"),
    "clicked": once_an_hour("click"),
    "complained": count("complaint"),
    "hardbounced": count("hardbounce"),
    "softbounced": lambda found: sum(each.stays_soft for each in found),
    "rejected": count("rejected"),
    "unsubscribed": count("unsubscribe"),
}


def grouped(messages, by, figure):
    groups = defaultdict(list)
    for message in messages:
        groups[by(message)].append(message)
    return {name: pytest.approx(figure(found)) for name, found in groups.items()}


def everything(_message):
    return ""


@pytest.mark.parametrize("name", CAMPAIGN)
@pytest.mark.parametrize("campaign", ["x1", "x2"])
def test_a_campaigns_kpis(world, name, campaign):
    mine = [each for each in world[0] if (each.scope, each.owner) == ("campaign", campaign)]
    assert asked(world, name, campaign=campaign) == grouped(mine, everything, CAMPAIGN[name])


@pytest.mark.parametrize("name", BY_ACTIVITY)
def test_a_campaigns_kpis_by_activity(world, name):
    mine = [each for each in world[0] if (each.scope, each.owner) == ("campaign", "x1")]
    found = asked(world, f"{name}-grouped-by-campaign-activity", campaign="x1")
    assert found == grouped(mine, lambda each: each.activity, BY_ACTIVITY[name])


@pytest.mark.parametrize("name", ["successful-delivery-rate", "unique-deliveries"])
def test_kpis_of_campaigns_by_day(world, name):
    mine = [each for each in world[0] if each.scope == "campaign"]
    assert asked(world, f"{name}-grouped-by-date") == grouped(mine, lambda each: each.day, CAMPAIGN[name])


@pytest.mark.parametrize("name", ["email-open-rate", "push-open-rate", "unique-deliveries"])
def test_an_applications_kpis_by_campaign(world, name):
    mine = [each for each in world[0] if each.scope == "campaign"]
    found = asked(world, f"{name}-grouped-by-campaign")
    assert found == grouped(mine, lambda each: each.owner, CAMPAIGN[name])


@pytest.mark.parametrize("name", DIRECT)
def test_kpis_of_direct_email(world, name):
    mine = [each for each in world[0] if each.scope == "direct"]
    assert asked(world, name) == grouped(mine, everything, DIRECT[name])
    by_day = grouped(mine, lambda each: each.day, DIRECT[name])
    found = asked(world, f"{name}-grouped-by-date")
    # A day on which nobody did it has no sketch, and so no row: no data is not zero.
    assert found == {day: figure for day, figure in by_day.items() if day in found}
    assert all(figure == 0 for day, figure in by_day.items() if day not in found)


@pytest.mark.parametrize("word", JOURNEY)
def test_kpis_of_a_journey(world, word):
    mine = [each for each in world[0] if (each.scope, each.owner) == ("journey", "x1")]
    assert asked(world, f"journey-emails-{word}", journey="x1") == grouped(mine, everything, JOURNEY[word])
    found = asked(world, f"emails-{word}-grouped-by-journey-activity", journey="x1")
    assert found == grouped(mine, lambda each: each.activity, JOURNEY[word])
