"""Operations on tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.domain.errors import Invalid
from pinwheel.runtime import bootstrap
from pinwheel.services import tags


def list_tags_for_resource(call: Call) -> Any:
    """Read the tags of a resource."""
    return {"tags": tags.list_tags(call.labels["ResourceArn"], **_stores())}


def tag_resource(call: Call) -> Any:
    """Add tags to a resource."""
    tags.tag_resource(call.labels["ResourceArn"], call.body.tags, **_stores())


def untag_resource(call: Call) -> Any:
    """Remove tags from a resource."""
    gone = call.query.get("TagKeys", ())
    if not gone:
        raise Invalid("tagKeys must name at least one tag.", member="tagKeys")
    tags.untag_resource(call.labels["ResourceArn"], gone, **_stores())


def _stores() -> dict[str, Any]:
    return {
        "documents": bootstrap.documents(),
        "segment_documents": bootstrap.segment_documents(),
        "place": bootstrap.place(),
    }


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "ListTagsForResource": list_tags_for_resource,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
}
