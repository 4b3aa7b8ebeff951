"""Tags."""

from __future__ import annotations

import pytest

from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.services import applications, tags
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import CountingIds, FrozenClock

PLACE = Place("eu-central-1", "123456789012")


@pytest.fixture
def documents():
    return MemoryDocuments()


@pytest.fixture
def app(documents):
    return applications.create_application(
        "shop", {"a": "1"}, documents=documents, clock=FrozenClock(), ids=CountingIds(), place=PLACE
    )


@pytest.fixture
def stores(documents):
    return {"documents": documents, "segment_documents": MemoryDocuments(), "place": PLACE}


def test_tags_merge_and_leave(app, stores):
    tags.tag_resource(app["Arn"], {"a": "2", "b": "3"}, **stores)
    tags.untag_resource(app["Arn"], ["a", "unknown"], **stores)

    assert tags.list_tags(app["Arn"], **stores) == {"b": "3"}


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:mobiletargeting:eu-central-1:123456789012:apps/unknown",
        "arn:aws:mobiletargeting:us-east-1:123456789012:apps/x",
        "arn:aws:mobiletargeting:eu-central-1:123456789012:apps/x/journeys/y",
        "nonsense",
    ],
)
def test_an_unknown_resource_is_not_found(stores, arn):
    with pytest.raises(NotFound):
        tags.list_tags(arn, **stores)


@pytest.mark.parametrize(
    "bad",
    [
        {"aws:x": "1"},
        {"": "1"},
        {"k" * 129: "1"},
        {"k": "v" * 257},
        {"k": "<"},
        {f"k{n}": "" for n in range(51)},
    ],
    ids=["reserved", "empty key", "long key", "long value", "forbidden character", "too many"],
)
def test_tags_outside_their_limits_are_refused(app, stores, bad):
    with pytest.raises(Invalid):
        tags.tag_resource(app["Arn"], bad, **stores)
