"""What an update makes of an endpoint (spec 01, sections 2, 4, 6, 7 and 10).

Pure: the store writes the difference.
A member that is absent stays as it is; a list replaces the list under its name; an empty list drops the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pinwheel.domain import endpoint_rules as rules
from pinwheel.domain.endpoint_blocks import NOTHING_BLOCKED, BlockList
from pinwheel.domain.endpoints import Endpoint, cohort_of, is_activity_news
from pinwheel.domain.errors import Invalid
from pinwheel.domain.times import iso, parse_iso

UserAttributes = Mapping[str, list[str]]

NEEDS_NO_ADDRESS = frozenset({None, "CUSTOM", "IN_APP"})


@dataclass(frozen=True, slots=True)
class Merged:
    """The endpoint as it shall be: the very object that was stored when there is nothing to write."""

    endpoint: Endpoint
    user_changes: Mapping[str, list[str]] = field(default_factory=dict)
    """User attributes that the update names, for the user's own record; an empty list drops the name."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The update breaks a rule; `error` is the sentence for the caller."""

    error: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What only one active endpoint of an application may hold: an address within a channel family."""

    family: str
    address: str


def claim_of(endpoint: Endpoint | None) -> Claim | None:
    """Tell which address an endpoint holds; None when it is inactive or has none (spec 01, section 4)."""
    if endpoint is None or endpoint.endpoint_status != "ACTIVE":
        return None
    if not endpoint.address or endpoint.channel_type is None:
        return None
    return Claim(rules.family_of(endpoint.channel_type), endpoint.address)


def user_after(stored: Endpoint | None, document: Mapping[str, Any]) -> str | None:
    """Tell whose endpoint it is after the update; an empty `UserId` takes it away from its user."""
    user = document.get("User")
    given = user.get("UserId") if isinstance(user, Mapping) else None
    if given is None:
        return None if stored is None else stored.user_id
    return given or None


def merge(
    stored: Endpoint | None,
    document: Mapping[str, Any],
    *,
    application_id: str,
    endpoint_id: str,
    request_id: str,
    now: str,
    users: Mapping[str, UserAttributes] | None = None,
    blocked: BlockList = NOTHING_BLOCKED,
    only_if_newer: bool = False,
    is_activity: bool = False,
) -> Merged | Refused:
    """Apply an update document to what is stored.

    Args:
        stored: the endpoint with its user's attributes joined in; None creates it.
        document: the update, with Pinpoint's member names.
        application_id: the application it belongs to.
        endpoint_id: the ID as the caller wrote it; the first spelling is the one that is kept.
        request_id: recorded with the change.
        now: the instant of the change, as `iso()` writes it.
        users: attributes of users by ID, at least of one that the endpoint moves to.
        blocked: names that are dropped without a word.
        only_if_newer: change nothing when the document's `EffectiveDate` is older than the stored one.
        is_activity: an app or a caller of the API said so, which counts as activity (spec 02, section 4.4).
    """
    try:
        return _Merge(document, users or {}, blocked).apply(
            stored or _created(application_id, endpoint_id, now),
            stored,
            now=now,
            request_id=request_id,
            only_if_newer=only_if_newer,
            is_activity=is_activity,
        )
    except Invalid as error:
        return Refused(str(error))


def attributes_after(before: UserAttributes, changes: UserAttributes) -> dict[str, list[str]]:
    """Replace the lists that were given; drop the names given with an empty one."""
    return {name: values for name, values in {**before, **changes}.items() if values}


def _created(application_id: str, endpoint_id: str, now: str) -> Endpoint:
    rules.check_id(endpoint_id, member="EndpointId")
    return Endpoint(
        id=endpoint_id,
        application_id=application_id,
        cohort_id=cohort_of(application_id, endpoint_id),
        creation_date=now,
    )


class _Merge:
    """One update on its way into one endpoint."""

    def __init__(
        self, document: Mapping[str, Any], users: Mapping[str, UserAttributes], blocked: BlockList
    ) -> None:
        self._given = {name: value for name, value in document.items() if value is not None}
        self._users = users
        self._blocked = blocked

    def apply(
        self,
        base: Endpoint,
        stored: Endpoint | None,
        *,
        now: str,
        request_id: str,
        only_if_newer: bool,
        is_activity: bool,
    ) -> Merged:
        given = self._given
        effective = now
        if given.get("EffectiveDate"):
            date = rules.text(given["EffectiveDate"], member="EffectiveDate")
            effective = iso(parse_iso(date, member="EffectiveDate"))
        if only_if_newer and stored is not None and effective < stored.effective_date:
            return Merged(stored)
        user_id, user_attributes, user_changes = self._user(stored)
        endpoint = msgspec.structs.replace(
            base,
            **self._destination(base),
            attributes=self._attributes(base.attributes),
            metrics=self._metrics(base.metrics),
            demographic={**base.demographic, **rules.demographic(given.get("Demographic", {}))},
            location={**base.location, **rules.location(given.get("Location", {}))},
            user_id=user_id,
            user_attributes=user_attributes,
        )
        endpoint = _with_reachability(endpoint, is_new=stored is None)
        if stored is not None and endpoint == stored:
            return Merged(_active(stored, now) if is_activity else stored)
        self._check_size(endpoint)
        dated = msgspec.structs.replace(endpoint, effective_date=effective, request_id=request_id)
        if is_activity:
            dated = _active(dated, now)
        return Merged(dated, user_changes if user_id is not None else {})

    def _destination(self, base: Endpoint) -> dict[str, Any]:
        given = self._given
        status, opt_out = given.get("EndpointStatus"), given.get("OptOut")
        channel = given.get("ChannelType")
        return {
            "channel_type": rules.channel_type(channel) if channel else base.channel_type,
            "address": rules.text(given["Address"], member="Address") if "Address" in given else base.address,
            # An update that does not say otherwise wakes an inactive endpoint (spec 01, section 4).
            "endpoint_status": rules.choice(status, member="EndpointStatus", choices=("ACTIVE", "INACTIVE"))
            if status
            else "ACTIVE",
            "opt_out": rules.choice(opt_out, member="OptOut", choices=("ALL", "NONE"))
            if opt_out
            else base.opt_out,
        }

    def _attributes(self, before: UserAttributes) -> dict[str, list[str]]:
        return attributes_after(before, self._lists("Attributes", self._given.get("Attributes", {})))

    def _lists(self, member: str, value: Any) -> dict[str, list[str]]:
        return {
            name: rules.attribute(name, values, member=member)
            for name, values in rules.structure(value, member=member).items()
            if values is not None and not self._blocked.blocks(member, name)
        }

    def _metrics(self, before: Mapping[str, float]) -> dict[str, float]:
        given = rules.structure(self._given.get("Metrics", {}), member="Metrics")
        return {**before} | {
            name: rules.metric(name, value)
            for name, value in given.items()
            if value is not None and not self._blocked.blocks("Metrics", name)
        }

    def _user(self, stored: Endpoint | None) -> tuple[str | None, dict[str, list[str]], UserAttributes]:
        user = rules.structure(self._given.get("User", {}), member="User")
        if user.get("UserId"):
            rules.check_id(rules.text(user["UserId"], member="User.UserId"), member="User.UserId")
        user_id = user_after(stored, self._given)
        attributes = user.get("UserAttributes")
        changes = self._lists("UserAttributes", {} if attributes is None else attributes)
        before: UserAttributes = {}
        if user_id is not None and user_id in self._users:
            before = self._users[user_id]
        elif stored is not None and user_id == stored.user_id:
            before = stored.user_attributes
        return user_id, attributes_after(before, changes), changes

    def _check_size(self, endpoint: Endpoint) -> None:
        held: dict[str, Mapping[str, Any]] = {
            "Attributes": endpoint.attributes,
            "Metrics": endpoint.metrics,
            "UserAttributes": endpoint.user_attributes,
        }
        if sum(map(len, held.values())) > rules.NAMES:
            # Blocked names free their place (spec 01, section 8).
            pairs = ((member, name) for member, names in held.items() for name in names)
            if sum(not self._blocked.blocks(*pair) for pair in pairs) > rules.NAMES:
                raise Invalid(
                    "Too many custom attributes: Attributes, Metrics and UserAttributes may have "
                    f"{rules.NAMES} names together."
                )
        if len(msgspec.json.encode(endpoint)) > rules.SIZE:
            raise Invalid(f"The endpoint must have at most {rules.SIZE // 1024} KB.")


def _active(endpoint: Endpoint, now: str) -> Endpoint:
    """Note that an endpoint was active; the same object where this is known already."""
    if not is_activity_news(endpoint.last_activity, now):
        return endpoint
    return msgspec.structs.replace(endpoint, last_activity=now)


def _with_reachability(endpoint: Endpoint, *, is_new: bool) -> Endpoint:
    """Check that there is somewhere to send to; opt out a new endpoint that has no address (section 2)."""
    if endpoint.address:
        if endpoint.channel_type is None:
            raise Invalid("Missing ChannelType", member="ChannelType")
        return endpoint
    if endpoint.channel_type not in NEEDS_NO_ADDRESS and endpoint.opt_out != "ALL":
        raise Invalid("Missing Address", member="Address")
    if is_new and endpoint.channel_type != "IN_APP":
        return msgspec.structs.replace(endpoint, opt_out="ALL")
    return endpoint
