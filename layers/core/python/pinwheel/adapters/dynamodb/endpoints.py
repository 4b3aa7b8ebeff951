"""Endpoints and users in DynamoDB: the whole port, put together from its reading and writing sides."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pinwheel.adapters.dynamodb.endpoint_items import Stored, can_be_user, endpoint_item_key
from pinwheel.adapters.dynamodb.endpoint_pages import ALL_FIELDS
from pinwheel.adapters.dynamodb.endpoint_touches import touch
from pinwheel.adapters.dynamodb.endpoint_writes import ATTEMPTS, EndpointWrites
from pinwheel.adapters.dynamodb.fast_pages import FastPages
from pinwheel.adapters.dynamodb.table import LostRaceError, Table, Unit
from pinwheel.adapters.dynamodb.users import Users, join
from pinwheel.domain.endpoint_blocks import NOTHING_BLOCKED, BlockList
from pinwheel.domain.endpoint_merge import Claim, claim_of
from pinwheel.domain.endpoint_rules import CHANNEL_TYPES, family_of
from pinwheel.domain.endpoint_users import UserLimits
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.segments.views import Filter
from pinwheel.ports.clock import Clock
from pinwheel.ports.endpoints import NOTHING_KNOWN, EndpointPage, EndpointUpdate, UpsertResult


def _nothing_blocked(_application_id: str) -> BlockList:
    return NOTHING_BLOCKED


class DynamoEndpoints:
    """The port over one table."""

    def __init__(
        self,
        table: Table,
        *,
        pages: FastPages,
        clock: Clock,
        limits: UserLimits | None = None,
        blocked: Callable[[str], BlockList] = _nothing_blocked,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the collaborators; `blocked` tells the names that an application no longer takes in."""
        self._table = table
        self._pages = pages
        self._users = Users(table, monotonic=monotonic)
        self._writes = EndpointWrites(
            table, self._users, clock=clock, limits=limits or UserLimits(), blocked=blocked
        )

    def get(self, application_id: str, endpoint_id: str) -> Endpoint | None:
        """Read one endpoint with its user's attributes."""
        stored = self._writes.read(application_id, endpoint_id)
        return None if stored is None else self._joined(application_id, stored.endpoint)

    def get_many(
        self, application_id: str, endpoint_ids: Iterable[str], *, with_users: bool = True
    ) -> Mapping[str, Endpoint]:
        """Read several endpoints, 100 a call, and their users, where these are asked for."""
        stored = self._writes.read_many(application_id, list(endpoint_ids))
        found: Sequence[Endpoint] = [one.endpoint for one in stored.values()]
        if with_users:
            found = self._joined_all(application_id, found)
        return dict(zip(stored, found, strict=True))

    def of_user(self, application_id: str, user_id: str) -> Sequence[Endpoint]:
        """Read all endpoints of a user: found by the index, read from the table."""
        if not can_be_user(user_id):
            return []
        keys = self._users.endpoint_keys(application_id, user_id)
        stored = self._writes.read_many(application_id, keys)
        mine = [stored[key].endpoint for key in sorted(stored) if stored[key].endpoint.user_id == user_id]
        return self._joined_all(application_id, mine)

    def holding(self, application_id: str, address: str) -> Sequence[Endpoint]:
        """Read the active endpoints that hold an address."""
        claims = [Claim(family, address) for family in sorted({family_of(each) for each in CHANNEL_TYPES})]
        owners = {owner for claim in claims if (owner := self._writes.owner_of(application_id, claim))}
        stored = self._writes.read_many(application_id, sorted(owners))
        return self._joined_all(application_id, [stored[key].endpoint for key in sorted(stored)])

    def of_address(self, application_id: str, channel_type: str, address: str) -> Endpoint | None:
        """Read the endpoint that is noted as an address's owner, if it still is."""
        claim = Claim(family_of(channel_type), address)
        owner = self._writes.owner_of(application_id, claim)
        endpoint = None if owner is None else self.get(application_id, owner)
        return endpoint if claim_of(endpoint) == claim else None

    def page(
        self,
        application_id: str,
        bucket: int,
        *,
        after: str | None = None,
        fields: frozenset[str] | None = None,
        where: Filter | None = None,
    ) -> EndpointPage:
        """Read a page of one bucket; users are looked up only where their attributes are asked for."""
        wanted = ALL_FIELDS if fields is None else fields
        with_users = "user_attributes" in wanted
        decoded = wanted | {"user_id"} if with_users else wanted
        page = self._pages.page(application_id, bucket, after=after, fields=decoded, where=where)
        if not with_users:
            return page
        return replace(page, endpoints=self._users.joined(application_id, page.endpoints))

    def upsert_many(
        self, application_id: str, updates: Sequence[EndpointUpdate], *, atomic: bool = False
    ) -> Sequence[UpsertResult]:
        """Apply updates; about two items per new endpoint, 50 endpoints a transaction."""
        if not updates:
            return []
        return self._writes.upsert_many(application_id, updates, atomic=atomic)

    def delete(self, application_id: str, endpoint_id: str) -> Endpoint | None:
        """Remove an endpoint, what it holds, and its user with the last endpoint (spec 01, section 10)."""
        endpoint = self._delete(application_id, endpoint_id)
        if endpoint is not None and endpoint.user_id is not None:
            others = self._users.endpoint_keys(application_id, endpoint.user_id, limit=2)
            if set(others) <= {endpoint_key(endpoint_id)}:
                self._users.remove(application_id, endpoint.user_id)
        return endpoint

    def delete_user(self, application_id: str, user_id: str) -> Sequence[Endpoint]:
        """Remove all endpoints of a user, then the user."""
        present = self.of_user(application_id, user_id)
        removed = [self._delete(application_id, endpoint.id) for endpoint in present]
        if can_be_user(user_id):
            self._users.remove(application_id, user_id)
        return [endpoint for endpoint in removed if endpoint is not None]

    def touch(
        self,
        application_id: str,
        activity: Mapping[str, str],
        *,
        known: Mapping[str, str | None] = NOTHING_KNOWN,
    ) -> None:
        """Move the last activity of endpoints forward."""
        touch(self._table, application_id, activity, known)

    def _delete(self, application_id: str, endpoint_id: str) -> Endpoint | None:
        for attempt in range(ATTEMPTS):
            stored = self._writes.read(application_id, endpoint_id)
            if stored is None:
                return None
            # Read before the endpoint is gone: the answer shows what was deleted.
            endpoint = self._joined(application_id, stored.endpoint)
            try:
                self._table.write(self._removal(application_id, stored))
            except LostRaceError:
                self._table.back_off(attempt)
            else:
                return endpoint
        raise Unavailable("An endpoint is being changed by too many requests.")

    def _removal(self, application_id: str, stored: Stored) -> Unit:
        endpoint = stored.endpoint
        key = endpoint_item_key(application_id, endpoint.id)
        delete = {
            "TableName": self._table.name,
            "Key": key.item,
            "ConditionExpression": "rev = :rev",
            "ExpressionAttributeValues": {":rev": {"N": str(stored.revision)}},
        }
        unit = Unit({key: {"Delete": delete}})
        claim = claim_of(endpoint)
        if claim is not None and self._writes.owner_of(application_id, claim) == endpoint_key(endpoint.id):
            held, release = self._writes.release(application_id, endpoint, claim)
            unit.writes[held] = release
        return unit

    def _joined(self, application_id: str, endpoint: Endpoint) -> Endpoint:
        return self._joined_all(application_id, [endpoint])[0]

    def _joined_all(self, application_id: str, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
        user_ids = {endpoint.user_id for endpoint in endpoints if endpoint.user_id is not None}
        users = self._users.attributes(application_id, user_ids)
        return [join(endpoint, users) for endpoint in endpoints]
