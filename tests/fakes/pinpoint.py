"""An unmodified boto3 client whose signed requests are answered by our Lambda handlers in this process.

    client = pinpoint_client(applications.OPERATIONS, tags.OPERATIONS)
    client.create_app(CreateApplicationRequest={"Name": "Shop"})

The request that botocore has signed becomes an API Gateway event (payload 2.0), as the HTTP API would make it:
decoded path, lower-case headers. Nothing goes over the network.
"""

from __future__ import annotations

import base64
import io
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from pinwheel.adapters.system import SystemClock
from pinwheel.domain.errors import Unavailable
from pinwheel.runtime.http import http_function
from pinwheel.services.access_keys import import_key
from pinwheel.services.key_ring import KeyRing
from tests.fakes.documents import MemoryDocuments

ENDPOINT = "https://api.example.com"
ALL_RIGHTS = ("read", "ingest", "write", "admin")


class PlainSecrets:
    """Secrets that are not encrypted, but bound to their owner like real ones."""

    def __init__(self):
        self.made = 0
        self.opened = 0

    def generate(self):
        self.made += 1
        return f"secret-{self.made:033d}"

    def encrypt(self, secret, *, owner):
        return f"{owner}:{secret}"

    def decrypt(self, ciphertext, *, owner):
        self.opened += 1
        bound, _, secret = ciphertext.partition(":")
        if bound != owner:
            raise Unavailable("KMS decrypt failed.")
        return secret


def import_local_key(documents, secrets, clock):
    """Store the key `local` / `local-secret` with all rights."""
    import_key(
        "local",
        "local-secret",
        name="local",
        rights=ALL_RIGHTS,
        documents=documents,
        secrets=secrets,
        clock=clock,
    )


def key_ring(*, clock=None):
    """Make a ring that knows the local key only."""
    documents, secrets, clock = MemoryDocuments(), PlainSecrets(), clock or SystemClock()
    import_local_key(documents, secrets, clock)
    return KeyRing(documents=documents, secrets=secrets, clock=clock)


def pinpoint_client(
    *served, access_key="local", secret_key="local-secret", ring=None, clock=None, door="", encoded=False
):
    """Make a client for handlers (callables) or lists of operations (mappings), asked in the order given.

    `ring`: keys that are known, by default only `local` (for operations; a handler asks `bootstrap.key_ring`, which a
    test may replace by monkeypatch). `door="/iam"`: go through the IAM door. `encoded`: hand the path over as it was
    sent, as a REST API would. `clock`: real time, as botocore signs with the machine's.
    """
    clock = clock or SystemClock()
    ring = ring or key_ring(clock=clock)
    operations = {name: run for one in served if not callable(one) for name, run in one.items()}
    handlers = [one for one in served if callable(one)]
    if operations or not handlers:
        handlers.append(http_function(operations, ring=lambda: ring, clock=lambda: clock))
    client = boto3.client(
        "pinpoint",
        region_name="us-east-1",
        endpoint_url=ENDPOINT,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )

    def answer(request, **_):
        event = gateway_event(request, door=door, encoded=encoded)
        return _aws_response(request.url, _first_response(handlers, event))

    client.meta.events.register("before-send.pinpoint.*", answer)
    return client


def _first_response(handlers, event):
    """Give the answer of the first handler that has behaviour for the operation, else the last refusal."""
    for handler in handlers:
        response = handler(event, None)
        if "has no behaviour in this version" not in response["body"]:
            break
    return response


def gateway_event(request, *, door="", encoded=False, principal="arn:aws:iam::000000000000:role/Admin"):
    """Turn a signed request (AWSPreparedRequest) into what an HTTP API hands to a function."""
    url = urlsplit(request.url)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    headers.setdefault("host", url.netloc)
    body = _bytes(request.body or b"")
    path = door + (url.path if encoded else http_api_path(url.path))
    context = {"http": {"method": request.method, "path": path}, "requestId": "gateway"}
    if door:
        context["authorizer"] = {"iam": {"userArn": principal}}
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": url.query,
        "headers": headers,
        "requestContext": context,
        "isBase64Encoded": True,
        "body": base64.b64encode(body).decode(),
    }


def http_api_path(path):
    """Decode a path as an HTTP API does: every escape but `%25`."""
    kept = re.sub("%25", "%2525", path)
    return unquote_to_bytes(kept).decode()


def _bytes(body):
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, bytes | bytearray) else body.read()


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def _aws_response(url, response):
    raw = SimpleNamespace(stream=lambda *_, **__: iter([response["body"].encode()]), read=io.BytesIO().read)
    headers: Any = {name.lower(): value for name, value in response["headers"].items()}
    return AWSResponse(url, response["statusCode"], headers, raw)
