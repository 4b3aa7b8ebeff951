"""The first key comes through the IAM door, signed with the caller's AWS credentials."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tools.issue_key import main

URL = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"
ORDER = ["--url", URL, "--region", "eu-central-1", "--name", "backend", "--rights", "read", "write"]


@dataclass
class Answer:
    """What the API says."""

    status_code: int
    text: str


@dataclass
class Door:
    """An IAM door that keeps what it was sent."""

    answer: Answer
    requests: list = field(default_factory=list)

    def send(self, request):
        self.requests.append(request)
        return self.answer


@pytest.fixture
def door():
    return Door(Answer(201, json.dumps({"AccessKeyId": "PWX", "SecretAccessKey": "s"})))


def test_the_order_goes_to_the_iam_door(door, capsys):
    assert main(ORDER, send=door.send) == 0

    (request,) = door.requests
    assert (request.method, request.url) == ("POST", f"{URL}/iam/x/v1/keys")
    assert json.loads(request.body) == {"Name": "backend", "Rights": ["read", "write"]}
    assert json.loads(capsys.readouterr().out) == {"AccessKeyId": "PWX", "SecretAccessKey": "s"}


def test_a_key_may_be_for_some_applications_only(door):
    main([*ORDER, "--applications", "a1", "a2"], send=door.send)

    assert json.loads(door.requests[0].body)["Applications"] == ["a1", "a2"]


def test_the_signature_is_what_api_gateway_expects(door):
    main(ORDER, send=door.send)

    (request,) = door.requests
    again = AWSRequest("POST", request.url, headers={"content-type": "application/json"}, data=request.body)
    again.context["timestamp"] = request.headers["X-Amz-Date"]
    signer = SigV4Auth(Credentials("testing", "testing"), "execute-api", "eu-central-1")
    again.headers["X-Amz-Date"] = request.headers["X-Amz-Date"]
    signature = signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)
    text = request.headers["Authorization"]
    text = text.decode() if isinstance(text, bytes) else text
    assert "/eu-central-1/execute-api/aws4_request" in text
    assert text.endswith(f"Signature={signature}")


def test_a_refusal_is_told(capsys):
    door = Door(Answer(403, '{"Message": "Forbidden"}'))

    assert main(ORDER, send=door.send) == 1
    assert '403 {"Message": "Forbidden"}' in capsys.readouterr().err


def test_rights_that_there_are_not_are_refused(door, capsys):
    with pytest.raises(SystemExit):
        main(["--name", "x", "--rights", "everything"], send=door.send)

    assert "everything" in capsys.readouterr().err
