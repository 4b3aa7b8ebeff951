"""Tags on applications, campaigns, segments and templates, by ARN (spec 08, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Conflict, NotFound, Unavailable
from pinwheel.domain.keys import DocumentKey
from pinwheel.domain.tags import validate_tags
from pinwheel.ports.documents import Document, Documents, Put

ATTEMPTS = 5
Tags = dict[str, str]


def list_tags(arn: str, *, documents: Documents, segment_documents: Documents, place: Place) -> Tags:
    """Read the tags of a resource.

    Raises:
        NotFound: the ARN names nothing that can have tags.
    """
    _, document = _find(arn, documents=documents, segment_documents=segment_documents, place=place)
    return dict(document.body.get("tags") or {})


def tag_resource(
    arn: str, tags: Mapping[str, str], *, documents: Documents, segment_documents: Documents, place: Place
) -> None:
    """Add tags and overwrite those of the same key; others stay."""
    _change(
        arn,
        lambda old: {**old, **tags},
        documents=documents,
        segment_documents=segment_documents,
        place=place,
    )


def untag_resource(
    arn: str, tag_keys: Iterable[str], *, documents: Documents, segment_documents: Documents, place: Place
) -> None:
    """Remove tags by key; keys that are not there are no error."""
    gone = frozenset(tag_keys)
    _change(
        arn,
        lambda old: {key: value for key, value in old.items() if key not in gone},
        documents=documents,
        segment_documents=segment_documents,
        place=place,
    )


def _change(
    arn: str,
    change: Callable[[Tags], Tags],
    *,
    documents: Documents,
    segment_documents: Documents,
    place: Place,
) -> None:
    for _ in range(ATTEMPTS):
        store, document = _find(arn, documents=documents, segment_documents=segment_documents, place=place)
        tags = change(dict(document.body.get("tags") or {}))
        validate_tags(tags)
        try:
            store.write([Put(document.key, {**document.body, "tags": tags}, expect=document.revision)])
        except Conflict:
            continue
        return
    raise Unavailable("The resource is changing too often; try again.")


def _find(
    arn: str, *, documents: Documents, segment_documents: Documents, place: Place
) -> tuple[Documents, Document]:
    located = _locate(place.suffix_of(arn) or "", documents, segment_documents)
    document = located and located[0].get(located[1])
    if located is None or document is None:
        raise NotFound(f"Resource '{arn}' was not found.")
    return located[0], document


def _locate(
    suffix: str, documents: Documents, segment_documents: Documents
) -> tuple[Documents, DocumentKey] | None:
    match suffix.split("/"):
        case ["apps", application_id]:
            return documents, keys.application(application_id)
        case ["apps", application_id, "campaigns", campaign_id]:
            return documents, keys.campaign(application_id, campaign_id)
        case ["apps", application_id, "segments", segment_id]:
            return segment_documents, keys.segment(application_id, segment_id)
        case ["templates", name, template_type]:
            return documents, keys.template(name, template_type)
        case _:
            return None
