"""An endpoint: one destination, on one channel (spec 01). A user is an identifier that endpoints share."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import msgspec

from pinwheel.domain.times import parse_iso

BUCKETS = 256
"""Hash buckets that an application's endpoints are spread over; never changes once data exists."""
ACTIVITY_PRECISION = timedelta(minutes=15)
"""Segments ask for days since the last activity, so a quarter of an hour is exact enough."""


class Endpoint(msgspec.Struct, rename="pascal", omit_defaults=True, kw_only=True):
    """A stored endpoint with its user's attributes joined in; members are named as Pinpoint's."""

    id: str
    application_id: str = ""
    channel_type: str | None = None
    address: str | None = None
    opt_out: str = "NONE"
    endpoint_status: str = "ACTIVE"
    cohort_id: str = "0"
    creation_date: str = ""
    effective_date: str = ""
    request_id: str = ""
    attributes: dict[str, list[str]] = {}
    metrics: dict[str, float] = {}
    demographic: dict[str, str] = {}
    location: dict[str, Any] = {}
    user_id: str | None = None
    user_attributes: dict[str, list[str]] = {}
    last_activity: str | None = None


def is_activity_news(known: str | None, at: str) -> bool:
    """Tell whether the last activity has to be written anew, for something that happened at `at`."""
    return known is None or parse_iso(at) - parse_iso(known) >= ACTIVITY_PRECISION


def endpoint_key(endpoint_id: str) -> str:
    """Fold an endpoint ID to the form it is stored under: IDs ignore case (spec 01, section 1)."""
    return endpoint_id.lower()


def bucket_of(endpoint_id: str) -> int:
    """Place an endpoint in one of `BUCKETS` hash buckets."""
    return hashlib.blake2b(endpoint_key(endpoint_id).encode(), digest_size=1).digest()[0]


def cohort_of(application_id: str, endpoint_id: str) -> str:
    """Draw the cohort, "0" to "99", from a hash so that it survives deletion (spec 01, section 9)."""
    text = f"{application_id}/{endpoint_key(endpoint_id)}".encode()
    return str(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) % 100)
