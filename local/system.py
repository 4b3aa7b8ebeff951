"""The running system seen as a whole: its clock, its schedules, its rest, its reset."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.carriers import events
from local.carriers.push import DEAD_TOKEN, PUSH_FAILURE, PushCarrier
from local.carriers.reports import Reports
from local.carriers.ses import EmailCarrier
from local.clock import VirtualClock
from local.emulator.client import Emulator
from local.feedback import FeedbackPublisher
from local.front.proxy import ApiProxy
from local.idle import Idleness
from local.outbox import Delivered, Outbox
from local.schedules.firing import ScheduleRunner
from local.usage import UsageLog

CLOCK_TIMEOUT_SECONDS = 300.0
RESET_TIMEOUT_SECONDS = 20.0
TICK_SECONDS = 0.5
CALLS = {
    "VoiceAnswered": "ANSWERED",
    "VoiceCompleted": "COMPLETED",
    "VoiceBusy": "BUSY",
    "VoiceNoAnswer": "NO_ANSWER",
    "VoiceFailed": "FAILED",
}
"""Types of feedback about calls, and the carrier's words."""
DEPLOYMENT_BUCKETS = "cdk-"
"""Buckets of the deployment itself begin like this and keep what they hold."""


class NotIdleError(Exception):
    """Work went on for longer than the caller would wait."""


class UnknownMessageError(Exception):
    """No carrier delivered such a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSystem:
    """Everything that the local controls act on."""

    emulator: Emulator
    clock: VirtualClock
    outbox: Outbox
    email: EmailCarrier
    push: PushCarrier
    reports: Reports
    feedback: FeedbackPublisher
    schedules: ScheduleRunner
    usage: UsageLog
    proxy: ApiProxy
    clock_lock: asyncio.Lock

    async def wait_until_idle(self, timeout_seconds: float) -> None:
        """Return when all is at rest.

        Raises:
            NotIdleError: it was not in time.
        """
        idleness = Idleness(
            activity=self.emulator.activity,
            calls=lambda: self.proxy.in_flight + self.feedback.pending,
            before_look=self.fire_due,
        )
        if not await idleness.reached(timeout_seconds):
            raise NotIdleError(f"Still at work after {timeout_seconds:g} seconds.")

    async def fire_due(self) -> None:
        """Fire the schedules that are due by the virtual clock."""
        async with self.clock_lock:
            await asyncio.to_thread(lambda: self.schedules.fire_due(self.clock.now()))

    async def move_clock(self, target: datetime) -> None:
        """Move forward from one due schedule to the next, waiting for rest at each, and on to the target.

        A reset on the way ends it: whoever asked for it is gone, and the clock must not move any more.
        """
        resets = self.clock.resets
        while True:
            due = await asyncio.to_thread(self.schedules.next_before, self.clock.now(), target)
            if self.clock.resets != resets:
                return
            self.clock.move_to(min(due, target) if due else target)
            await self.fire_due()
            await self.wait_until_idle(CLOCK_TIMEOUT_SECONDS)
            if due is None:
                return

    async def keep_firing(self) -> None:
        """Fire what is due as time goes by; ends only by cancellation."""
        while True:
            await self.fire_due()
            await asyncio.sleep(TICK_SECONDS)

    def report(self, request: dict[str, Any]) -> None:
        """Publish what the provider reports about a message.

        Raises:
            UnknownMessageError: no such message was delivered.
            ValueError: there is no such report.
        """
        message = self.outbox.find(str(request["MessageId"]))
        if message is None:
            raise UnknownMessageError(f"No message {request['MessageId']} was delivered.")
        if request["Type"] == PUSH_FAILURE:
            self.push.report_failure(message, str(request.get("FailureType") or DEAD_TOKEN))
            return
        if request["Type"] in ("SmsSuccess", "SmsFailure"):
            self._report_text(request, message)
            return
        if request["Type"] in CALLS:
            self.reports.call(message, [CALLS[request["Type"]]], wait=True)
            return
        event = _report(request, message, self.clock.now())
        self.feedback.publish_now(str(message.carrier.get("ConfigurationSet") or ""), [event])

    def _report_text(self, request: dict[str, Any], message: Delivered) -> None:
        if message.members["Channel"] != "SMS":
            raise ValueError(f"Message {message.message_id} is no text message.")
        is_delivered = request["Type"] == "SmsSuccess"
        status = "DELIVERED" if is_delivered else str(request.get("FailureType") or "UNREACHABLE")
        self.reports.text(message, status, wait=True)

    def receive(self, request: dict[str, Any]) -> str:
        """Let a phone text one of our numbers; gives the ID of the text."""
        return self.reports.received(request)

    async def reset(self) -> None:
        """Empty tables, buckets, queues, outbox and schedules; put the clock back to real time.

        Work under way is dropped: what a function still writes meanwhile is wiped by the second pass.
        """
        async with self.clock_lock:
            await asyncio.to_thread(self._remove_schedules)
            for _ in range(2):
                await asyncio.to_thread(self.emulator.rewind)
                await self._until_functions_end()
            await asyncio.to_thread(self.emulator.rewind)
            await asyncio.to_thread(self._empty_buckets)
            self.schedules.clear()
            self.email.reset()
            await asyncio.to_thread(self.push.reset)
            self.outbox.clear()
            self.usage.restart()
            self.clock.reset()

    async def _until_functions_end(self) -> None:
        for _ in range(int(RESET_TIMEOUT_SECONDS / 0.05)):
            activity = await asyncio.to_thread(self.emulator.activity)
            if not activity.invocations and not activity.lag:
                return
            await asyncio.sleep(0.05)

    def _remove_schedules(self) -> None:
        for schedule in self.emulator.schedules():
            self.emulator.remove(schedule)

    def _empty_buckets(self) -> None:
        s3 = self.emulator.client("s3")
        for bucket in s3.list_buckets()["Buckets"]:
            if not bucket["Name"].startswith(DEPLOYMENT_BUCKETS):
                _empty(s3, bucket["Name"])


def _empty(s3: Any, bucket: str) -> None:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        objects = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in found]
        if objects:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})


def _report(request: dict[str, Any], message: Delivered, at: datetime) -> dict[str, Any]:
    reports: dict[str, Callable[[], dict[str, Any]]] = {
        "Delivery": lambda: events.delivery(message, at=at),
        "Bounce": lambda: _bounce(request, message, at),
        "Complaint": lambda: events.complaint(message, at=at),
        "Open": lambda: events.opened(message, at=at),
        "Click": lambda: events.clicked(message, at=at, url=str(request["Url"])),
    }
    make = reports.get(str(request["Type"]))
    if make is None:
        raise ValueError(f"Type must be one of {', '.join(reports)}.")
    return make()


def _bounce(request: dict[str, Any], message: Delivered, at: datetime) -> dict[str, Any]:
    kind = str(request.get("BounceType", "Permanent"))
    if kind not in {"Permanent", "Transient", "Undetermined"}:
        raise ValueError("BounceType must be Permanent or Transient.")
    return events.bounce(message, at=at, kind=kind)
