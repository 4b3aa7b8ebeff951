"""Where exports are written: the same promises from memory and from S3."""

from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from pinwheel.adapters.export_target import S3ExportTarget
from pinwheel.domain.errors import Forbidden, NotFound, Unavailable
from tests.fakes.export_target import MemoryExportTarget


class Memory:
    def __init__(self):
        self.target = MemoryExportTarget("out")

    def read(self, name):
        return self.target.stored["out"][name]


class S3:
    def __init__(self):
        self.client = boto3.client("s3")
        for bucket in ("out", "own"):
            self.client.create_bucket(Bucket=bucket)
        self.target = S3ExportTarget(lambda: None, lambda: self.client, own_bucket="own")

    def read(self, name):
        return self.client.get_object(Bucket="out", Key=name)["Body"].read()


@pytest.fixture(params=["memory", "s3"])
def place(request):
    if request.param == "memory":
        yield Memory()
        return
    with mock_aws():
        yield S3()


def test_a_file_is_written_and_replaced(place):
    place.target.put("out", "a/b.json.gz", b"1")
    place.target.put("out", "a/b.json.gz", b"2")

    assert place.read("a/b.json.gz") == b"2"


def test_a_bucket_that_does_not_exist_is_named(place):
    with pytest.raises(NotFound, match="nowhere"):
        place.target.put("nowhere", "a", b"")


class RefusingClient:
    """Answers every call with an error of one code."""

    def __init__(self, code):
        self.code = code

    def put_object(self, **_):
        raise ClientError({"Error": {"Code": self.code}}, "PutObject")


class Accepting:
    def __init__(self):
        self.put = []

    def put_object(self, **request):
        self.put.append(request["Key"])


def target(*clients):
    return S3ExportTarget(*(lambda client=client: client for client in clients), own_bucket="own")


def test_where_the_role_may_not_the_function_s_own_rights_are_tried():
    second = Accepting()

    target(RefusingClient("AccessDenied"), second).put("out", "a", b"")

    assert second.put == ["a"]


def test_a_bucket_that_nobody_may_write_to_is_forbidden():
    with pytest.raises(Forbidden, match="s3://out/a"):
        target(RefusingClient("AccessDenied")).put("out", "a", b"")


def test_a_failure_of_s3_may_be_tried_again():
    with pytest.raises(Unavailable):
        target(RefusingClient("SlowDown"), Accepting()).put("out", "a", b"")


def test_the_product_s_own_bucket_is_closed():
    client = Accepting()

    with pytest.raises(Forbidden):
        target(client).put("own", "members/x/index", b"")

    assert client.put == []
