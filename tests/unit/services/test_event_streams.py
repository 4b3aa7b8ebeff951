"""The event stream of an application, as it is configured."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.services.event_streams import delete_event_stream, get_event_stream, put_event_stream
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock

ROLE = "arn:aws:iam::123456789012:role/service/stream"
KINESIS = "arn:aws:kinesis:eu-west-1:123456789012:stream/events"
FIREHOSE = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/events"


@pytest.fixture
def documents():
    return MemoryDocuments()


def put(documents, arn=KINESIS, role=ROLE):
    request = {"DestinationStreamArn": arn, "RoleArn": role}
    return put_event_stream("app", request, updated_by="me", documents=documents, clock=FrozenClock())


@pytest.mark.parametrize("arn", [KINESIS, FIREHOSE, KINESIS.replace("aws", "aws-cn", 1)])
def test_a_stream_comes_back_as_it_was_put(documents, arn):
    put(documents, arn)

    assert get_event_stream("app", documents=documents) == {
        "ApplicationId": "app",
        "DestinationStreamArn": arn,
        "LastModifiedDate": "2026-11-02T12:00:00.000Z",
        "LastUpdatedBy": "me",
        "RoleArn": ROLE,
    }


def test_a_second_stream_replaces_the_first(documents):
    put(documents, KINESIS)
    put(documents, FIREHOSE)

    assert get_event_stream("app", documents=documents)["DestinationStreamArn"] == FIREHOSE


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "events",
        "arn:aws:sqs:eu-west-1:123456789012:events",
        "arn:aws:kinesis:eu-west-1:12345:stream/events",
        "arn:aws:kinesis:eu-west-1:123456789012:deliverystream/events",
        "arn:aws:firehose:eu-west-1:123456789012:stream/events",
        KINESIS + "\n",
        KINESIS + "/more",
    ],
)
def test_another_arn_is_refused(documents, arn):
    with pytest.raises(Invalid, match="DestinationStreamArn"):
        put(documents, arn)


@pytest.mark.parametrize("role", ["", "stream", "arn:aws:iam::1:role/x", "arn:aws:iam::123456789012:user/x"])
def test_what_is_no_role_is_refused(documents, role):
    with pytest.raises(Invalid, match="RoleArn"):
        put(documents, role=role)


def test_without_a_stream_there_is_nothing_to_read_or_delete(documents):
    for use in (get_event_stream, delete_event_stream):
        with pytest.raises(NotFound):
            use("app", documents=documents)


def test_a_deleted_stream_is_shown_once_more_and_gone(documents):
    put(documents)

    assert delete_event_stream("app", documents=documents)["DestinationStreamArn"] == KINESIS
    with pytest.raises(NotFound):
        get_event_stream("app", documents=documents)
