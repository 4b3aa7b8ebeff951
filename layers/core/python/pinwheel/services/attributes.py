"""Attribute names that an application no longer takes in (spec 01, section 8)."""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.domain import keys
from pinwheel.domain.endpoint_blocks import ATTRIBUTE_TYPES, BlockList
from pinwheel.domain.errors import Conflict, Invalid, Unavailable
from pinwheel.ports.documents import ABSENT, Documents, Put

ATTEMPTS = 5


def blocked_attributes(application_id: str, *, documents: Documents) -> BlockList:
    """Read the block list of an application."""
    found = documents.get(keys.blocked_attributes(application_id))
    return BlockList() if found is None else BlockList(found.body)


def remove_attributes(
    application_id: str, attribute_type: str, names: Sequence[str], *, documents: Documents
) -> list[str]:
    """Block more names or patterns of one type; give all that are blocked now.

    Values that endpoints have already stay; only new and changed ones are dropped from now on.
    """
    member = ATTRIBUTE_TYPES.get(attribute_type)
    if member is None:
        choices = ", ".join(ATTRIBUTE_TYPES)
        raise Invalid(f"AttributeType must be one of {choices}.", member="AttributeType")
    if any(not name for name in names):
        raise Invalid("A name in Blacklist must not be empty.", member="Blacklist")
    key = keys.blocked_attributes(application_id)
    for _ in range(ATTEMPTS):
        found = documents.get(key)
        present = BlockList() if found is None else BlockList(found.body)
        extended = present.extended(member, names)
        blocked = list(extended.patterns[member])
        if blocked == list(present.patterns.get(member, ())):
            return blocked
        try:
            expect = ABSENT if found is None else found.revision
            body = {kind: list(patterns) for kind, patterns in extended.patterns.items()}
            documents.write([Put(key, body, expect=expect)])
        except Conflict:
            continue
        return blocked
    raise Unavailable("The block list is being changed by too many requests.")
