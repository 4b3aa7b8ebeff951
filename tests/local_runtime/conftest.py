"""One local runtime for all tests that need one: it takes seconds to start."""

from __future__ import annotations

import httpx
import pytest

from local.client import running


@pytest.fixture(scope="session")
def runtime():
    with running() as started:
        yield started


@pytest.fixture
def controls(runtime):
    """The runtime's `/local/` calls, on an empty system."""
    with httpx.Client(base_url=runtime.url, timeout=60, trust_env=False) as client:
        client.post("/local/reset").raise_for_status()
        yield client
