"""RemoveAttributes: the block list grows and never shrinks (spec 01, section 8)."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Conflict, Invalid, Unavailable
from pinwheel.services.attributes import blocked_attributes, remove_attributes
from tests.fakes.documents import MemoryDocuments


@pytest.fixture
def documents():
    return MemoryDocuments()


def test_the_answer_lists_all_names_blocked_so_far(documents):
    remove_attributes("app1", "endpoint-custom-attributes", ["a", "b*"], documents=documents)

    blocked = remove_attributes("app1", "endpoint-custom-attributes", ["a", "c"], documents=documents)

    assert blocked == ["a", "b*", "c"]


def test_what_is_blocked_already_is_not_written_again(documents):
    remove_attributes("app1", "endpoint-custom-attributes", ["a"], documents=documents)
    before = dict(documents.stored)

    assert remove_attributes("app1", "endpoint-custom-attributes", ["a"], documents=documents) == ["a"]
    assert documents.stored == before


def test_kinds_and_applications_have_lists_of_their_own(documents):
    remove_attributes("app1", "endpoint-custom-attributes", ["a"], documents=documents)
    remove_attributes("app1", "endpoint-user-attributes", ["b"], documents=documents)

    found = blocked_attributes("app1", documents=documents)

    assert found.blocks("Attributes", "a")
    assert found.blocks("UserAttributes", "b")
    assert not found.blocks("Metrics", "a")
    assert not blocked_attributes("app2", documents=documents).blocks("Attributes", "a")


@pytest.mark.parametrize(
    ("kind", "names"), [("endpoint-attributes", ["a"]), ("endpoint-metric-attributes", [""])]
)
def test_what_is_no_kind_or_name_is_refused(documents, kind, names):
    with pytest.raises(Invalid):
        remove_attributes("app1", kind, names, documents=documents)


class BusyDocuments(MemoryDocuments):
    """Somebody else is always faster."""

    def write(self, changes):
        raise Conflict("The resource was changed by another request.")


def test_a_list_that_others_keep_changing_is_unavailable():
    with pytest.raises(Unavailable):
        remove_attributes("app1", "endpoint-custom-attributes", ["a"], documents=BusyDocuments())
