"""Templates of all five types through an unmodified client (spec 04, section 7)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import RLock
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pinwheel.domain.arns import Place
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations import tags, templates
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import pinpoint_client
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

MODEL = boto3.client(
    "pinpoint", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
).meta.service_model


class LockedDocuments(MemoryDocuments):
    """One write at a time, as DynamoDB does it for an item."""

    def __init__(self):
        super().__init__()
        self.lock = RLock()

    def write(self, changes):
        with self.lock:
            super().write(changes)


@dataclass(frozen=True)
class Kind:
    """A type, with the client's names for it and content in each of its members."""

    type: str
    noun: str
    content: dict[str, Any]
    bad: dict[str, Any]

    @property
    def request(self):
        shape = MODEL.operation_model(f"Create{self.noun}Template").input_shape
        return next(name for name in shape.members if name.endswith("TemplateRequest"))

    def call(self, client, verb, name="news", content=None, **given):
        if content is not None:
            given[self.request] = content
        return getattr(client, f"{verb}_{self.client_noun}_template")(TemplateName=name, **given)

    @property
    def client_noun(self):
        return "in_app" if self.noun == "InApp" else self.noun.lower()

    def read(self, client, name="news", **given):
        answer = self.call(client, "get", name, **given)
        return next(value for member, value in answer.items() if member.endswith("TemplateResponse"))


PUSH_PART: dict[str, str] = {
    "Action": "URL",
    "Body": "Hi {{User.UserId}}",
    "Sound": "s",
    "Title": "t",
    "Url": "https://x",
}
SCREEN: dict[str, Any] = {
    "BackgroundColor": "#FFFFFF",
    "BodyConfig": {"Alignment": "LEFT", "Body": "b", "TextColor": "#000000"},
    "HeaderConfig": {"Alignment": "CENTER", "Header": "h", "TextColor": "#000000"},
    "ImageUrl": "https://x/a.png",
    "PrimaryBtn": {"DefaultConfig": {"ButtonAction": "LINK", "Text": "Go", "Link": "https://x"}},
    "SecondaryBtn": {
        "DefaultConfig": {"ButtonAction": "CLOSE", "Text": "No"},
        "IOS": {"ButtonAction": "CLOSE"},
    },
}
COMMON = {"DefaultSubstitutions": '{"a": "b"}', "RecommenderId": "r", "TemplateDescription": "d"}
KINDS = [
    Kind(
        "EMAIL",
        "Email",
        {
            **COMMON,
            "Subject": "s",
            "HtmlPart": "h",
            "TextPart": "t",
            "Headers": [{"Name": "X", "Value": "v"}],
        },
        {"HtmlPart": "x" * 600_001},
    ),
    Kind(
        "PUSH",
        "Push",
        {
            **COMMON,
            "Default": PUSH_PART,
            "APNS": {**PUSH_PART, "MediaUrl": "https://x", "RawContent": '{"aps": {"alert": "{{a}}"}}'},
            **{name: {**PUSH_PART, "ImageUrl": "https://x"} for name in ("ADM", "Baidu", "GCM")},
        },
        {"GCM": {"Body": "x" * 4_001}},
    ),
    Kind("SMS", "Sms", {**COMMON, "Body": "Hi {{a}}"}, {"Body": "x" * 1_601}),
    Kind(
        "VOICE",
        "Voice",
        {
            "Body": "Hi",
            "LanguageCode": "en-GB",
            "VoiceId": "Amy",
            "DefaultSubstitutions": "{}",
            "TemplateDescription": "d",
        },
        {"Body": "x" * 10_001},
    ),
    Kind(
        "INAPP",
        "InApp",
        {
            "Content": [SCREEN] * 5,
            "CustomConfig": {"k": "v"},
            "Layout": "CAROUSEL",
            "TemplateDescription": "d",
        },
        {"Content": [{**SCREEN, "BodyConfig": {**SCREEN["BodyConfig"], "Body": "x" * 151}}]},
    ),
]
every_type = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type)


