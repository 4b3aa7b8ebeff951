"""A soft bounce that does not last leaves the count, in whatever order and however often reports come."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain.errors import Unavailable
from pinwheel.domain.rollups import places
from tests.fakes.rollups import MemoryRollups
from tests.unit.services.test_rollups import an_event, counts, run, streamed

KINDS = ("softbounce", "delivered", "hardbounce", "send")
MAIL = {"campaign_id": "c1", "campaign_activity_id": "a1", "treatment_id": "0"}


def report(number, kind, message, *, attributes=None):
    return an_event(
        f"n{number}",
        event_type=f"_email.{kind}",
        attributes={} if attributes is None else attributes,
        facets={"email_channel": {"mail_event": {"mail": {"message_id": message}}}},
    )


def soft(store, scope=places.EMAIL):
    return sum(counts(store, scope, "email.softbounce").values())


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["softbounce"], 1),
        (["softbounce", "softbounce"], 1),
        (["softbounce", "delivered"], 0),
        (["delivered", "softbounce"], 0),
        (["softbounce", "hardbounce"], 0),
        (["softbounce", "delivered", "softbounce"], 0),
        (["softbounce", "softbounce", "delivered", "hardbounce"], 0),
        (["send", "softbounce", "send"], 1),
    ],
)
@pytest.mark.parametrize("attributes", [{}, MAIL])
@pytest.mark.parametrize("together", [True, False])
def test_only_a_bounce_that_lasts_is_counted(kinds, expected, attributes, together):
    store = MemoryRollups()
    reports = [report(n, kind, "m", attributes=attributes) for n, kind in enumerate(kinds)]
    run(store, streamed(reports) if together else streamed(*([each] for each in reports)))
    assert soft(store, places.campaign_scope("c1") if attributes else places.EMAIL) == expected


def test_the_stream_still_counts_every_event():
    store = MemoryRollups()
    run(store, streamed([report(1, "softbounce", "m"), report(2, "delivered", "m")]))
    assert counts(store) == {"_email.softbounce": 1, "_email.delivered": 1}


@settings(max_examples=200)
@given(data=st.data())
def test_reports_in_any_order_replayed_and_interrupted(data):
    told = data.draw(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("xyz")), max_size=12))
    reports = [report(n, kind, message) for n, (kind, message) in enumerate(told)]
    again = data.draw(st.lists(st.sampled_from(reports), max_size=4)) if reports else []
    pieces, left = [], [*reports, *again]
    while left:
        size = data.draw(st.integers(1, 4))
        pieces.append(left[:size])
        left = left[size:]
    records, store, at = streamed(*pieces), MemoryRollups(), 0
    while at < len(records):
        size = data.draw(st.integers(1, 4))
        store.crash_after = data.draw(st.none() | st.integers(0, 6))
        with suppress(Unavailable):
            run(store, records[max(0, at - 1) : at + size])
            at += size
    lasting = {message for kind, message in told if kind == "softbounce"} - {
        message for kind, message in told if kind in {"delivered", "hardbounce"}
    }
    assert soft(store) == len(lasting)
