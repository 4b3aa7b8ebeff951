"""Opting out by a link in an e-mail (RFC 8058): at once, for good, and as often as one likes.

All e-mail endpoints of the application with that address opt out, so that a copy under another endpoint ID
does not go on. An address that no endpoint has goes on the application's suppression list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pinwheel.domain import keys
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.events import EventRecord
from pinwheel.domain.ses_feedback import client_of
from pinwheel.domain.times import epoch_millis
from pinwheel.domain.unsubscribe import Recipient
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter
from pinwheel.ports.events import EventStream
from pinwheel.services.applications import require_application
from pinwheel.services.suppressions import is_suppressed_many, suppress

EMAIL = "EMAIL"
ALL = "ALL"
UNSUBSCRIBED = "UNSUBSCRIBED"
"""The reason on the suppression list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Where people are kept and changed."""

    documents: Documents
    reader: EndpointReader
    writer: EndpointWriter
    stream: EventStream
    clock: Clock
    account_id: str


def email_endpoints(recipient: Recipient, *, reader: EndpointReader) -> list[Endpoint]:
    """Find the e-mail endpoints that a link stands for: its endpoint, and who else holds an address of it."""
    application_id = recipient.application_id
    own = reader.get(application_id, recipient.endpoint_id) if recipient.endpoint_id else None
    found = [] if own is None else [own]
    addresses = dict.fromkeys(
        address for address in (recipient.address, own.address if own else None) if address
    )
    holders = [reader.of_address(application_id, EMAIL, address) for address in addresses]
    found += [holder for holder in holders if holder is not None]
    by_key = {endpoint_key(each.id): each for each in found if each.channel_type == EMAIL}
    return list(by_key.values())


def unsubscribe(recipient: Recipient, *, registry: Registry) -> bool:
    """Opt a person out of e-mail; tells whether that changed anything.

    Raises:
        NotFound: the application is gone.
        Unavailable: it was not recorded; the same call again is safe.
    """
    require_application(recipient.application_id, documents=registry.documents)
    endpoints = email_endpoints(recipient, reader=registry.reader)
    if not endpoints:
        return _suppress(recipient, registry=registry)
    left = [endpoint for endpoint in endpoints if endpoint.opt_out != ALL]
    if not left:
        return False
    # The event first: it is the same one when this is done again, and none is lost.
    registry.stream.publish([unsubscribe_event(recipient, endpoints[0], registry=registry)])
    opt_out(recipient.application_id, left, registry=registry)
    return True


def opt_out(
    application_id: str, endpoints: Sequence[Endpoint], *, registry: Registry, value: str = ALL
) -> None:
    """Set OptOut of endpoints; one that is inactive stays so."""
    request_id = f"preferences-{epoch_millis(registry.clock.now())}"
    updates = [
        EndpointUpdate(endpoint.id, {"OptOut": value, "EndpointStatus": endpoint.endpoint_status}, request_id)
        for endpoint in endpoints
    ]
    registry.writer.upsert_many(application_id, updates)


def unsubscribe_event(recipient: Recipient, endpoint: Endpoint | None, *, registry: Registry) -> EventRecord:
    """Make the event; the same link makes the same one."""
    now = epoch_millis(registry.clock.now())
    sent_for = {
        "campaign_id": recipient.campaign_id,
        "campaign_activity_id": recipient.activity_id,
        "treatment_id": recipient.treatment_id or "0",
        "journey_id": recipient.journey_id,
    }
    address = (endpoint.address if endpoint else None) or recipient.address
    client_id = endpoint.id if endpoint else recipient.endpoint_id or client_of(address)
    name = "\n".join(
        (client_id, recipient.application_id, recipient.endpoint_id, recipient.address, *sent_for.values())
    )
    return EventRecord(
        event_type="_email.unsubscribe",
        event_timestamp=now,
        arrival_timestamp=now,
        application={"app_id": recipient.application_id, "sdk": {}},
        client={"client_id": client_id},
        device={"platform": {}},
        attributes={
            "feedback": "unsubscribe",
            **{member: value for member, value in sent_for.items() if value},
        },
        client_context={"custom": {"legacy_identifier": recipient.application_id}},
        facets={
            "email_channel": {
                "mail_event": {"mail": {"destination": [address]}, "unsubscribe": {"method": "link"}}
            }
        },
        awsAccountId=registry.account_id,
        event_id=hashlib.blake2b(name.encode(), digest_size=16).hexdigest(),
        user_id=endpoint.user_id if endpoint else None,
    )


def _suppress(recipient: Recipient, *, registry: Registry) -> bool:
    """Put an address on the list that no endpoint has."""
    address = recipient.address
    if not address:
        return False
    application_id, documents = recipient.application_id, registry.documents
    if is_suppressed_many(application_id, [keys.folded_address(address)], documents=documents):
        return False
    registry.stream.publish([unsubscribe_event(recipient, None, registry=registry)])
    suppress(application_id, address, reason=UNSUBSCRIBED, documents=documents, clock=registry.clock)
    return True