@pytest.fixture
def client(monkeypatch):
    collaborators = {
        "documents": LockedDocuments(),
        "segment_documents": MemoryDocuments(),
        "blobs": MemoryBlobs(),
        "clock": FrozenClock(),
        "ids": CountingIds(),
        "place": Place("us-east-1", "000000000000"),
    }
    for name, collaborator in collaborators.items():
        monkeypatch.setattr(bootstrap, name, lambda collaborator=collaborator: collaborator)
    return pinpoint_client(templates.OPERATIONS, tags.OPERATIONS)


def code_of(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def status_of(call, *arguments, **given):
    try:
        return code_of(call(*arguments, **given))
    except ClientError as error:
        return code_of(error.response)


@every_type
def test_what_is_created_is_read_with_every_member(client, kind):
    created = kind.call(client, "create", content={**kind.content, "tags": {"stage": "test"}})

    arn = f"arn:aws:mobiletargeting:us-east-1:000000000000:templates/news/{kind.type}"
    body = created.get("CreateTemplateMessageBody") or created["TemplateCreateMessageBody"]
    assert (code_of(created), body["Arn"]) == (201, arn)
    assert body["RequestID"] == created["ResponseMetadata"]["RequestId"]
    assert kind.read(client) == {
        **kind.content,
        "Arn": arn,
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "LastModifiedDate": "2026-11-02T12:00:00.000Z",
        "TemplateName": "news",
        "TemplateType": kind.type,
        "Version": "1",
        "tags": {"stage": "test"},
    }
    assert client.list_tags_for_resource(ResourceArn=arn)["TagsModel"]["tags"] == {"stage": "test"}


@every_type
def test_versions_come_go_and_are_chosen(client, kind):
    label = kind.type.lower()
    kind.call(client, "create", content={"TemplateDescription": "one"})

    added = kind.call(client, "update", content={"TemplateDescription": "two"}, CreateNewVersion=True)
    kind.call(client, "update", content={"TemplateDescription": "2b", "tags": {"not": "read"}}, Version="2")
    kind.call(client, "update", content={"TemplateDescription": "three"}, CreateNewVersion=True)
    before = kind.read(client)
    activated = client.update_template_active_version(
        TemplateName="news", TemplateType=label, TemplateActiveVersionRequest={"Version": "2"}
    )
    removed = kind.call(client, "delete", Version="1")
    listed = client.list_template_versions(TemplateName="news", TemplateType=label)[
        "TemplateVersionsResponse"
    ]

    assert [code_of(answer) for answer in (added, activated, removed)] == [202, 200, 202]
    assert (added["MessageBody"]["Message"], before["TemplateDescription"]) == ("Accepted", "one")
    assert kind.read(client)["TemplateDescription"] == "2b"
    assert kind.read(client, Version="latest")["TemplateDescription"] == "three"
    assert kind.read(client)["tags"] == {}
    assert [(item["Version"], item["TemplateDescription"]) for item in listed["Item"]] == [
        ("3", "three"),
        ("2", "2b"),
    ]
    assert {item["TemplateType"] for item in listed["Item"]} == {kind.type}


@every_type
def test_a_deleted_template_is_gone(client, kind):
    kind.call(client, "create", content={})

    assert code_of(kind.call(client, "delete")) == 202

    assert status_of(kind.call, client, "get") == 404
    assert status_of(kind.call, client, "delete") == 404
    assert status_of(kind.call, client, "update", content={}) == 404
    assert client.list_templates()["TemplatesResponse"]["Item"] == []
    assert code_of(kind.call(client, "create", content={})) == 201


@every_type
def test_what_breaks_a_rule_is_a_bad_request(client, kind):
    kind.call(client, "create", content=kind.content)
    bad = [
        lambda: kind.call(client, "create", content={}),
        lambda: kind.call(client, "create", "bad name", content={}),
        lambda: kind.call(client, "create", "other", content=kind.bad),
        lambda: kind.call(client, "create", "other", content={"tags": {"": "v"}}),
        lambda: kind.call(client, "update", content=kind.bad),
        lambda: kind.call(client, "update", content={}, Version="2"),
        lambda: kind.call(client, "update", content={}, Version="1", CreateNewVersion=True),
        lambda: kind.call(client, "get", Version="x"),
        lambda: client.update_template_active_version(
            TemplateName="news", TemplateType=kind.type, TemplateActiveVersionRequest={"Version": "x"}
        ),
    ]

    assert [status_of(call) for call in bad] == [400] * len(bad)
    assert kind.call(client, "get", Version="1")
    assert status_of(kind.call, client, "get", Version="2") == 404
    assert status_of(kind.call, client, "delete", Version="2") == 404
    assert kind.content.items() <= kind.read(client).items()


@every_type
def test_the_active_of_two_versions_stays(client, kind):
    kind.call(client, "create", content={})
    kind.call(client, "update", content={}, CreateNewVersion=True)

    assert status_of(kind.call, client, "delete", Version="1") == 400
    assert [code_of(kind.call(client, "delete", Version=version)) for version in ("2", "1")] == [202, 202]
    assert status_of(kind.call, client, "get") == 404


def test_a_name_may_exist_once_for_each_type(client):
    for kind in KINDS:
        kind.call(client, "create", content=kind.content)
    KINDS[2].call(client, "create", "other", content={})
    listed = client.list_templates()["TemplatesResponse"]["Item"]

    def of(**given):
        found = client.list_templates(**given)["TemplatesResponse"]["Item"]
        return [(item["TemplateName"], item["TemplateType"]) for item in found]

    assert len(listed) == 6
    assert set(listed[0]) == {
        "CreationDate", "LastModifiedDate", "TemplateName", "TemplateType", "Version",
    }  # fmt: skip
    for kind in KINDS:
        assert ("news", kind.type) in of(TemplateType=kind.type)
        assert {found for _, found in of(TemplateType=kind.type)} == {kind.type}
    assert of(Prefix="o") == [("other", "SMS")]
    assert of(Prefix="o", TemplateType="EMAIL") == []
    KINDS[0].call(client, "delete")
    assert len(of()) == 5


@pytest.mark.parametrize("given", [{}, {"TemplateType": "SMS"}], ids=["all", "one type"])
def test_lists_are_paged_one_by_one(client, given):
    for number in range(4):
        for kind in KINDS:
            kind.call(client, "create", f"t{number}", content={})
    found, token = [], dict[str, str]()
    while True:
        page = client.list_templates(PageSize="1", **given, **token)["TemplatesResponse"]
        found += [(item["TemplateName"], item["TemplateType"]) for item in page["Item"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}

    assert len(found) == len(set(found)) == (4 if given else 20)
    assert found == sorted(found)


def test_of_many_who_create_one_template_exactly_one_succeeds(client):
    def create(_):
        return status_of(KINDS[2].call, client, "create", content={"Body": "x" * 200})

    with ThreadPoolExecutor(16) as threads:
        statuses = Counter(threads.map(create, range(32)))

    assert statuses == {201: 1, 400: 31}


def test_versions_made_at_once_neither_repeat_nor_skip(client):
    KINDS[2].call(client, "create", content={})

    def update(_):
        return status_of(KINDS[2].call, client, "update", content={}, CreateNewVersion=True)

    with ThreadPoolExecutor(4) as threads:
        statuses = Counter(threads.map(update, range(20)))

    listed = client.list_template_versions(TemplateName="news", TemplateType="sms")
    versions = [int(item["Version"]) for item in listed["TemplateVersionsResponse"]["Item"]]
    assert set(statuses) <= {202, 429}
    assert versions == list(range(statuses[202] + 1, 0, -1))
