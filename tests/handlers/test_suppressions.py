"""The suppression list as the extension API tells it: listed page by page, cleared by address."""

from __future__ import annotations

import pytest

from pinwheel.domain.audit import is_audited
from pinwheel.runtime import bootstrap
from pinwheel.services.suppressions import suppress
from tests.handlers.contract_world import ContractWorld


@pytest.fixture(scope="module")
def shared_world():
    with pytest.MonkeyPatch.context() as patch:
        yield ContractWorld(patch)


@pytest.fixture
def world(shared_world):
    shared_world.restore()
    return shared_world


def ask(world, method, path, query=""):
    return world.send(method, f"/x/v1/apps/{world.labels['ApplicationId']}/suppressions{path}", query, "")


def put(world, *addresses):
    for address in addresses:
        suppress(
            world.labels["ApplicationId"],
            address,
            reason="BOUNCE",
            documents=bootstrap.documents(),
            clock=bootstrap.clock(),
        )


def test_addresses_are_listed_with_reason_and_time_page_by_page(world):
    put(world, "ana@example.com", "ben+x@example.com")

    first = ask(world, "GET", "", "page-size=1").body
    rest = ask(world, "GET", "", f"page-size=1&token={first['NextToken']}").body

    assert [entry["Address"] for entry in (*first["Item"], *rest["Item"])] == [
        "ana@example.com",
        "ben+x@example.com",
    ]
    assert first["Item"][0]["Reason"] == "BOUNCE"
    assert first["Item"][0]["SuppressedAt"].endswith("Z")
    assert "NextToken" not in rest


def test_an_address_is_cleared_in_any_case(world):
    put(world, "ben+x@example.com")

    cleared = ask(world, "DELETE", "/Ben%2Bx%40example.com")

    assert (cleared.status, cleared.body["Address"]) == (200, "ben+x@example.com")
    assert ask(world, "GET", "").body == {"Item": []}
    assert ask(world, "DELETE", "/ben%2Bx%40example.com").status == 404


def test_an_unknown_application_is_not_found(world):
    assert world.send("GET", "/x/v1/apps/nobody/suppressions", "", "").status == 404


def test_what_names_people_is_not_audited():
    named = ("DeleteSuppression", "PutNumberOptOut", "DeleteNumberOptOut")

    assert not any(is_audited(operation) for operation in named)
