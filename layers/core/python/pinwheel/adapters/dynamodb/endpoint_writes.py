"""Writes endpoints: plans purely, then puts as much as it can into each transaction.

A new endpoint costs two items: itself and the record that it holds its address. In bulk the address is
first taken for free; whoever finds it held, or loses another race, goes through `_settle`, which reads who
holds what and puts the older endpoint to sleep in the same transaction (spec 01, section 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import msgspec

from pinwheel.adapters.dynamodb.endpoint_items import (
    MAPS,
    Item,
    Key,
    Stored,
    address_item_key,
    endpoint_item,
    endpoint_item_key,
    endpoint_members,
    is_storable,
    stored_endpoint,
)
from pinwheel.adapters.dynamodb.endpoint_plans import Plan, grouped, planned, users_of
from pinwheel.adapters.dynamodb.expressions import Update
from pinwheel.adapters.dynamodb.table import LostRaceError, Table, Unit
from pinwheel.adapters.dynamodb.users import Attributes, Users
from pinwheel.domain.endpoint_blocks import BlockList
from pinwheel.domain.endpoint_merge import Claim, claim_of
from pinwheel.domain.endpoint_users import UserLimits, admit
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.endpoints import EndpointUpdate, UpsertResult

ATTEMPTS = 30
"""Tries of one endpoint against others; each loser has let somebody else win, so few are ever needed."""

SMALL_BATCH = 100
"""Batches up to this size count every user's endpoints. A bigger one is an import: it counts only for users
who get several endpoints in it, because a look at each user would cost more than the writes."""

_MAPS = frozenset(MAPS)
_FREE_OR_OURS = "attribute_not_exists(pk) OR #o = :self"

Rows = Sequence[tuple[int, EndpointUpdate]]


class EndpointWrites:
    """The writing side of the endpoints table."""

    def __init__(
        self,
        table: Table,
        users: Users,
        *,
        clock: Clock,
        limits: UserLimits,
        blocked: Callable[[str], BlockList],
    ) -> None:
        """Keep the collaborators."""
        self._table = table
        self._users = users
        self._clock = clock
        self._limits = limits
        self._blocked = blocked

    def upsert_many(
        self, application_id: str, updates: Sequence[EndpointUpdate], *, atomic: bool
    ) -> Sequence[UpsertResult]:
        """Apply updates; see the port."""
        groups = grouped(updates)
        if len(groups) == 1:
            plans = [self._settle(application_id, groups[0], atomic=atomic, optimistic=True)]
        else:
            plans, users = self._plan_all(application_id, groups)
            if not (atomic and _refused(plans)):
                plans = self._write_all(application_id, plans, users)
        results: list[UpsertResult] = [UpsertResult(update.endpoint_id) for update in updates]
        unwritten = atomic and _refused(plans)
        for plan in plans:
            for (index, update), result in zip(plan.rows, plan.results, strict=True):
                results[index] = UpsertResult(update.endpoint_id, error=result.error) if unwritten else result
        return results

    def sleeping(self, application_id: str, stored: Stored, *, without_user: bool = False) -> Item:
        """Spell the write that makes an endpoint inactive, and may take it from its user."""
        before = stored.endpoint
        after = msgspec.structs.replace(before, endpoint_status="INACTIVE")
        if without_user:
            after = msgspec.structs.replace(after, user_id=None, user_attributes={})
        return self._update(application_id, stored, after, guarded=True)

    def release(self, application_id: str, endpoint: Endpoint, claim: Claim) -> tuple[Key, Item]:
        """Spell the write that gives an address back."""
        key = address_item_key(application_id, claim)
        return key, {
            "Delete": {
                "TableName": self._table.name,
                "Key": key.item,
                "ConditionExpression": _FREE_OR_OURS,
                "ExpressionAttributeNames": {"#o": "Owner"},
                "ExpressionAttributeValues": {":self": {"S": endpoint_key(endpoint.id)}},
            }
        }

    def read(self, application_id: str, endpoint_id: str) -> Stored | None:
        """Read an endpoint's own item."""
        if not is_storable(endpoint_id):
            return None
        item = self._table.get(endpoint_item_key(application_id, endpoint_id))
        return None if item is None else stored_endpoint(application_id, item)

    def read_many(self, application_id: str, endpoint_ids: Sequence[str]) -> dict[str, Stored]:
        """Read several endpoints' own items, by key."""
        keys = [endpoint_item_key(application_id, each) for each in endpoint_ids if is_storable(each)]
        items = self._table.get_many(keys)
        return {item["sk"]["S"]: stored_endpoint(application_id, item) for item in items}

    def owner_of(self, application_id: str, claim: Claim) -> str | None:
        """Tell which endpoint (key of its ID) holds an address."""
        item = self._table.get(address_item_key(application_id, claim))
        return None if item is None else str(item["Owner"]["S"])

    def _plan_all(
        self, application_id: str, groups: Sequence[Rows]
    ) -> tuple[list[Plan], Mapping[str, Attributes]]:
        """Plan all groups; give with them the attributes that their users have so far."""
        stored = self.read_many(application_id, [rows[0][1].endpoint_id for rows in groups])
        found = [stored.get(endpoint_key(rows[0][1].endpoint_id)) for rows in groups]
        wanted = [users_of(rows, one) for rows, one in zip(groups, found, strict=True)]
        read = self._users.attributes_in_bulk(application_id, set[str]().union(*wanted))
        users = dict(read)
        now, blocked = iso(self._clock.now()), self._blocked(application_id)
        plans = []
        for rows, one, user_ids in zip(groups, found, wanted, strict=True):
            known = {user_id: users[user_id] for user_id in user_ids if user_id in users}
            plan = planned(rows, one, application_id=application_id, now=now, users=known, blocked=blocked)
            # The next endpoint of the same user meets what this one has changed.
            if plan.user_changes and plan.after is not None and plan.after.user_id is not None:
                users[plan.after.user_id] = plan.after.user_attributes
            plans.append(plan)
        self._admit_all(application_id, plans)
        return plans, read

    def _admit_all(self, application_id: str, plans: Sequence[Plan]) -> None:
        """Refuse those for whom their user has no room. Who makes room is decided when it is written."""
        joining = [(user_id, plan) for plan in plans if (user_id := plan.joins_user) is not None]
        counts = Counter(user_id for user_id, _ in joining)
        look_at_all = len(plans) <= SMALL_BATCH or self._limits.strict
        suspects = [user_id for user_id, count in counts.items() if look_at_all or count > 1]
        cap = self._limits.cap
        present = self._table.each(
            lambda user_id: self._users.endpoint_keys(application_id, user_id, limit=cap + 1), suspects
        )
        for user_id, keys in zip(suspects, present, strict=True):
            if len(keys) + counts[user_id] > cap:
                endpoints = [one.endpoint for one in self.read_many(application_id, keys).values()]
                mine = [plan for user, plan in joining if user == user_id]
                self._admit_each(mine, endpoints)

    def _admit_each(self, plans: Sequence[Plan], present: list[Endpoint]) -> None:
        for plan in plans:
            if plan.after is None:
                continue
            plan.crowded = True
            admission = admit(present, plan.after, self._limits)
            if admission.error is not None:
                plan.refuse(admission.error)
                continue
            present = [e for e in present if e is not admission.retired and e.id != plan.after.id]
            present.append(plan.after)

    def _write_all(
        self, application_id: str, plans: Sequence[Plan], users: Mapping[str, Attributes]
    ) -> list[Plan]:
        done = list(plans)
        writing = [index for index, plan in enumerate(plans) if plan.is_change]
        crowded = [index for index in writing if plans[index].crowded]
        writing = [index for index in writing if not plans[index].crowded]
        units = [self._unit(application_id, plans[index]) for index in writing]
        lost = [*(writing[each] for each in self._table.write_many(units)), *crowded]
        settled = set(lost)
        changes: dict[str, Attributes] = {}
        for index in writing:
            if index not in settled:
                for user_id, names in plans[index].user_changes.items():
                    changes.setdefault(user_id, {}).update(names)
        self._users.apply(application_id, changes, users)
        # One after the other: two rows of a batch that want the same address are served in their order.
        for index in sorted(lost):
            done[index] = self._settle(application_id, plans[index].rows)
        return done

    def _settle(
        self, application_id: str, rows: Rows, *, atomic: bool = False, optimistic: bool = False
    ) -> Plan:
        """Write one endpoint, against whoever is in the way."""
        for attempt in range(ATTEMPTS):
            plan = self._plan_one(application_id, rows)
            if not plan.is_change or (atomic and _refused([plan])):
                return plan
            retired = self._room_for(application_id, plan)
            if not plan.is_change:
                return plan
            try:
                if optimistic and attempt == 0 and retired is None:
                    self._table.write(self._unit(application_id, plan))
                else:
                    self._table.write(self._contested_unit(application_id, plan, retired))
            except LostRaceError:
                if attempt:
                    self._table.back_off(attempt)
                continue
            known = self._users.attributes(application_id, plan.user_changes)
            self._users.apply(application_id, plan.user_changes, known)
            return plan
        raise Unavailable("An endpoint is being changed by too many requests.")

    def _plan_one(self, application_id: str, rows: Rows) -> Plan:
        stored = self.read(application_id, rows[0][1].endpoint_id)
        users = self._users.attributes(application_id, users_of(rows, stored))
        return planned(
            rows,
            stored,
            application_id=application_id,
            now=iso(self._clock.now()),
            users=users,
            blocked=self._blocked(application_id),
        )

    def _room_for(self, application_id: str, plan: Plan) -> Stored | None:
        user_id = plan.joins_user
        if user_id is None or plan.after is None:
            return None
        keys = self._users.endpoint_keys(application_id, user_id)
        if len(keys) < self._limits.cap:
            return None
        present = self.read_many(application_id, keys)
        here = [one.endpoint for one in present.values() if one.endpoint.user_id == user_id]
        admission = admit(here, plan.after, self._limits)
        if admission.error is not None:
            plan.refuse(admission.error)
        return None if admission.retired is None else present[endpoint_key(admission.retired.id)]

    def _unit(self, application_id: str, plan: Plan) -> Unit:
        """Spell the writes on the assumption that nobody else holds the address."""
        unit = self._own_writes(application_id, plan)
        if plan.after is not None and plan.claimed is not None:
            key, write = self._claim(application_id, plan.after, plan.claimed, owner=None)
            unit.writes[key] = write
        if plan.before is not None and plan.released is not None:
            key, write = self.release(application_id, plan.before, plan.released)
            unit.writes[key] = write
        return unit

    def _contested_unit(self, application_id: str, plan: Plan, retired: Stored | None) -> Unit:
        """Spell the writes with those that put the older holder of the address to sleep."""
        unit = self._own_writes(application_id, plan)
        if plan.before is not None and plan.released is not None:
            owner = self.owner_of(application_id, plan.released)
            if owner in (None, endpoint_key(plan.before.id)):
                key, write = self.release(application_id, plan.before, plan.released)
                unit.writes[key] = write
        if retired is not None:
            key = endpoint_item_key(application_id, retired.endpoint.id)
            unit.writes[key] = self.sleeping(application_id, retired, without_user=True)
            held = claim_of(retired.endpoint)
            if held is not None and held != plan.claimed:
                key, write = self.release(application_id, retired.endpoint, held)
                unit.writes[key] = write
        if plan.after is not None and plan.claimed is not None:
            owner = self.owner_of(application_id, plan.claimed)
            key, write = self._claim(application_id, plan.after, plan.claimed, owner=owner)
            unit.writes[key] = write
            self._displace(application_id, unit, plan.after, plan.claimed, owner)
        return unit

    def _displace(
        self, application_id: str, unit: Unit, endpoint: Endpoint, claim: Claim, owner: str | None
    ) -> None:
        if owner is None or owner == endpoint_key(endpoint.id):
            return
        key = endpoint_item_key(application_id, owner)
        older = self.read(application_id, owner)
        if key not in unit.writes and older is not None and claim_of(older.endpoint) == claim:
            unit.writes[key] = self.sleeping(application_id, older)

    def _own_writes(self, application_id: str, plan: Plan) -> Unit:
        if plan.after is None:
            return Unit()
        key = endpoint_item_key(application_id, plan.after.id)
        if plan.stored is None:
            put = {
                "TableName": self._table.name,
                "Item": endpoint_item(application_id, plan.after),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
            return Unit({key: {"Put": put}})
        return Unit(
            {key: self._update(application_id, plan.stored, plan.after, guarded=plan.changes_standing)}
        )

    def _update(self, application_id: str, stored: Stored, after: Endpoint, *, guarded: bool) -> Item:
        update = Update.between(
            endpoint_members(application_id, stored.endpoint),
            endpoint_members(application_id, after),
            maps=_MAPS,
        )
        update.guarded = update.guarded or guarded
        key = endpoint_item_key(application_id, after.id)
        return {"Update": update.request(self._table.name, key.item, revision=stored.revision)}

    def _claim(
        self, application_id: str, endpoint: Endpoint, claim: Claim, *, owner: str | None
    ) -> tuple[Key, Item]:
        key = address_item_key(application_id, claim)
        own = {"S": endpoint_key(endpoint.id)}
        put = {
            "TableName": self._table.name,
            "Item": {**key.item, "Owner": own},
            "ConditionExpression": _FREE_OR_OURS,
            "ExpressionAttributeNames": {"#o": "Owner"},
            "ExpressionAttributeValues": {":self": own if owner is None else {"S": owner}},
        }
        return key, {"Put": put}


def _refused(plans: Sequence[Plan]) -> bool:
    return any(result.error is not None for plan in plans for result in plan.results)
