"""Pages of any origin may call the API, and every resource answers OPTIONS."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from local.config import LocalConfig
from local.front.app import Front

ORIGIN = {"Origin": "https://console.example.com"}
ASKING = {
    **ORIGIN,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,x-amz-date",
}


@pytest.fixture
def call(tmp_path):
    """Call a front whose system is not there yet."""
    front = Front(LocalConfig(port=4100, enforce_iam=False, work=tmp_path))

    def call(method, path, headers=None):
        async def answer():
            transport = httpx.ASGITransport(app=front)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4100") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(answer())

    return call


@pytest.mark.parametrize("path", ["/v1/apps", "/iam/v1/apps/a/endpoints/e", "/x/v1/keys", "/iam/x/v1/keys"])
def test_every_resource_answers_options(call, path):
    answer = call("OPTIONS", path)

    assert (answer.status_code, answer.json()) == (200, {})


def test_browsers_may_send_signed_calls(call):
    answer = call("OPTIONS", "/v1/apps", ASKING)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "authorization,x-amz-date"


def test_pages_may_read_answers(call):
    answer = call("GET", "/v1/apps", ORIGIN)

    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-amzn-RequestId" in answer.headers["access-control-expose-headers"]


def test_pages_may_not_reach_the_controls(call):
    assert "access-control-allow-origin" not in call("GET", "/health", ORIGIN).headers
    assert call("OPTIONS", "/local/reset", ASKING).status_code == 405
