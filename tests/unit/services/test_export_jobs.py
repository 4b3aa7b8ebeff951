"""Export jobs: the whole application or a segment, once each, whatever is delivered twice or dies."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest

from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.errors import Conflict, Invalid, NotFound, PinwheelError, Unavailable
from pinwheel.domain.exports import files
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import export_pieces
from pinwheel.services.audience import AudienceReader
from pinwheel.services.export_jobs import (
    create_export_job,
    get_export_job,
    list_export_jobs,
    list_segment_export_jobs,
)
from pinwheel.services.export_pieces import ExportWorker
from pinwheel.services.segments import create_segment, update_segment
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.export_target import MemoryExportTarget
from tests.fakes.imports import APP, PLACE, ROLE, Imports
from tests.fakes.members import MemoryMembers
from tests.fakes.system import CountingIds, FrozenClock, MemoryQueue


class Exports:
    """Everything an export job touches."""

    def __init__(self):
        self.clock = FrozenClock()
        self.documents, self.segments = MemoryDocuments(), MemoryDocuments()
        self.endpoints = MemoryEndpoints(clock=self.clock)
        self.queue, self.target, self.ids = MemoryQueue(), MemoryExportTarget("out"), CountingIds()
        self.time_left = timedelta(minutes=3)

    def fill(self, count):
        document = {"ChannelType": "EMAIL", "User": {"UserId": "u", "UserAttributes": {"Tier": ["gold"]}}}
        self.endpoints._limits = type(self.endpoints._limits)(endpoints=count + 1)
        self.endpoints.upsert_many(
            APP,
            [
                EndpointUpdate(
                    f"e{n}",
                    {**document, "Address": f"{n}@example.com", "Attributes": {"N": [str(n % 2)]}},
                    "r",
                )
                for n in range(count)
            ],
        )

    def create(self, **request):
        return create_export_job(
            APP,
            {"S3UrlPrefix": "s3://out/all/", "RoleArn": ROLE, **request},
            documents=self.documents,
            segment_documents=self.segments,
            queue=self.queue,
            clock=self.clock,
            ids=self.ids,
        )

    def segment(self, **request):
        made = create_segment(
            APP, request, documents=self.segments, clock=self.clock, ids=self.ids, place=PLACE
        )
        return made["Id"]

    def worker(self, **replaced):
        audience = AudienceReader(endpoints=self.endpoints, members=MemoryMembers(), documents=self.segments)
        return ExportWorker(
            **{
                "documents": self.documents,
                "segment_documents": self.segments,
                "endpoints": self.endpoints,
                "audience": audience,
                "queue": self.queue,
                "target": self.target.of_role,
                "clock": self.clock,
                **replaced,
            }
        )

    def deliver(self, body, **replaced):
        self.worker(**replaced).work(body, self.clock.real_now() + self.time_left)

    def run(self, *, times=1, **replaced):
        """Deliver every message `times` times until there is none; refusals are delivered again, later."""
        while self.queue.sent:
            body = self.queue.sent.pop(0)
            for _ in range(times):
                try:
                    self.deliver(body, **replaced)
                except PinwheelError:
                    self.clock.advance(minutes=18)
                    self.queue.sent.append(body)
            self.clock.advance(minutes=4)

    def job(self, job_id):
        return get_export_job(APP, job_id, documents=self.documents)

    def lines(self):
        return [
            json.loads(line)
            for name in sorted(self.target.stored["out"])
            for line in gzip.decompress(self.target.stored["out"][name]).splitlines()
        ]

    def exported(self):
        return sorted(line["Id"] for line in self.lines())


@pytest.fixture
def exports():
    return Exports()


def ids(count):
    return sorted(f"e{n}" for n in range(count))


def test_a_small_application_becomes_one_file_of_endpoint_responses(exports):
    exports.fill(7)
    made = exports.create()
    exports.run()

    assert made["JobStatus"] == "CREATED"
    assert list(exports.target.stored["out"]) == [f"all/{made['Id']}_00000.json.gz"]
    assert exports.exported() == ids(7)
    assert exports.lines()[0].keys() >= {"Id", "Address", "ApplicationId", "ChannelType", "CohortId", "User"}
    assert exports.lines()[0]["User"] == {"UserId": "u", "UserAttributes": {"Tier": ["gold"]}}
    assert exports.job(made["Id"]) == {
        "ApplicationId": APP,
        "CompletedPieces": 1,
        "CompletionDate": exports.job(made["Id"])["CompletionDate"],
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "Definition": {"S3UrlPrefix": "s3://out/all/", "RoleArn": ROLE},
        "FailedPieces": 0,
        "Id": made["Id"],
        "JobStatus": "COMPLETED",
        "TotalFailures": 0,
        "TotalPieces": 1,
        "TotalProcessed": 7,
        "Type": "EXPORT",
    }


def test_an_empty_application_becomes_an_empty_file(exports):
    made = exports.create(S3UrlPrefix="s3://out")
    exports.run()

    assert gzip.decompress(exports.target.stored["out"][f"{made['Id']}_00000.json.gz"]) == b""
    assert exports.job(made["Id"])["JobStatus"] == "COMPLETED"


def test_the_job_s_role_is_asked_for(exports):
    exports.create()
    exports.run()

    assert exports.target.roles == [ROLE]


def test_a_large_application_is_cut_into_pieces_and_files(exports, monkeypatch):
    monkeypatch.setattr(export_pieces, "SMALL_BUCKET", -1)
    monkeypatch.setattr(files, "LARGEST_FILE", 1)
    exports.endpoints.page_size = 1
    exports.fill(600)
    made = exports.create()
    exports.run()

    job = exports.job(made["Id"])
    assert (job["JobStatus"], job["TotalPieces"], job["CompletedPieces"]) == ("COMPLETED", 16, 16)
    assert exports.exported() == ids(600)
    assert job["TotalProcessed"] == 600
    assert len(exports.target.stored["out"]) > 16


def test_every_message_may_come_again(exports, monkeypatch):
    monkeypatch.setattr(export_pieces, "SMALL_BUCKET", -1)
    exports.fill(50)
    made = exports.create()
    exports.queue.sent *= 2
    exports.run(times=2)

    assert exports.exported() == ids(50)
    assert exports.job(made["Id"])["TotalProcessed"] == 50
    assert exports.job(made["Id"])["CompletedPieces"] == 16


def test_a_piece_is_handed_on_when_time_is_short(exports):
    exports.time_left = timedelta(seconds=20)
    exports.fill(20)
    made = exports.create()
    exports.run()

    assert exports.exported() == ids(20)
    assert exports.job(made["Id"])["TotalProcessed"] == 20
    assert exports.job(made["Id"])["JobStatus"] == "COMPLETED"
    assert len(exports.target.stored["out"]) > 1


def test_a_piece_in_hand_is_left_alone_until_its_worker_must_be_gone(exports):
    exports.fill(3)
    exports.create()
    exports.deliver(exports.queue.sent.pop())
    (piece,) = exports.queue.sent
    exports.queue.sent.clear()

    class Dead(MemoryExportTarget):
        def put(self, *_):
            raise Unavailable("S3 put_object failed.")

    with pytest.raises(Unavailable):
        exports.deliver(piece, target=Dead().of_role)
    exports.deliver(piece)

    assert exports.target.stored["out"] == {}
    assert exports.queue.sent == [piece]
    assert exports.queue.delays[-1] >= exports.time_left
    exports.clock.advance(minutes=4)
    exports.run()
    assert exports.exported() == ids(3)


class Faulty:
    """Fails before the call that brings `countdown` to zero, once."""

    def __init__(self, inner, countdown):
        self._inner = inner
        self._countdown = countdown

    def __getattr__(self, name):
        operation = getattr(self._inner, name)

        def call(*args, **kwargs):
            self._countdown[0] -= 1
            if self._countdown[0] == 0:
                raise Unavailable("The worker died.")
            return operation(*args, **kwargs)

        return call


@pytest.mark.parametrize("step", range(1, 60, 3))
def test_a_worker_may_die_at_any_step(exports, monkeypatch, step):
    monkeypatch.setattr(export_pieces, "MOST_PIECES", 2)
    monkeypatch.setattr(export_pieces, "SMALL_BUCKET", -1)
    exports.fill(30)
    made = exports.create()
    countdown = [step]
    target = Faulty(exports.target, countdown)
    exports.run(
        documents=Faulty(exports.documents, countdown),
        queue=Faulty(exports.queue, countdown),
        target=lambda _role: target,
    )

    assert exports.exported() == ids(30)
    assert exports.job(made["Id"])["TotalProcessed"] == 30
    assert exports.job(made["Id"])["JobStatus"] == "COMPLETED"


def test_a_segment_is_exported_in_the_version_that_is_named(exports):
    exports.fill(10)
    odd = {"Attributes": {"N": {"AttributeType": "INCLUSIVE", "Values": ["1"]}}}
    segment = exports.segment(Name="Odd", Dimensions=odd)
    update_segment(APP, segment, {"Name": "All"}, documents=exports.segments, clock=exports.clock)

    first = exports.create(SegmentId=segment, SegmentVersion=1)
    exports.run()
    assert exports.exported() == ["e1", "e3", "e5", "e7", "e9"]
    assert exports.job(first["Id"])["TotalProcessed"] == 5

    exports.target.stored["out"].clear()
    newest = exports.create(SegmentId=segment)
    exports.run()
    assert exports.exported() == ids(10)
    listed, _ = list_segment_export_jobs(
        APP, segment, limit=9, after=None, documents=exports.documents, segment_documents=exports.segments
    )
    assert [job["Id"] for job in listed] == [newest["Id"], first["Id"]]


def test_a_segment_that_goes_before_the_job_begins_fails_it(exports):
    segment = exports.segment(Name="Odd", Dimensions={})
    made = exports.create(SegmentId=segment)
    exports.segments.stored.clear()
    exports.run()

    job = exports.job(made["Id"])
    assert job["JobStatus"] == "FAILED"
    assert job["Failures"] == [f"Segment '{segment}' was not found."]


@pytest.mark.parametrize("state", ["absent", "closed"])
def test_a_bad_bucket_fails_the_job_with_the_reason(exports, state):
    if state == "closed":
        exports.target.closed.add("out")
    else:
        exports.target.stored.clear()
    made = exports.create()
    exports.run()

    job = exports.job(made["Id"])
    assert job["JobStatus"] == "FAILED"
    assert "out" in job["Failures"][0]
    assert job["CompletionDate"]
    assert job["FailedPieces"] == 1


def test_a_message_that_nobody_could_do_fails_the_job(exports):
    made = exports.create()
    exports.worker().give_up(exports.queue.sent[0])

    assert exports.job(made["Id"])["JobStatus"] == "FAILED"


def test_a_job_that_is_gone_asks_for_nothing(exports):
    exports.create()
    exports.documents.stored.clear()
    exports.run()

    assert exports.documents.stored == {}


@pytest.mark.parametrize(
    ("request_", "member"),
    [
        ({"S3UrlPrefix": "out/all"}, "S3UrlPrefix"),
        ({"S3UrlPrefix": "s3://out/" + "x" * 1000}, "S3UrlPrefix"),
        ({"RoleArn": "me"}, "RoleArn"),
        ({"SegmentVersion": 1}, "SegmentVersion"),
        ({"SegmentId": "nobody"}, "SegmentId"),
    ],
)
def test_a_bad_request_is_refused(exports, request_, member):
    with pytest.raises(Invalid) as refused:
        exports.create(**request_)

    assert refused.value.member == member
    assert exports.queue.sent == []


def test_a_version_that_does_not_exist_is_refused(exports):
    segment = exports.segment(Name="A", Dimensions={})

    with pytest.raises(Invalid, match="Version 2"):
        exports.create(SegmentId=segment, SegmentVersion=2)


def test_jobs_are_listed_newest_first(exports):
    made = [exports.create()["Id"] for _ in range(3)]

    found, after = list_export_jobs(APP, limit=2, after=None, documents=exports.documents)
    rest, end = list_export_jobs(APP, limit=2, after=after, documents=exports.documents)

    assert [job["Id"] for job in [*found, *rest]] == made[::-1]
    assert end is None
    with pytest.raises(NotFound):
        get_export_job(APP, "x", documents=exports.documents)


def test_an_import_reads_an_export_back(exports):
    exports.fill(25)
    exports.create()
    exports.run()
    imports = Imports()
    for name, data in exports.target.stored["out"].items():
        imports.source.put("customers", f"in/{name}", data)

    made = imports.create(Format="JSON", RegisterEndpoints=True)
    imports.run()

    assert imports.job(made["Id"])["TotalProcessed"] == 25
    assert imports.job(made["Id"])["TotalFailures"] == 0
    for bucket in range(BUCKETS):
        for endpoint in exports.endpoints.page(APP, bucket).endpoints:
            copy = imports.endpoints.get(APP, endpoint.id)
            assert (copy.address, copy.attributes, copy.user_attributes) == (
                endpoint.address,
                endpoint.attributes,
                endpoint.user_attributes,
            )


def test_two_who_plan_at_once_agree(exports):
    exports.create()
    (body,) = exports.queue.sent
    stored = MemoryDocuments()
    stored.stored = dict(exports.documents.stored)
    exports.deliver(body)

    class Late(Faulty):
        def get(self, key):
            return stored.get(key)

    with pytest.raises(Conflict):
        exports.deliver(body, documents=Late(exports.documents, [0]))
