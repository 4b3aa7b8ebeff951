"""Reading the members of segments bucket by bucket, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import audience as audiences
from pinwheel.services import segments
from pinwheel.services.audience import AudienceReader, load_segment
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.members import MemoryMembers
from tests.fakes.system import CountingIds, FrozenClock

PLACE = Place("us-east-1", "000000000000")


class CountingEndpoints(MemoryEndpoints):
    """Endpoints that count what was read; `fields` are those asked for last."""

    def __init__(self, **options):
        super().__init__(**options)
        self.pages = 0
        self.looked_up = 0
        self.fields = None
        self.filters = []

    def page(self, application_id, bucket, *, after=None, fields=None, where=None):
        self.pages += 1
        self.fields = fields
        self.filters.append(where)
        return super().page(application_id, bucket, after=after, fields=fields, where=where)

    def get_many(self, application_id, endpoint_ids, *, with_users=True):
        wanted = list(endpoint_ids)
        self.looked_up += len(wanted)
        return super().get_many(application_id, wanted, with_users=with_users)


class World:
    """An application of 40 endpoints: even ones are of arm `a`, odd ones of arm `b`."""

    def __init__(self):
        self.clock = FrozenClock()
        self.documents = MemoryDocuments()
        self.members = MemoryMembers()
        self.ids = CountingIds()
        self.endpoints = CountingEndpoints(clock=self.clock)
        self.reader = AudienceReader(endpoints=self.endpoints, members=self.members, documents=self.documents)
        updates = [
            EndpointUpdate(
                f"e{n}",
                {
                    "ChannelType": "EMAIL",
                    "Address": f"{n}@example.com",
                    "Attributes": {"arm": ["ab"[n % 2]]},
                },
                "r",
            )
            for n in range(40)
        ]
        self.endpoints.upsert_many("app", updates)

    def define(self, **request):
        made = segments.create_segment(
            "app", request, documents=self.documents, clock=self.clock, ids=self.ids, place=PLACE
        )
        return made["Id"]

    def import_list(self, segment_id, endpoint_ids):
        list_id = f"list-of-{segment_id}"
        self.members.write_piece(list_id, "1", endpoint_ids)
        size = self.members.seal(list_id)
        segments.save_imported(
            "app",
            segment_id,
            list_id=list_id,
            name=None,
            definition={"Size": size, "ChannelCounts": {}},
            documents=self.documents,
            clock=self.clock,
            place=PLACE,
        )

    def load(self, segment_id, version=None):
        return load_segment("app", segment_id, version, documents=self.documents)

    def found(self, segment_id):
        definition, ids = self.load(segment_id), []
        for bucket in range(BUCKETS):
            page = self.reader.page(definition, bucket, now=self.clock.now())
            ids += [endpoint.id for endpoint in page.endpoints]
            while page.after is not None:
                page = self.reader.page(definition, bucket, after=page.after, now=self.clock.now())
                ids += [endpoint.id for endpoint in page.endpoints]
        assert len(ids) == len(set(ids))
        return set(ids)


@pytest.fixture
def world():
    return World()


ARM_A = {"Attributes": {"arm": {"Values": ["a"]}}}
EVEN = {f"e{n}" for n in range(0, 40, 2)}


def on(segment_id, *dimensions, **more):
    return {"SourceSegments": [{"Id": segment_id}], "Dimensions": list(dimensions), **more}


def test_all_buckets_together_hold_each_member_once(world):
    world.endpoints.page_size = 1

    assert world.found(world.define(Dimensions=ARM_A)) == EVEN


def test_a_page_tells_how_much_was_examined(world):
    definition = world.load(world.define(Dimensions=ARM_A))

    pages = [world.reader.page(definition, bucket, now=world.clock.now()) for bucket in range(BUCKETS)]

    assert sum(page.examined for page in pages) == 40
    assert sum(len(page.endpoints) for page in pages) == 20


def test_an_imported_segment_costs_its_own_size(world):
    world.import_list("i", ["E1", "e2", "unknown"])

    assert world.found("i") == {"e1", "e2"}
    assert world.endpoints.pages == 0
    assert world.endpoints.looked_up == 3


def test_a_filtered_import_costs_the_size_of_the_import(world):
    world.import_list("i", ["e1", "e2"])

    assert world.found(world.define(SegmentGroups={"Groups": [on("i", ARM_A)]})) == {"e2"}
    assert world.endpoints.pages == 0


def test_everybody_but_an_imported_list(world):
    world.import_list("i", ["e1", "e2"])
    group = on("i", ARM_A, SourceType="NONE")

    assert world.found(world.define(SegmentGroups={"Groups": [group]})) == EVEN - {"e2"}


def test_a_long_list_is_read_in_pages(world, monkeypatch):
    monkeypatch.setattr(audiences, "MEMBERS_PAGE", 1)
    world.import_list("i", [f"e{n}" for n in range(40)])

    assert len(world.found("i")) == 40


def test_lists_of_several_jobs_are_one_audience(world):
    world.import_list("i", ["e1", "e2"])
    world.members.write_piece("more", "1", ["e2", "e3"])
    world.members.seal("more")
    segments.save_imported(
        "app",
        "i",
        list_id="more",
        name=None,
        definition={"Size": 2, "ChannelCounts": {}},
        documents=world.documents,
        clock=world.clock,
        place=PLACE,
    )

    assert world.found("i") == {"e1", "e2", "e3"}
    assert world.load("i", 1).lists == ("list-of-i",)


def test_only_needed_members_are_asked_for(world):
    now, fields = world.clock.now(), frozenset({"address"})

    world.reader.page(world.load(world.define(Dimensions=ARM_A)), 0, now=now, fields=fields)
    assert world.endpoints.fields == {"address"}
    of_user = {"UserAttributes": {"arm": {"Values": ["a"]}}}
    world.reader.page(world.load(world.define(Dimensions=of_user)), 0, now=now, fields=fields)
    assert world.endpoints.fields == {"address", "user_attributes"}


def test_attributes_of_users_are_joined_before_they_are_looked_at(world):
    document = {"User": {"UserId": "u", "UserAttributes": {"tier": ["gold"]}}}
    world.endpoints.upsert_many("app", [EndpointUpdate("e3", document, "r")])

    assert world.found(world.define(Dimensions={"UserAttributes": {"tier": {"Values": ["gold"]}}})) == {"e3"}


def test_counts_are_exact(world):
    segment_id = world.define(Dimensions=ARM_A)
    world.endpoints.page_size = 1

    assert world.reader.count("app", segment_id, now=world.clock.now()) == 20


def test_one_endpoint_can_be_asked_about(world):
    world.import_list("i", ["e1", "e2"])
    definition = world.load(world.define(SegmentGroups={"Groups": [on("i", ARM_A)]}))

    def is_in(endpoint_id):
        endpoint = world.endpoints.get("app", endpoint_id)
        return world.reader.in_segment(endpoint, definition, now=world.clock.now())

    assert (is_in("e2"), is_in("e1"), is_in("e4")) == (True, False, False)


def test_a_version_keeps_its_definition(world):
    segment_id = world.define(Dimensions=ARM_A)
    segments.update_segment("app", segment_id, {}, documents=world.documents, clock=world.clock)

    assert world.load(segment_id, 1).rule.groups != ()
    assert world.load(segment_id).rule.groups == ()


def test_a_source_without_version_is_the_latest_one(world):
    low = world.define(Dimensions=ARM_A)
    pinned = {"SourceSegments": [{"Id": low, "Version": 1}]}
    fixed, moving = (world.define(SegmentGroups={"Groups": [g]}) for g in (pinned, on(low)))
    segments.update_segment("app", low, {}, documents=world.documents, clock=world.clock)

    assert world.found(fixed) == EVEN
    assert len(world.found(moving)) == 40


def test_what_is_not_there_is_not_found(world):
    segment_id = world.define()

    with pytest.raises(NotFound, match="Segment 'x'"):
        world.load("x")
    with pytest.raises(NotFound, match="in version 2"):
        world.load(segment_id, 2)


def test_a_circle_that_was_written_by_a_race_is_refused(world):
    low, high = world.define(), world.define()
    for one, other in ((low, high), (high, low)):
        key = keys.segment("app", one)
        body = {**world.documents.get(key).body, "SegmentGroups": {"Groups": [on(other)]}}
        world.documents.write([Put(key, body)])

    with pytest.raises(Invalid, match="itself"):
        world.load(low)


def test_all_pages_of_a_segment_are_asked_the_same_filter(world):
    definition, now = world.load(world.define(Dimensions=ARM_A)), world.clock.now()

    for bucket in range(3):
        world.reader.page(definition, bucket, now=now)

    assert len(set(world.endpoints.filters)) == 1


def test_another_segment_or_time_makes_another_filter(world):
    segment_id, now = world.define(Dimensions=ARM_A), world.clock.now()
    one, other = world.load(segment_id), world.load(segment_id)

    world.reader.page(one, 0, now=now)
    world.reader.page(other, 0, now=now)
    world.reader.page(other, 0, now=now + timedelta(hours=1))

    assert len(set(world.endpoints.filters)) == 3
