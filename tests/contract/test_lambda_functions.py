"""Functions as Lambda answers: canned answers of its wire, through the real client."""

from __future__ import annotations

import io

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from pinwheel.adapters.lambda_functions import LambdaFunctions
from pinwheel.ports.functions import CallFailed


@pytest.fixture
def client():
    session = botocore.session.get_session()
    return session.create_client(
        "lambda",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def _answer(body, **members):
    return {"StatusCode": 200, "Payload": StreamingBody(io.BytesIO(body), len(body)), **members}


def _invoke(client, answer, payload=b"{}"):
    with Stubber(client) as stub:
        stub.add_response("invoke", answer)
        return LambdaFunctions(lambda: client).invoke("f", payload)


def test_a_function_answers(client):
    assert _invoke(client, _answer(b'{"a": 1}')) == b'{"a": 1}'


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_answer(b'{"errorMessage": "no"}', FunctionError="Unhandled"), "failed: no"),
        (_answer(b"oops", FunctionError="Unhandled"), "gave no reason"),
        (_answer(b"x" * (6 * 1024 * 1024 + 1)), "more than"),
    ],
)
def test_an_error_of_the_function_or_a_flood_is_a_failed_call(client, answer, words):
    with pytest.raises(CallFailed, match=words) as failure:
        _invoke(client, answer)

    assert not failure.value.is_untaken


def test_a_call_that_is_too_big_is_not_made():
    with pytest.raises(CallFailed, match="more than"):
        LambdaFunctions(lambda: None).invoke("f", b"x" * (6 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("code", "words", "is_untaken"),
    [
        ("TooManyRequestsException", "TooManyRequests", True),
        ("ResourceNotFoundException", "There is no function 'f'", False),
        ("AccessDeniedException", "pinwheel:delivery-functions", False),
    ],
)
def test_a_refusal_says_why_and_whether_it_may_be_tried_again(client, code, words, is_untaken):
    with Stubber(client) as stub:
        stub.add_client_error("invoke", code)
        with pytest.raises(CallFailed, match=words) as failure:
            LambdaFunctions(lambda: client).invoke("f", b"{}")

    assert failure.value.is_untaken is is_untaken


class Failing:
    """A client whose calls end in one error."""

    def __init__(self, error):
        self.error = error

    def __getattr__(self, _name):
        def call(**_request):
            raise self.error

        return call


@pytest.mark.parametrize(
    ("error", "is_untaken"),
    [
        (EndpointConnectionError(endpoint_url="x"), True),
        (ReadTimeoutError(endpoint_url="x"), False),
    ],
)
def test_only_what_never_connected_surely_did_nothing(error, is_untaken):
    with pytest.raises(CallFailed) as failure:
        LambdaFunctions(lambda: Failing(error)).invoke("f", b"{}")

    assert failure.value.is_untaken is is_untaken


def test_a_function_is_looked_up_by_name_arn_and_qualifier(client):
    arn = "arn:aws:lambda:us-east-1:000000000000:function:f"
    with Stubber(client) as stub:
        stub.add_response("get_function_configuration", {}, {"FunctionName": "f"})
        stub.add_response("get_function_configuration", {}, {"FunctionName": "f", "Qualifier": "prod"})
        stub.add_response("get_function_configuration", {}, {"FunctionName": arn})
        stub.add_response("get_function_configuration", {}, {"FunctionName": arn, "Qualifier": "2"})
        stub.add_client_error("get_function_configuration", "ResourceNotFoundException")
        stub.add_client_error("get_function_configuration", "AccessDeniedException")
        functions = LambdaFunctions(lambda: client)

        assert all(functions.exists(name) for name in ("f", "f:prod", arn, f"{arn}:2"))
        assert not functions.exists("g")
        with pytest.raises(CallFailed, match="may not be called"):
            functions.exists("h")
