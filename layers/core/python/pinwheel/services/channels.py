"""Channels of an application (spec 07, section 1). This version has the e-mail channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.settings import without_unset
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Delete, Document, Documents, Put
from pinwheel.services.applications import require_application

EMAIL = "EMAIL"
_EMAIL_MEMBERS = ("ConfigurationSet", "FromAddress", "Identity", "OrchestrationSendingRoleArn", "RoleArn")


def update_email_channel(
    application_id: str, request: Mapping[str, Any], *, caller: str, documents: Documents, clock: Clock
) -> dict[str, Any]:
    """Create or replace the e-mail channel; the version grows by one with each update.

    Raises:
        Invalid: the from address or the identity is empty.
    """
    require_application(application_id, documents=documents)
    given = without_unset({name: request.get(name) for name in _EMAIL_MEMBERS})
    for member in ("FromAddress", "Identity"):
        if member not in given:
            raise Invalid(f"{member} must not be empty.", member=member)
    if "@" not in given["FromAddress"]:
        raise Invalid("FromAddress must be an e-mail address.", member="FromAddress")
    key = keys.channel(application_id, EMAIL)
    stored = documents.get(key)
    now = iso(clock.now())
    enabled = request.get("Enabled")
    body = {
        "ApplicationId": application_id,
        "CreationDate": now if stored is None else stored.body["CreationDate"],
        "Enabled": _enabled(enabled, stored),
        "HasCredential": True,
        "Id": EMAIL.lower(),
        "IsArchived": False,
        "LastModifiedBy": caller,
        "LastModifiedDate": now,
        "Platform": EMAIL,
        "Version": 1 if stored is None else stored.body["Version"] + 1,
        **given,
    }
    documents.write([Put(key, body, expect=ABSENT if stored is None else stored.revision)])
    return body


def _enabled(requested: bool | None, stored: Document | None) -> bool:
    """Decide whether a channel is on: absent means on for a new one, else unchanged (spec 07, section 1)."""
    if requested is not None:
        return requested
    return True if stored is None else bool(stored.body["Enabled"])


def get_channel(application_id: str, channel_type: str, *, documents: Documents) -> dict[str, Any]:
    """Read a channel.

    Raises:
        NotFound: the channel was never set up.
    """
    require_application(application_id, documents=documents)
    found = documents.get(keys.channel(application_id, channel_type))
    if found is None:
        raise NotFound(f"The {channel_type} channel of application '{application_id}' is not set up.")
    return dict(found.body)


def list_channels(application_id: str, *, documents: Documents) -> dict[str, dict[str, Any]]:
    """List all channels that are set up, by type."""
    require_application(application_id, documents=documents)
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=keys.CHANNEL_PREFIX)
    return {
        document.key.key.removeprefix(keys.CHANNEL_PREFIX): dict(document.body) for document in page.documents
    }


def delete_channel(application_id: str, channel_type: str, *, documents: Documents) -> dict[str, Any]:
    """Delete a channel and answer what it was, switched off; a later read is a 404."""
    channel = get_channel(application_id, channel_type, documents=documents)
    documents.write([Delete(keys.channel(application_id, channel_type))])
    return {**channel, "Enabled": False}
