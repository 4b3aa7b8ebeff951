"""Every operation against botocore's model: whatever is sent, the answer is one that an SDK understands.

A request that works is answered with the model's status and a body of the model's shape; one that breaks its shape
with 400; anything else with an error of the family 4xx in Pinpoint's form. Never 5xx. `PINWHEEL_FUZZ=200` tries more
requests per operation than the ordinary run.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinwheel.shapes.operations import OPERATIONS
from tests.handlers.contract_shapes import MODEL, flaws, mutations, payload_shape, spoilt, values
from tests.handlers.contract_world import NO_BEHAVIOUR, ContractWorld
from tools.api_coverage import served

EXAMPLES = int(os.environ.get("PINWHEEL_FUZZ", "15"))
PROFILE = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
WITH_BODY = [name for name, route in OPERATIONS.items() if route.body]
BODIES = {name: payload_shape(MODEL.operation_model(name).input_shape) for name in OPERATIONS}
ANSWERS = {name: payload_shape(MODEL.operation_model(name).output_shape) for name in OPERATIONS}
BROKEN = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "7",
    '{"a":',
    "\x00",
    "{}{}",
    "[" * 5000,
    '{"Name": NaN}',
    "\ufeff{}",
]
LABELS = ["", "f" * 32, "0", "-1", "a b", "é", "a/b", "%2F", "..", "#", "x" * 2000, "null", "\x00"]
QUERIES = [
    "",
    "0",
    "1",
    "-1",
    "1.5",
    "text",
    "é",
    "x" * 3000,
    "2026-11-02",
    "10000000000000000000000",
    "\x00",
    "true",
]
ALL_ERRORS = {error for route in OPERATIONS.values() for error in route.errors}
"""Tagging declares no errors at all in the model."""
NOT_MADE_YET = {
    "GetJourneyRunExecutionActivityMetrics": 404,
    "GetJourneyRunExecutionMetrics": 404,
    "UpdateJourneyState": 400,
}
"""Operations that have nothing to do yet: a journey stays a draft and has no runs."""


@pytest.fixture(scope="module")
def world():
    with pytest.MonkeyPatch.context() as patch:
        yield ContractWorld(patch)


@pytest.fixture(autouse=True)
def fresh(world):
    world.restore()


def judge(operation, answer):
    """Refuse what an SDK would stumble over."""
    route = OPERATIONS[operation]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-amzn-requestid"]
    if answer.status < 400:
        assert answer.status == route.status
        shape = ANSWERS[operation]
        found = [] if shape is None or answer.status == 204 else flaws(shape, answer.body)
        assert not found, found
        return
    assert 400 <= answer.status < 500, answer.text
    code = answer.headers["x-amzn-errortype"]
    assert answer.body.keys() == {"__type", "Message", "RequestID"}
    assert answer.body["Message"]
    assert answer.body["__type"] == code
    assert answer.body["RequestID"] == answer.headers["x-amzn-requestid"]
    assert code in {*(route.errors or ALL_ERRORS), "MissingAuthenticationTokenException"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_good_request_is_answered_as_the_model_says(world, operation):
    answer = world.try_out(operation)
    judge(operation, answer)
    assert (NO_BEHAVIOUR in answer.text) == (operation not in served()), "docs/api-coverage.md says otherwise"
    if operation in served():
        assert answer.status == NOT_MADE_YET.get(operation, OPERATIONS[operation].status), answer.text


@pytest.mark.parametrize("operation", WITH_BODY)
def test_each_break_of_the_shape_is_refused(world, operation):
    taken = []
    for what, body in spoilt(BODIES[operation], world.good(operation)):
        answer = world.call(operation, body)
        judge(operation, answer)
        if answer.status != 400:
            taken.append((what, answer.status))
    assert not taken


@pytest.mark.parametrize("operation", WITH_BODY)
def test_what_is_no_json_object_is_refused(world, operation):
    for text in BROKEN:
        answer = world.call(operation, raw=text)
        judge(operation, answer)
        assert answer.status == 400, text


@pytest.mark.parametrize("operation", WITH_BODY)
def test_spoilt_requests_never_break_the_service(world, operation):
    @PROFILE
    @given(mutations(BODIES[operation], world.good(operation)))
    def check(body):
        world.restore()
        judge(operation, world.call(operation, body, labels=world.fresh_labels(operation)))

    check()


@pytest.mark.parametrize("operation", WITH_BODY)
def test_random_requests_of_the_shape_never_break_the_service(world, operation):
    @PROFILE
    @given(values(BODIES[operation]))
    def check(body):
        world.restore()
        judge(operation, world.call(operation, body, labels=world.fresh_labels(operation)))

    check()


@pytest.mark.parametrize("operation", [name for name, route in OPERATIONS.items() if route.labels])
def test_strange_names_in_the_path_never_break_the_service(world, operation):
    route = OPERATIONS[operation]
    for name in route.labels:
        for strange in LABELS:
            world.restore()
            found = world.fresh_labels(operation) | {name: strange}
            answer = world.call(operation, world.good(operation), labels=found)
            if answer.status >= 400 or (strange and "/" not in strange):
                judge(operation, answer)
            # Without a name, or with a slash in one, it is another path, which may answer.


@pytest.mark.parametrize("operation", [name for name, route in OPERATIONS.items() if route.query])
def test_strange_query_values_never_break_the_service(world, operation):
    @PROFILE
    @given(st.dictionaries(st.sampled_from(sorted(OPERATIONS[operation].query)), st.sampled_from(QUERIES)))
    def check(query):
        world.restore()
        judge(operation, world.call(operation, world.good(operation), query=query))

    check()


# Decoded by an HTTP API, `e1/inappmessages` may also be an endpoint's ID, which has more verbs.
@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name != "GetInAppMessages"])
def test_a_verb_that_the_path_has_not_is_not_allowed(world, operation):
    route = OPERATIONS[operation]
    verbs = {other.method for other in OPERATIONS.values() if other.path == route.path}
    for verb in {"GET", "PUT", "POST", "DELETE", "PATCH"} - verbs:
        answer = world.call(operation, method=verb)
        assert answer.status == 405, (verb, answer.text)
        assert answer.body["__type"] == "MethodNotAllowedException"
