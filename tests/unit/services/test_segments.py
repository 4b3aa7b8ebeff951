"""Segments and their versions (spec 02, sections 1 to 3)."""

from __future__ import annotations

import pytest

from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.services import segments
from tests.fakes.documents import MemoryDocuments
from tests.fakes.members import MemoryMembers
from tests.fakes.system import CountingIds, FrozenClock

PLACE = Place("us-east-1", "000000000000")
EMAIL = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}}}


class Store:
    """The use cases on one application."""

    def __init__(self):
        self.documents = MemoryDocuments()
        self.clock = FrozenClock()
        self.ids = CountingIds()

    def create(self, **request):
        return segments.create_segment(
            "app", request, documents=self.documents, clock=self.clock, ids=self.ids, place=PLACE
        )

    def on(self, *sources, **request):
        """Create a segment with one group on other segments."""
        group = {"SourceSegments": [{"Id": source} for source in sources]}
        return self.create(SegmentGroups={"Groups": [group]}, **request)

    def update(self, segment_id, **request):
        return segments.update_segment("app", segment_id, request, documents=self.documents, clock=self.clock)

    def get(self, segment_id):
        return segments.get_segment("app", segment_id, documents=self.documents)

    def imported(self, segment_id="i", list_id="l", size=2):
        segments.save_imported(
            "app",
            segment_id,
            list_id=list_id,
            name="Imported",
            definition={"Format": "CSV", "Size": size, "ChannelCounts": {"EMAIL": size}},
            documents=self.documents,
            clock=self.clock,
            place=PLACE,
        )
        return self.get(segment_id)


@pytest.fixture
def store():
    return Store()


def test_a_new_segment_is_version_1_and_echoes_its_definition(store):
    made = store.create(Name="Mail", Dimensions=EMAIL, tags={"team": "crm"})

    assert made == {
        "ApplicationId": "app",
        "Arn": PLACE.segment("app", made["Id"]),
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "Dimensions": EMAIL,
        "Id": made["Id"],
        "LastModifiedDate": "2026-11-02T12:00:00.000Z",
        "Name": "Mail",
        "SegmentType": "DIMENSIONAL",
        "Version": 1,
        "tags": {"team": "crm"},
    }
    assert store.get(made["Id"]) == made


def test_a_segment_needs_no_name_and_no_definition(store):
    assert "Name" not in store.create()


def test_an_update_is_a_new_version_with_a_new_definition(store):
    made = store.create(Name="Mail", Dimensions=EMAIL, tags={"a": "b"})
    store.clock.advance(hours=1)

    updated = store.update(made["Id"], Name="All", tags={"x": "y"})

    assert updated["Version"] == 2
    assert updated["Name"] == "All"
    assert "Dimensions" not in updated
    assert updated["tags"] == {"a": "b"}
    assert updated["CreationDate"] == made["CreationDate"]
    assert updated["LastModifiedDate"] == "2026-11-02T13:00:00.000Z"
    first = segments.get_segment_version("app", made["Id"], 1, documents=store.documents)
    assert first["Dimensions"] == EMAIL


def test_versions_are_listed_newest_first_page_by_page(store):
    made = store.create()
    store.update(made["Id"])
    store.update(made["Id"])

    def listed(after):
        return segments.list_segment_versions(
            "app", made["Id"], limit=2, after=after, documents=store.documents
        )

    first, after = listed(None)
    second, end = listed(after)
    assert [each["Version"] for each in [*first, *second]] == [3, 2, 1]
    assert end is None


def test_segments_are_listed_in_order_of_creation(store):
    made = [store.create()["Id"] for _ in range(3)]

    found, after = segments.list_segments("app", limit=2, after=None, documents=store.documents)
    rest, end = segments.list_segments("app", limit=2, after=after, documents=store.documents)

    assert [each["Id"] for each in [*found, *rest]] == made
    assert end is None


def test_a_deleted_segment_is_answered_and_gone_with_its_versions(store):
    made = store.create(Dimensions=EMAIL)
    store.update(made["Id"])

    deleted = segments.delete_segment("app", made["Id"], documents=store.documents, members=MemoryMembers())

    assert deleted["Version"] == 2
    assert store.documents.stored == {}
    with pytest.raises(NotFound):
        store.get(made["Id"])


