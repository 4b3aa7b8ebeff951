"""Segments and their versions (spec 02, sections 1 and 2). `documents` is the segments table throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.segments.model import Rule, SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from pinwheel.domain.tags import validate_tags
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.members import SegmentMembers
from pinwheel.services.audience import resolve

Json = dict[str, Any]
DELETE_BATCH = 100
MAXIMUM_BYTES = 300_000
"""Size of a definition as JSON; the store takes 400 KB."""
_CRITERIA = ("Dimensions", "SegmentGroups")
_INTERNAL = frozenset({"Lists"})


def create_segment(
    application_id: str,
    request: Mapping[str, Any],
    *,
    documents: Documents,
    clock: Clock,
    ids: Ids,
    place: Place,
) -> Json:
    """Create a dimensional segment, version 1.

    Raises:
        Invalid: the definition breaks a rule or builds on a segment that does not exist.
    """
    segment_id = ids.new_id()
    _check(application_id, segment_id, 1, request, documents)
    validate_tags(request.get("tags") or {})
    now = iso(clock.now())
    body = {
        **_written(request),
        **({"tags": dict(request["tags"])} if request.get("tags") else {}),
        "ApplicationId": application_id,
        "Arn": place.segment(application_id, segment_id),
        "CreationDate": now,
        "Id": segment_id,
        "LastModifiedDate": now,
        "SegmentType": "DIMENSIONAL",
        "Version": 1,
    }
    _store(body, documents, expect=ABSENT)
    return body


def get_segment(application_id: str, segment_id: str, *, documents: Documents) -> Json:
    """Read the newest version of a segment."""
    return answer(require_segment(application_id, segment_id, documents=documents))


def require_segment(application_id: str, segment_id: str, *, documents: Documents) -> Document:
    """Read the stored form of the newest version of a segment.

    Raises:
        NotFound: there is none of this ID.
    """
    found = documents.get(keys.segment(application_id, segment_id))
    if found is None:
        raise NotFound(f"Segment '{segment_id}' was not found.")
    return found


def list_segments(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Json], str | None]:
    """List the newest versions in the order of creation."""
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=keys.SEGMENT_PREFIX, limit=limit, after=after)
    return [answer(document) for document in page.documents], page.after


def get_segment_version(application_id: str, segment_id: str, version: int, *, documents: Documents) -> Json:
    """Read one version of a segment."""
    require_segment(application_id, segment_id, documents=documents)
    found = documents.get(keys.segment_version(application_id, segment_id, version))
    if found is None:
        raise NotFound(f"Version {version} of segment '{segment_id}' was not found.")
    return answer(found)


def list_segment_versions(
    application_id: str, segment_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Json], str | None]:
    """List the versions of a segment, newest first."""
    require_segment(application_id, segment_id, documents=documents)
    page = documents.list(
        keys.segment_partition(application_id, segment_id),
        prefix=keys.VERSION_PREFIX,
        limit=limit,
        after=after,
        newest_first=True,
    )
    return [answer(document) for document in page.documents], page.after


def update_segment(
    application_id: str,
    segment_id: str,
    request: Mapping[str, Any],
    *,
    documents: Documents,
    clock: Clock,
) -> Json:
    """Replace a segment's definition as a new version; tags in the request are ignored.

    An imported segment keeps its members and can only be renamed.
    """
    stored = require_segment(application_id, segment_id, documents=documents)
    version = stored.body["Version"] + 1
    if stored.body["SegmentType"] == "IMPORT" and any(request.get(member) for member in _CRITERIA):
        raise Invalid("The members of an imported segment come from its import jobs.", member="Dimensions")
    _check(application_id, segment_id, version, request, documents)
    kept = {name: value for name, value in stored.body.items() if name not in {"Name", *_CRITERIA}}
    body = {**kept, **_written(request), "LastModifiedDate": iso(clock.now()), "Version": version}
    _store(body, documents, expect=stored.revision)
    return _without_internals(body)


def delete_segment(
    application_id: str, segment_id: str, *, documents: Documents, members: SegmentMembers
) -> Json:
    """Delete a segment with its versions and member lists: readers miss it at once, runs on it find nothing.

    The lists go first: a repetition after a crash finds the segment still there, and by it the lists.
    """
    stored = require_segment(application_id, segment_id, documents=documents)
    for name in stored.body.get("Lists", []):
        members.remove(name)
    documents.write([Delete(stored.key, expect=stored.revision)])
    partition = keys.segment_partition(application_id, segment_id)
    while page := documents.list(partition, limit=DELETE_BATCH).documents:
        documents.write([Delete(document.key) for document in page])
    return answer(stored)


def save_imported(
    application_id: str,
    segment_id: str,
    *,
    list_id: str,
    name: str | None,
    definition: Mapping[str, Any],
    documents: Documents,
    clock: Clock,
    place: Place,
) -> None:
    """Make an imported segment of a member list, or add the list to one; once, however often it is called.

    `definition` is the job's ImportDefinition; sizes of earlier lists are added to it.

    Raises:
        Conflict: the segment changed meanwhile; try again.
    """
    stored = documents.get(keys.segment(application_id, segment_id))
    now = iso(clock.now())
    before: Mapping[str, Any] = {} if stored is None else stored.body
    lists = before.get("Lists", [])
    if list_id in lists:
        return
    body = {
        "CreationDate": now,
        **before,
        **({"Name": name} if name else {}),
        "ApplicationId": application_id,
        "Arn": place.segment(application_id, segment_id),
        "Id": segment_id,
        "ImportDefinition": _added(before.get("ImportDefinition", {}), definition),
        "LastModifiedDate": now,
        "Lists": [*lists, list_id],
        "SegmentType": "IMPORT",
        "Version": before.get("Version", 0) + 1,
    }
    _store(body, documents, expect=ABSENT if stored is None else stored.revision)


def _added(before: Mapping[str, Any], definition: Mapping[str, Any]) -> Json:
    counts = dict(before.get("ChannelCounts", {}))
    for channel, count in definition["ChannelCounts"].items():
        counts[channel] = counts.get(channel, 0) + count
    return {**definition, "Size": before.get("Size", 0) + definition["Size"], "ChannelCounts": counts}


def answer(document: Document) -> Json:
    """Give a stored segment as the API shows it."""
    return _without_internals(document.body)


def _without_internals(body: Mapping[str, Any]) -> Json:
    return {name: value for name, value in body.items() if name not in _INTERNAL}


def _written(request: Mapping[str, Any]) -> Json:
    members = ("Name", *_CRITERIA)
    return {name: request[name] for name in members if request.get(name) is not None}


def _store(body: Mapping[str, Any], documents: Documents, *, expect: int) -> None:
    application_id, segment_id = body["ApplicationId"], body["Id"]
    documents.write(
        [
            Put(keys.segment(application_id, segment_id), body, expect=expect),
            Put(keys.segment_version(application_id, segment_id, body["Version"]), body, expect=ABSENT),
        ]
    )


def _check(
    application_id: str, segment_id: str, version: int, request: Mapping[str, Any], documents: Documents
) -> None:
    rule = read_rule(request)
    if len(msgspec.json.encode(request)) > MAXIMUM_BYTES:
        raise Invalid(f"A segment's definition can have at most {MAXIMUM_BYTES} bytes.", member="Dimensions")
    try:
        definition = resolve(application_id, segment_id, version, rule, documents=documents)
    except NotFound as error:
        raise Invalid(str(error), member="SourceSegments") from error
    _check_sources(rule, definition)


def _check_sources(rule: Rule, definition: SegmentDefinition) -> None:
    """A group takes any number of dimensional sources, or a single imported one (spec 02, section 3)."""
    for group in rule.groups:
        imported = [each for each in group.sources if definition.sources[each].lists is not None]
        if imported and len(group.sources) > 1:
            raise Invalid(
                "An imported segment must be the only source segment of its group.", member="SourceSegments"
            )
