"""Which requests may be made again under the same name."""

from __future__ import annotations

import pytest

from pinwheel.domain.direct_messages import is_worth_repeating


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["THROTTLED"], True),
        (["TEMPORARY_FAILURE", "PERMANENT_FAILURE"], True),
        (["THROTTLED", "SUCCESSFUL"], False),
        (["TEMPORARY_FAILURE", "UNKNOWN_FAILURE"], False),
        (["PERMANENT_FAILURE", "OPT_OUT", "DUPLICATE"], False),
        ([], False),
    ],
)
def test_only_a_request_that_sent_nothing_for_the_moment_is_worth_repeating(statuses, expected):
    assert is_worth_repeating({"DeliveryStatus": status} for status in statuses) is expected
