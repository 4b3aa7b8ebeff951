"""Push through Amazon SNS: platform applications, endpoints, one Publish each (spec 07, section 5).

Publishing must not be retried by the client: a call whose answer is lost may have been taken, and is
UNKNOWN_FAILURE. All other calls can be repeated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.sending_calls import Provider, http_status
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.messages import SendResult
from pinwheel.domain.push.message import Payload
from pinwheel.domain.push.results import push_failure
from pinwheel.ports.push import Device, KnownDevice, Parcel

CONCURRENT_CALLS = 16
_EXISTING = re.compile(r"(arn:\S+) already exists")
_NOT_TAKEN = frozenset({"InvalidParameter", "InvalidParameterException", "InvalidParameterValue"})

T = TypeVar("T")
A = TypeVar("A")


class SnsPush:
    """The port over one account's SNS."""

    def __init__(
        self,
        *,
        new_client: Callable[[], Any],
        new_publisher: Callable[[], Any],
        arn_prefix: str,
        events_topic: str | None = None,
    ) -> None:
        """Keep what makes the clients; most requests send no push.

        Args:
            new_client: makes the client of calls that may be repeated.
            new_publisher: makes the client that publishes, which must have its retries off.
            arn_prefix: the beginning of the account's SNS ARNs, as in `arn:aws:sns:eu-west-1:123456789012`.
            events_topic: where platform applications report deliveries that failed.
        """
        self._new_client, self._new_publisher = new_client, new_publisher
        self._arn_prefix = arn_prefix
        self._events = {"EventDeliveryFailure": events_topic} if events_topic else {}
        self._pool = ThreadPoolExecutor(CONCURRENT_CALLS)

    @cached_property
    def _client(self) -> Any:
        return self._new_client()

    @cached_property
    def _publisher(self) -> Any:
        return self._new_publisher()

    def put_platform(self, name: str, channel_type: str, attributes: Mapping[str, str]) -> str:
        """Change the platform application of that name, or create it."""
        arn = self._platform_arn(name, channel_type)
        wanted = {**attributes, **self._events}
        try:
            try:
                self._client.set_platform_application_attributes(
                    PlatformApplicationArn=arn, Attributes=wanted
                )
            except ClientError as error:
                if _code(error) not in {"NotFound", "NotFoundException"}:
                    raise
                made = self._client.create_platform_application(
                    Name=name, Platform=channel_type, Attributes=wanted
                )
                arn = made["PlatformApplicationArn"]
        except ClientError as error:
            if _code(error) in _NOT_TAKEN:
                raise Invalid(f"SNS does not take the credentials of the {channel_type} channel.") from error
            raise Unavailable(f"SNS refused a platform application: {_code(error)}.") from error
        except BotoCoreError as error:
            raise Unavailable("SNS does not answer.") from error
        return arn

    def delete_platform(self, name: str, channel_type: str) -> None:
        """Delete the platform application of that name."""
        arn = self._platform_arn(name, channel_type)
        with suppress(NotFound):
            _tried(lambda: self._client.delete_platform_application(PlatformApplicationArn=arn))

    def _platform_arn(self, name: str, channel_type: str) -> str:
        return f"{self._arn_prefix}:app/{channel_type}/{name}"

    def register(self, devices: Sequence[Device]) -> Sequence[str | SendResult]:
        """Create platform endpoints; SNS answers the one it has where the token is known."""
        return self._side_by_side(self._registered, devices)

    def _registered(self, device: Device) -> str | SendResult:
        request: dict[str, Any] = {"PlatformApplicationArn": device.platform, "Token": device.token}
        if device.owner:
            request["CustomUserData"] = device.owner
        if device.attributes:
            request["Attributes"] = dict(device.attributes)
        try:
            return str(self._client.create_platform_endpoint(**request)["EndpointArn"])
        except ClientError as error:
            known = _EXISTING.search(error.response["Error"].get("Message", ""))
            if known is None:
                return _refused(error)
            return self._taken_over(known.group(1), device)
        except BotoCoreError:
            # Nothing was sent: the call only makes a device known.
            return SNS.unreachable()

    def _taken_over(self, target: str, device: Device) -> str | SendResult:
        """Give a known token its new owner; whether it is disabled stays as it is, it is a fact."""
        if not device.owner:
            return target
        try:
            self._client.set_endpoint_attributes(
                EndpointArn=target, Attributes={"CustomUserData": device.owner}
            )
        except ClientError as error:
            return _refused(error)
        except BotoCoreError:
            # Nothing was sent: the call only makes a device known.
            return SNS.unreachable()
        return target

    def enable(self, target: str, device: Device) -> None:
        """Set token and owner of an endpoint and enable it."""
        attributes = {"Enabled": "true", "Token": device.token, **device.attributes}
        if device.owner:
            attributes["CustomUserData"] = device.owner
        _tried(lambda: self._client.set_endpoint_attributes(EndpointArn=target, Attributes=attributes))

    def describe(self, target: str) -> KnownDevice | None:
        """Read an endpoint's attributes."""
        try:
            found = _tried(lambda: self._client.get_endpoint_attributes(EndpointArn=target))["Attributes"]
        except NotFound:
            return None
        return KnownDevice(
            token=found.get("Token", ""),
            owner=found.get("CustomUserData", ""),
            is_enabled=str(found.get("Enabled", "true")).lower() == "true",
        )

    def forget(self, target: str) -> None:
        """Delete an endpoint."""
        with suppress(NotFound):
            _tried(lambda: self._client.delete_endpoint(EndpointArn=target))

    def send_batch(self, parcels: Sequence[Parcel]) -> Sequence[SendResult]:
        """Publish each payload."""
        return self._side_by_side(self._published, parcels)

    def _published(self, parcel: Parcel) -> SendResult:
        return SNS.sent(
            lambda: self._publisher.publish(
                TargetArn=parcel.target,
                MessageStructure="json",
                Message=json.dumps(
                    {"default": parcel.channel_type, parcel.channel_type: parcel.payload.body}
                ),
                MessageAttributes=_attributes(parcel.payload),
            )["MessageId"]
        )

    def _side_by_side(self, call: Callable[[A], T], items: Sequence[A]) -> list[T]:
        if len(items) == 1:
            return [call(items[0])]
        return list(self._pool.map(call, items))


def _attributes(payload: Payload) -> dict[str, dict[str, str]]:
    return {name: {"DataType": "String", "StringValue": value} for name, value in payload.attributes}


def _tried(call: Callable[[], T]) -> T:
    """Translate what a call raises."""
    try:
        return call()
    except ClientError as error:
        if _code(error) in {"NotFound", "NotFoundException"}:
            raise NotFound("SNS does not know the device.") from error
        raise Unavailable(f"SNS refused a call: {_code(error)}.") from error
    except BotoCoreError as error:
        raise Unavailable("SNS does not answer.") from error


def _code(error: ClientError) -> str:
    return str(error.response["Error"].get("Code", ""))


def _refused(error: ClientError) -> SendResult:
    message = error.response["Error"].get("Message", "")
    return push_failure(_code(error), message, status_code=http_status(error))


SNS = Provider("SNS", _refused)
