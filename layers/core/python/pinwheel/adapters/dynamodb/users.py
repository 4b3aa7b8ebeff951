"""Attributes of users: stored once, shared by all of the user's endpoints (spec 01, section 10)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pinwheel.adapters.attributes import from_attribute, to_attribute
from pinwheel.adapters.dynamodb.endpoint_items import (
    Item,
    can_be_user,
    user_index_value,
    user_item_key,
    users_marker_key,
)
from pinwheel.adapters.dynamodb.expressions import Update
from pinwheel.adapters.dynamodb.table import LostRaceError, Table, Unit
from pinwheel.domain.endpoint_merge import attributes_after
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Unavailable

Attributes = dict[str, list[str]]

ATTEMPTS = 20
MARKER_SECONDS = 1.0
"""How long a process believes that an application has no users with attributes."""

_MAPS = frozenset({"UserAttributes"})


class Users:
    """Users' items of the endpoints table."""

    def __init__(self, table: Table, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Keep the table; nothing is known of any application yet."""
        self._table = table
        self._monotonic = monotonic
        self._marked: set[str] = set()
        self._unmarked: dict[str, float] = {}

    def attributes(self, application_id: str, user_ids: Iterable[str]) -> dict[str, Attributes]:
        """Read the attributes of several users; users without any are left out."""
        wanted = {user_item_key(application_id, user_id) for user_id in user_ids if can_be_user(user_id)}
        items = self._table.get_many(wanted) if wanted else []
        return {item["UserId"]["S"]: from_attribute(item["UserAttributes"]) for item in items}

    def attributes_in_bulk(self, application_id: str, user_ids: Iterable[str]) -> dict[str, Attributes]:
        """Read as `attributes` does, but not at all in an application whose users have none."""
        return self.attributes(application_id, user_ids) if self._may_have_any(application_id) else {}

    def joined(self, application_id: str, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
        """Join users' attributes into a page of endpoints."""
        user_ids = {endpoint.user_id for endpoint in endpoints if endpoint.user_id is not None}
        found = self.attributes_in_bulk(application_id, user_ids) if user_ids else {}
        return [join(endpoint, found) for endpoint in endpoints] if found else list(endpoints)

    def endpoint_keys(self, application_id: str, user_id: str, *, limit: int | None = None) -> list[str]:
        """List the endpoints of a user by their key; the index follows the table within moments."""
        request: dict[str, Any] = {
            "IndexName": "ByUser",
            "KeyConditionExpression": "uk = :uk",
            "ExpressionAttributeValues": {":uk": {"S": user_index_value(application_id, user_id)}},
        }
        found: list[str] = []
        while limit is None or len(found) < limit:
            answer = self._table.query(**request)
            found.extend(item["sk"]["S"] for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                break
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return found

    def apply(
        self, application_id: str, changes: Mapping[str, Attributes], known: Mapping[str, Attributes]
    ) -> None:
        """Change attributes of users; `known` is what was read of them (none: not stored yet)."""
        wanted = [
            (user_id, names)
            for user_id, names in changes.items()
            if attributes_after(known.get(user_id, {}), names) != known.get(user_id, {})
        ]
        if not wanted:
            return
        self._mark(application_id)
        units = [
            self._unit(application_id, user_id, known.get(user_id), names, 0) for user_id, names in wanted
        ]
        lost = self._table.write_many(units) if len(units) > 1 else [0]
        self._table.each(lambda index: self._apply_one(application_id, *wanted[index]), lost)

    def remove(self, application_id: str, user_id: str) -> None:
        """Forget a user."""
        key = user_item_key(application_id, user_id)
        self._table.call("delete_item", TableName=self._table.name, Key=key.item)

    def _apply_one(self, application_id: str, user_id: str, names: Attributes) -> None:
        for attempt in range(ATTEMPTS):
            item = self._table.get(user_item_key(application_id, user_id))
            before = None if item is None else from_attribute(item["UserAttributes"])
            revision = 0 if item is None else int(item["rev"]["N"])
            try:
                self._table.write(self._unit(application_id, user_id, before, names, revision))
            except LostRaceError:
                self._table.back_off(attempt)
            else:
                return
        raise Unavailable("A user is being changed by too many requests.")

    def _unit(
        self, application_id: str, user_id: str, before: Attributes | None, names: Attributes, revision: int
    ) -> Unit:
        key = user_item_key(application_id, user_id)
        after = attributes_after(before or {}, names)
        if before is None:
            item: Item = {
                **key.item,
                "UserId": {"S": user_id},
                "UserAttributes": to_attribute(after),
                "rev": {"N": "1"},
            }
            condition = "attribute_not_exists(pk)"
            return Unit(
                {
                    key: {
                        "Put": {"TableName": self._table.name, "Item": item, "ConditionExpression": condition}
                    }
                }
            )
        update = Update.between({"UserAttributes": before}, {"UserAttributes": after}, maps=_MAPS)
        if update.is_empty:
            return Unit()
        return Unit({key: {"Update": update.request(self._table.name, key.item, revision=revision)}})

    def _mark(self, application_id: str) -> None:
        if application_id not in self._marked:
            item = users_marker_key(application_id).item
            self._table.call("put_item", TableName=self._table.name, Item=item)
            self._marked.add(application_id)

    def _may_have_any(self, application_id: str) -> bool:
        if application_id in self._marked:
            return True
        now = self._monotonic()
        if now < self._unmarked.get(application_id, 0.0):
            return False
        if self._table.get(users_marker_key(application_id)) is None:
            self._unmarked[application_id] = now + MARKER_SECONDS
            return False
        self._marked.add(application_id)
        return True


def join(endpoint: Endpoint, users: Mapping[str, Attributes]) -> Endpoint:
    """Show a user's attributes on an endpoint of the user."""
    if endpoint.user_id is None or not users.get(endpoint.user_id):
        return endpoint
    return msgspec.structs.replace(endpoint, user_attributes=users[endpoint.user_id])
