"""Both doors lead to the same functions; only the IAM door has API Gateway's lock."""

from __future__ import annotations

import pytest

FUNCTIONS = {
    "/v1/apps": "ApiControl",
    "/v1/apps/a/segments": "ApiControl",
    "/v1/apps/a/campaigns/c/activities": "ApiControl",
    "/v1/templates/t/email": "ApiControl",
    "/v1/tags/arn:aws:mobiletargeting:us-east-1:1:apps/a/campaigns/c": "ApiControl",
    "/x/v1/keys": "ApiControl",
    "/x/v1/keys/AKPW": "ApiControl",
    "/v1/apps/a/endpoints": "ApiEndpoints",
    "/v1/apps/a/endpoints/e/f g": "ApiEndpoints",
    "/v1/apps/a/users/u": "ApiEndpoints",
    "/v1/apps/a/attributes/endpoint-custom-attributes": "ApiEndpoints",
    "/v1/apps/a/events": "ApiEvents",
    "/v1/apps/a/events/legacy": "ApiEvents",
    "/v1/apps/a/messages": "ApiMessages",
    "/v1/apps/a/users-messages": "ApiMessages",
    "/v1/apps/a/otp": "ApiMessages",
    "/v1/apps/a/verify-otp": "ApiMessages",
    "/v1/apps/a/kpis/daterange/unique-deliveries": "ApiAnalytics",
    "/v1/apps/a/campaigns/c/kpis/daterange/unique-deliveries": "ApiAnalytics",
    "/v1/apps/a/journeys": "ApiControl",
    "/v1/apps/a/journeys/j/state": "ApiControl",
    "/v1/apps/a/journeys/j/kpis/daterange/unique-deliveries": "ApiAnalytics",
    "/x/v1/apps/a/experiments": "ApiAnalytics",
    "/x/v1/apps/a/experiments/e": "ApiAnalytics",
}


@pytest.fixture(scope="module")
def routes(app):
    """Give what each route key leads to and how it is locked."""
    integrations = app.resources("AWS::ApiGatewayV2::Integration")
    found = {}
    for route in app.resources("AWS::ApiGatewayV2::Route").values():
        properties = route["Properties"]
        (integration,) = [
            part["Ref"] for part in properties["Target"]["Fn::Join"][1] if isinstance(part, dict)
        ]
        function = integrations[integration]["Properties"]["IntegrationUri"]["Fn::GetAtt"][0]
        found[properties["RouteKey"]] = (function.split("Function")[0], properties["AuthorizationType"])
    return found


def best(routes, method, path):
    """Choose as API Gateway does: the most exact route, greedy ones after all others."""
    matching = [
        key
        for key in routes
        if key.split(" ")[0] in {method, "ANY"} and fits(key.split(" ")[1].split("/"), path.split("/"))
    ]
    return max(matching, key=lambda key: ("+" not in key, len(key.split("/"))))


def fits(pattern, parts):
    greedy = pattern[-1].endswith("+}")
    if len(parts) < len(pattern) or (len(parts) > len(pattern) and not greedy):
        return False
    return all(want.startswith("{") or want == part for want, part in zip(pattern, parts, strict=False))


@pytest.mark.parametrize("path", FUNCTIONS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_both_doors_lead_to_the_same_function(routes, method, path):
    keys_door = routes[best(routes, method, path)]
    iam_door = routes[best(routes, method, f"/iam{path}")]

    assert keys_door == (FUNCTIONS[path], "NONE")
    assert iam_door == (FUNCTIONS[path], "AWS_IAM")


def test_every_route_of_the_iam_door_is_locked(routes):
    locks = {key: lock for key, (_, lock) in routes.items() if " /iam/" in key}

    assert locks.pop("OPTIONS /iam/{proxy+}") == "NONE"
    assert set(locks.values()) == {"AWS_IAM"}


@pytest.mark.parametrize("path", FUNCTIONS)
def test_options_meets_no_lock(routes, path):
    assert routes[best(routes, "OPTIONS", path)][1] == "NONE"
    assert routes[best(routes, "OPTIONS", f"/iam{path}")][1] == "NONE"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_nothing_else_than_options_passes_the_iam_door_unsigned(routes, method):
    paths = [key.split(" ")[1] for key, (_, lock) in routes.items() if lock == "NONE" and "/iam/" in key]

    assert paths == ["/iam/{proxy+}"]
    assert not [key for key in routes if key == f"{method} /iam/{{proxy+}}"]


def test_calls_are_logged_without_their_paths(app):
    (stage,) = app.resources("AWS::ApiGatewayV2::Stage").values()
    line = stage["Properties"]["AccessLogSettings"]["Format"]

    assert "$context.routeKey" in line
    assert "$context.path" not in line
