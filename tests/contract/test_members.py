from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.adapters import members as adapter
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.domain.endpoints import BUCKETS, bucket_of
from pinwheel.domain.errors import NotFound
from tests.fakes.members import MemoryMembers
from tests.fakes.system import MemoryBlobs


def blob_members():
    return BlobSegmentMembers(MemoryBlobs())


@pytest.fixture(params=[MemoryMembers, blob_members], ids=["memory", "blobs"])
def members(request):
    return request.param()


def everything(members, list_id="l"):
    return [key for bucket in range(BUCKETS) for key in members.read(list_id, bucket)]


def test_all_pieces_are_read_by_bucket_in_order_and_once(members):
    members.write_piece("l", "1", ["b", "A", "c"])
    members.write_piece("l", "2", ["a", "d"])

    size = members.seal("l")

    assert size == 4
    assert sorted(everything(members)) == ["a", "b", "c", "d"]
    assert list(members.read("l", bucket_of("a"))) == ["a"]


def test_writing_a_piece_again_replaces_it(members):
    members.write_piece("l", "1", ["a", "b"])
    members.write_piece("l", "1", ["a"])

    assert members.seal("l") == 1


def test_sealing_twice_changes_nothing(members):
    members.write_piece("l", "1", ["a", "b"])
    members.seal("l")

    assert members.seal("l") == 2
    assert sorted(everything(members)) == ["a", "b"]


def test_a_list_that_is_not_sealed_cannot_be_read(members):
    members.write_piece("l", "1", ["a"])

    with pytest.raises(NotFound):
        list(members.read("l", 0))


def test_an_empty_list_has_no_members(members):
    assert members.seal("l") == 0
    assert not members.contains("l", "a")


def test_case_of_ids_does_not_matter_for_membership(members):
    members.write_piece("l", "1", ["Ana"])
    members.seal("l")

    assert members.contains("l", "ANA")
    assert not members.contains("l", "bob")


def test_lists_do_not_mix(members):
    members.write_piece("l", "1", ["a"])
    members.write_piece("l2", "1", ["b"])
    members.seal("l")
    members.seal("l2")

    assert everything(members) == ["a"]


@given(pieces=st.lists(st.lists(st.text(min_size=1, max_size=8), max_size=20), max_size=5))
@settings(max_examples=30)
def test_nothing_is_lost_when_a_list_is_sealed_in_many_parts(pieces):
    members = blob_members()
    for index, piece in enumerate(pieces):
        members.write_piece("l", str(index), piece)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapter, "PART_BYTES", 100)
        members.seal("l")

    assert sorted(everything(members)) == sorted({each.lower() for piece in pieces for each in piece})


def test_a_removed_list_is_gone_sealed_or_not(members):
    members.write_piece("l", "1", ["a"])
    members.seal("l")
    members.write_piece("m", "1", ["a"])

    for name in ("l", "m", "never"):
        members.remove(name)

    assert members.seal("m") == 0
    with pytest.raises(NotFound):
        list(members.read("never", bucket_of("a")))
