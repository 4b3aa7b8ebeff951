"""An imported list of 1,000 costs its own size, in whatever application: it is read by key, never by scanning."""

from __future__ import annotations

from typing import Any

import pytest

from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.domain import keys
from pinwheel.domain.endpoints import BUCKETS, Endpoint, endpoint_key
from pinwheel.ports.documents import Put
from pinwheel.services.audience import AudienceReader, load_segment
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock, MemoryBlobs

APP, LIST = "a" * 32, "job"
NOW = FrozenClock().instant
IDS = [f"customer-{number}" for number in range(1_000)]


class Millions:
    """The endpoints of an application that is far too big to be scanned; counts what is read by key."""

    def __init__(self):
        self.calls, self.asked = 0, 0

    def page(self, *_args, **_kwargs):
        raise AssertionError("The application was scanned.")

    def get_many(self, application_id, endpoint_ids):
        wanted = list(endpoint_ids)
        self.calls += -(-len(wanted) // 100)
        self.asked += len(wanted)
        return {
            endpoint_key(each): Endpoint(
                id=each,
                application_id=application_id,
                channel_type="EMAIL" if int(each.rpartition("-")[2]) % 2 else "SMS",
            )
            for each in wanted
        }


class CountedBlobs(MemoryBlobs):
    def __init__(self):
        super().__init__()
        self.reads = 0

    def get(self, name, *, start=0, length=None):
        self.reads += 1
        return super().get(name, start=start, length=length)


def stored(documents, segment_id, **body):
    body = {"Id": segment_id, "Version": 1, **body}
    for key in (keys.segment(APP, segment_id), keys.segment_version(APP, segment_id, 1)):
        documents.write([Put(key, body)])


EMAIL = {"Demographic": {"Channel": {"Values": ["EMAIL"]}}}
FILTERED = {"Groups": [{"SourceSegments": [{"Id": "imported"}], "Dimensions": [EMAIL]}]}
NESTED = {"Include": "ALL", "Groups": [{"SourceSegments": [{"Id": "filtered"}]}, {"Dimensions": [EMAIL]}]}


@pytest.mark.parametrize(("segment", "members"), [("imported", 1_000), ("filtered", 500), ("nested", 500)])
def test_a_thousand_members_among_millions_are_read_by_key(segment, members):
    documents, blobs = MemoryDocuments(), CountedBlobs()
    endpoints: Any = Millions()
    lists = BlobSegmentMembers(blobs)
    lists.write_piece(LIST, "0", IDS)
    assert lists.seal(LIST) == 1_000
    stored(documents, "imported", SegmentType="IMPORT", Lists=[LIST])
    stored(documents, "filtered", SegmentType="DIMENSIONAL", SegmentGroups=FILTERED)
    stored(documents, "nested", SegmentType="DIMENSIONAL", SegmentGroups=NESTED)
    blobs.reads = 0
    reader = AudienceReader(endpoints=endpoints, members=lists, documents=documents)
    definition = load_segment(APP, segment, documents=documents)

    found = [
        endpoint.id
        for bucket in range(BUCKETS)
        for endpoint in reader.page(definition, bucket, now=NOW).endpoints
    ]

    assert len(found) == len(set(found)) == members
    assert endpoints.asked == 1_000
    assert endpoints.calls <= BUCKETS
    assert blobs.reads <= BUCKETS + 1
