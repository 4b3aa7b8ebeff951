"""A DynamoDB client that writes and reads its bodies with msgspec instead of walking botocore's model.

Bulk work spends most of its time in botocore's serialiser and parser (measured on imports: half a millisecond
an endpoint); the JSON they make and read is, without binary values, exactly the parameters and the answer.
Signing, retries, idempotency tokens and errors stay botocore's. What is replaced is private to botocore: the
contract tests of the store run on such a client, so a botocore that works differently is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

_OK = 200


class Reader(Protocol):
    """Makes an answer of the body of a successful response."""

    def __call__(self, body: bytes, /) -> dict[str, Any]:
        """Read the body."""
        ...


def use_plain_json(client: Any) -> Any:
    """Let a client send and read plain JSON; binary attribute values are not supported from then on."""
    client._serializer = _Serializer()  # noqa: SLF001 - no hook for this
    return use_reader(client, msgspec.json.decode)


def use_reader(client: Any, read: Reader) -> Any:
    """Let `read` make the answers of a client; errors are still read by botocore."""
    endpoint = client._endpoint  # noqa: SLF001 - no hook for this
    factory = _ParserFactory(endpoint._response_parser_factory, read)  # noqa: SLF001
    endpoint._response_parser_factory = factory  # noqa: SLF001
    return client


class _Serializer:
    """Spells requests of the protocol `json` 1.0."""

    def serialize_to_request(self, parameters: Mapping[str, Any], operation_model: Any) -> dict[str, Any]:
        metadata = operation_model.metadata
        return {
            "url_path": "/",
            "query_string": "",
            "method": "POST",
            "headers": {
                "X-Amz-Target": f"{metadata['targetPrefix']}.{operation_model.name}",
                "Content-Type": f"application/x-amz-json-{metadata['jsonVersion']}",
            },
            "body": msgspec.json.encode(parameters),
        }


class _Parser:
    def __init__(self, original: Any, read: Reader) -> None:
        self._original = original
        self._read = read

    def parse(self, response: Mapping[str, Any], shape: Any) -> Any:
        if response["status_code"] != _OK:
            return self._original.parse(response, shape)
        answer = self._read(response["body"])
        answer["ResponseMetadata"] = {"HTTPStatusCode": _OK, "HTTPHeaders": response["headers"]}
        return answer


class _ParserFactory:
    def __init__(self, original: Any, read: Reader) -> None:
        self._original = original
        self._read = read

    def create_parser(self, protocol: str) -> _Parser:
        return _Parser(self._original.create_parser(protocol), self._read)
