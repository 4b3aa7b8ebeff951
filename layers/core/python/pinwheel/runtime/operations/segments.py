"""Operations on segments and their versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.domain.errors import Invalid
from pinwheel.runtime import bootstrap
from pinwheel.services import segments
from pinwheel.services.applications import require_application
from pinwheel.services.lost_segments import LossTools, end_campaigns_on


def create_segment(call: Call) -> Any:
    """Create a segment."""
    return segments.create_segment(
        _application(call),
        msgspec.to_builtins(call.body),
        documents=bootstrap.segment_documents(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        place=bootstrap.place(),
    )


def get_segment(call: Call) -> Any:
    """Read the newest version of a segment."""
    documents = bootstrap.segment_documents()
    return segments.get_segment(_application(call), call.labels["SegmentId"], documents=documents)


def get_segments(call: Call) -> Any:
    """List segments."""
    application_id = _application(call)
    found, after = segments.list_segments(
        application_id,
        limit=page_size(call),
        after=decode_token("GetSegments", application_id, call.first("Token")),
        documents=bootstrap.segment_documents(),
    )
    return listing("Item", found, encode_token("GetSegments", application_id, after))


def get_segment_version(call: Call) -> Any:
    """Read one version of a segment."""
    return segments.get_segment_version(
        _application(call),
        call.labels["SegmentId"],
        _version(call.labels["Version"]),
        documents=bootstrap.segment_documents(),
    )


def get_segment_versions(call: Call) -> Any:
    """List the versions of a segment."""
    application_id, segment_id = _application(call), call.labels["SegmentId"]
    scope = f"{application_id}/{segment_id}"
    found, after = segments.list_segment_versions(
        application_id,
        segment_id,
        limit=page_size(call),
        after=decode_token("GetSegmentVersions", scope, call.first("Token")),
        documents=bootstrap.segment_documents(),
    )
    return listing("Item", found, encode_token("GetSegmentVersions", scope, after))


def update_segment(call: Call) -> Any:
    """Replace a segment's definition."""
    return segments.update_segment(
        _application(call),
        call.labels["SegmentId"],
        msgspec.to_builtins(call.body),
        documents=bootstrap.segment_documents(),
        clock=bootstrap.clock(),
    )


def delete_segment(call: Call) -> Any:
    """Delete a segment; the active campaigns on it end."""
    application_id, segment_id = _application(call), call.labels["SegmentId"]
    deleted = segments.delete_segment(
        application_id,
        segment_id,
        documents=bootstrap.segment_documents(),
        members=bootstrap.segment_members(),
    )
    tools = LossTools(
        documents=bootstrap.documents(),
        ledger=bootstrap.ledger(),
        scheduler=bootstrap.scheduler(),
        clock=bootstrap.clock(),
    )
    end_campaigns_on(application_id, segment_id, tools=tools)
    return deleted


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    require_application(application_id, documents=bootstrap.documents())
    return application_id


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid(f"Version must be a positive integer, got '{text}'.", member="Version")
    return int(text)


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateSegment": create_segment,
    "DeleteSegment": delete_segment,
    "GetSegment": get_segment,
    "GetSegmentVersion": get_segment_version,
    "GetSegmentVersions": get_segment_versions,
    "GetSegments": get_segments,
    "UpdateSegment": update_segment,
}
