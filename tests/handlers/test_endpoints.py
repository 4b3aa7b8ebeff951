"""Endpoints and users through an unmodified client (spec 01)."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations import endpoints as operations
from pinwheel.runtime.remembered import Remembered
from pinwheel.services.attributes import blocked_attributes
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.partitions import MemoryPartitions
from tests.fakes.pinpoint import pinpoint_client
from tests.fakes.system import FrozenClock, MemoryBlobs

APP = "app1"
MAIL = {"ChannelType": "EMAIL", "Address": "ana@example.com"}


@pytest.fixture
def client(monkeypatch):
    documents = MemoryDocuments()
    documents.write([Put(keys.application(APP), {"Id": APP})])
    blocked = Remembered(lambda app: blocked_attributes(app, documents=documents))
    endpoints, blobs = MemoryEndpoints(blocked=blocked.get), MemoryBlobs()
    operations.known_applications.cache_clear()
    monkeypatch.setattr(bootstrap, "documents", lambda: documents)
    monkeypatch.setattr(bootstrap, "endpoints", lambda: endpoints)
    monkeypatch.setattr(bootstrap, "blocked", lambda: blocked)
    monkeypatch.setattr(bootstrap, "figure_partitions", lambda: MemoryPartitions({}))
    monkeypatch.setattr(bootstrap, "blobs", lambda: blobs)
    monkeypatch.setattr(bootstrap, "clock", FrozenClock)
    yield pinpoint_client(operations.OPERATIONS)
    operations.known_applications.cache_clear()


def update(client, endpoint_id, **members):
    return client.update_endpoint(ApplicationId=APP, EndpointId=endpoint_id, EndpointRequest=members)


def read(client, endpoint_id):
    return client.get_endpoint(ApplicationId=APP, EndpointId=endpoint_id)["EndpointResponse"]


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(ApplicationId=arguments.pop("ApplicationId", APP), **arguments)
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def test_an_update_is_accepted_and_reads_back(client):
    answer = update(
        client, "E1", **MAIL, Location={"Latitude": 47.61, "Longitude": -122.33}, User={"UserId": "u1"}
    )

    found = read(client, "e1")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert answer["MessageBody"]["Message"] == "Accepted"
    assert found["RequestId"] == answer["MessageBody"]["RequestID"]
    assert (found["Id"], found["ApplicationId"], found["User"]) == ("E1", APP, {"UserId": "u1"})
    assert found["Location"] == {"Latitude": 47.6, "Longitude": -122.3}
    assert isinstance(found["CohortId"], str)


def test_an_endpoint_without_a_user_shows_an_empty_one(client):
    update(client, "e1", **MAIL)

    assert read(client, "e1")["User"] == {}


def test_ids_may_hold_what_paths_must_escape(client):
    update(client, "a/b c+d%2F", **MAIL)

    assert read(client, "a/b c+d%2F")["Id"] == "a/b c+d%2F"


def test_a_broken_rule_is_a_bad_request(client):
    status, code, message = refused(
        client.update_endpoint, EndpointId="e1", EndpointRequest={"ChannelType": "EMAIL"}
    )

    assert (status, code, message) == (400, "BadRequestException", "Missing Address")


def test_what_does_not_exist_is_not_found(client):
    for call, arguments in (
        (client.get_endpoint, {"EndpointId": "none"}),
        (client.delete_endpoint, {"EndpointId": "none"}),
        (client.get_user_endpoints, {"UserId": "none"}),
        (client.delete_user_endpoints, {"UserId": "none"}),
        (client.get_endpoint, {"EndpointId": "e1", "ApplicationId": "other"}),
        (client.update_endpoint, {"EndpointId": "e1", "EndpointRequest": MAIL, "ApplicationId": "other"}),
    ):
        assert refused(call, **arguments)[:2] == (404, "NotFoundException")


def test_a_batch_updates_each_item(client):
    items = [{"Id": f"e{i}", "ChannelType": "EMAIL", "Address": f"{i}@example.com"} for i in range(100)]

    answer = client.update_endpoints_batch(ApplicationId=APP, EndpointBatchRequest={"Item": items})

    assert answer["MessageBody"]["Message"] == "Accepted"
    assert read(client, "e99")["Address"] == "99@example.com"


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"Id": "e2", "ChannelType": "SMS"}, "Missing Address (Item[1], Id 'e2')"),
        ({"ChannelType": "SMS", "Address": "+1"}, "Item[1].Id must not be empty."),
    ],
)
def test_one_bad_item_keeps_the_whole_batch_out(client, bad, sentence):
    items = [{"Id": "e1", **MAIL}, bad]

    status, _, message = refused(client.update_endpoints_batch, EndpointBatchRequest={"Item": items})

    assert (status, message) == (400, sentence)
    assert refused(client.get_endpoint, EndpointId="e1")[0] == 404


def test_more_than_a_hundred_items_are_refused(client):
    items = [{"Id": f"e{i}", **MAIL} for i in range(101)]

    assert refused(client.update_endpoints_batch, EndpointBatchRequest={"Item": items})[0] == 400


def test_a_user_is_read_and_deleted_with_all_endpoints(client):
    for name in ("a", "b"):
        user = {"UserId": "u1", "UserAttributes": {name: [name]}}
        update(client, name, ChannelType="EMAIL", Address=f"{name}@example.com", User=user)

    found = client.get_user_endpoints(ApplicationId=APP, UserId="u1")["EndpointsResponse"]["Item"]
    removed = client.delete_user_endpoints(ApplicationId=APP, UserId="u1")

    assert [item["User"]["UserAttributes"] for item in found] == [{"a": ["a"], "b": ["b"]}] * 2
    assert removed["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert len(removed["EndpointsResponse"]["Item"]) == 2
    assert refused(client.get_user_endpoints, UserId="u1")[0] == 404


def test_a_deleted_endpoint_is_shown_once_more(client):
    update(client, "e1", **MAIL)

    removed = client.delete_endpoint(ApplicationId=APP, EndpointId="e1")

    assert removed["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert removed["EndpointResponse"]["Address"] == "ana@example.com"
    assert refused(client.get_endpoint, EndpointId="e1")[0] == 404


def test_removed_attributes_stay_where_they_are_and_come_in_no_more(client):
    update(client, "e1", **MAIL, Attributes={"a": ["1"], "b": ["1"]})

    answer = client.remove_attributes(
        ApplicationId=APP,
        AttributeType="endpoint-custom-attributes",
        UpdateAttributesRequest={"Blacklist": ["a"]},
    )
    update(client, "e1", Attributes={"a": ["2"], "b": ["2"]})

    assert answer["AttributesResource"]["Attributes"] == ["a"]
    assert read(client, "e1")["Attributes"] == {"a": ["1"], "b": ["2"]}
