"""For everybody: no network but this machine's, dummy credentials, one Region."""

from __future__ import annotations

from functools import cache

import botocore.session
import pytest
from botocore.loaders import create_loader
from hypothesis import HealthCheck, settings

# A session reads AWS's descriptions of its services anew, megabytes of JSON: here all sessions share what was read.
pytest.MonkeyPatch().setattr(botocore.session, "create_loader", cache(create_loader))

# A busy machine is no defect: nothing fails for being slow. Tests say themselves how many examples they look at.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Give each test the same clean environment."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    monkeypatch.setenv("PINWHEEL_ACCOUNT_ID", "000000000000")
    monkeypatch.setenv("PINWHEEL_PUBLIC_URL", "https://links.example.com")
