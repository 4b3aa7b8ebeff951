"""Channels of an application (spec 07, section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.channels.changes import ChannelChange, changed_channel, listed_channel, read_change
from pinwheel.domain.channels.kinds import KINDS, ChannelKind
from pinwheel.domain.errors import Conflict, NotFound, Unavailable
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Change, Check, Delete, Document, Documents, Put
from pinwheel.ports.secrets import Secrets
from pinwheel.services.applications import require_application
from pinwheel.services.channel_credentials import SETS, seal, stored_sets

ATTEMPTS = 100
"""Of several that change one channel at once, one succeeds in each round: so many may do it together."""


def update_channel(
    application_id: str,
    channel_type: str,
    request: Mapping[str, Any],
    *,
    caller: str,
    documents: Documents,
    secrets: Secrets,
    clock: Clock,
) -> dict[str, Any]:
    """Create or replace a channel; the version grows by one with each update, also when many come at once.

    Raises:
        Invalid: the request breaks a rule of its kind of channel.
        NotFound: there is no such application.
        Unavailable: others kept changing the channel.
    """
    kind = KINDS[channel_type]
    require_application(application_id, documents=documents)
    change = read_change(kind, request)
    sealed = seal(
        change.credentials, application_id=application_id, channel_type=channel_type, secrets=secrets
    )
    for _ in range(ATTEMPTS):
        now = iso(clock.now())
        try:
            return _update(kind, application_id, change, sealed, caller=caller, now=now, documents=documents)
        except Conflict:
            continue
    raise _busy(channel_type)


def _update(
    kind: ChannelKind,
    application_id: str,
    change: ChannelChange,
    sealed: Mapping[str, list[str]],
    *,
    caller: str,
    now: str,
    documents: Documents,
) -> dict[str, Any]:
    application = require_application(application_id, documents=documents)
    channel_key = keys.channel(application_id, kind.type)
    credentials_key = keys.channel_credentials(application_id, kind.type)
    found = documents.get_many([channel_key, credentials_key])
    channel, credentials = found.get(channel_key), found.get(credentials_key)
    sets = stored_sets(credentials)
    body = changed_channel(
        kind,
        change,
        None if channel is None else channel.body,
        sets,
        application_id=application_id,
        caller=caller,
        now=now,
    )
    changes: list[Change] = [
        # An application that is deleted meanwhile must not keep a channel.
        Check(application.key, expect=application.revision),
        Put(channel_key, body, expect=_revision(channel)),
    ]
    if sealed:
        changes.append(Put(credentials_key, {SETS: {**sets, **sealed}}, expect=_revision(credentials)))
    documents.write(changes)
    return body


def get_channel(application_id: str, channel_type: str, *, documents: Documents) -> dict[str, Any]:
    """Read a channel.

    Raises:
        NotFound: the channel was never set up, or is deleted.
    """
    require_application(application_id, documents=documents)
    return dict(_required(application_id, channel_type, documents).body)


def list_channels(application_id: str, *, documents: Documents) -> dict[str, dict[str, Any]]:
    """List all channels that are set up, by type."""
    require_application(application_id, documents=documents)
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=keys.CHANNEL_PREFIX)
    return {
        document.key.key.removeprefix(keys.CHANNEL_PREFIX): listed_channel(document.body)
        for document in page.documents
    }


def delete_channel(application_id: str, channel_type: str, *, documents: Documents) -> dict[str, Any]:
    """Delete a channel with its credentials and answer what it was, switched off; a later read is a 404.

    Raises:
        NotFound: there is no such application or channel.
        Unavailable: others kept changing the channel.
    """
    require_application(application_id, documents=documents)
    for _ in range(ATTEMPTS):
        channel = _required(application_id, channel_type, documents)
        try:
            documents.write(
                [
                    Delete(channel.key, expect=channel.revision),
                    Delete(keys.channel_credentials(application_id, channel_type)),
                ]
            )
        except Conflict:
            continue
        return {**channel.body, "Enabled": False}
    raise _busy(channel_type)


def _required(application_id: str, channel_type: str, documents: Documents) -> Document:
    found = documents.get(keys.channel(application_id, channel_type))
    if found is None:
        raise NotFound(f"The {channel_type} channel of application '{application_id}' is not set up.")
    return found


def _revision(document: Document | None) -> int:
    return ABSENT if document is None else document.revision


def _busy(channel_type: str) -> Unavailable:
    return Unavailable(f"The {channel_type} channel is changing too often; try again.")
