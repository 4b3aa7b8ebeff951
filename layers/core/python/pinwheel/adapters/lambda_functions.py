"""Functions of the customer, called by name or ARN."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from pinwheel.ports.functions import CallFailed

MOST_BYTES = 6 * 1024 * 1024
"""Most that a function takes or answers (spec 03, section 7)."""
MOST_WORDS = 200
_UNTAKEN = frozenset(
    {
        "TooManyRequestsException",
        "ThrottlingException",
        "EC2ThrottledException",
        "ServiceException",
        "ResourceNotReadyException",
    }
)
"""Refusals after which the function surely did not run, and may when asked again."""
_REFUSED = frozenset({"AccessDeniedException", "AccessDenied", "UnauthorizedOperation"})


class LambdaFunctions:
    """The port over Lambda; the client is made for the first call, with a read time-out of 15 seconds."""

    def __init__(self, client: Callable[[], Any]) -> None:
        """Keep how to make the client; it must never repeat a call by itself."""
        self._make = client

    def exists(self, name: str) -> bool:
        """Ask for the function's configuration."""
        function, _, qualifier = _split(name)
        request = {"FunctionName": function, **({"Qualifier": qualifier} if qualifier else {})}
        try:
            self._make().get_function_configuration(**request)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ResourceNotFoundException":
                return False
            raise CallFailed(_refusal(name, code)) from error
        except BotoCoreError as error:
            raise CallFailed(f"The function '{name}' could not be looked up.") from error
        return True

    def invoke(self, name: str, payload: bytes) -> bytes:
        """Invoke it and wait; an error of its own code is a failed call too."""
        if len(payload) > MOST_BYTES:
            raise CallFailed(f"The call would have {len(payload):,} bytes, more than {MOST_BYTES:,}.")
        try:
            answer = self._make().invoke(FunctionName=name, InvocationType="RequestResponse", Payload=payload)
            body = bytes(answer["Payload"].read(MOST_BYTES + 1))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise CallFailed(_refusal(name, code), is_untaken=code in _UNTAKEN) from error
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise CallFailed(f"The function '{name}' could not be reached.", is_untaken=True) from error
        except ReadTimeoutError as error:
            raise CallFailed(f"The function '{name}' took longer than 15 seconds.") from error
        except BotoCoreError as error:
            raise CallFailed(f"The function '{name}' did not answer.") from error
        if answer.get("FunctionError"):
            raise CallFailed(f"The function '{name}' failed: {_words(body)}")
        if len(body) > MOST_BYTES:
            raise CallFailed(f"The function '{name}' answered more than {MOST_BYTES:,} bytes.")
        return body


def _split(name: str) -> tuple[str, str, str]:
    """Take a qualifier off a name or ARN."""
    parts = name.split(":")
    has_qualifier = len(parts) in {2, 8}
    return (":".join(parts[:-1]), ":", parts[-1]) if has_qualifier else (name, "", "")


def _refusal(name: str, code: str) -> str:
    if code == "ResourceNotFoundException":
        return f"There is no function '{name}'."
    if code in _REFUSED:
        return (
            f"The function '{name}' may not be called; the deployment names those that may "
            "in pinwheel:delivery-functions."
        )
    return f"The function '{name}' was not called: {code}."


def _words(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return "it gave no reason."
    text = said.get("errorMessage") if isinstance(said, dict) else None
    return str(text)[:MOST_WORDS] if text else "it gave no reason."
