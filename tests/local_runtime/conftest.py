"""Local runtimes for all tests that need one: each takes seconds to start."""

from __future__ import annotations

import httpx
import pytest

from local.client import running
from tests.local_runtime.talk import Talk

RUNTIMES = {"runtime", "strict_runtime"}


@pytest.fixture(scope="session")
def runtime():
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def strict_runtime():
    """A runtime whose functions may do what the template's roles allow, and nothing else."""
    with running(iam=True) as started:
        yield started


@pytest.fixture
def controls(runtime):
    """The runtime's `/local/` calls, on an empty system."""
    yield from _emptied(runtime)


@pytest.fixture
def talk(runtime, controls):
    return Talk(runtime, controls)


@pytest.fixture
def strict_talk(strict_runtime):
    for controls in _emptied(strict_runtime):
        yield Talk(strict_runtime, controls)


def _emptied(runtime):
    with httpx.Client(base_url=runtime.url, timeout=300, trust_env=False) as client:
        client.post("/local/reset").raise_for_status()
        yield client


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what starts a runtime, so that it is left out where there is none."""
    for item in items:
        if RUNTIMES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.local_runtime)
