"""What a key may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.domain.access_keys import AccessKey, Right, Secret, require_permission
from pinwheel.domain.errors import Forbidden

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def key(*rights, applications=None, secrets=(), revoked=None):
    bound = None if applications is None else frozenset(applications)
    return AccessKey("K", "name", frozenset(map(Right, rights)), bound, secrets, NOW, revoked=revoked)


def may(key, operation, method, application_id="a"):
    try:
        require_permission(key, operation, method, application_id)
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize(
    ("operation", "method", "sufficient"),
    [
        ("GetApp", "GET", {"read", "write"}),
        ("DeleteApp", "DELETE", {"write"}),
        ("CreateSegment", "POST", {"write"}),
        ("PutEvents", "POST", {"ingest", "write"}),
        ("UpdateEndpoint", "PUT", {"ingest", "write"}),
        ("UpdateEndpointsBatch", "PUT", {"ingest", "write"}),
        ("GetInAppMessages", "GET", {"ingest", "read", "write"}),
        ("GetEndpoint", "GET", {"read", "write"}),
        ("ListAccessKeys", "GET", {"admin"}),
        ("CreateAccessKey", "POST", {"admin"}),
        ("RotateAccessKey", "POST", {"admin"}),
        ("RevokeAccessKey", "DELETE", {"admin"}),
    ],
)
def test_one_right_of_those_named_is_enough_and_no_other_is(operation, method, sufficient):
    assert {right for right in map(str, Right) if may(key(right), operation, method)} == sufficient


def test_a_bound_key_touches_only_its_applications():
    bound = key("write", applications=["a", "b"])
    assert may(bound, "DeleteApp", "DELETE", "a")
    assert not may(bound, "DeleteApp", "DELETE", "c")


@pytest.mark.parametrize(
    ("operation", "method"), [("CreateApp", "POST"), ("ListTemplates", "GET"), ("CreateAccessKey", "POST")]
)
def test_a_bound_key_touches_nothing_of_the_account(operation, method):
    assert not may(key(*Right, applications=["a"]), operation, method, None)


def test_a_bound_key_may_list_applications_which_shows_only_its_own():
    assert may(key("read", applications=["a"]), "GetApps", "GET", None)


def test_a_replaced_secret_is_good_until_it_expires_and_none_is_after_revocation():
    new, old = Secret("new"), Secret("old", NOW + timedelta(hours=1))
    assert key(secrets=(new, old)).good_secrets(NOW) == (new, old)
    assert key(secrets=(new, old)).good_secrets(NOW + timedelta(hours=1)) == (new,)
    assert key(secrets=(new, old), revoked=NOW).good_secrets(NOW) == ()
