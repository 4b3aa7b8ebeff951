"""All 122 operations, as an unmodified boto3 client serialises and parses them: nothing is lost on the wire."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import boto3
import msgspec
import pytest
from botocore import xform_name

from pinwheel.runtime.http import http_function
from pinwheel.shapes.description import structure
from pinwheel.shapes.operations import OPERATIONS
from tests.fakes.pinpoint import key_ring, pinpoint_client

MODEL = boto3.client(
    "pinpoint", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
).meta.service_model
TRICKY = "a b/c+%2F%é@?=&"
CHOSEN_BY_CALLERS = {"EndpointId", "UserId", "ResourceArn"}


def sample(shape):
    """Make a value with every member of a shape in it; no shape of the model contains itself."""
    match shape.type_name:
        case "structure":
            return {name: sample(member) for name, member in shape.members.items()}
        case "list":
            return [sample(shape.member)]
        case "map":
            return {(shape.key.enum or ["key"])[0]: sample(shape.value)}
        case "string":
            return (shape.enum or ["text é"])[0]
        case "timestamp":
            return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        case "blob":
            return b"bytes"
        case other:
            return {"integer": 7, "long": 7, "double": 1.5, "boolean": True}[other]


def arguments(operation):
    """Fill every input of an operation; labels that callers choose get all that makes paths hard."""
    found = {}
    for name, member in operation.input_shape.members.items():
        is_label = member.serialization.get("location") == "uri"
        hard = TRICKY if name in CHOSEN_BY_CALLERS else f"{name}-1"
        found[name] = hard if is_label else sample(member)
    return found


class Wire:
    """Records what was sent and what the operation got; answers with every member of the answer's shape."""

    def __init__(self):
        ring = key_ring()
        self.call = None
        self.awaited = ""
        self.sent = b""
        handler = http_function(dict.fromkeys(OPERATIONS, self.answer), ring=lambda: ring)

        def recording(event, context):
            self.sent = base64.b64decode(event["body"])
            return handler(event, context)

        self.decoded = pinpoint_client(recording)
        self.encoded = pinpoint_client(recording, encoded=True)

    def answer(self, call):
        # A change is looked at before and after it for the audit log; these looks bring no body and no query.
        if call.operation == self.awaited:
            self.call = call
        reference = OPERATIONS[call.operation].answer
        if reference is None:
            return None
        output = MODEL.operation_model(call.operation).output_shape
        (payload,) = (member for member in output.members.values() if member.type_name == "structure")
        return msgspec.convert(plain(sample(payload)), structure(reference))


def plain(value):
    """Spell a sample as JSON does."""
    if isinstance(value, dict):
        renamed = (
            {"SegmentDimensions": "segmentDimensions"}
            if "SegmentDimensions" in value and "EventCondition" in value
            else {}
        )
        return {renamed.get(key, key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return "2026-01-02T03:04:05Z"
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


@pytest.fixture(scope="module")
def wire():
    return Wire()


@pytest.mark.parametrize("form", ["decoded", "encoded"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_all_that_the_sdk_sends_arrives_and_all_that_is_answered_returns(wire, name, form):
    operation = MODEL.operation_model(name)
    given = arguments(operation)
    wire.awaited = name
    answer = getattr(getattr(wire, form), xform_name(name))(**given)
    assert wire.call.operation == name
    assert wire.call.labels == {label: given[label] for label in OPERATIONS[name].labels}
    query = {member: wire.call.query[member] for member in OPERATIONS[name].query.values()}
    assert query == {member: as_query(given[member]) for member in query}
    if OPERATIONS[name].body:
        assert msgspec.to_builtins(wire.call.body) == json.loads(wire.sent)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == OPERATIONS[name].status
    if operation.output_shape:
        ((payload, member),) = operation.output_shape.members.items()
        assert answer[payload] == sample(member)


def as_query(value):
    texts = [plain(one) for one in (value if isinstance(value, list) else [value])]
    return ["true" if text is True else text for text in texts]
