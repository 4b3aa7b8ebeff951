"""Why an endpoint is, or is not, in a segment (extension API, spec 09)."""

from __future__ import annotations

from datetime import datetime

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import NotFound
from pinwheel.domain.insight.reasons import Verdict, explain_membership
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.members import SegmentMembers
from pinwheel.services.audience import load_segment


def explain_segment(
    application_id: str,
    segment_id: str,
    endpoint_id: str,
    *,
    version: int | None = None,
    now: datetime,
    documents: Documents,
    endpoints: EndpointReader,
    members: SegmentMembers,
) -> Verdict:
    """Explain an endpoint's membership; `documents` is the segments table.

    Raises:
        NotFound: there is no such segment, version or endpoint.
    """
    definition = load_segment(application_id, segment_id, version, documents=documents)
    endpoint = endpoints.get(application_id, endpoint_id)
    if endpoint is None:
        raise NotFound(f"Endpoint '{endpoint_id}' was not found.")
    return verdict(definition, endpoint, now=now, members=members)


def verdict(
    definition: SegmentDefinition, endpoint: Endpoint, *, now: datetime, members: SegmentMembers
) -> Verdict:
    """Explain the membership of an endpoint that was read."""
    return explain_membership(definition, endpoint, now=now, lists=lambda name: _List(members, name))


class _List:
    """A member list that looks each key up by itself."""

    def __init__(self, members: SegmentMembers, name: str) -> None:
        self._members = members
        self._name = name

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._members.contains(self._name, key)
