"""Import jobs from request to segment (spec 02, section 6), with every way to go wrong."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.domain.imports import files
from pinwheel.services import import_pieces
from pinwheel.services.audience import AudienceReader, load_segment
from pinwheel.services.import_jobs import get_import_job, list_import_jobs, list_segment_import_jobs
from pinwheel.services.segments import create_segment, get_segment
from tests.fakes.imports import APP, PLACE, ROLE, Imports

HEADER = "Id,ChannelType,Address,Attributes.arm"


@pytest.fixture
def imports():
    return Imports()


def people(count, *, start=0):
    rows = [f"e{n},EMAIL,p{n}@example.com,a" for n in range(start, start + count)]
    return "\n".join([HEADER, *rows]) + "\n"


def audience(imports, segment_id):
    definition = load_segment(APP, segment_id, documents=imports.segments)
    reader = AudienceReader(endpoints=imports.endpoints, members=imports.members, documents=imports.segments)
    pages = [reader.page(definition, bucket, now=imports.clock.now()) for bucket in range(BUCKETS)]
    return sorted(endpoint.id for page in pages for endpoint in page.endpoints)


def test_a_new_job_echoes_its_request_and_waits(imports):
    job = imports.create(RegisterEndpoints=True, ExternalId="x")

    assert job == {
        "ApplicationId": APP,
        "CompletedPieces": 0,
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "Definition": {
            "Format": "CSV",
            "S3Url": "s3://customers/in/",
            "RoleArn": ROLE,
            "RegisterEndpoints": True,
            "ExternalId": "x",
        },
        "FailedPieces": 0,
        "Id": f"{1:032x}",
        "JobStatus": "CREATED",
        "TotalFailures": 0,
        "TotalPieces": 0,
        "TotalProcessed": 0,
        "Type": "IMPORT",
    }
    assert imports.queue.sent == [{"ApplicationId": APP, "JobId": job["Id"]}]


@pytest.mark.parametrize(
    ("request_", "member"),
    [
        ({}, "RegisterEndpoints"),
        ({"RegisterEndpoints": False, "DefineSegment": False}, "RegisterEndpoints"),
        ({"RegisterEndpoints": True, "S3Url": "https://x"}, "S3Url"),
        ({"RegisterEndpoints": True, "RoleArn": "admin"}, "RoleArn"),
        ({"RegisterEndpoints": True, "Format": "XML"}, "Format"),
        ({"DefineSegment": True, "SegmentId": "unknown"}, "SegmentId"),
    ],
)
def test_a_request_that_cannot_become_a_job_is_refused(imports, request_, member):
    with pytest.raises(Invalid) as refusal:
        imports.create(**request_)

    assert refusal.value.member == member
    assert imports.queue.sent == []


def test_only_an_imported_segment_can_be_added_to(imports):
    made = create_segment(
        APP, {}, documents=imports.segments, clock=imports.clock, ids=imports.ids, place=PLACE
    )

    with pytest.raises(Invalid, match="imported segment"):
        imports.create(DefineSegment=True, SegmentId=made["Id"])


def test_registered_and_defined(imports):
    job = imports.imported(people(3), DefineSegment=True, SegmentName="Everybody")

    assert job["JobStatus"] == "COMPLETED"
    assert (job["TotalProcessed"], job["TotalFailures"]) == (3, 0)
    assert (job["TotalPieces"], job["CompletedPieces"], job["FailedPieces"]) == (1, 1, 0)
    assert "Failures" not in job
    assert job["CompletionDate"] == "2026-11-02T12:00:00.000Z"
    assert imports.endpoints.get(APP, "e1").attributes == {"arm": ["a"]}
    segment_id = job["Definition"]["SegmentId"]
    assert get_segment(APP, segment_id, documents=imports.segments) == {
        "ApplicationId": APP,
        "Arn": PLACE.segment(APP, segment_id),
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "Id": segment_id,
        "ImportDefinition": {
            "ChannelCounts": {"EMAIL": 3},
            "ExternalId": "",
            "Format": "CSV",
            "RoleArn": ROLE,
            "S3Url": "s3://customers/in/",
            "Size": 3,
        },
        "LastModifiedDate": "2026-11-02T12:00:00.000Z",
        "Name": "Everybody",
        "SegmentType": "IMPORT",
        "Version": 1,
    }
    assert audience(imports, segment_id) == ["e0", "e1", "e2"]


def test_registered_without_a_segment(imports):
    job = imports.imported(people(2))

    assert "SegmentId" not in job["Definition"]
    assert imports.segments.stored == {}
    assert imports.endpoints.get(APP, "e0") is not None


def test_defined_without_registering_stores_and_changes_nothing(imports):
    imports.imported(people(1))

    job = imports.imported(people(2).replace(",a\n", ",b\n"), RegisterEndpoints=False, DefineSegment=True)

    assert job["TotalFailures"] == 0
    assert imports.endpoints.get(APP, "e0").attributes == {"arm": ["a"]}
    assert imports.endpoints.get(APP, "e1") is None
    segment = get_segment(APP, job["Definition"]["SegmentId"], documents=imports.segments)
    assert segment["ImportDefinition"]["Size"] == 2
    assert audience(imports, segment["Id"]) == ["e0"]


BAD_ROWS = [
    ("x,PIGEON,a@example.com,a", "ChannelType"),
    ("x,,a@example.com,a", "Missing ChannelType"),
    ("x,EMAIL,,a", "Missing Address"),
    (",EMAIL,,a", "Missing Address"),
    (",,a@example.com,a", "Missing ChannelType"),
    ("x,EMAIL,a@example.com", "3"),
    ("x,EMAIL,a@example.com,a,b", "5"),
    ('x,EMAIL,"a@example.com,a', "quotes"),
    ("${x},EMAIL,a@example.com,a", "must not contain"),
    (f"x,EMAIL,a@example.com,{'v' * 101}", "100 characters"),
]


@pytest.mark.parametrize("register", [True, False], ids=["registered", "defined"])
@pytest.mark.parametrize(("row", "reason"), BAD_ROWS, ids=[reason for _, reason in BAD_ROWS])
def test_a_bad_row_is_named_and_the_rest_imported(imports, row, reason, register):
    csv = f"{people(1)}{row}\n{people(1, start=1).split(chr(10))[1]}\n"

    job = imports.imported(csv, RegisterEndpoints=register, DefineSegment=True)

    assert job["JobStatus"] == "COMPLETED"
    assert (job["TotalProcessed"], job["TotalFailures"]) == (3, 1)
    (failure,) = job["Failures"]
    assert failure.startswith("in/a.csv, line 3: ")
    assert reason in failure
    segment = get_segment(APP, job["Definition"]["SegmentId"], documents=imports.segments)
    assert segment["ImportDefinition"]["Size"] == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"Id":"x","ChannelType":["EMAIL"],"Address":"a"}', "ChannelType"),
        ('{"Id":"x","ChannelType":"EMAIL","Address":"a","EffectiveDate":"0001-01-01T00:00:00+23:59"}', "ISO"),
        ('{"Attributes":' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"' + "x" * 100_000 + '":1}', "unknown"),
    ],
    ids=["channel of another type", "date before all dates", "bottomless", "endless name"],
)
def test_no_line_of_json_can_stop_a_job(imports, line, reason):
    imports.source.put("customers", "in/a.json", f'{line}\n{{"Id":"e","ChannelType":"SMS","Address":"+491"}}')
    made = imports.create(Format="JSON", RegisterEndpoints=True)

    imports.run()

    job = imports.job(made["Id"])
    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 2, 1)
    assert reason in job["Failures"][0] or len(job["Failures"][0]) == 500
    assert imports.endpoints.get(APP, "e") is not None


@pytest.mark.parametrize(
    "csv",
    ["Id,Address\r1,a\r2,b\r", f"Attributes.{'x' * 200_000}\n1\n", f"{'x' * 200_000}\n1\n"],
    ids=["lines of an old Mac", "endless column", "endless unknown column"],
)
def test_a_header_that_nobody_can_read_fails_the_job(imports, csv):
    job = imports.imported(csv)

    assert job["JobStatus"] == "FAILED"
    assert 0 < len(job["Failures"][0]) <= 500


def test_an_unknown_column_fails_the_job_by_name_before_anything_is_imported(imports):
    imports.source.put("customers", "in/0.csv", people(1))

    job = imports.imported("Id,Adress\ne,x\n")

    assert job["JobStatus"] == "FAILED"
    (failure,) = job["Failures"]
    assert "'Adress'" in failure
    assert "in/a.csv" in failure
    assert imports.endpoints.stored == {}
    assert imports.blobs.stored == {}


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda source: None, "s3://customers' does not exist"),
        (lambda source: source.closed.add("customers"), "may not be read"),
        (lambda source: source.put("customers", "out/a.csv", "Id\n"), "no file"),
        (lambda source: source.put("customers", "in/a.json", "{}"), "no CSV file"),
        (lambda source: source.put("customers", "in/a.csv.gz", b"Id\n1\n"), "not a gzip file"),
    ],
    ids=["no bucket", "closed", "nothing there", "other format", "not gzip"],
)
def test_what_cannot_be_read_fails_the_job_with_the_reason(imports, prepare, reason):
    prepare(imports.source)
    made = imports.create(RegisterEndpoints=True)

    imports.run()

    job = imports.job(made["Id"])
    assert job["JobStatus"] == "FAILED"
    assert reason in job["Failures"][0]
    assert job["CompletionDate"]


def test_the_first_hundred_failures_are_named_in_order_of_the_files(imports, monkeypatch):
    monkeypatch.setattr(files, "PIECE_BYTES", 60)
    imports.source.put("customers", "in/a.csv", "Id,ChannelType\n" + "x,PIGEON\n" * 150)
    made = imports.create(RegisterEndpoints=True)

    imports.run(newest_first=True)

    job = imports.job(made["Id"])
    assert job["TotalFailures"] == 150
    assert len(job["Failures"]) == 100
    assert [f.split(":")[0] for f in job["Failures"]] == [f"in/a.csv, line {n}" for n in range(2, 102)]


def test_all_files_below_the_prefix_are_read_also_packed_ones(imports):
    imports.source.put("customers", "in/deep/b.csv.gz", gzip.compress(people(2, start=5).encode()))
    imports.source.put("customers", "in/c.json", "{}")

    job = imports.imported(people(2))

    assert (job["TotalProcessed"], job["TotalFailures"], job["TotalPieces"]) == (4, 0, 2)
    assert imports.endpoints.get(APP, "e6") is not None


def test_json_lines(imports):
    imports.source.put(
        "customers",
        "in/a.json",
        '{"Id":"e","ChannelType":"SMS","Address":"+491","User":{"UserId":"u"}}\nnonsense\n',
    )
    made = imports.create(Format="JSON", RegisterEndpoints=True)

    imports.run()

    job = imports.job(made["Id"])
    assert (job["TotalProcessed"], job["TotalFailures"]) == (2, 1)
    assert job["Failures"] == ["in/a.json, line 2: The line is not a JSON object."]
    assert imports.endpoints.get(APP, "e").user_id == "u"


def test_rows_without_an_id_update_when_they_are_imported_again(imports):
    csv = "ChannelType,Address,Attributes.a\nEMAIL,a@example.com,1\n"
    imports.imported(csv)

    imports.imported(csv.replace(",1", ",2"))

    (endpoint,) = imports.endpoints.stored.values()
    assert endpoint.attributes == {"a": ["2"]}


def test_rows_of_stored_endpoints_need_only_the_id(imports):
    imports.imported(people(1))

    job = imports.imported("Id,Attributes.arm\ne0,b\n", DefineSegment=True)

    assert job["TotalFailures"] == 0
    assert imports.endpoints.get(APP, "e0").attributes == {"arm": ["b"]}
    segment = get_segment(APP, job["Definition"]["SegmentId"], documents=imports.segments)
    assert segment["ImportDefinition"]["ChannelCounts"] == {"EMAIL": 1}


def test_rows_of_users_stand_for_their_endpoints(imports):
    imports.imported("Id,ChannelType,Address,User.UserId\na,EMAIL,a@x.de,u\nb,SMS,+491,u\n")

    job = imports.imported("User.UserId\nu\nnobody\n", DefineSegment=True)

    assert (job["TotalProcessed"], job["TotalFailures"]) == (2, 1)
    assert job["Failures"] == ["in/a.csv, line 3: The user has no endpoint."]
    assert audience(imports, job["Definition"]["SegmentId"]) == ["a", "b"]


def test_naming_an_endpoint_does_not_activate_it(imports):
    imports.imported(people(1))
    imports.imported("Id,ChannelType,Address\nother,EMAIL,p0@example.com\n")
    assert imports.endpoints.get(APP, "e0").endpoint_status == "INACTIVE"

    imports.imported("Id\ne0\n", DefineSegment=True)

    assert imports.endpoints.get(APP, "e0").endpoint_status == "INACTIVE"


def test_a_second_job_adds_to_the_segment_as_a_new_version(imports):
    first = imports.imported(people(2), DefineSegment=True, SegmentName="Everybody")
    segment_id = first["Definition"]["SegmentId"]

    imports.imported(people(2, start=1), DefineSegment=True, SegmentId=segment_id)

    segment = get_segment(APP, segment_id, documents=imports.segments)
    assert (segment["Version"], segment["Name"]) == (2, "Everybody")
    assert segment["ImportDefinition"]["Size"] == 4
    assert audience(imports, segment_id) == ["e0", "e1", "e2"]
    found, _ = list_segment_import_jobs(
        APP,
        segment_id,
        limit=10,
        after=None,
        documents=imports.documents,
        segment_documents=imports.segments,
    )
    assert len(found) == 2
    assert found[1]["Id"] == first["Id"]


def test_a_file_with_a_header_only_completes_with_an_empty_segment(imports):
    job = imports.imported(HEADER + "\n", DefineSegment=True)

    assert (job["JobStatus"], job["TotalPieces"]) == ("COMPLETED", 0)
    assert audience(imports, job["Definition"]["SegmentId"]) == []


def test_jobs_are_listed_newest_first(imports):
    made = [imports.create(RegisterEndpoints=True)["Id"] for _ in range(3)]

    found, after = list_import_jobs(APP, limit=2, after=None, documents=imports.documents)
    rest, end = list_import_jobs(APP, limit=2, after=after, documents=imports.documents)

    assert [job["Id"] for job in [*found, *rest]] == made[::-1]
    assert end is None


def test_an_unknown_job_is_not_found(imports):
    with pytest.raises(NotFound):
        get_import_job(APP, "x", documents=imports.documents)


def test_every_message_may_come_again_and_in_any_order(imports, monkeypatch):
    monkeypatch.setattr(files, "PIECE_BYTES", 100)
    imports.source.put("customers", "in/a.csv", people(20) + "x,PIGEON,,\n")
    made = imports.create(RegisterEndpoints=True, DefineSegment=True)

    imports.run(times=3, newest_first=True)

    job = imports.job(made["Id"])
    assert job["JobStatus"] == "COMPLETED"
    assert job["TotalPieces"] == job["CompletedPieces"] > 5
    assert (job["TotalProcessed"], job["TotalFailures"], len(job["Failures"])) == (21, 1, 1)
    segment = get_segment(APP, job["Definition"]["SegmentId"], documents=imports.segments)
    assert (segment["Version"], segment["ImportDefinition"]["Size"]) == (1, 20)
    assert segment["ImportDefinition"]["ChannelCounts"] == {"EMAIL": 20}
    assert imports.blobs.stored == {}


def test_progress_can_be_watched(imports, monkeypatch):
    monkeypatch.setattr(files, "PIECE_BYTES", 100)
    imports.source.put("customers", "in/a.csv", people(20))
    made = imports.create(RegisterEndpoints=True)
    seen = [imports.job(made["Id"])]

    while imports.queue.sent:
        imports.deliver(imports.queue.sent.pop(0))
        seen.append(imports.job(made["Id"]))

    assert [job["JobStatus"] for job in seen][:2] == ["CREATED", "PROCESSING"]
    processed = [job["TotalProcessed"] for job in seen]
    assert processed == sorted(processed)
    assert len(set(processed)) > 5
    assert seen[-1]["JobStatus"] == "COMPLETED"


class CrashError(Exception):
    """The function dies."""


class Dying:
    """Passes calls on to `inner` and dies before or after the call number `at` of all watched ones."""

    def __init__(self, fuse, inner, watched):
        self._fuse, self._inner, self._watched = fuse, inner, watched

    def __getattr__(self, name):
        call = getattr(self._inner, name)
        if name not in self._watched:
            return call

        def watched(*args, **kwargs):
            self._fuse.burn()
            result = call(*args, **kwargs)
            self._fuse.burn()
            return result

        return watched


class Fuse:
    """Goes off once, at the step `at`."""

    def __init__(self, at):
        self.left = at

    def burn(self):
        self.left -= 1
        if self.left == -1:
            raise CrashError


@pytest.mark.parametrize("at", range(32))
def test_a_crash_at_any_step_loses_and_doubles_nothing(imports, monkeypatch, at):
    monkeypatch.setattr(files, "PIECE_BYTES", 250)
    imports.source.put("customers", "in/a.csv", people(12) + "x,PIGEON,,\n")
    made = imports.create(RegisterEndpoints=True, DefineSegment=True)
    fuse = Fuse(at)
    fragile = {
        "documents": Dying(fuse, imports.documents, {"write"}),
        "segment_documents": Dying(fuse, imports.segments, {"write"}),
        "members": Dying(fuse, imports.members, {"write_piece", "seal"}),
        "blobs": Dying(fuse, imports.blobs, {"put", "delete"}),
        "queue": Dying(fuse, imports.queue, {"send"}),
        "writer": Dying(fuse, imports.endpoints, {"upsert_many"}),
    }

    while imports.queue.sent:
        body = imports.queue.sent.pop(0)
        try:
            imports.deliver(body, **fragile)
        except CrashError:
            imports.queue.sent.append(body)

    assert fuse.left < 0
    job = imports.job(made["Id"])
    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 13, 1)
    assert job["CompletedPieces"] == job["TotalPieces"]
    segment = get_segment(APP, job["Definition"]["SegmentId"], documents=imports.segments)
    assert (segment["Version"], segment["ImportDefinition"]["Size"]) == (1, 12)
    assert segment["ImportDefinition"]["ChannelCounts"] == {"EMAIL": 12}
    assert len(audience(imports, segment["Id"])) == 12


def test_a_piece_is_handed_on_when_time_is_short(imports, monkeypatch):
    monkeypatch.setattr(import_pieces, "BATCH", 2)
    imports.source.put("customers", "in/a.csv", people(7))
    made = imports.create(RegisterEndpoints=True, DefineSegment=True)
    imports.time_left = timedelta(seconds=5)

    deliveries = 0
    while imports.queue.sent:
        imports.deliver(imports.queue.sent.pop(0))
        deliveries += 1

    job = imports.job(made["Id"])
    assert deliveries == 1 + 4
    assert (job["TotalProcessed"], job["CompletedPieces"]) == (7, 1)
    assert len(audience(imports, job["Definition"]["SegmentId"])) == 7


def test_planning_is_handed_on_when_time_is_short(imports):
    for name in "abc":
        imports.source.put("customers", f"in/{name}.csv", people(2, start=ord(name)))
    made = imports.create(RegisterEndpoints=True)
    imports.time_left = timedelta(seconds=5)

    imports.deliver(imports.queue.sent.pop(0))
    (rest,) = imports.queue.sent
    imports.source.put("customers", "in/aa.csv", people(2, start=500))
    imports.run()

    assert rest["File"] == 1
    job = imports.job(made["Id"])
    assert (job["JobStatus"], job["TotalPieces"], job["TotalProcessed"]) == ("COMPLETED", 3, 6)


def test_two_plans_at_once_leave_one(imports):
    imports.source.put("customers", "in/a.csv", people(2))
    made = imports.create(RegisterEndpoints=True)
    (body,) = imports.queue.sent

    class Twice:
        """While the first delivery reads, the second one plans the job to its end."""

        def of_role(self, role, application_id):
            imports.deliver(body)
            return imports.source

    with pytest.raises(Conflict):
        imports.deliver(body, source=Twice().of_role)
    imports.run()

    job = imports.job(made["Id"])
    assert (job["JobStatus"], job["TotalPieces"], job["TotalProcessed"]) == ("COMPLETED", 1, 2)


def test_a_busy_store_leaves_the_piece_for_later(imports):
    imports.source.put("customers", "in/a.csv", people(2))
    made = imports.create(RegisterEndpoints=True)
    imports.deliver(imports.queue.sent.pop(0))
    (body,) = imports.queue.sent
    stored = imports.documents

    class Contended:
        """Others always count first."""

        def __getattr__(self, name):
            return getattr(stored, name)

        def write(self, changes):
            raise Conflict("The resource was changed by another request.")

    with pytest.raises(Unavailable):
        imports.deliver(body, documents=Contended())
    imports.run()

    assert imports.job(made["Id"])["TotalProcessed"] == 2


class Refusing:
    """An endpoint store that never takes one of the addresses."""

    def __init__(self, endpoints, address):
        self._endpoints = endpoints
        self._address = address

    def upsert_many(self, application_id, updates, *, atomic=False):
        if any(update.document.get("Address") == self._address for update in updates):
            raise Unavailable("The store cannot take this.")
        return self._endpoints.upsert_many(application_id, updates, atomic=atomic)


def test_a_piece_that_fails_for_good_fails_its_job_after_the_other_pieces(imports, monkeypatch):
    monkeypatch.setattr(files, "PIECE_BYTES", 60)
    imports.source.put("customers", "in/a.csv", people(4))
    made = imports.create(RegisterEndpoints=True, DefineSegment=True)
    imports.deliver(imports.queue.sent.pop())
    writer = Refusing(imports.endpoints, "p0@example.com")
    given_up = []
    while imports.queue.sent:
        body = imports.queue.sent.pop(0)
        try:
            imports.deliver(body, writer=writer)
        except Unavailable:
            assert imports.job(made["Id"])["JobStatus"] == "PROCESSING"
            imports.worker().give_up(body)
            given_up.append(body)

    imports.worker().give_up(given_up[0])

    job = imports.job(made["Id"])
    assert (job["JobStatus"], job["FailedPieces"]) == ("FAILED", 1)
    assert job["CompletedPieces"] == job["TotalPieces"] - 1 > 0
    assert job["Failures"] == ["Piece 0 of the files could not be imported completely."]
    assert job["CompletionDate"]
    assert imports.endpoints.get(APP, "e3") is not None
    assert imports.segments.stored == {}
    assert not any(name.startswith("imports/") for name in imports.blobs.stored)


def test_the_only_piece_that_fails_for_good_fails_its_job_at_once(imports):
    imports.source.put("customers", "in/a.csv", people(1))
    made = imports.create(RegisterEndpoints=True)
    imports.deliver(imports.queue.sent.pop())

    imports.worker().give_up(imports.queue.sent.pop())

    assert imports.job(made["Id"])["JobStatus"] == "FAILED"


def test_planning_and_completion_that_fail_for_good_fail_the_job(imports):
    planned = imports.create(RegisterEndpoints=True)
    imports.worker().give_up(imports.queue.sent.pop())

    job = imports.job(planned["Id"])
    assert (job["JobStatus"], job["Failures"]) == ("FAILED", ["The job could not go on from CREATED."])


def test_giving_up_leaves_a_job_alone_that_ended_well(imports):
    job = imports.imported(people(1))

    imports.worker().give_up({"ApplicationId": APP, "JobId": job["Id"], "Piece": 0})

    assert imports.job(job["Id"]) == job


def test_a_job_that_cannot_be_queued_does_not_wait_for_ever(imports, monkeypatch):
    def refuse(*_, **__):
        raise Unavailable("The work queue did not take the message.")

    monkeypatch.setattr(imports.queue, "send", refuse)

    with pytest.raises(Unavailable):
        imports.create(RegisterEndpoints=True)

    (job,), _ = list_import_jobs(APP, limit=9, after=None, documents=imports.documents)
    assert (job["JobStatus"], job["Failures"]) == ("FAILED", ["The job could not be queued."])


def test_a_file_too_long_for_one_function_ends_the_job_instead_of_the_function(imports):
    imports.source.put("customers", "in/a.csv", people(3))
    made = imports.create(RegisterEndpoints=True)
    imports.time_left = timedelta(seconds=4)

    with pytest.raises(Unavailable):
        imports.deliver(imports.queue.sent[0])
    imports.worker().give_up(imports.queue.sent.pop())

    job = imports.job(made["Id"])
    assert (job["JobStatus"], job["Failures"]) == ("FAILED", ["The job could not go on from INITIALIZING."])
