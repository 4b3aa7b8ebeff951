"""SNS mobile push: a payload published to a device ends in the outbox.

Platform applications and devices live in the emulator, where everybody can look at them and disable one, as
SNS does when a push service calls a token dead; the emulator itself takes a payload for any device.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from local.carriers.push_content import campaign_members, shown
from local.carriers.sms import ANSWER, message_attributes
from local.clock import iso
from local.outbox import Delivered, Outbox
from pinwheel.adapters.dynamodb.endpoint_items import endpoint_item_key

PUSH_FAILURE = "PushFailure"
"""Type of feedback: the push service reports a token as dead."""
DEAD_TOKEN = "InvalidPlatformToken"  # noqa: S105 - SNS's word for a reason, no secret
LARGEST = 256 * 1024
ENDPOINTS = "EndpointsTable"
"""Within the name that the deployment gives the table of endpoints."""
_DEVICE = re.compile(r"arn:[^:]+:sns:[^:]+:[^:]+:(?:app|endpoint)/(?P<platform>[^/]+)/(?P<name>[^/]+)/.+")
_OWN_NAME = re.compile(r"pinwheel-(?P<application>.+)-(?P<type>[A-Z_]+)-[a-z]+")
_ERROR = (
    '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
    "<Code>{code}</Code><Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
)


def is_push(form: dict[str, str]) -> bool:
    """Tell whether a call publishes to a device."""
    return form.get("Action") == "Publish" and _DEVICE.fullmatch(form.get("TargetArn", "")) is not None


class PushCarrier:
    """Takes calls that publish to devices; `client` gives the emulator's."""

    def __init__(self, *, outbox: Outbox, client: Callable[[str], Any], now: Callable[[], datetime]) -> None:
        """Keep the collaborators."""
        self._outbox, self._client, self._now = outbox, client, now
        self._table = ""

    async def publish(self, form: dict[str, str]) -> Response:
        """Deliver one payload, or refuse it as SNS does."""
        return await run_in_threadpool(self._publish, form)

    def _publish(self, form: dict[str, str]) -> Response:
        target = form["TargetArn"]
        try:
            device = self._client("sns").get_endpoint_attributes(EndpointArn=target)["Attributes"]
        except ClientError:
            return _refusal("NotFound", f"Endpoint does not exist: {target}", status=404)
        if str(device.get("Enabled", "true")).lower() != "true":
            return _refusal("EndpointDisabled", "Endpoint is disabled")
        platform = target.split("/")[1]
        payload = _payload(form, platform)
        if payload is None:
            return _refusal("InvalidParameter", "Invalid parameter: Message Reason: Invalid notification")
        message_id = f"{secrets.token_hex(4)}-{secrets.token_hex(2)}-4000-8000-{secrets.token_hex(6)}"
        self._deliver(target, device, payload, message_attributes(form), message_id)
        return Response(ANSWER.format(message_id=message_id), media_type="text/xml")

    def _deliver(
        self,
        target: str,
        device: dict[str, str],
        payload: str,
        attributes: dict[str, str],
        message_id: str,
    ) -> None:
        _, platform, name, _ = target.split("/", 3)
        own = _OWN_NAME.fullmatch(name)
        owner = _owner(device.get("CustomUserData", ""))
        members: dict[str, str | None] = {
            "Time": iso(self._now()),
            "Channel": platform,
            "Address": device.get("Token"),
            "ApplicationId": own["application"] if own else None,
            "EndpointId": owner.get("EndpointId"),
            "UserId": self._user(owner),
            "MessageId": message_id,
            **campaign_members(payload),
        }
        content = {**shown(payload, platform), "Attributes": attributes}
        carrier = {"EndpointArn": target}
        self._outbox.add([Delivered(members=members, content=content, carrier=carrier)])

    def _user(self, owner: dict[str, str]) -> str | None:
        """Look up whose the endpoint is: SNS is never told of users."""
        if not {"ApplicationId", "EndpointId"} <= owner.keys():
            return None
        database = self._client("dynamodb")
        if not self._table:
            self._table = next(name for name in database.list_tables()["TableNames"] if ENDPOINTS in name)
        key = endpoint_item_key(owner["ApplicationId"], owner["EndpointId"]).item
        found = database.get_item(TableName=self._table, Key=key).get("Item", {})
        user_id = found.get("UserId", {}).get("S")
        return None if user_id is None else str(user_id)

    def reset(self) -> None:
        """Forget all platform applications with their devices."""
        sns = self._client("sns")
        for page in sns.get_paginator("list_platform_applications").paginate():
            for each in page["PlatformApplications"]:
                arn = each["PlatformApplicationArn"]
                sns.delete_platform_application(PlatformApplicationArn=arn)

    def report_failure(self, message: Delivered, reason: str) -> None:
        """Do as SNS does when a push service refuses a delivery: disable a dead token, tell the topic.

        Raises:
            ValueError: the message was no push.
        """
        target = str(message.carrier.get("EndpointArn") or "")
        if not target:
            raise ValueError("the message was no push")
        sns = self._client("sns")
        if reason == DEAD_TOKEN:
            sns.set_endpoint_attributes(EndpointArn=target, Attributes={"Enabled": "false"})
        platform = target.rpartition("/")[0].replace(":endpoint/", ":app/")
        attributes = sns.get_platform_application_attributes(PlatformApplicationArn=platform)["Attributes"]
        report = {
            "DeliveryAttempts": 1,
            "EndpointArn": target,
            "EventType": "DeliveryFailure",
            "FailureMessage": "Platform token associated with the endpoint is not valid",
            "FailureType": reason,
            "MessageId": message.message_id,
            "Resource": platform,
            "Service": "SNS",
            "Time": iso(self._now()),
        }
        if topic := attributes.get("EventDeliveryFailure"):
            sns.publish(TopicArn=topic, Message=json.dumps(report))


def _payload(form: dict[str, str], platform: str) -> str | None:
    """Choose what the device's platform gets; None where SNS refuses the message."""
    text = form.get("Message", "")
    if len(text.encode()) > LARGEST:
        return None
    if form.get("MessageStructure") != "json":
        return text
    try:
        messages = json.loads(text)
    except ValueError:
        return None
    if not isinstance(messages, dict) or not isinstance(messages.get("default"), str):
        return None
    chosen = messages.get(platform, messages["default"])
    return chosen if isinstance(chosen, str) else None


def _owner(text: str) -> dict[str, str]:
    """Read whose a device is (services/push_delivery.py); nothing where somebody else made it."""
    try:
        owner = json.loads(text)
    except ValueError:
        return {}
    return owner if isinstance(owner, dict) else {}


def _refusal(code: str, message: str, *, status: int = 400) -> Response:
    text = _ERROR.format(code=code, message=message, request_id=secrets.token_hex(8))
    return Response(text, status, media_type="text/xml")
