"""What suites written for moto's stand-in of Pinpoint rely on, through an unmodified client."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from lambdas.api_control.handler import lambda_handler
from pinwheel.runtime import bootstrap
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import pinpoint_client
from tests.fakes.system import MemoryQueue


@pytest.fixture
def pinpoint(monkeypatch):
    documents = MemoryDocuments()
    monkeypatch.setattr(bootstrap, "documents", lambda: documents)
    monkeypatch.setattr(bootstrap, "queue", lambda _name: MemoryQueue())
    return pinpoint_client(lambda_handler, door="/iam")


@pytest.fixture
def application(pinpoint):
    return pinpoint.create_app(CreateApplicationRequest={"Name": "first"})["ApplicationResponse"]


def error_of(call, **request):
    with pytest.raises(ClientError) as refused:
        call(**request)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_without_applications_the_listing_is_just_an_empty_list(pinpoint):
    assert pinpoint.get_apps()["ApplicationsResponse"] == {"Item": []}


def test_a_deletion_answers_what_the_creation_answered(pinpoint, application):
    application_id = application["Id"]

    assert pinpoint.delete_app(ApplicationId=application_id)["ApplicationResponse"] == application
    assert error_of(pinpoint.get_app, ApplicationId=application_id) == (
        "NotFoundException",
        "Application not found",
    )


def test_settings_come_back_as_written_with_their_date(pinpoint, application):
    wanted = {
        "CampaignHook": {"LambdaFunctionName": "lfn"},
        "CloudWatchMetricsEnabled": True,
        "EventTaggingEnabled": True,
        "Limits": {"Daily": 42},
    }

    pinpoint.update_application_settings(
        ApplicationId=application["Id"], WriteApplicationSettingsRequest=wanted
    )

    found = pinpoint.get_application_settings(ApplicationId=application["Id"])["ApplicationSettingsResource"]
    assert found["CampaignHook"] == {"LambdaFunctionName": "lfn"}
    assert found["Limits"] == {"Daily": 42}
    assert found["LastModifiedDate"]


def test_abbreviated_arns_of_a_stream_are_kept(pinpoint, application):
    stream = {"DestinationStreamArn": "kinesis:arn", "RoleArn": "iam:arn"}
    pinpoint.put_event_stream(ApplicationId=application["Id"], WriteEventStream=stream)

    gone = pinpoint.delete_event_stream(ApplicationId=application["Id"])["EventStream"]

    assert {name: gone[name] for name in stream} == stream
    assert error_of(pinpoint.get_event_stream, ApplicationId=application["Id"]) == (
        "NotFoundException",
        "Resource not found",
    )
