"""The control plane's handler through an unmodified boto3 client: the wire, the doors, issued keys."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from lambdas.api_control.handler import lambda_handler
from pinwheel.runtime import bootstrap
from pinwheel.services.key_ring import KeyRing
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import ENDPOINT, PlainSecrets, gateway_event, import_local_key, pinpoint_client


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Give the handler a registry in memory that holds the local key."""
    documents, secrets = MemoryDocuments(), PlainSecrets()
    clock = bootstrap.clock()
    import_local_key(documents, secrets, clock)
    monkeypatch.setattr(bootstrap, "documents", lambda: documents)
    monkeypatch.setattr(bootstrap, "segment_documents", MemoryDocuments)
    monkeypatch.setattr(bootstrap, "secrets", lambda: secrets)
    monkeypatch.setattr(
        bootstrap, "key_ring", lambda: KeyRing(documents=documents, secrets=secrets, clock=clock)
    )
    return documents


def extension(method, path, document=None, key=("local", "local-secret")):
    """Call the extension API as any SigV4 client does."""
    body = b"" if document is None else json.dumps(document).encode()
    request = AWSRequest(method=method, url=ENDPOINT + path, data=body)
    SigV4Auth(Credentials(*key), "mobiletargeting", "us-east-1").add_auth(request)
    response = lambda_handler(gateway_event(request.prepare()), None)
    return response["statusCode"], json.loads(response["body"])


def test_an_application_is_created_read_and_listed():
    client = pinpoint_client(lambda_handler)
    created = client.create_app(CreateApplicationRequest={"Name": "Shop", "tags": {"stage": "test"}})
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
    application = created["ApplicationResponse"]
    assert client.get_app(ApplicationId=application["Id"])["ApplicationResponse"]["Name"] == "Shop"
    assert [item["Id"] for item in client.get_apps()["ApplicationsResponse"]["Item"]] == [application["Id"]]
    tags = client.list_tags_for_resource(ResourceArn=application["Arn"])["TagsModel"]["tags"]
    assert tags == {"stage": "test"}


def test_errors_arrive_as_the_sdks_typed_exceptions():
    client = pinpoint_client(lambda_handler)
    with pytest.raises(client.exceptions.NotFoundException) as missing:
        client.get_app(ApplicationId="f" * 32)
    assert missing.value.response["RequestID"] == missing.value.response["ResponseMetadata"]["RequestId"]
    with pytest.raises(client.exceptions.NotFoundException):
        client.list_tags_for_resource(
            ResourceArn=f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{'f' * 32}"
        )


def test_an_operation_that_nobody_serves_says_so():
    client = pinpoint_client()
    with pytest.raises(client.exceptions.BadRequestException, match="no behaviour"):
        client.get_recommender_configurations()


def test_a_stranger_is_refused():
    client = pinpoint_client(lambda_handler, access_key="stranger", secret_key="x")
    with pytest.raises(ClientError) as refused:
        client.get_apps()
    assert refused.value.response["Error"]["Code"] == "UnrecognizedClientException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_an_issued_key_works_until_it_is_revoked():
    status, issued = extension("POST", "/x/v1/keys", {"Name": "terraform", "Rights": ["write"]})
    assert status == 201
    client = pinpoint_client(
        lambda_handler, access_key=issued["AccessKeyId"], secret_key=issued["SecretAccessKey"]
    )
    client.create_app(CreateApplicationRequest={"Name": "Shop"})
    status, listed = extension("GET", "/x/v1/keys")
    assert {item["AccessKeyId"] for item in listed["Item"]} == {"local", issued["AccessKeyId"]}
    assert issued["SecretAccessKey"] not in json.dumps(listed)
    status, revoked = extension("DELETE", f"/x/v1/keys/{issued['AccessKeyId']}")
    assert (status, revoked["Status"]) == (200, "REVOKED")
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client.get_apps()


def test_a_rotated_key_has_a_new_secret_and_an_old_one_for_a_while():
    _, issued = extension("POST", "/x/v1/keys", {"Name": "app", "Rights": ["read"]})
    status, rotated = extension("POST", f"/x/v1/keys/{issued['AccessKeyId']}/rotate", {})
    assert status == 200
    for secret in (issued["SecretAccessKey"], rotated["SecretAccessKey"]):
        pinpoint_client(lambda_handler, access_key=issued["AccessKeyId"], secret_key=secret).get_apps()


@pytest.mark.parametrize(
    ("document", "member"),
    [
        ({"Rights": ["read"]}, "Name"),
        ({"Name": "", "Rights": ["read"]}, "Name"),
        ({"Name": "n", "Rights": []}, "Rights"),
        ({"Name": "n", "Rights": ["everything"]}, "Rights[0] must be one of admin, ingest, read, write"),
        ({"Name": "n", "Rights": ["read"], "Applications": []}, "Applications"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(document, member):
    status, body = extension("POST", "/x/v1/keys", document)
    assert status == 400
    assert member in body["Message"]


def test_a_key_without_the_right_admin_cannot_make_keys():
    _, issued = extension("POST", "/x/v1/keys", {"Name": "app", "Rights": ["write"]})
    key = (issued["AccessKeyId"], issued["SecretAccessKey"])
    assert extension("POST", "/x/v1/keys", {"Name": "more", "Rights": ["admin"]}, key)[0] == 403


def test_the_iam_door_serves_the_same_operations():
    assert pinpoint_client(lambda_handler, door="/iam").get_apps()["ApplicationsResponse"]["Item"] == []


def test_the_environment_variable_of_the_sdk_is_all_that_a_client_needs(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT", ENDPOINT)
    assert boto3.client("pinpoint", region_name="eu-west-1").meta.endpoint_url == ENDPOINT
