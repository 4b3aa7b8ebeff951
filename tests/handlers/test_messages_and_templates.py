"""Templates and direct messages through an unmodified client (spec 04)."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from lambdas.api_messages.handler import lambda_handler
from pinwheel.adapters.system import SystemClock
from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations import messages, templates
from pinwheel.services.push_endpoints import PushEndpoints
from tests.fakes.direct import free_rates
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.pinpoint import key_ring, pinpoint_client
from tests.fakes.push import FakePush
from tests.fakes.sms import FakeSms
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

APP = "app1"
ARN = "arn:aws:mobiletargeting:us-east-1:000000000000:templates/news/EMAIL"


@pytest.fixture
def email():
    return FakeEmail()


@pytest.fixture
def client(monkeypatch, email):
    documents = MemoryDocuments()
    documents.write([Put(keys.application(APP), {"Id": APP})])
    endpoints = MemoryEndpoints()
    mail = {"ChannelType": "EMAIL", "Address": "e1@example.com", "User": {"UserId": "u1"}}
    endpoints.upsert_many(APP, [EndpointUpdate("e1", mail, "request")])
    blobs, clock, ids = MemoryBlobs(), FrozenClock(), CountingIds()
    place = Place("us-east-1", "000000000000")
    monkeypatch.setattr(bootstrap, "documents", lambda: documents)
    monkeypatch.setattr(bootstrap, "endpoints", lambda: endpoints)
    monkeypatch.setattr(bootstrap, "blobs", lambda: blobs)
    monkeypatch.setattr(bootstrap, "email_provider", lambda: email)
    monkeypatch.setattr(bootstrap, "sms_provider", FakeSms)
    monkeypatch.setattr(bootstrap, "voice_provider", FakeSms)
    rates = free_rates(FrozenClock())
    monkeypatch.setattr(bootstrap, "send_rates", lambda: rates("EMAIL"))
    monkeypatch.setattr(bootstrap, "configured_rates", rates)
    monkeypatch.setattr(bootstrap, "push_delivery", FakePush)
    monkeypatch.setattr(
        bootstrap, "push_endpoints", lambda: PushEndpoints(reader=endpoints, writer=endpoints)
    )
    monkeypatch.setattr(bootstrap, "clock", lambda: clock)
    monkeypatch.setattr(bootstrap, "ids", lambda: ids)
    monkeypatch.setattr(bootstrap, "place", lambda: place)
    return pinpoint_client(templates.OPERATIONS, messages.OPERATIONS)


def create(client, name="news", **content):
    return client.create_email_template(TemplateName=name, EmailTemplateRequest={"Subject": "one", **content})


def status_of(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_template_goes_through_its_life(client):
    created = create(client, HtmlPart="<p>{{x}}", tags={"a": "b"}, Headers=[{"Name": "X", "Value": "v"}])
    added = client.update_email_template(
        TemplateName="news", CreateNewVersion=True, EmailTemplateRequest={"Subject": "two"}
    )
    activated = client.update_template_active_version(
        TemplateName="news", TemplateType="email", TemplateActiveVersionRequest={"Version": "latest"}
    )
    versions = client.list_template_versions(TemplateName="news", TemplateType="email")
    found = client.get_email_template(TemplateName="news")["EmailTemplateResponse"]
    first = client.get_email_template(TemplateName="news", Version="1")["EmailTemplateResponse"]
    deleted = client.delete_email_template(TemplateName="news")

    codes = [a["ResponseMetadata"]["HTTPStatusCode"] for a in (created, added, activated, versions, deleted)]
    assert codes == [201, 202, 200, 200, 202]
    assert created["CreateTemplateMessageBody"]["Arn"] == ARN
    assert [item["Version"] for item in versions["TemplateVersionsResponse"]["Item"]] == ["2", "1"]
    assert (found["Subject"], found["Version"], found["tags"]) == ("two", "2", {"a": "b"})
    assert (first["HtmlPart"], first["Headers"]) == ("<p>{{x}}", [{"Name": "X", "Value": "v"}])
    assert status_of(client.get_email_template, TemplateName="news") == 404


def test_what_breaks_a_rule_is_a_bad_request(client):
    create(client)

    assert status_of(create, client=client) == 400
    assert status_of(create, client=client, name="bad name") == 400
    assert status_of(create, client=client, name="other", HtmlPart="{{#if x}}") == 400
    update = client.update_email_template
    request = {"Subject": "x"}
    assert status_of(update, TemplateName="news", Version="2", EmailTemplateRequest=request) == 400
    assert status_of(client.list_templates, TemplateType="PIGEON") == 400
    assert status_of(client.list_templates, NextToken="x") == 400
    assert status_of(client.list_template_versions, TemplateName="news", TemplateType="sms") == 404


def test_lists_are_paged_by_next_token(client):
    for number in range(3):
        create(client, name=f"t{number}")
        client.update_email_template(
            TemplateName="t0", CreateNewVersion=True, EmailTemplateRequest={"Subject": "n"}
        )

    first = client.list_templates(PageSize="2", Prefix="t")["TemplatesResponse"]
    rest = client.list_templates(PageSize="2", Prefix="t", NextToken=first["NextToken"])["TemplatesResponse"]
    versions = client.list_template_versions(TemplateName="t0", TemplateType="email", PageSize="3")

    assert [item["TemplateName"] for item in first["Item"] + rest["Item"]] == ["t0", "t1", "t2"]
    assert "NextToken" not in rest
    assert versions["TemplateVersionsResponse"]["NextToken"]


def test_a_message_by_template_reaches_address_endpoint_and_user(client, email):
    create(client, TextPart="Hi {{name}}", DefaultSubstitutions=json.dumps({"name": "you"}))
    content = {
        "MessageConfiguration": {"EmailMessage": {"FromAddress": "shop@example.com"}},
        "TemplateConfiguration": {"EmailTemplate": {"Name": "news"}},
    }

    sent = client.send_messages(
        ApplicationId=APP,
        MessageRequest={
            **content,
            "Addresses": {"a@example.com": {"ChannelType": "EMAIL", "Substitutions": {"name": ["A"]}}},
            "Endpoints": {"e1": {}},
        },
    )["MessageResponse"]
    to_users = client.send_users_messages(
        ApplicationId=APP, SendUsersMessageRequest={**content, "Users": {"u1": {}}}
    )["SendUsersMessageResponse"]

    assert sent["RequestId"]
    assert sent["Result"]["a@example.com"]["StatusCode"] == 200
    assert sent["EndpointResult"]["e1"]["Address"] == "e1@example.com"
    assert to_users["Result"]["u1"]["e1"]["DeliveryStatus"] == "SUCCESSFUL"
    assert [mail.text for mail in email.sent] == ["Hi A", "Hi you", "Hi you"]


def test_a_raw_mail_comes_through_unchanged(client, email):
    client.send_messages(
        ApplicationId=APP,
        MessageRequest={
            "MessageConfiguration": {
                "EmailMessage": {
                    "FromAddress": "s@example.com",
                    "RawEmail": {"Data": b"Subject: \xff\r\n\r\n"},
                }
            },
            "Addresses": {"a@example.com": {"ChannelType": "EMAIL"}},
        },
    )

    assert email.sent[0].raw == b"Subject: \xff\r\n\r\n"


def test_an_unknown_application_is_a_404(client):
    request = {"MessageConfiguration": {}, "Addresses": {"a@example.com": {"ChannelType": "EMAIL"}}}

    assert status_of(client.send_messages, ApplicationId="none", MessageRequest=request) == 404


def test_the_function_of_direct_messages_serves_them(client, email, monkeypatch):
    monkeypatch.setattr(bootstrap, "key_ring", key_ring)
    monkeypatch.setattr(bootstrap, "clock", SystemClock)
    served = pinpoint_client(lambda_handler)

    served.send_messages(
        ApplicationId=APP,
        MessageRequest={
            "MessageConfiguration": {"EmailMessage": {"FromAddress": "s@example.com", "Body": "b"}},
            "Addresses": {"a@example.com": {"ChannelType": "EMAIL"}},
        },
    )

    assert [mail.to_address for mail in email.sent] == ["a@example.com"]
