"""One-time schedules as EventBridge Scheduler keeps them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from pinwheel.adapters.scheduler import EventBridgeScheduler
from pinwheel.domain.errors import Unavailable

QUEUE = "arn:aws:sqs:us-east-1:000000000000:runs"
DEAD_LETTERS = "arn:aws:sqs:us-east-1:000000000000:unfired"
ROLE = "arn:aws:iam::000000000000:role/schedules"
AT = datetime(2027, 3, 28, 1, 30, 15, tzinfo=UTC)


@pytest.fixture
def client():
    with mock_aws():
        client = boto3.client("scheduler")
        client.create_schedule_group(Name="campaigns")
        yield client


def _scheduler(client):
    return EventBridgeScheduler(
        client, group="campaigns", target_arn=QUEUE, role_arn=ROLE, dead_letters_arn=DEAD_LETTERS
    )


def test_a_schedule_puts_its_body_on_the_queue_once_and_removes_itself(client):
    _scheduler(client).schedule_once("c1-0", AT, {"CampaignId": "c1"})

    stored = client.get_schedule(Name="c1-0", GroupName="campaigns")
    assert stored["ScheduleExpression"] == "at(2027-03-28T01:30:15)"
    assert stored["ScheduleExpressionTimezone"] == "UTC"
    assert stored["ActionAfterCompletion"] == "DELETE"
    assert (stored["Target"]["Arn"], stored["Target"]["RoleArn"]) == (QUEUE, ROLE)
    assert json.loads(stored["Target"]["Input"]) == {"CampaignId": "c1"}


@pytest.mark.parametrize("times", [1, 2])
def test_a_firing_that_reaches_nobody_is_tried_for_a_day_and_then_kept(client, times):
    for _ in range(times):
        _scheduler(client).schedule_once("c1-0", AT, {"CampaignId": "c1"})

    target = client.get_schedule(Name="c1-0", GroupName="campaigns")["Target"]
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}
    assert target["DeadLetterConfig"] == {"Arn": DEAD_LETTERS}


def test_a_schedule_of_the_same_name_is_replaced(client):
    scheduler = _scheduler(client)
    scheduler.schedule_once("c1-0", AT, {"Version": 1})

    scheduler.schedule_once("c1-0", AT.replace(year=2028), {"Version": 2})

    stored = client.get_schedule(Name="c1-0", GroupName="campaigns")
    assert stored["ScheduleExpression"] == "at(2028-03-28T01:30:15)"
    assert json.loads(stored["Target"]["Input"]) == {"Version": 2}


def test_cancelling_twice_is_no_error(client):
    scheduler = _scheduler(client)
    scheduler.schedule_once("c1-0", AT, {})

    scheduler.cancel("c1-0")
    scheduler.cancel("c1-0")

    assert client.list_schedules(GroupName="campaigns")["Schedules"] == []


class Refusing:
    """A client whose every call is refused."""

    def __getattr__(self, name):
        def call(**_request):
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, name)

        return call


def test_a_refusal_is_a_failure_to_be_tried_again():
    with pytest.raises(Unavailable, match="ThrottlingException"):
        _scheduler(Refusing()).schedule_once("c1-0", AT, {})
