"""What a batch of updates asks for before anything is written: one plan per endpoint, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from pinwheel.adapters.dynamodb.endpoint_items import Stored
from pinwheel.adapters.dynamodb.users import Attributes
from pinwheel.domain.endpoint_blocks import BlockList
from pinwheel.domain.endpoint_merge import Claim, Refused, claim_of, merge, user_after
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.ports.endpoints import EndpointUpdate, UpsertResult


@dataclass(slots=True)
class Plan:
    """All updates of one endpoint folded into one change."""

    rows: Sequence[tuple[int, EndpointUpdate]]
    stored: Stored | None
    after: Endpoint | None = None
    results: list[UpsertResult] = field(default_factory=list)
    user_changes: dict[str, Attributes] = field(default_factory=dict)
    crowded: bool = False
    """The user is at the cap: somebody may have to leave for this endpoint."""

    @property
    def before(self) -> Endpoint | None:
        """Give the endpoint as it was read."""
        return None if self.stored is None else self.stored.endpoint

    @property
    def is_change(self) -> bool:
        """Say whether there is something to write."""
        return any(result.changed for result in self.results)

    @property
    def joins_user(self) -> str | None:
        """Tell which user gets one more endpoint; None when nobody does."""
        if self.after is None or self.after.user_id is None or not self.is_change:
            return None
        gained = self.before is None or self.before.user_id != self.after.user_id
        return self.after.user_id if gained else None

    @property
    def claimed(self) -> Claim | None:
        """Tell which address the endpoint newly holds."""
        claim = claim_of(self.after)
        return None if claim == claim_of(self.before) else claim

    @property
    def released(self) -> Claim | None:
        """Tell which address the endpoint no longer holds."""
        claim = claim_of(self.before)
        return None if claim == claim_of(self.after) else claim

    @property
    def changes_standing(self) -> bool:
        """Say whether the change is about who is reached: then it holds only for the state that was read."""
        before, after = self.before, self.after
        return (
            before is None
            or after is None
            or claim_of(before) != claim_of(after)
            or before.user_id != after.user_id
            or (before.channel_type, before.address, before.opt_out, before.endpoint_status)
            != (after.channel_type, after.address, after.opt_out, after.endpoint_status)
        )

    def refuse(self, error: str) -> None:
        """Turn the whole plan down."""
        self.results = [UpsertResult(update.endpoint_id, error=error) for _, update in self.rows]
        self.user_changes = {}


def grouped(updates: Sequence[EndpointUpdate]) -> list[list[tuple[int, EndpointUpdate]]]:
    """Put updates of the same endpoint together; each keeps its place in the batch."""
    groups: dict[str, list[tuple[int, EndpointUpdate]]] = {}
    for index, update in enumerate(updates):
        groups.setdefault(endpoint_key(update.endpoint_id), []).append((index, update))
    return list(groups.values())


def users_of(rows: Sequence[tuple[int, EndpointUpdate]], stored: Stored | None) -> set[str]:
    """Name the users whose attributes the updates of one endpoint may meet."""
    endpoint = None if stored is None else stored.endpoint
    found = {user_after(endpoint, update.document) for _, update in rows}
    if endpoint is not None:
        found.add(endpoint.user_id)
    return {user_id for user_id in found if isinstance(user_id, str)}


def planned(
    rows: Sequence[tuple[int, EndpointUpdate]],
    stored: Stored | None,
    *,
    application_id: str,
    now: str,
    users: Mapping[str, Attributes],
    blocked: BlockList,
) -> Plan:
    """Fold the updates of one endpoint, in order; one that is refused leaves what was before it."""
    plan = Plan(rows, stored)
    known = dict(users)
    current = plan.before
    if current is not None and current.user_id is not None:
        current = msgspec.structs.replace(current, user_attributes=known.get(current.user_id, {}))
    for _, update in rows:
        merged = merge(
            current,
            update.document,
            application_id=application_id,
            endpoint_id=update.endpoint_id,
            request_id=update.request_id,
            now=now,
            users=known,
            blocked=blocked,
            only_if_newer=update.only_if_newer,
            is_activity=update.is_activity,
        )
        if isinstance(merged, Refused):
            plan.results.append(UpsertResult(update.endpoint_id, error=merged.error))
            continue
        changed = merged.endpoint is not current
        plan.results.append(
            UpsertResult(
                update.endpoint_id,
                created=current is None,
                changed=changed,
                before=current,
                after=merged.endpoint,
            )
        )
        current = merged.endpoint
        if current.user_id is not None and merged.user_changes:
            plan.user_changes.setdefault(current.user_id, {}).update(merged.user_changes)
            known[current.user_id] = current.user_attributes
    plan.after = current
    return plan
