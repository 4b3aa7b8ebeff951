"""Endpoints in memory, proven equal to the DynamoDB store by tests/contract/test_endpoints.py."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from pinwheel.domain.endpoint_blocks import NOTHING_BLOCKED
from pinwheel.domain.endpoint_merge import Claim, Refused, claim_of, merge
from pinwheel.domain.endpoint_rules import family_of
from pinwheel.domain.endpoint_users import UserLimits, admit
from pinwheel.domain.endpoints import bucket_of, endpoint_key
from pinwheel.domain.segments.views import EndpointView
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.endpoints import NOTHING_KNOWN, EndpointPage, UpsertResult
from tests.fakes.system import FrozenClock


class MemoryEndpoints:
    """The port in dicts; `page_size` is how many endpoints make a page."""

    def __init__(self, *, clock=None, limits=None, blocked=lambda _application_id: NOTHING_BLOCKED):
        self.stored = {}
        self.users = {}
        self.page_size = 100
        self._clock = clock or FrozenClock()
        self._limits = limits or UserLimits()
        self._blocked = blocked

    def get(self, application_id, endpoint_id):
        found = self.stored.get((application_id, endpoint_key(endpoint_id)))
        return None if found is None else self._joined(found)

    def get_many(self, application_id, endpoint_ids, *, with_users=True):
        found = {endpoint_key(each): self.get(application_id, each) for each in endpoint_ids}
        return {key: endpoint for key, endpoint in found.items() if endpoint is not None}

    def of_user(self, application_id, user_id):
        keys = sorted(k for k, e in self.stored.items() if k[0] == application_id and e.user_id == user_id)
        return [self._joined(self.stored[key]) for key in keys] if user_id else []

    def holding(self, application_id, address):
        return [
            self._joined(endpoint)
            for (app, _), endpoint in sorted(self.stored.items())
            if app == application_id and (claim := claim_of(endpoint)) and claim.address == address
        ]

    def of_address(self, application_id, channel_type, address):
        claim = Claim(family_of(channel_type), address)
        found = [key for key, e in self.stored.items() if key[0] == application_id and claim_of(e) == claim]
        return self.get(*found[0]) if found else None

    def page(self, application_id, bucket, *, after=None, fields=None, where=None):
        keys = sorted(k for app, k in self.stored if app == application_id and bucket_of(k) == bucket)
        keys = [key for key in keys if after is None or key > after]
        shown = keys[: self.page_size]
        endpoints = [self.get(application_id, key) for key in shown]
        is_match = (lambda _endpoint: True) if where is None else where(EndpointView())
        return EndpointPage(
            [endpoint for endpoint in endpoints if is_match(endpoint)],
            after=shown[-1] if len(keys) > len(shown) else None,
            examined=len(shown),
        )

    def upsert_many(self, application_id, updates, *, atomic=False):
        before = dict(self.stored), dict(self.users)
        results = [self._upsert(application_id, update) for update in updates]
        if atomic and any(result.error is not None for result in results):
            self.stored, self.users = before
            results = [UpsertResult(result.endpoint_id, error=result.error) for result in results]
        return results

    def delete(self, application_id, endpoint_id):
        removed = self.get(application_id, endpoint_id)
        if removed is not None:
            del self.stored[application_id, endpoint_key(endpoint_id)]
            if removed.user_id is not None and not self.of_user(application_id, removed.user_id):
                self.users.pop((application_id, removed.user_id), None)
        return removed

    def delete_user(self, application_id, user_id):
        return [
            self.delete(application_id, endpoint.id) for endpoint in self.of_user(application_id, user_id)
        ]

    def touch(self, application_id, activity, *, known=NOTHING_KNOWN):
        for endpoint_id, at in activity.items():
            key = (application_id, endpoint_key(endpoint_id))
            if key not in self.stored:
                continue
            last = known.get(key[1], self.stored[key].last_activity)
            if last is None or parse_iso(at) - parse_iso(last) >= timedelta(minutes=15):
                self._replace(key, last_activity=iso(parse_iso(at)))

    def _upsert(self, application_id, update):
        stored = self.get(application_id, update.endpoint_id)
        merged = merge(
            stored,
            update.document,
            application_id=application_id,
            endpoint_id=update.endpoint_id,
            request_id=update.request_id,
            now=iso(self._clock.now()),
            users={user_id: names for (app, user_id), names in self.users.items() if app == application_id},
            blocked=self._blocked(application_id),
            only_if_newer=update.only_if_newer,
            is_activity=update.is_activity,
        )
        if isinstance(merged, Refused):
            return UpsertResult(update.endpoint_id, error=merged.error)
        if merged.endpoint is stored:
            return UpsertResult(update.endpoint_id)
        endpoint = after = merged.endpoint
        if endpoint.user_id is not None and (stored is None or stored.user_id != endpoint.user_id):
            admission = admit(self.of_user(application_id, endpoint.user_id), endpoint, self._limits)
            if admission.error is not None:
                return UpsertResult(update.endpoint_id, error=admission.error)
            if admission.retired is not None:
                key = (application_id, endpoint_key(admission.retired.id))
                self._replace(key, endpoint_status="INACTIVE", user_id=None, user_attributes={})
        self._displace(application_id, endpoint)
        if endpoint.user_id is not None:
            if merged.user_changes:
                self.users[application_id, endpoint.user_id] = endpoint.user_attributes
            endpoint = msgspec.structs.replace(endpoint, user_attributes={})
        self.stored[application_id, endpoint_key(endpoint.id)] = endpoint
        return UpsertResult(
            update.endpoint_id, created=stored is None, changed=True, before=stored, after=after
        )

    def _displace(self, application_id, endpoint):
        claim = claim_of(endpoint)
        for key, other in self.stored.items():
            same = key[0] == application_id and key[1] != endpoint_key(endpoint.id)
            if same and claim is not None and claim_of(other) == claim:
                self._replace(key, endpoint_status="INACTIVE")

    def _replace(self, key, **members):
        self.stored[key] = msgspec.structs.replace(self.stored[key], **members)

    def _joined(self, endpoint):
        names = self.users.get((endpoint.application_id, endpoint.user_id), {})
        return msgspec.structs.replace(endpoint, user_attributes=names) if names else endpoint