def test_what_is_not_there_is_not_found(store):
    made = store.create()

    with pytest.raises(NotFound, match="Segment 'x'"):
        store.update("x")
    with pytest.raises(NotFound, match="Version 2"):
        segments.get_segment_version("app", made["Id"], 2, documents=store.documents)


def test_a_source_segment_must_exist(store):
    with pytest.raises(Invalid, match="'x'") as refusal:
        store.on("x")

    assert refusal.value.member == "SourceSegments"


def test_a_source_of_another_application_does_not_exist(store):
    made = store.create()
    with pytest.raises(Invalid):
        segments.create_segment(
            "other",
            {"SegmentGroups": {"Groups": [{"SourceSegments": [{"Id": made["Id"]}]}]}},
            documents=store.documents,
            clock=store.clock,
            ids=store.ids,
            place=PLACE,
        )


def test_segments_build_on_each_other_five_deep_and_no_deeper(store):
    below = store.create()["Id"]
    for _ in range(4):
        below = store.on(below)["Id"]

    with pytest.raises(Invalid, match="5 deep"):
        store.on(below)


def test_segments_cannot_build_on_themselves(store):
    low = store.create()["Id"]
    high = store.on(low)["Id"]

    with pytest.raises(Invalid, match="itself"):
        store.update(low, SegmentGroups={"Groups": [{"SourceSegments": [{"Id": high}]}]})


def test_a_segment_builds_on_a_hundred_others_at_most(store):
    lows = [store.create()["Id"] for _ in range(5)]
    middles = [store.on(*lows)["Id"] for _ in range(5)]
    group = {"SourceSegments": [{"Id": each} for each in middles]}

    assert store.create(SegmentGroups={"Groups": [group] * 5})["Version"] == 1
    highs = [store.on(*middles)["Id"] for _ in range(5)]
    with pytest.raises(Invalid, match="at most 100"):
        store.on(*highs)


def test_an_imported_source_stands_alone_in_its_group(store):
    store.imported()
    other = store.create()["Id"]

    assert store.on("i")["Version"] == 1
    with pytest.raises(Invalid, match="only source segment"):
        store.on("i", other)


def test_an_imported_segment_can_be_renamed_but_not_redefined(store):
    store.imported()

    renamed = store.update("i", Name="Better")

    assert (renamed["Name"], renamed["Version"], renamed["SegmentType"]) == ("Better", 2, "IMPORT")
    assert "Lists" not in renamed
    with pytest.raises(Invalid, match="import jobs"):
        store.update("i", Dimensions=EMAIL)


def test_saving_the_same_list_again_changes_nothing(store):
    first = store.imported()

    assert store.imported() == first
    more = store.imported(list_id="l2", size=3)
    assert more["Version"] == 2
    assert more["ImportDefinition"] == {"Format": "CSV", "Size": 5, "ChannelCounts": {"EMAIL": 5}}


def test_a_definition_that_cannot_be_stored_is_refused(store):
    big = {"Attributes": {"a": {"Values": ["x" * 1000] * 400}}}

    with pytest.raises(Invalid, match="bytes"):
        store.create(Dimensions=big)


def test_an_update_that_was_overtaken_is_a_conflict(store):
    made = store.create()
    write = store.documents.write

    def overtaken(changes):
        store.documents.write = write
        store.update(made["Id"])
        write(changes)

    store.documents.write = overtaken
    with pytest.raises(Conflict):
        store.update(made["Id"], Name="late")


def test_a_deleted_imported_segment_takes_its_member_lists_along(store):
    members = MemoryMembers()
    for name in ("job", "other"):
        members.write_piece(name, "1", ["a"])
        members.seal(name)
    segments.save_imported(
        "app",
        "s",
        list_id="job",
        name="People",
        definition={"ChannelCounts": {}, "Size": 1},
        documents=store.documents,
        clock=FrozenClock(),
        place=Place("us-east-1", "000000000000"),
    )

    segments.delete_segment("app", "s", documents=store.documents, members=members)

    assert list(members.sealed) == ["other"]
