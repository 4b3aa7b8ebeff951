"""Removing what the carrier of pushes knows: of a channel, of an application, of people who are deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pinwheel.domain import keys
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.push.content import PUSH_CHANNELS
from pinwheel.domain.push.platforms import SETS, platform_name
from pinwheel.ports.documents import Delete, Documents, Put
from pinwheel.ports.push import PushService


def sign_out(
    application_id: str,
    channel_type: str,
    *,
    documents: Documents,
    service: Callable[[], PushService],
) -> None:
    """Remove a channel's platform applications with their devices, before the channel is deleted.

    The note of them stays, empty, because what is remembered of devices is found by it.

    Raises:
        Unavailable: the carrier does not answer; it can be tried again.
    """
    if channel_type not in PUSH_CHANNELS:
        return
    note = documents.get(keys.push_platform(application_id, channel_type))
    if note is None or not note.body.get("Platforms"):
        return
    delete_platforms(application_id, channel_type, service=service())
    documents.write([Put(note.key, {"Platforms": {}})])


def delete_platforms(application_id: str, channel_type: str, *, service: PushService) -> None:
    """Remove all platform applications that a channel can have.

    Raises:
        Unavailable: the carrier does not answer; it can be tried again.
    """
    for name in SETS[channel_type]:
        service.delete_platform(platform_name(application_id, channel_type, name), channel_type)


def forget_devices(
    application_id: str,
    endpoints: Iterable[Endpoint],
    *,
    documents: Documents,
    service: Callable[[], PushService],
) -> None:
    """Remove the devices of endpoints that are about to be deleted: the carrier keeps their tokens.

    Raises:
        Unavailable: the carrier does not answer; it can be tried again.
    """
    places = [
        keys.push_device(application_id, endpoint.channel_type, endpoint.address)
        for endpoint in endpoints
        if endpoint.channel_type in PUSH_CHANNELS and endpoint.address
    ]
    if not places:
        return
    for place, known in documents.get_many(places).items():
        service().forget(known.body["Target"])
        documents.write([Delete(place)])
