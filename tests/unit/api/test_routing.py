"""Every operation is found by its path; labels that hold anything come out whole; precedence is fixed."""

from __future__ import annotations

import pytest

from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.api.routing import MAXIMUM_PARTS, Router, encoded
from pinwheel.domain.errors import MethodNotAllowed
from pinwheel.shapes.operations import OPERATIONS

ALL = (*OPERATIONS.values(), *EXTENSION_ROUTES)
ROUTER = Router(ALL)


def first(method, path):
    reading = ROUTER.readings(method, path)[0]
    return reading.route(method).name, dict(reading.labels)


@pytest.mark.parametrize("route", ALL, ids=lambda route: route.name)
def test_every_operation_is_found_by_its_own_path(route):
    labels = {label: f"{label}-1" for label in route.labels}
    assert first(route.method, encoded(route.path, labels)) == (route.name, labels)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1",
        "/v2/apps",
        "/v1/apps/",
        "/v1/apps//settings",
        "/v1/apps/a/nothing",
        "v1/apps",
        "/x/v1/apps/a",
    ],
)
def test_unknown_paths_have_no_reading(path):
    assert ROUTER.readings("GET", path) == []


@pytest.mark.parametrize("method", ["PATCH", "HEAD", "DELETE"])
def test_a_wrong_verb_on_a_known_path_is_named(method):
    with pytest.raises(MethodNotAllowed, match=f"{method} is not allowed on /v1/apps"):
        first(method, "/v1/apps")


@pytest.mark.parametrize(
    ("path", "identifier"),
    [
        ("/v1/apps/a/endpoints/x%20y%2Fz%25", "x y/z%"),
        ("/v1/apps/a/endpoints/x y/z%25", "x y/z%"),
        ("/v1/apps/a/endpoints/a+b", "a+b"),
        ("/v1/apps/a/endpoints//a", "/a"),
        ("/v1/apps/a/endpoints/ü", "ü"),
    ],
)
def test_an_endpoint_id_comes_out_of_an_encoded_and_of_a_decoded_path(path, identifier):
    assert first("GET", path) == ("GetEndpoint", {"ApplicationId": "a", "EndpointId": identifier})


def test_of_two_templates_that_fit_the_longer_literal_wins():
    assert first("GET", "/v1/apps/a/endpoints/x/y/inappmessages")[0] == "GetInAppMessages"
    assert first("GET", "/v1/apps/a/endpoints/x/y")[0] == "GetEndpoint"
    assert first("GET", "/v1/templates/email/email")[0] == "GetEmailTemplate"


def test_a_template_that_lacks_the_method_gives_way_to_one_that_has_it():
    assert first("DELETE", "/v1/apps/a/endpoints/x/inappmessages") == (
        "DeleteEndpoint",
        {"ApplicationId": "a", "EndpointId": "x/inappmessages"},
    )


def test_labels_that_are_our_own_ids_hold_no_slash():
    assert ROUTER.readings("GET", "/v1/apps/a/b/segments") == []


def test_a_path_of_very_many_parts_is_not_taken_apart():
    assert ROUTER.readings("GET", "/v1/apps/a/endpoints" + "/x" * MAXIMUM_PARTS) == []
    assert ROUTER.readings("GET", "/v1/apps/a/endpoints/" + "x" * 9000) == []
