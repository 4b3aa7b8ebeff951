"""The control plane under the template's roles: what it stores, exports and erases works as deployed."""

from __future__ import annotations

import gzip
import json

import pytest
from botocore.exceptions import ClientError

from tests.fakes.channels import REQUESTS
from tests.local_runtime.talk import BUCKET, ROLE, ROOT, connect

PEOPLE = {f"person-{n}": f"person-{n}@example.com" for n in range(40)}
WAIT = {"NextActivity": "end", "WaitTime": {"WaitFor": "PT1H"}}


def store_people(talk):
    items = [
        {
            "Id": name,
            "ChannelType": "EMAIL",
            "Address": address,
            "Attributes": {"plan": ["gold" if name.endswith("0") else "free"]},
            "User": {"UserId": f"user-{name}", "UserAttributes": {"first": ["Ana"]}},
        }
        for name, address in PEOPLE.items()
    ]
    talk.call("update_endpoints_batch", EndpointBatchRequest={"Item": items})


def exported(talk, **chosen):
    talk.s3.create_bucket(Bucket=BUCKET)
    request = {"RoleArn": ROLE, "S3UrlPrefix": f"s3://{BUCKET}/out/", **chosen}
    job = talk.call("create_export_job", ExportJobRequest=request)
    done = talk.until(
        lambda: talk.call("get_export_job", JobId=job["Id"]),
        lambda found: found["JobStatus"] in {"COMPLETED", "FAILED"},
    )
    assert done["JobStatus"] == "COMPLETED", done
    files = talk.s3.list_objects_v2(Bucket=BUCKET, Prefix=f"out/{job['Id']}")["Contents"]
    bodies = [talk.s3.get_object(Bucket=BUCKET, Key=file["Key"])["Body"].read() for file in files]
    return [json.loads(line) for body in bodies for line in gzip.decompress(body).splitlines()]


def leftovers(talk):
    """List what all tables hold of the application, but for notes that its second erasure goes by."""
    dynamodb = connect("dynamodb", endpoint_url=talk.s3.meta.endpoint_url, **ROOT)
    tables = [name for name in dynamodb.list_tables()["TableNames"] if name.startswith("Pinwheel")]
    pages = [page for name in tables for page in dynamodb.get_paginator("scan").paginate(TableName=name)]
    found = [item["pk"]["S"] + " " + item["sk"]["S"] for page in pages for item in page["Items"]]
    return [place for place in found if talk.id in place and " DELETED#" not in place]


def test_what_is_exported_can_be_imported_and_what_is_deleted_is_gone(strict_talk):
    talk = strict_talk
    store_people(talk)
    gold = talk.segment(plan="gold")

    everybody = exported(talk)
    some = exported(talk, SegmentId=gold)

    assert {line["Id"]: line["Address"] for line in everybody} == PEOPLE
    assert {line["Id"] for line in some} == {f"person-{n}" for n in (0, 10, 20, 30)}
    files = talk.s3.list_objects_v2(Bucket=BUCKET, Prefix="out/")["Contents"]
    job = talk.imported(f"s3://{BUCKET}/{files[0]['Key']}", Format="JSON")
    assert (job["JobStatus"], job["TotalFailures"]) == ("COMPLETED", 0)

    talk.call("delete_app")
    with pytest.raises(ClientError, match="NotFoundException"):
        talk.call("get_endpoint", EndpointId="unknown")
    talk.idle()
    assert leftovers(talk) == []
    with pytest.raises(ClientError, match="NotFoundException"):
        talk.call("get_segment", SegmentId=gold)


def test_every_channel_is_set_up_and_shows_no_secret(strict_talk):
    talk = strict_talk
    secrets = {"adm-client-secret", "private-key-pem", "token-key-p8", "baidu-secret", "BEGIN PRIVATE KEY"}

    for kind, request in REQUESTS.items():
        name = kind.lower()
        shape = "".join(part.capitalize() for part in name.split("_"))
        member = {"Sms": "SMSChannelRequest", "Gcm": "GCMChannelRequest", "Adm": "ADMChannelRequest"}.get(
            shape, f"{shape}ChannelRequest".replace("Apns", "APNS")
        )
        answer = talk.call(f"update_{name}_channel", **{member: request})
        assert answer["Platform"] == kind
        assert not any(secret in json.dumps(answer) for secret in secrets)

    assert set(talk.call("get_channels")["Channels"]) == set(REQUESTS)


def test_journeys_templates_recommenders_and_numbers_are_served(strict_talk):
    talk, pinpoint = strict_talk, strict_talk.pinpoint
    journey = talk.call(
        "create_journey",
        WriteJourneyRequest={
            "Name": "Welcome",
            "StartActivity": "wait",
            "Activities": {
                "wait": {"Wait": WAIT},
                "end": {"EMAIL": {"TemplateName": "none"}, "Description": "x" * 400_000},
            },
        },
    )
    assert talk.call("get_journey", JourneyId=journey["Id"])["State"] == "DRAFT"
    with pytest.raises(ClientError, match="BadRequestException"):
        talk.call("update_journey_state", JourneyId=journey["Id"], JourneyStateRequest={"State": "ACTIVE"})

    pinpoint.create_sms_template(TemplateName="text", SMSTemplateRequest={"Body": "Hi"})
    pinpoint.create_voice_template(TemplateName="call", VoiceTemplateRequest={"Body": "Hi"})
    pinpoint.create_push_template(
        TemplateName="push", PushNotificationTemplateRequest={"Default": {"Body": "Hi"}}
    )
    pinpoint.create_in_app_template(TemplateName="banner", InAppTemplateRequest={"Layout": "TOP_BANNER"})
    listed = pinpoint.list_templates(Prefix="")["TemplatesResponse"]["Item"]
    assert {item["TemplateType"] for item in listed} >= {"SMS", "VOICE", "PUSH", "INAPP"}

    checked = pinpoint.phone_number_validate(NumberValidateRequest={"PhoneNumber": "+393331234567"})
    assert checked["NumberValidateResponse"]["CountryCodeIso2"] == "IT"
    made = pinpoint.create_recommender_configuration(
        CreateRecommenderConfiguration={
            "RecommendationProviderUri": "arn:aws:personalize:us-east-1:000000000000:campaign/shop",
            "RecommendationProviderRoleArn": "arn:aws:iam::000000000000:role/personalize",
            "RecommendationsDisplayName": "Shoes",
        }
    )
    assert made["RecommenderConfigurationResponse"]["RecommendationsPerMessage"] == 5
