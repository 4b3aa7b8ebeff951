"""The carrier of push notifications: signs in at the push services, knows devices, hands messages over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pinwheel.domain.messages import SendResult
from pinwheel.domain.push.message import Payload


@dataclass(frozen=True, slots=True)
class Device:
    """A device to be made known: at which platform application, by which token, and whose it is."""

    platform: str
    token: str
    owner: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """What the carrier knows of a device."""

    token: str
    owner: str
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """One payload for one device, which the carrier knows by `target`."""

    target: str
    channel_type: str
    payload: Payload


class PushService(Protocol):
    """The carrier."""

    def put_platform(self, name: str, channel_type: str, attributes: Mapping[str, str]) -> str:
        """Make a platform application or change its credentials; answers what it goes by.

        Raises:
            Invalid: the credentials are not taken.
            Unavailable: the carrier does not answer.
        """
        ...

    def delete_platform(self, name: str, channel_type: str) -> None:
        """Remove a platform application with its devices; one that is not there is no error.

        Raises:
            Unavailable: the carrier does not answer.
        """
        ...

    def register(self, devices: Sequence[Device]) -> Sequence[str | SendResult]:
        """Make devices known: what each goes by, or why it cannot be known. Repeating it is harmless."""
        ...

    def enable(self, target: str, device: Device) -> None:
        """Give a device its token, its owner, and messages again.

        Raises:
            NotFound: the device is not known.
            Unavailable: the carrier does not answer.
        """
        ...

    def describe(self, target: str) -> KnownDevice | None:
        """Tell what is known of a device; None when it is not known.

        Raises:
            Unavailable: the carrier does not answer.
        """
        ...

    def forget(self, target: str) -> None:
        """Remove a device; one that is not known is no error.

        Raises:
            Unavailable: the carrier does not answer.
        """
        ...

    def send_batch(self, parcels: Sequence[Parcel]) -> Sequence[SendResult]:
        """Hand payloads over, several at a time; one result each, in order.

        Never retries a call that may have been taken: a doubt is UNKNOWN_FAILURE.
        """
        ...
