"""Caps: the same answers from memory and from DynamoDB, also when two senders claim at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.caps import DynamoCaps
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.caps import CapRule, Claim
from tests.fakes.caps import MemoryCaps

APP = "a" * 32
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def _table():
    client = boto3.client("dynamodb")
    client.create_table(
        TableName="events",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    return Table(client, "events", pause=lambda _: None)


@pytest.fixture(params=["memory", "dynamodb"])
def caps(request):
    if request.param == "memory":
        yield MemoryCaps()
        return
    with mock_aws():
        yield DynamoCaps(_table())


def claimed(caps, run, *names, campaign="c1", now=NOW, is_message=True, **rule):
    claims = [Claim(endpoint_id=name, token=run, is_message=is_message) for name in names]
    return list(caps.claim(APP, CapRule(campaign_id=campaign, **rule), claims, now=now))


def test_a_daily_cap_holds_for_24_hours_from_each_message(caps):
    assert claimed(caps, "r1", "ann", daily=2) == [None]
    assert claimed(caps, "r2", "ann", daily=2, now=NOW + timedelta(hours=1)) == [None]
    assert claimed(caps, "r3", "ANN", "bob", daily=2, now=NOW + timedelta(hours=23)) == [
        SendStatus.DAILY_CAP,
        None,
    ]
    assert claimed(caps, "r4", "ann", daily=2, now=NOW + timedelta(hours=24)) == [None]
    assert claimed(caps, "r5", "ann", daily=2, now=NOW + timedelta(hours=24)) == [SendStatus.DAILY_CAP]


def test_runs_of_one_campaign_that_are_a_day_apart_do_not_get_into_each_others_way(caps):
    today, late = int(NOW.timestamp() * 1000), NOW + timedelta(minutes=9)
    tomorrow, early = today + 24 * 3600 * 1000, NOW + timedelta(hours=24, seconds=1)
    assert claimed(caps, "r1", "ann", daily=1, now=late, begins=today) == [None]

    assert claimed(caps, "r2", "ann", daily=1, now=early, begins=tomorrow - 1) == [SendStatus.DAILY_CAP]
    other = {"campaign": "c2", "app_daily": 1, "begins": tomorrow, "now": early}
    assert claimed(caps, "r3", "ann", **other) == [SendStatus.DAILY_CAP], (
        "between campaigns each second counts"
    )
    assert claimed(caps, "r4", "ann", daily=1, app_daily=1, now=early, begins=tomorrow) == [None]
    assert claimed(caps, "r5", "ann", daily=1, now=early, begins=tomorrow) == [SendStatus.DAILY_CAP]


def test_a_claim_that_is_made_again_counts_once(caps):
    for _ in range(3):
        assert claimed(caps, "r1", "ann", daily=1, total=1) == [None]

    assert claimed(caps, "r2", "ann", daily=1) == [SendStatus.DAILY_CAP]
    assert claimed(caps, "r2", "ann", total=1) == [SendStatus.CAMPAIGN_CAP]


def test_the_applications_cap_counts_all_campaigns_and_a_campaigns_cap_its_own(caps):
    claimed(caps, "r1", "ann", campaign="c1", app_daily=2)
    claimed(caps, "r2", "ann", campaign="c2", counts_daily=True)

    assert claimed(caps, "r3", "ann", campaign="c3", daily=1) == [None]
    assert claimed(caps, "r4", "ann", campaign="c4", app_daily=2) == [SendStatus.DAILY_CAP]


def test_the_total_counts_who_was_targeted_also_in_quiet_time(caps):
    assert claimed(caps, "r1", "ann", total=1, daily=1, is_message=False) == [None]

    assert claimed(caps, "r2", "ann", total=1) == [SendStatus.CAMPAIGN_CAP]
    assert claimed(caps, "r3", "ann", campaign="c2", total=1, daily=1) == [None]


def test_a_total_is_of_one_campaign_and_of_all_time(caps):
    claimed(caps, "r1", "ann", total=1)

    late = NOW + timedelta(days=90)
    assert claimed(caps, "r2", "ann", total=1, now=late) == [SendStatus.CAMPAIGN_CAP]
    assert claimed(caps, "r3", "ann", campaign="c2", total=1, now=late) == [None]


def test_many_are_claimed_together_and_the_same_one_twice_only_once(caps):
    names = [f"e{number}" for number in range(130)]

    assert claimed(caps, "r1", *names, daily=1, total=1) == [None] * 130
    assert claimed(caps, "r2", "e5", "e129", "new", "new", daily=1) == [
        SendStatus.DAILY_CAP,
        SendStatus.DAILY_CAP,
        None,
        None,
    ]


class Racing(Table):
    """A table in which another sender claims between our look and our writing."""

    rival: Any = None
    calls = 0

    def write_many(self, units):
        rival, self.rival = self.rival, None
        if rival is not None:
            rival()
        self.calls += 1
        return super().write_many(units)


def test_of_two_senders_that_claim_the_last_message_at_once_one_gets_it():
    with mock_aws():
        table = _table()
        racing = Racing(table._client, "events", pause=lambda _: None)
        ours, theirs = DynamoCaps(racing), DynamoCaps(table)
        racing.rival = lambda: claimed(theirs, "r2", "e3", "e4", app_daily=1, campaign="c2")

        verdicts = claimed(ours, "r1", *(f"e{number}" for number in range(6)), app_daily=1)

    assert verdicts == [None, None, None, SendStatus.DAILY_CAP, SendStatus.DAILY_CAP, None]
