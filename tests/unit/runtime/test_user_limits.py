"""The deployment's choice of how many endpoints a user may have."""

from __future__ import annotations

from pinwheel.domain.endpoint_users import UserLimits
from pinwheel.runtime.settings import Settings


def test_by_default_a_user_may_have_a_hundred(monkeypatch):
    monkeypatch.delenv("PINWHEEL_ENDPOINTS_PER_USER", raising=False)
    monkeypatch.delenv("PINWHEEL_STRICT_USERS", raising=False)

    assert Settings().user_limits == UserLimits(endpoints=100, strict=False)


def test_a_deployment_may_choose_otherwise(monkeypatch):
    monkeypatch.setenv("PINWHEEL_ENDPOINTS_PER_USER", "20")
    monkeypatch.setenv("PINWHEEL_STRICT_USERS", "true")

    assert Settings().user_limits == UserLimits(endpoints=20, strict=True)
    assert Settings().user_limits.cap == 15
