"""What a channel signs in with at its carrier: which members belong together, and what may be shown of them.

A carrier's credentials come as sets (a certificate with its key, or all parts of a token key). A channel can
hold several sets; a message may choose (spec 07, section 1). Sentences for callers never hold values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pinwheel.domain.errors import Invalid

MISSING = "Missing credentials"
"""Pinpoint's own text (spec 07, section 1; spec 08, section 3)."""

MAXIMUM_LENGTH = 32 * 1024
"""Characters in all members of a set: an APNs certificate with its whole chain has some 10,000."""

SERVICE_JSON_MEMBERS = ("type", "project_id", "private_key", "client_email")

Members = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CredentialSet:
    """Members that are good for something only together; `optional` ones may come with them."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    check: Callable[[Members], None] | None = None

    def pick(self, given: Members) -> dict[str, str]:
        """Take this set's members out of what was given; nothing when it is not complete."""
        if not all(member in given for member in self.required):
            return {}
        return {member: given[member] for member in (*self.required, *self.optional) if member in given}


def read_sets(sets: Sequence[CredentialSet], given: Members) -> dict[str, dict[str, str]]:
    """Sort credentials into complete sets, by name; empty when none were given.

    Raises:
        Invalid: a member lacks those that it needs, is too long, or has the wrong form.
    """
    found = {one.name: picked for one in sets if (picked := one.pick(given))}
    used = {member for picked in found.values() for member in picked}
    for one in sets:
        for member in one.required:
            if member in given and member not in used:
                lacking = " and ".join(name for name in one.required if name not in given)
                raise Invalid(f"{MISSING}: {member} needs {lacking} too.", member=member)
    for one in sets:
        if one.name in found:
            _check(one, found[one.name])
    return found


def _check(one: CredentialSet, members: Members) -> None:
    if sum(map(len, members.values())) > MAXIMUM_LENGTH:
        names = " and ".join(members)
        raise Invalid(f"{names} must have at most {MAXIMUM_LENGTH} characters together.", member=names)
    if one.check is not None:
        one.check(members)


def check_service_json(members: Members) -> None:
    """Check the form of a Google service account's JSON; whether Google takes it shows at sending.

    Raises:
        Invalid: it is not a JSON object, or lacks a member that signing in needs.
    """
    try:
        document = json.loads(members["ServiceJson"])
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise Invalid("ServiceJson must be a JSON object.", member="ServiceJson")
    for name in SERVICE_JSON_MEMBERS:
        value = document.get(name)
        if not isinstance(value, str) or not value.strip():
            raise Invalid(f"ServiceJson must have the member {name}.", member="ServiceJson")


def baidu_identifier(members: Members) -> str | None:
    """Give what tells a Baidu account: its API key; the secret is another member."""
    return members.get("ApiKey")


def fcm_identifier(members: Members) -> str | None:
    """Give what tells a legacy FCM server key: the part before the colon. A key without one is all secret."""
    head, _, tail = members.get("ApiKey", "").partition(":")
    return head if head and tail else None
