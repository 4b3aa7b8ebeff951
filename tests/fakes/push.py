"""A carrier of push notifications in memory, proven equal to the SNS adapter by tests/contract/test_sns_push.py."""

from __future__ import annotations

from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.push.results import push_failure
from pinwheel.ports.push import KnownDevice


class FakePush:
    """`sent` holds the parcels taken, `platforms` and `devices` what is known; `calls` counts by name.

    `answers` maps a token to the result of publishing to it; `dead` are tokens that turn out dead at the next
    publish; `refuses` makes credentials invalid and `is_down` every call fail that may.
    """

    def __init__(self):
        self.platforms = {}
        self.devices = {}
        self.sent = []
        self.batches = []
        self.calls = []
        self.answers = {}
        self.refuses = False
        self.is_down = False

    def put_platform(self, name, channel_type, attributes):
        self._called("put_platform")
        if self.refuses:
            raise Invalid(f"SNS does not take the credentials of the {channel_type} channel.")
        target = self.platform_target(name, channel_type)
        self.platforms[target] = dict(attributes)
        return target

    def platform_target(self, name, channel_type):
        return f"arn:aws:sns:us-east-1:123456789012:app/{channel_type}/{name}"

    def delete_platform(self, name, channel_type):
        self._called("delete_platform")
        target = self.platform_target(name, channel_type)
        self.platforms.pop(target, None)
        self.devices = {key: each for key, each in self.devices.items() if each["platform"] != target}

    def register(self, devices):
        self.calls += ["register"] * len(devices)
        return [self._registered(device) for device in devices]

    def _registered(self, device):
        if self.is_down:
            return SendResult(
                status=DeliveryStatus.TEMPORARY_FAILURE, status_code=503, detail="SNS cannot be reached."
            )
        if device.platform not in self.platforms:
            return push_failure("NotFound", "PlatformApplication does not exist")
        for target, known in self.devices.items():
            if (known["platform"], known["token"]) == (device.platform, device.token):
                known["owner"] = device.owner or known["owner"]
                return target
        target = f"{device.platform.replace(':app/', ':endpoint/')}/{len(self.devices)}"
        self.devices[target] = {
            "platform": device.platform,
            "token": device.token,
            "owner": device.owner,
            "enabled": True,
            "attributes": dict(device.attributes),
        }
        return target

    def enable(self, target, device):
        self._called("enable")
        if target not in self.devices:
            raise NotFound("SNS does not know the device.")
        self.devices[target] |= {"token": device.token, "owner": device.owner, "enabled": True}

    def disable(self, token):
        """Do as SNS does when a push service says that a token is dead."""
        for known in self.devices.values():
            if known["token"] == token:
                known["enabled"] = False

    def describe(self, target):
        self._called("describe")
        known = self.devices.get(target)
        return None if known is None else KnownDevice(known["token"], known["owner"], known["enabled"])

    def forget(self, target):
        self._called("forget")
        self.devices.pop(target, None)

    def send_batch(self, parcels):
        self.batches.append(len(parcels))
        return [self._taken(parcel) for parcel in parcels]

    def _taken(self, parcel):
        known = self.devices.get(parcel.target)
        if known is None:
            return push_failure("NotFound", "Endpoint does not exist")
        if not known["enabled"]:
            return push_failure("EndpointDisabled", "Endpoint is disabled")
        if known["token"] in self.answers:
            return self.answers[known["token"]]
        self.sent.append(parcel)
        return SendResult(status=DeliveryStatus.SUCCESSFUL, message_id=f"push-{len(self.sent)}")

    def tokens(self):
        """Give the tokens that got something, in order."""
        return [self.devices[parcel.target]["token"] for parcel in self.sent]

    def _called(self, name):
        self.calls.append(name)
        if self.is_down:
            raise Unavailable("SNS does not answer.")
