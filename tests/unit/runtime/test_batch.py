from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from pinwheel.domain.errors import Invalid
from pinwheel.runtime.batch import DELIVERIES, queue_function


class Context:
    def get_remaining_time_in_millis(self):
        return 60_000


def records(*bodies):
    return {
        "Records": [
            {"messageId": f"m{index}", "body": body if isinstance(body, str) else json.dumps(body)}
            for index, body in enumerate(bodies)
        ]
    }


def test_every_body_is_processed_and_nothing_is_reported():
    seen = []

    answer = queue_function(lambda body, _: seen.append(body))(records({"a": 1}, {"b": 2}), Context())

    assert seen == [{"a": 1}, {"b": 2}]
    assert answer == {"batchItemFailures": []}


def test_only_the_record_that_failed_is_delivered_again():
    def process(body, deadline):
        if body.get("bad"):
            raise Invalid("no")

    answer = queue_function(process)(records({}, {"bad": True}, {}), Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_an_unexpected_error_is_a_failure_whose_text_is_not_logged(capsys):
    def process(body, deadline):
        raise KeyError("ana@example.com")

    answer = queue_function(process)(records({}), Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert "ana@example.com" not in capsys.readouterr().out


def test_a_body_that_is_not_json_is_a_failure():
    answer = queue_function(lambda body, _: None)(records("{oops"), Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_the_deadline_is_the_end_of_the_function_in_real_time():
    deadlines = []

    queue_function(lambda _, deadline: deadlines.append(deadline))(records({}), Context())

    (deadline,) = deadlines
    assert timedelta(seconds=50) < deadline - datetime.now(UTC) <= timedelta(seconds=60)


def delivered(times, *bodies):
    event = records(*bodies)
    for record in event["Records"]:
        record["attributes"] = {"ApproximateReceiveCount": str(times)}
    return event


def test_what_fails_at_its_last_delivery_is_given_up_and_stays_a_failure():
    def process(body, deadline):
        if body.get("bad"):
            raise Invalid("no")

    given_up: list[dict[str, object]] = []
    function = queue_function(process, give_up=given_up.append)

    assert function(delivered(DELIVERIES - 1, {"bad": True}), Context())["batchItemFailures"]
    assert given_up == []
    answer = function(delivered(DELIVERIES, {}, {"bad": True}), Context())
    assert given_up == [{"bad": True}]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_giving_up_in_vain_does_not_stop_the_others():
    def fail(*_):
        raise KeyError("ana@example.com")

    answer = queue_function(fail, give_up=fail)(delivered(DELIVERIES, {}, "{oops"), Context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m1"}]}
