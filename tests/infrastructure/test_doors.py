"""The policies of the IAM door permit what their names say, of every operation that there is."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

import pytest

from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.domain.access_keys import KEY_OPERATIONS, Right, sufficient_rights
from pinwheel.shapes.operations import OPERATIONS
from tools import console_rights

API = "arn:aws:execute-api:eu-central-1:000000000000:a1b2c3d4e5"
ROUTES = (*OPERATIONS.values(), *EXTENSION_ROUTES)
ADMINISTRATION = {"DeleteApp", "UpdateApplicationSettings", "PutEventStream", "DeleteEventStream"} | {
    route.name for route in ROUTES if "/channels/" in route.path and route.method != "GET"
}
EXPECTED = {
    "Admin": {route.name for route in ROUTES},
    "Marketer": {route.name for route in ROUTES} - KEY_OPERATIONS - ADMINISTRATION,
    # Who may look by an access key may look here, and at the same.
    "Viewer": {route.name for route in ROUTES if Right.READ in sufficient_rights(route.name, route.method)},
    "AppClient": {"UpdateEndpoint", "PutEvents", "GetInAppMessages"},
}
LONGEST_POLICY = 6144
"""Characters of a managed policy; white space does not count."""


def call(method, path):
    return f"{API}/$default/{method}/iam{re.sub(r'{[^}]+}', '0123456789abcdef0123456789abcdef', path)}"


def resolved(resource):
    """Put in what CloudFormation would."""
    values = {
        "AWS::Partition": "aws",
        "AWS::Region": "eu-central-1",
        "AWS::AccountId": "000000000000",
    }
    parts = [part if isinstance(part, str) else values.get(part["Ref"], "a1b2c3d4e5") for part in resource]
    return "".join(parts)


@pytest.fixture(scope="module")
def doors(app):
    """Give the patterns of each policy by its name."""
    found = {}
    for id_, policy in app.resources("AWS::IAM::ManagedPolicy").items():
        (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
        assert (statement["Effect"], statement["Action"]) == ("Allow", "execute-api:Invoke")
        listed = statement["Resource"]
        listed = listed if isinstance(listed, list) else [listed]
        name = re.sub(r"^Doors|.{8}$", "", id_)
        found[name] = [resolved(resource["Fn::Join"][1]) for resource in listed]
    return found


def permits(patterns, method, path):
    return any(fnmatchcase(call(method, path), pattern) for pattern in patterns)


@pytest.mark.parametrize("door", EXPECTED)
def test_a_policy_permits_exactly_what_it_is_for(doors, door):
    permitted = {route.name for route in ROUTES if permits(doors[door], route.method, route.path)}

    assert permitted == EXPECTED[door]


def test_the_console_is_told_what_each_role_may():
    text = console_rights.FILE.read_text(encoding="utf-8")

    assert text == console_rights.written(), "run `python -m tools.console_rights`"


def test_there_are_no_other_policies(doors):
    assert set(doors) == set(EXPECTED)


def test_apps_may_send_events_by_the_old_path(doors):
    assert permits(doors["AppClient"], "POST", "/v1/apps/a/events/legacy")
    assert permits(doors["Marketer"], "POST", "/v1/apps/a/events/legacy")


@pytest.mark.parametrize(
    ("door", "method", "path"),
    [
        ("Viewer", "DELETE", "/v1/apps/a/endpoints/GET/iam/v1/apps"),
        ("Viewer", "PUT", "/v1/apps/a/endpoints/GET/iam/x/v1/apps/b"),
        ("AppClient", "DELETE", "/v1/apps/a/endpoints/PUT/iam/v1/apps/a/endpoints/e"),
        ("AppClient", "GET", "/v1/apps/a/endpoints/e"),
        ("AppClient", "PUT", "/v1/apps/a/endpoints"),
        ("Viewer", "POST", "/x/v1/keys/apps/funnels"),
        ("Viewer", "POST", "/x/v1/apps/a/campaigns/funnels/dry-run"),
        ("Viewer", "PUT", "/x/v1/numbers/POST/iam/x/v1/apps/a/funnels"),
        ("Marketer", "POST", "/x/v1/keys/k/rotate"),
    ],
)
def test_an_id_that_looks_like_a_path_opens_nothing(doors, door, method, path):
    assert not permits(doors[door], method, path)


def test_the_keys_door_needs_no_policy_and_gets_none(doors):
    assert all("/iam/" in pattern for patterns in doors.values() for pattern in patterns)


def test_policies_are_as_short_as_iam_wants_them(doors):
    for patterns in doors.values():
        assert len(json.dumps(patterns, separators=(",", ":"))) < LONGEST_POLICY - 200


def test_the_stack_tells_the_arns(app):
    assert {f"{door}PolicyArn" for door in EXPECTED} <= set(app.service["Outputs"])
