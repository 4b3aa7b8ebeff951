"""Stored endpoints and users, and the ways to read and change them (spec 01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pinwheel.domain.endpoint_merge import Claim
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.segments.views import Filter


@dataclass(frozen=True, slots=True)
class EndpointPage:
    """Endpoints of one bucket in key order; `after` continues, None at the end of the bucket.

    `examined` counts all that were looked at, also those that a filter left out.
    """

    endpoints: Sequence[Endpoint]
    after: str | None = None
    examined: int = 0


NOTHING_KNOWN: Mapping[str, str | None] = {}


class EndpointReader(Protocol):
    """Reading side, used by everybody."""

    def get(self, application_id: str, endpoint_id: str) -> Endpoint | None:
        """Read one endpoint with its user's attributes, strongly consistent."""
        ...

    def get_many(
        self, application_id: str, endpoint_ids: Iterable[str], *, with_users: bool = True
    ) -> Mapping[str, Endpoint]:
        """Read several endpoints by ID; the keys are `endpoint_key(id)`; unknown ones are left out.

        Without `with_users` they may lack their users' attributes, which takes half the reading.
        """
        ...

    def of_user(self, application_id: str, user_id: str) -> Sequence[Endpoint]:
        """Read all endpoints of a user."""
        ...

    def holding(self, application_id: str, address: str) -> Sequence[Endpoint]:
        """Read the active endpoints that hold an address, at most one of each family of channels."""
        ...

    def of_address(self, application_id: str, channel_type: str, address: str) -> Endpoint | None:
        """Read the active endpoint that holds an address on a channel; there is one at most (spec 01, 4)."""
        ...

    def page(
        self,
        application_id: str,
        bucket: int,
        *,
        after: str | None = None,
        fields: frozenset[str] | None = None,
        where: Filter | None = None,
    ) -> EndpointPage:
        """Read a page (about 1 MB) of one hash bucket; `fields` names the members that the caller looks at.

        Members not asked for may be missing (they have their defaults); the ID is always there. `where`
        leaves endpoints out before they are made; it must not look at user attributes, which are kept apart.
        """
        ...


class EndpointWriter(Protocol):
    """Writing side. Merges as spec 01, section 7 says; members not named stay untouched also under races."""

    def upsert_many(
        self, application_id: str, updates: Sequence[EndpointUpdate], *, atomic: bool = False
    ) -> Sequence[UpsertResult]:
        """Apply updates, one result each, in order. A refused update does not stop the others.

        With `atomic` one refused update keeps all of them from being written; the check comes before
        the first write.
        """
        ...

    def delete(self, application_id: str, endpoint_id: str) -> Endpoint | None:
        """Remove an endpoint and tell what it was; None when there was none."""
        ...

    def delete_user(self, application_id: str, user_id: str) -> Sequence[Endpoint]:
        """Remove a user with all endpoints, and tell what they were."""
        ...

    def touch(
        self,
        application_id: str,
        activity: Mapping[str, str],
        *,
        known: Mapping[str, str | None] = NOTHING_KNOWN,
    ) -> None:
        """Move the last activity of endpoints forward: endpoint ID to ISO instant.

        `known` are last activities, by endpoint key, that the caller has just read: the others are looked up.
        """
        ...


class EndpointErasure(Protocol):
    """Removing the endpoints of an application that is gone, with their users and held addresses."""

    def remains(self, application_id: str, bucket: int) -> Sequence[Remains]:
        """List some endpoints that are still in a hash bucket; none when it is empty."""
        ...

    def erase(self, application_id: str, remains: Sequence[Remains]) -> None:
        """Remove what hangs on endpoints, then the endpoints; repeating it is harmless."""
        ...

    def erase_marker(self, application_id: str) -> None:
        """Remove what is noted of the application as a whole."""
        ...


@dataclass(frozen=True, slots=True)
class Remains:
    """What must be known of an endpoint to remove it: its key, its user, the address that it may hold."""

    key: str
    user_id: str | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class EndpointUpdate:
    """A partial endpoint as it came in: a validated document with Pinpoint's member names."""

    endpoint_id: str
    document: Mapping[str, Any]
    request_id: str
    only_if_newer: bool = False
    """Skip when `EffectiveDate` is older than the stored one (data inside PutEvents: spec 01, section 6)."""
    is_activity: bool = False
    """An app or a caller of the API says so: it moves the last activity (spec 02, section 4.4)."""


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """What became of one update: `error` is the sentence for the caller, None when it was applied."""

    endpoint_id: str
    created: bool = False
    changed: bool = False
    error: str | None = None
    before: Endpoint | None = field(default=None, compare=False, repr=False)
    after: Endpoint | None = field(default=None, compare=False, repr=False)
    """The endpoint before and after a change, with its user's attributes; None where nothing was applied."""
