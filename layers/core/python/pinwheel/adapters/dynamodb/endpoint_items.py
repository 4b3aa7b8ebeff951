"""How endpoints, users and held addresses look in the endpoints table; the only place that spells their keys.

    pk                          sk              item
    <app>#<bucket, 2 hex>       <endpoint key>  an endpoint
    <app>#U#<user>              USER            a user's attributes
    <app>#U                     ANY             says that the application has users with attributes
    <app>#A#<family>#<address>  ADDRESS         `Owner`: which endpoint (by key) holds the address

The maps of an endpoint are always there, if empty, so that a single name in them can be set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pinwheel.adapters.attributes import from_item, number, to_attribute
from pinwheel.domain.endpoint_merge import Claim
from pinwheel.domain.endpoints import Endpoint, bucket_of, endpoint_key

Item = dict[str, Any]

SCALARS = {
    "ChannelType": "channel_type",
    "Address": "address",
    "OptOut": "opt_out",
    "EndpointStatus": "endpoint_status",
    "CohortId": "cohort_id",
    "CreationDate": "creation_date",
    "EffectiveDate": "effective_date",
    "RequestId": "request_id",
    "UserId": "user_id",
    "LastActivity": "last_activity",
}
MAPS = {
    "Attributes": "attributes",
    "Metrics": "metrics",
    "Demographic": "demographic",
    "Location": "location",
    "UserAttributes": "user_attributes",
}
LONGEST_ADDRESS_IN_KEY = 1000
LARGEST_SORT_KEY = 1024
LARGEST_USER_ID = 1024
"""Bytes: half of what a partition key takes, more than an ID may have; longer ones belong to no user."""


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item lives."""

    pk: str
    sk: str

    @property
    def item(self) -> Item:
        """Spell the key as DynamoDB wants it."""
        return {"pk": {"S": self.pk}, "sk": {"S": self.sk}}


@dataclass(frozen=True, slots=True)
class Stored:
    """An endpoint as its own item has it (a user's attributes are not joined in), and the item's revision."""

    endpoint: Endpoint
    revision: int


def bucket_partition(application_id: str, bucket: int) -> str:
    """Name the partition of one hash bucket."""
    return f"{application_id}#{bucket:02x}"


def endpoint_item_key(application_id: str, endpoint_id: str) -> Key:
    """Locate an endpoint."""
    return Key(bucket_partition(application_id, bucket_of(endpoint_id)), endpoint_key(endpoint_id))


def is_storable(endpoint_id: str) -> bool:
    """Say whether an ID can be a sort key at all; one that cannot belongs to no endpoint."""
    return 0 < len(endpoint_key(endpoint_id).encode()) <= LARGEST_SORT_KEY


def can_be_user(user_id: str) -> bool:
    """Say whether an ID can be a user's at all; with another one the store refuses the whole request."""
    return 0 < len(user_id.encode()) <= LARGEST_USER_ID


def user_item_key(application_id: str, user_id: str) -> Key:
    """Locate a user's attributes."""
    return Key(f"{application_id}#U#{user_id}", "USER")


def users_marker_key(application_id: str) -> Key:
    """Locate the mark of an application that has users with attributes."""
    return Key(f"{application_id}#U", "ANY")


def address_item_key(application_id: str, claim: Claim) -> Key:
    """Locate the record of who holds an address; a very long address goes by its digest."""
    address = claim.address
    if len(address.encode()) > LONGEST_ADDRESS_IN_KEY:
        address = hashlib.blake2b(address.encode(), digest_size=32).hexdigest()
    return Key(f"{application_id}#A#{claim.family}#{address}", "ADDRESS")


def user_index_value(application_id: str, user_id: str) -> str:
    """Spell the hash key of the index `ByUser`."""
    return f"{application_id}#{user_id}"


def endpoint_item(application_id: str, endpoint: Endpoint) -> Item:
    """Write an endpoint as a new item."""
    item = endpoint_item_key(application_id, endpoint.id).item
    item["Id"] = {"S": endpoint.id}
    item["rev"] = {"N": "1"}
    for attribute, value in endpoint_members(application_id, endpoint).items():
        if value is not None:
            item[attribute] = to_attribute(value)
    return item


def endpoint_members(application_id: str, endpoint: Endpoint) -> dict[str, Any]:
    """Give what of an endpoint may change, by attribute; a linked user's attributes are not its own."""
    members = {attribute: getattr(endpoint, field) for attribute, field in SCALARS.items()}
    members |= {attribute: getattr(endpoint, field) for attribute, field in MAPS.items()}
    members["uk"] = None
    if endpoint.user_id is not None:
        members["UserAttributes"] = {}
        members["uk"] = user_index_value(application_id, endpoint.user_id)
    return members


def stored_endpoint(application_id: str, item: Mapping[str, Any]) -> Stored:
    """Read an endpoint's item."""
    document = from_item(item)
    members = {field: document[name] for name, field in (SCALARS | MAPS).items() if name in document}
    if document.get("UserId") is not None:
        members.pop("user_attributes", None)
    return Stored(
        Endpoint(id=document["Id"], application_id=application_id, **members),
        int(number(item["rev"]["N"])),
    )
