"""Who is in a segment: the reading side of segments, used by campaign runs, counts and explanations.

The audience is read bucket by bucket (`pinwheel.domain.endpoints.BUCKETS` of them), page by page,
so that many readers work at once and nothing grows with the audience.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.endpoints import BUCKETS, Endpoint, bucket_of, endpoint_key
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.segments.bounds import bounding_lists, fields_of
from pinwheel.domain.segments.matching import SegmentFilter, compile_segment
from pinwheel.domain.segments.model import Reference, Rule, SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from pinwheel.domain.segments.views import EndpointView
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointPage, EndpointReader
from pinwheel.ports.members import SegmentMembers

MAXIMUM_DEPTH = 5
"""Segments built on segments (spec 02, section 3)."""
MAXIMUM_FAMILY = 100
"""Segments that one may build on, counted as often as they are named: the cost of an evaluation."""
MEMBERS_PAGE = 500
"""Members of an imported segment that are looked up at once."""


def load_segment(
    application_id: str, segment_id: str, version: int | None = None, *, documents: Documents
) -> SegmentDefinition:
    """Load a version of a segment (None: the latest) with all segments that it builds on.

    `documents` is the segments table.

    Raises:
        NotFound: there is no such segment or version.
        Invalid: segments build on each other in a circle, too deep or too many.
    """
    return _Loader(application_id, documents).load(Reference(segment_id, version), ())


def resolve(
    application_id: str, segment_id: str, version: int, rule: Rule, *, documents: Documents
) -> SegmentDefinition:
    """Complete a rule that is not stored yet, as the next version of a segment; raises as `load_segment`."""
    return _Loader(application_id, documents).resolve(segment_id, version, rule, ())


class _Loader:
    """Follows references between segments, within limits."""

    def __init__(self, application_id: str, documents: Documents) -> None:
        self._application_id = application_id
        self._documents = documents
        self._loaded = 0

    def load(self, reference: Reference, above: tuple[str, ...]) -> SegmentDefinition:
        self._check(reference.segment_id, above)
        body = self._stored(reference)
        definition = self.resolve(reference.segment_id, body["Version"], read_rule(body), above)
        if body["SegmentType"] == "IMPORT":
            return replace(definition, lists=tuple(body["Lists"]))
        return definition

    def resolve(self, segment_id: str, version: int, rule: Rule, above: tuple[str, ...]) -> SegmentDefinition:
        references = dict.fromkeys(source for group in rule.groups for source in group.sources)
        sources = {each: self.load(each, (*above, segment_id)) for each in references}
        return SegmentDefinition(self._application_id, segment_id, version, rule, sources=sources)

    def _check(self, segment_id: str, above: tuple[str, ...]) -> None:
        self._loaded += 1
        if segment_id in above:
            raise Invalid(f"Segment '{segment_id}' builds on itself.", member="SourceSegments")
        if len(above) >= MAXIMUM_DEPTH:
            raise Invalid(
                f"Segments may build on each other at most {MAXIMUM_DEPTH} deep.", member="SourceSegments"
            )
        if self._loaded > MAXIMUM_FAMILY:
            raise Invalid(
                f"A segment may build on at most {MAXIMUM_FAMILY} others in all.", member="SourceSegments"
            )

    def _stored(self, reference: Reference) -> Mapping[str, Any]:
        segment_id, version = reference.segment_id, reference.version
        key = (
            keys.segment(self._application_id, segment_id)
            if version is None
            else keys.segment_version(self._application_id, segment_id, version)
        )
        found = self._documents.get(key)
        if found is None:
            which = "" if version is None else f" in version {version}"
            raise NotFound(f"Segment '{segment_id}'{which} was not found.")
        return found.body


@dataclass(frozen=True, slots=True)
class AudiencePage:
    """Members found on one page; `examined` counts what was looked at, `after` continues, None at the end."""

    endpoints: Sequence[Endpoint]
    examined: int
    after: str | None = None


class AudienceReader:
    """Reads the members of segments."""

    def __init__(self, *, endpoints: EndpointReader, members: SegmentMembers, documents: Documents) -> None:
        """Keep the collaborators; `documents` is the segments table."""
        self._endpoints = endpoints
        self._members = members
        self._documents = documents
        self._bucket: dict[tuple[str, int], Sequence[str]] = {}
        self._filter: SegmentFilter | None = None

    def page(
        self,
        definition: SegmentDefinition,
        bucket: int,
        *,
        after: str | None = None,
        now: datetime,
        fields: frozenset[str] | None = None,
    ) -> AudiencePage:
        """Read one page of one bucket; a page may be empty although `after` goes on.

        `fields` names the members of `Endpoint` that the caller looks at (None: all); others may be missing.
        """
        lists = bounding_lists(definition)
        where = self._kept_filter(definition, now)
        if lists is None:
            return self._scanned(definition, bucket, after, fields, where)
        listed = self._listed(definition.application_id, lists, bucket, after)
        return _matching(listed, where)

    def _kept_filter(self, definition: SegmentDefinition, now: datetime) -> SegmentFilter:
        """Give the same filter for the same segment: a store compiles it once, not for each page."""
        kept = self._filter
        if kept is None or kept.definition is not definition or kept.now != now:
            kept = SegmentFilter(definition, now, lambda name: _Members(self, name))
            self._filter = kept
        return kept

    def _scanned(
        self,
        definition: SegmentDefinition,
        bucket: int,
        after: str | None,
        fields: frozenset[str] | None,
        where: SegmentFilter,
    ) -> AudiencePage:
        """Read a page of all endpoints; the store filters, unless users' attributes must be joined first."""
        application_id, looked_at = definition.application_id, fields_of(definition)
        if "user_attributes" not in looked_at:
            page = self._endpoints.page(application_id, bucket, after=after, fields=fields, where=where)
            return AudiencePage(page.endpoints, page.examined, page.after)
        wanted = None if fields is None else fields | looked_at
        return _matching(self._endpoints.page(application_id, bucket, after=after, fields=wanted), where)

    def count(
        self, application_id: str, segment_id: str, version: int | None = None, *, now: datetime
    ) -> int:
        """Count the members of a segment exactly, by reading them all."""
        definition = load_segment(application_id, segment_id, version, documents=self._documents)
        return sum(self._count_bucket(definition, bucket, now) for bucket in range(BUCKETS))

    def _count_bucket(self, definition: SegmentDefinition, bucket: int, now: datetime) -> int:
        page = self.page(definition, bucket, now=now, fields=frozenset())
        total = len(page.endpoints)
        while page.after is not None:
            page = self.page(definition, bucket, after=page.after, now=now, fields=frozenset())
            total += len(page.endpoints)
        return total

    def in_segment(self, endpoint: Endpoint, definition: SegmentDefinition, *, now: datetime) -> bool:
        """Tell whether one endpoint is a member."""
        return self.matcher(definition, now=now)(endpoint)

    def matcher(self, definition: SegmentDefinition, *, now: datetime) -> Callable[[Endpoint], bool]:
        """Compile a segment to a predicate; fastest when asked in the order of buckets."""
        return compile_segment(definition, now=now, lists=lambda name: _Members(self, name))

    def _listed(
        self, application_id: str, lists: Iterable[str], bucket: int, after: str | None
    ) -> EndpointPage:
        sorted_keys = merge(*(self.bucket_members(name, bucket) for name in lists))
        distinct = list(dict.fromkeys(sorted_keys))
        start = 0 if after is None else bisect_right(distinct, after)
        wanted = distinct[start : start + MEMBERS_PAGE]
        found = self._endpoints.get_many(application_id, wanted)
        more = start + MEMBERS_PAGE < len(distinct)
        return EndpointPage(
            [found[key] for key in wanted if key in found], after=wanted[-1] if more else None
        )

    def bucket_members(self, list_id: str, bucket: int) -> Sequence[str]:
        """Give the keys of one bucket of a list in order; what was read last is kept."""
        key = (list_id, bucket)
        if key not in self._bucket:
            if any(kept != bucket for _, kept in self._bucket):
                self._bucket.clear()
            self._bucket[key] = tuple(self._members.read(list_id, bucket))
        return self._bucket[key]


def _matching(page: EndpointPage, where: SegmentFilter) -> AudiencePage:
    is_member = where(EndpointView())
    members = [endpoint for endpoint in page.endpoints if is_member(endpoint)]
    return AudiencePage(members, len(page.endpoints), page.after)


class _Members(Container[str]):
    """A member list that reads the bucket of the key it is asked about."""

    def __init__(self, reader: AudienceReader, list_id: str) -> None:
        self._reader = reader
        self._list_id = list_id
        self._known: tuple[int, frozenset[str]] | None = None

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str):
            return False
        bucket = bucket_of(key)
        if self._known is None or self._known[0] != bucket:
            members = self._reader.bucket_members(self._list_id, bucket)
            self._known = bucket, frozenset(endpoint_key(member) for member in members)
        return key in self._known[1]
