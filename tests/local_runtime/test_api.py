"""The API around the main path: lists, settings, tags, signatures, errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from tests.local_runtime.talk import connect

pytestmark = pytest.mark.local_runtime

NAMES = ["one", "two", "three"]


def pages(read):
    """Read a list one item at a time; the last page is the one with the last item."""
    found, token = [], None
    while True:
        page = read(PageSize="1", **({"Token": token} if token else {}))
        found += page["Item"]
        token = page.get("NextToken")
        if token is None:
            return found
        assert len(page["Item"]) == 1


def test_lists_come_in_pages_and_end_with_the_last_item(talk):
    for name in NAMES:
        talk.pinpoint.create_app(CreateApplicationRequest={"Name": name})
        talk.call("create_segment", WriteSegmentRequest={"Name": name})

    apps = pages(lambda **asked: talk.pinpoint.get_apps(**asked)["ApplicationsResponse"])
    segments = pages(lambda **asked: talk.call("get_segments", **asked))

    assert [app["Name"] for app in apps] == ["shop", *NAMES]
    assert [segment["Name"] for segment in segments] == NAMES


def test_a_segment_has_versions_newest_first(talk):
    segment = talk.segment(kind="a")
    talk.call("update_segment", SegmentId=segment, WriteSegmentRequest={"Name": "new"})

    versions = pages(lambda **asked: talk.call("get_segment_versions", SegmentId=segment, **asked))

    assert [(version["Version"], version["Name"]) for version in versions] == [(2, "new"), (1, "some")]
    first = talk.call("get_segment_version", SegmentId=segment, Version="1")
    assert first["Dimensions"]["Attributes"]["kind"]["Values"] == ["a"]


def test_a_template_has_versions_of_which_one_is_active(talk):
    api = talk.pinpoint
    api.create_email_template(TemplateName="t", EmailTemplateRequest={"Subject": "1"})
    api.update_email_template(TemplateName="t", CreateNewVersion=True, EmailTemplateRequest={"Subject": "2"})
    assert api.get_email_template(TemplateName="t")["EmailTemplateResponse"]["Subject"] == "1"

    api.update_template_active_version(
        TemplateName="t", TemplateType="EMAIL", TemplateActiveVersionRequest={"Version": "latest"}
    )

    assert api.get_email_template(TemplateName="t")["EmailTemplateResponse"]["Subject"] == "2"
    versions = api.list_template_versions(TemplateName="t", TemplateType="EMAIL")
    assert [item["Version"] for item in versions["TemplateVersionsResponse"]["Item"]] == ["2", "1"]


def test_settings_always_hold_their_blocks(talk):
    assert (
        talk.call("get_application_settings").items()
        >= {
            "CampaignHook": {},
            "Limits": {},
            "QuietTime": {},
        }.items()
    )

    limits = {"Daily": 5, "MessagesPerSecond": 0, "MaximumDuration": 0, "Total": 0}
    request = {"Limits": limits, "QuietTime": {"Start": "22:00", "End": "06:00"}}
    stored = talk.call("update_application_settings", WriteApplicationSettingsRequest=request)

    assert (stored["Limits"], stored["QuietTime"]) == ({"Daily": 5}, {"End": "06:00", "Start": "22:00"})


def test_tags_are_found_by_the_arn_in_the_path(talk):
    arn = talk.app["Arn"]
    talk.pinpoint.tag_resource(ResourceArn=arn, TagsModel={"tags": {"a b": "c+d/=", "gone": "x"}})
    talk.pinpoint.untag_resource(ResourceArn=arn, TagKeys=["gone"])

    assert talk.pinpoint.list_tags_for_resource(ResourceArn=arn)["TagsModel"] == {"tags": {"a b": "c+d/="}}


def test_a_user_has_endpoints_whose_ids_may_hold_anything(talk):
    ids = ["a/b c+d", "a%2Fb"]
    item = {"ChannelType": "EMAIL", "User": {"UserId": "u /+%1"}}
    endpoints = [{"Id": name, "Address": f"{at}@example.com", **item} for at, name in enumerate(ids)]
    talk.call("update_endpoints_batch", EndpointBatchRequest={"Item": endpoints})

    found = talk.call("get_user_endpoints", UserId="u /+%1")["Item"]
    talk.call("delete_endpoint", EndpointId=ids[0])
    left = talk.call("delete_user_endpoints", UserId="u /+%1")["Item"]

    assert sorted(endpoint["Id"] for endpoint in found) == sorted(ids)
    assert [endpoint["Id"] for endpoint in left] == [ids[1]]


def test_an_error_tells_its_type_in_header_and_body(talk):
    with pytest.raises(ClientError) as refusal:
        talk.call("get_segment", SegmentId="0" * 32)

    answer: Any = refusal.value.response
    assert isinstance(refusal.value, talk.pinpoint.exceptions.NotFoundException)
    assert answer["ResponseMetadata"]["HTTPHeaders"]["x-amzn-errortype"] == "NotFoundException"
    assert answer["RequestID"] == answer["ResponseMetadata"]["RequestId"]


def test_a_stale_signature_is_refused(talk, monkeypatch):
    past = datetime.now(UTC) - timedelta(minutes=6)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: past)
    request = AWSRequest("GET", f"{talk.url}/v1/apps")
    SigV4Auth(Credentials("local", "local-secret"), "mobiletargeting", "us-east-1").add_auth(request)

    answer = httpx.get(str(request.url), headers=dict(request.headers))

    assert answer.status_code == 403
    assert answer.json()["__type"] == answer.headers["x-amzn-ErrorType"]


def test_a_key_of_another_application_is_refused(runtime, talk):
    other = talk.pinpoint.create_app(CreateApplicationRequest={"Name": "other"})["ApplicationResponse"]["Id"]
    request = {"Name": "theirs", "Rights": ["read"], "Applications": [other]}
    key = talk.signed("POST", "/x/v1/keys", request)
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    stranger = connect("pinpoint", endpoint_url=runtime.url, region_name="us-east-1", **keys)

    with pytest.raises(ClientError) as refusal:
        stranger.get_app(ApplicationId=talk.id)

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert stranger.get_app(ApplicationId=other)["ApplicationResponse"]["Id"] == other
