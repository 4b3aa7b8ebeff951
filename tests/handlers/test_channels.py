"""All operations on channels through an unmodified boto3 client."""

from __future__ import annotations

import json

import pytest

from lambdas.api_control.handler import lambda_handler
from pinwheel.domain.channels.kinds import KINDS
from pinwheel.runtime import bootstrap
from pinwheel.shapes.description import structure
from pinwheel.shapes.operations import OPERATIONS
from tests.fakes.channels import REQUESTS, HidingSecrets
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import key_ring, pinpoint_client

EVERY_CHANNEL = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
SECRETS = [
    "adm-client-secret",
    "certificate-pem",
    "private-key-pem",
    "token-key-p8",
    "token-key-id",
    "baidu-secret",
    "PRIVATE KEY",
]


class Api:
    """A client and an application; `answers` is all that was told."""

    def __init__(self, monkeypatch):
        self.documents, secrets, ring = MemoryDocuments(), HidingSecrets(), key_ring()
        monkeypatch.setattr(bootstrap, "documents", lambda: self.documents)
        monkeypatch.setattr(bootstrap, "channel_secrets", lambda: secrets)
        monkeypatch.setattr(bootstrap, "key_ring", lambda: ring)
        self.client = pinpoint_client(lambda_handler)
        self.answers = []
        made = self.client.create_app(CreateApplicationRequest={"Name": "Shop"})
        self.app = made["ApplicationResponse"]["Id"]

    def call(self, verb, kind, **request):
        """Call Get, Update or Delete of a kind of channel; the answer is the channel."""
        operation = OPERATIONS[f"{verb}{kind.operation}Channel"]
        method = self.client.meta.method_to_api_mapping
        name = next(python for python, api in method.items() if api == operation.name)
        shape = self.client.meta.service_model.operation_model(operation.name)
        body = {member: request for member in shape.input_shape.members if member != "ApplicationId"}
        answer = getattr(self.client, name)(ApplicationId=self.app, **body)
        (payload,) = shape.output_shape.members
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == operation.status == 200
        self.answers.append(answer[payload])
        return answer[payload]


@pytest.fixture
def api(monkeypatch):
    return Api(monkeypatch)


@EVERY_CHANNEL
def test_a_channel_is_set_up_read_switched_off_and_deleted(api, kind):
    created = api.call("Update", kind, **REQUESTS[kind.type])
    assert (created["Platform"], created["Version"], created["Enabled"]) == (kind.type, 1, True)
    assert created["LastModifiedBy"] == "local"
    assert api.call("Get", kind) == created

    off = api.call("Update", kind, **REQUESTS[kind.type], Enabled=False)
    assert (off["Version"], off["Enabled"]) == (2, False)

    assert api.call("Delete", kind) == off
    with pytest.raises(api.client.exceptions.NotFoundException):
        api.call("Get", kind)
    with pytest.raises(api.client.exceptions.NotFoundException):
        api.call("Delete", kind)


@EVERY_CHANNEL
def test_an_answer_has_only_members_of_the_model_and_no_secret(api, kind):
    answer = api.call("Update", kind, **REQUESTS[kind.type])
    reference = OPERATIONS[f"Get{kind.operation}Channel"].answer or ""
    (stored,) = (
        document.body for key, document in api.documents.stored.items() if key.key.startswith("CHANNEL#")
    )

    assert stored.keys() <= set(structure(reference).__struct_fields__)
    assert stored == answer
    assert not [secret for secret in SECRETS if secret in json.dumps([answer, stored])]


@EVERY_CHANNEL
def test_empty_members_are_not_set(api, kind):
    blank = dict.fromkeys((*kind.options, *kind.secret_members), "")

    if kind.credentials or kind.type == "EMAIL":
        with pytest.raises(api.client.exceptions.BadRequestException):
            api.call("Update", kind, **blank)
    else:
        assert not set(kind.options) & api.call("Update", kind, **blank).keys()


def test_channels_are_listed_by_type(api):
    for kind in KINDS.values():
        api.call("Update", kind, **REQUESTS[kind.type])

    listed = api.client.get_channels(ApplicationId=api.app)["ChannelsResponse"]["Channels"]

    assert listed.keys() == KINDS.keys()
    assert {channel["Version"] for channel in listed.values()} == {1}
    assert not [secret for secret in SECRETS if secret in json.dumps(listed)]


def test_channels_of_an_unknown_application_are_not_found(api):
    api.app = "f" * 32

    with pytest.raises(api.client.exceptions.NotFoundException):
        api.client.get_channels(ApplicationId=api.app)
    with pytest.raises(api.client.exceptions.NotFoundException):
        api.call("Update", KINDS["SMS"])


@pytest.mark.parametrize("type_", ["APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "GCM"])
def test_push_without_credentials_is_refused_in_pinpoints_words_until_some_are_stored(api, type_):
    kind = KINDS[type_]
    with pytest.raises(api.client.exceptions.BadRequestException, match=r"Missing credentials$"):
        api.call("Update", kind, Enabled=True)

    api.call("Update", kind, **REQUESTS[type_])

    assert api.call("Update", kind, Enabled=False)["Enabled"] is False
