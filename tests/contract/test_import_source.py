from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from pinwheel.adapters.import_source import S3ImportSource, assumed_credentials
from pinwheel.domain.errors import Forbidden, NotFound, Unavailable
from pinwheel.domain.imports.files import SourceFile
from tests.fakes.import_source import MemoryImportSource


@pytest.fixture(params=["memory", "s3"])
def source(request):
    files = {"in/a.csv": b"Id\n1\n", "in/deep/b.csv": b"Id\n2\n", "out.csv": b"Id\n"}
    if request.param == "memory":
        memory = MemoryImportSource()
        for name, data in files.items():
            memory.put("customers", name, data)
        yield memory
        return
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="customers")
        for name, data in files.items():
            client.put_object(Bucket="customers", Key=name, Body=data)
        yield S3ImportSource(lambda: None, lambda: client)


def test_files_below_a_prefix_are_listed_with_folders(source):
    found = list(source.files("customers", "in/"))

    assert found == [SourceFile("in/a.csv", 5), SourceFile("in/deep/b.csv", 5)]


def test_a_prefix_without_files_lists_nothing(source):
    assert list(source.files("customers", "other/")) == []


def test_a_file_is_read_whole(source):
    assert b"".join(source.read("customers", "in/a.csv")) == b"Id\n1\n"


def test_what_does_not_exist_is_named(source):
    with pytest.raises(NotFound, match="s3://nowhere"):
        list(source.files("nowhere", ""))
    with pytest.raises(NotFound, match=r"gone\.csv"):
        list(source.read("customers", "gone.csv"))


class RefusingClient:
    """Answers every call with an error of one code."""

    def __init__(self, code):
        self.code = code

    def list_objects_v2(self, **_):
        raise ClientError({"Error": {"Code": self.code}}, "ListObjectsV2")

    def assume_role(self, **_):
        raise ClientError({"Error": {"Code": self.code}}, "AssumeRole")


class OpenClient:
    """Lets everybody list one file."""

    def list_objects_v2(self, **_):
        return {"Contents": [{"Key": "a.csv", "Size": 1}]}


def test_where_the_role_may_not_read_the_function_does():
    source = S3ImportSource(lambda: RefusingClient("AccessDenied"), OpenClient)

    assert list(source.files("customers", "")) == [SourceFile("a.csv", 1)]


def test_a_bucket_that_nobody_may_read_is_forbidden():
    source = S3ImportSource(lambda: None, lambda: RefusingClient("AccessDenied"))

    with pytest.raises(Forbidden, match="may not be read"):
        list(source.files("customers", ""))


def test_a_failure_of_s3_can_be_retried():
    source = S3ImportSource(lambda: RefusingClient("SlowDown"))

    with pytest.raises(Unavailable):
        list(source.files("customers", ""))


def test_a_role_that_cannot_be_assumed_gives_no_credentials():
    assert assumed_credentials(RefusingClient("AccessDenied"), "arn:aws:iam::1:role/x") is None


def test_a_role_that_can_be_assumed_gives_credentials():
    with mock_aws():
        made = assumed_credentials(boto3.client("sts"), "arn:aws:iam::000000000000:role/reader")

    assert made is not None
    assert set(made) == {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}
