"""Who gets which treatment."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.campaigns.allotment import allotment, decide
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint

EVERYBODY = allotment("c1", {}, 0)
EMAIL_ONLY = {"0": {"EMAIL"}}


def _endpoint(**members):
    return Endpoint(**{"id": "e", "channel_type": "EMAIL", "address": "a@example.com", **members})


def _decide(endpoint, *, shares=EVERYBODY, channels=EMAIL_ONLY, served=None):
    return decide(endpoint, shares=shares, channels=channels, served=set() if served is None else served)


@given(
    campaign=st.text(min_size=1, max_size=8),
    sizes=st.lists(st.integers(0, 20), max_size=4),
    holdout=st.integers(0, 20),
)
def test_shares_are_exact_over_all_cohorts(campaign, sizes, holdout):
    named = {str(number): size for number, size in enumerate(sizes, start=1)}

    shares = allotment(campaign, named, holdout)

    placed = Counter(shares.place(cohort) for cohort in range(100))
    assert sum(count for (_, held_out), count in placed.items() if held_out) == holdout
    assert {name: placed[name, False] for name in named} == named
    assert placed["0", False] == 100 - holdout - sum(sizes)


def test_each_campaign_holds_out_other_people_and_always_the_same():
    held = {
        campaign: frozenset(at for at in range(100) if allotment(campaign, {}, 10).place(at)[1])
        for campaign in ("c1", "c2", "c3", "c4")
    }

    assert len(set(held.values())) > 1
    assert held["c1"] == frozenset(at for at in range(100) if allotment("c1", {}, 10).place(at)[1])


def test_a_recipient_has_a_treatment_and_nothing_against_it():
    assert _decide(_endpoint()).status is None
    assert _decide(_endpoint()).metric is None


def test_who_must_not_get_it_is_left_out_with_a_reason():
    assert _decide(_endpoint(endpoint_status="INACTIVE")).metric == "ENDPOINT_INACTIVE"
    assert _decide(_endpoint(opt_out="ALL")).metric == "ENDPOINT_OPT_OUT"
    assert _decide(_endpoint(channel_type=None)).metric == "ENDPOINT_MISSING_CHANNEL"
    assert _decide(_endpoint(address=None)).metric == "ENDPOINT_MISSING_ADDRESS"


def test_opting_out_counts_before_the_holdout():
    everybody_held_out = allotment("c1", {}, 100)

    assert _decide(_endpoint(opt_out="ALL"), shares=everybody_held_out).status is None
    assert _decide(_endpoint(), shares=everybody_held_out).status is SendStatus.HOLDOUT


def test_a_channel_without_content_is_reported_twice_as_documented():
    placement = _decide(_endpoint(channel_type="SMS"))

    assert placement.status is SendStatus.UNSUPPORTED_CHANNEL
    assert placement.metric == "ENDPOINT_CHANNEL_MISMATCH"


def test_an_address_is_served_once_whatever_its_case():
    served: set[tuple[str, str]] = set()

    first = _decide(_endpoint(id="one"), served=served)
    second = _decide(_endpoint(id="two", address="A@EXAMPLE.com"), served=served)

    assert first.status is None
    assert second.status is SendStatus.DUPLICATE_ADDRESS
