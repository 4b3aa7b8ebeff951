"""Handing pushes over: the carrier must know the channel and the device first, and both are remembered.

    channel enabled? -> signed in as its credentials are now? -> device known? -> publish

What was remembered is only a hint: a device that the carrier has forgotten meanwhile is made known again and
its push handed over once more, because nothing was sent to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.direct_messages import missing_channel, refused
from pinwheel.domain.errors import Invalid, NotFound, PinwheelError, Unavailable
from pinwheel.domain.keys import DocumentKey
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.push.message import OutgoingPush
from pinwheel.domain.push.platforms import device_attributes
from pinwheel.domain.push.results import has_no_target, is_dead
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Change, Document, Documents, Put
from pinwheel.ports.push import Device, Parcel, PushService
from pinwheel.services.push_platforms import PushPlatforms

REMEMBERED = timedelta(days=180)
"""How long a device is remembered after it was made known; then it is made known again."""
DEAD_SINCE = "DeadSince"

Found = Mapping[DocumentKey, Document]


@dataclass(slots=True)
class _Shipment:
    """One push on its way: what became of it, or where it goes."""

    push: OutgoingPush
    known: Document | None = None
    platform: str = ""
    target: str = ""
    result: SendResult | None = None

    @property
    def place(self) -> DocumentKey:
        return keys.push_device(self.push.application_id, self.push.channel_type, self.push.token)

    @property
    def device(self) -> Device:
        push = self.push
        attributes = device_attributes(push.channel_type, push.token)
        return Device(self.platform, push.token, owner_of(push), attributes)


class Owner(msgspec.Struct, frozen=True, rename="pascal"):
    """Whose a device is, as the carrier keeps it for us."""

    application_id: str
    endpoint_id: str


def owner_of(push: OutgoingPush) -> str:
    """Write whose a device is; nothing for a bare address."""
    if not push.endpoint_id:
        return ""
    return msgspec.json.encode(Owner(push.application_id, push.endpoint_id)).decode()


@dataclass(slots=True, kw_only=True)
class PushDelivery:
    """Hands pushes to the carrier."""

    documents: Documents
    platforms: PushPlatforms
    service: PushService
    clock: Clock
    _now: str = field(default="", init=False)

    def send_batch(self, pushes: Sequence[OutgoingPush]) -> list[SendResult]:
        """Hand pushes over; one result each, in order."""
        shipments = [_Shipment(push) for push in pushes]
        try:
            self._address(shipments)
        except PinwheelError:
            # Nothing was sent yet.
            return [_not_now()] * len(pushes)
        self._publish([each for each in shipments if each.result is None])
        again = [each for each in shipments if each.result is not None and has_no_target(each.result)]
        self._publish_again(again)
        self._remember(shipments)
        return [each.result or _not_now() for each in shipments]

    def _address(self, shipments: Sequence[_Shipment]) -> None:
        """Find out where each push goes."""
        self._now = iso(self.clock.now())
        channels = {(each.push.application_id, each.push.channel_type) for each in shipments}
        wanted = [keys.channel(*channel) for channel in channels]
        wanted += [keys.push_platform(*channel) for channel in channels]
        found = self.documents.get_many([*wanted, *dict.fromkeys(each.place for each in shipments)])
        for each in shipments:
            each.known = found.get(each.place)
            self._find_platform(each, found)
        self._find_devices([each for each in shipments if each.result is None])

    def _find_platform(self, shipment: _Shipment, found: Found) -> None:
        push = shipment.push
        channel = found.get(keys.channel(push.application_id, push.channel_type))
        if channel is None or not channel.body.get("Enabled"):
            shipment.result = missing_channel(push.channel_type)
            return
        try:
            shipment.platform = self.platforms.platform(
                channel.body, found.get(keys.push_platform(push.application_id, push.channel_type)), push
            )
        except (Invalid, NotFound) as error:
            shipment.result = refused(str(error))

    def _find_devices(self, shipments: Sequence[_Shipment]) -> None:
        """Take what is remembered; make the others known."""
        unknown = []
        for each in shipments:
            if self._is_remembered(each):
                each.target = _body(each.known)["Target"]
                self._revive(each)
            else:
                unknown.append(each)
        self._register(unknown)

    def _is_remembered(self, shipment: _Shipment) -> bool:
        body = _body(shipment.known)
        is_same_owner = shipment.push.endpoint_id in ("", body.get("EndpointId"))
        return body.get("Platform") == shipment.platform and is_same_owner

    def _revive(self, shipment: _Shipment) -> None:
        """Enable a device that was dead and has registered again since."""
        dead_since = _body(shipment.known).get(DEAD_SINCE)
        if not dead_since or shipment.push.registered <= dead_since:
            return
        try:
            self.service.enable(shipment.target, shipment.device)
            shipment.known = None
        except (NotFound, Unavailable):
            # Publishing tells what is the matter.
            return

    def _register(self, shipments: Sequence[_Shipment]) -> None:
        if not shipments:
            return
        answers = self.service.register([each.device for each in shipments])
        for each, answer in zip(shipments, answers, strict=True):
            each.known = None
            if isinstance(answer, SendResult):
                each.result = answer
            else:
                each.target = answer

    def _publish(self, shipments: Sequence[_Shipment]) -> None:
        if not shipments:
            return
        parcels = [Parcel(each.target, each.push.channel_type, each.push.payload) for each in shipments]
        for each, result in zip(shipments, self.service.send_batch(parcels), strict=True):
            each.result = result

    def _publish_again(self, shipments: Sequence[_Shipment]) -> None:
        """Make forgotten devices known again; where the platform application is gone too, sign in anew."""
        for each in shipments:
            each.result = None
            try:
                each.platform = self.platforms.renewed(each.push, gone=each.platform)
            except PinwheelError as error:
                each.result = _not_now() if isinstance(error, Unavailable) else refused(str(error))
        ready = [each for each in shipments if each.result is None]
        self._register(ready)
        self._publish([each for each in ready if each.result is None])

    def _remember(self, shipments: Iterable[_Shipment]) -> None:
        """Note new devices and dead ones; a note that gets lost costs a call to the carrier, no message."""
        notes = {each.place: note for each in shipments if (note := self._note(each)) is not None}
        try:
            for changes in _portions(list(notes.values())):
                self.documents.write(changes)
        except PinwheelError:
            return

    def _note(self, shipment: _Shipment) -> Put | None:
        was_dead = DEAD_SINCE in _body(shipment.known)
        now_dead = shipment.result is not None and is_dead(shipment.result)
        if not shipment.target or (shipment.known is not None and was_dead == now_dead):
            return None
        body: dict[str, Any] = {"Platform": shipment.platform, "Target": shipment.target}
        if shipment.push.endpoint_id:
            body["EndpointId"] = shipment.push.endpoint_id
        if now_dead:
            body[DEAD_SINCE] = self._now
        expires_at = int((self.clock.now() + REMEMBERED).timestamp())
        return Put(shipment.place, body, expires_at=expires_at)


def _body(document: Document | None) -> Mapping[str, Any]:
    return {} if document is None else document.body


def _portions(changes: Sequence[Change]) -> Iterable[Sequence[Change]]:
    return (changes[start : start + 100] for start in range(0, len(changes), 100))


def _not_now() -> SendResult:
    return SendResult(
        status=DeliveryStatus.TEMPORARY_FAILURE,
        status_code=503,
        detail="The push could not be handed over; nothing was sent.",
    )
