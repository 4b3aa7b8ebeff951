"""Calls to the emulator: its window by HTTP, its services as the account's root by boto3."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
import httpx
from botocore.config import Config
from botocore.exceptions import ClientError

from local.config import REGION, ROOT_KEY, ROOT_SECRET, LocalConfig
from local.schedules.firing import Firing
from local.schedules.model import Schedule

logger = logging.getLogger("local.emulator")


@dataclass(frozen=True, slots=True)
class Activity:
    """What in the emulator could still be moving."""

    messages: int
    lag: int
    batches: int
    invocations: int

    @property
    def is_idle(self) -> bool:
        """Tell whether all work is done."""
        return not (self.messages or self.lag or self.batches or self.invocations)


class Emulator:
    """One running emulator. Safe to use from several threads."""

    def __init__(self, config: LocalConfig) -> None:
        """Keep its address; nothing is opened yet."""
        self._url = config.emulator_url
        self._http = httpx.Client(base_url=self._url, timeout=60, trust_env=False)
        self.client = cache(self._client)

    def is_up(self) -> bool:
        """Tell whether it answers."""
        try:
            return self._http.get("/_pinwheel/state").is_success
        except httpx.HTTPError:
            return False

    def activity(self) -> Activity:
        """Take a snapshot of what is moving."""
        state = self._state()
        queues = [queue for queue in state["Queues"] if queue["Consumed"]]
        return Activity(
            messages=sum(queue["Messages"] for queue in queues),
            lag=state["Lag"],
            batches=state["Batches"],
            invocations=state["Invocations"],
        )

    def mark(self) -> None:
        """Remember the tables as they are."""
        self._http.post("/_pinwheel/mark").raise_for_status()

    def rewind(self) -> None:
        """Bring the tables back to the mark; queued messages are gone."""
        self._http.post("/_pinwheel/rewind").raise_for_status()

    def schedules(self) -> Sequence[Schedule]:
        """List all schedules."""
        return [Schedule.of(record) for record in self._state()["Schedules"]]

    def deliver(self, firing: Firing) -> None:
        """Hand a schedule's input to its target, a queue or a function; a target that is gone is logged."""
        target = firing.schedule.target
        arn = str(target.get("Arn"))
        try:
            if ":sqs:" in arn:
                sqs = self.client("sqs")
                url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
                sqs.send_message(QueueUrl=url, MessageBody=firing.input)
            else:
                self.client("lambda").invoke(
                    FunctionName=arn, InvocationType="Event", Payload=firing.input.encode()
                )
        except ClientError:
            logger.exception("Schedule %s could not reach %s", firing.schedule.name, arn)

    def remove(self, schedule: Schedule) -> None:
        """Delete a schedule; one that is gone already is no error."""
        scheduler = self.client("scheduler")
        try:
            scheduler.delete_schedule(Name=schedule.name, GroupName=schedule.group)
        except scheduler.exceptions.ResourceNotFoundException:
            return

    def _state(self) -> dict[str, Any]:
        answer = self._http.get("/_pinwheel/state").raise_for_status()
        state: dict[str, Any] = answer.json()
        return state

    def _client(self, service: str) -> Any:
        session = boto3.session.Session(
            aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_SECRET, region_name=REGION
        )
        # The stubs want each service's name as a literal; here it is a parameter.
        addressing = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 3})
        return session.client(service, endpoint_url=self._url, config=addressing)  # type: ignore[call-overload]
