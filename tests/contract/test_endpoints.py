"""Endpoints and users: the same promises from the store in memory and from DynamoDB."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.adapters.dynamodb.plain_json import use_plain_json
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.domain.endpoint_blocks import BlockList
from pinwheel.domain.endpoint_users import UserLimits
from pinwheel.domain.endpoints import Endpoint, bucket_of, cohort_of
from pinwheel.ports.endpoints import EndpointUpdate
from tests.contract.tables import endpoints_client
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.system import FrozenClock

APP = "app1"
MAIL = {"ChannelType": "EMAIL", "Address": "ana@example.com"}
LIMITS = UserLimits(endpoints=3)


def nothing_secret(_application_id):
    return BlockList({"Attributes": ["secret*"]})


@pytest.fixture
def clock():
    return FrozenClock()


@contextmanager
def store(kind, clock, limits):
    if kind == "memory":
        yield MemoryEndpoints(clock=clock, limits=limits, blocked=nothing_secret)
        return
    with endpoints_client() as new_client:
        yield DynamoEndpoints(
            Table(new_client(use_plain_json), "endpoints", pause=lambda _seconds: None),
            pages=FastPages(new_client(use_page_parser), "endpoints"),
            clock=clock,
            limits=limits,
            blocked=nothing_secret,
        )


@pytest.fixture(params=["memory", "dynamodb"])
def endpoints(request, clock):
    with store(request.param, clock, LIMITS) as opened:
        yield opened


@pytest.fixture(params=["memory", "dynamodb"])
def strict_endpoints(request, clock):
    with store(request.param, clock, UserLimits(strict=True)) as opened:
        yield opened


def update(endpoint_id, document, **options):
    return EndpointUpdate(endpoint_id, document, options.pop("request_id", "r1"), **options)


def put(endpoints, endpoint_id, document, **options):
    (result,) = endpoints.upsert_many(APP, [update(endpoint_id, document, **options)])
    assert result.error is None
    return result


def mail(name, user_id=None, **members):
    user = {} if user_id is None else {"User": {"UserId": user_id}}
    return {"ChannelType": "EMAIL", "Address": f"{name}@example.com", **user, **members}


def test_an_endpoint_reads_as_it_was_written(endpoints):
    document = {
        **MAIL,
        "OptOut": "NONE",
        "Attributes": {"team": ["red", "blue"]},
        "Metrics": {"age": 31, "score": 0.5},
        "Demographic": {"Locale": "en_US", "Timezone": "US/Pacific-New"},
        "Location": {"City": "Rome", "Latitude": 41.88, "Longitude": 12.51},
        "User": {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}},
    }

    result = put(endpoints, "E1", document, request_id="r7")

    found = endpoints.get(APP, "e1")
    assert (result.created, result.changed) == (True, True)
    assert found == Endpoint(
        id="E1",
        application_id=APP,
        channel_type="EMAIL",
        address="ana@example.com",
        cohort_id=cohort_of(APP, "e1"),
        creation_date="2026-11-02T12:00:00.000Z",
        effective_date="2026-11-02T12:00:00.000Z",
        request_id="r7",
        attributes={"team": ["red", "blue"]},
        metrics={"age": 31.0, "score": 0.5},
        demographic={"Locale": "en_US", "Timezone": "America/Los_Angeles"},
        location={"City": "Rome", "Latitude": 41.9, "Longitude": 12.5},
        user_id="u1",
        user_attributes={"tier": ["gold"]},
    )


def test_what_was_never_written_is_not_there(endpoints):
    assert endpoints.get(APP, "e1") is None
    assert endpoints.get(APP, "x" * 2000) is None
    assert endpoints.get_many(APP, ["e1", "e2"]) == {}
    assert endpoints.of_user(APP, "u1") == []
    assert endpoints.delete(APP, "e1") is None
    assert endpoints.delete_user(APP, "u1") == []
    assert endpoints.page(APP, 0).endpoints == []


def test_an_update_changes_only_what_it_names(endpoints, clock):
    put(endpoints, "e1", {**MAIL, "Attributes": {"a": ["1"], "b": ["2"]}, "Location": {"City": "Rome"}})
    clock.advance(hours=1)

    result = put(endpoints, "e1", {"Attributes": {"b": [], "c": ["3"]}, "Location": {"Country": "IT"}})

    found = endpoints.get(APP, "e1")
    assert (result.created, result.changed) == (False, True)
    assert found.attributes == {"a": ["1"], "c": ["3"]}
    assert found.location == {"City": "Rome", "Country": "IT"}
    assert found.address == "ana@example.com"
    assert found.creation_date == "2026-11-02T12:00:00.000Z"
    assert found.effective_date == "2026-11-02T13:00:00.000Z"


def test_an_update_that_changes_nothing_is_not_written(endpoints, clock):
    put(endpoints, "e1", MAIL)
    before = endpoints.get(APP, "e1")
    clock.advance(hours=1)

    result = put(endpoints, "e1", MAIL, request_id="r2")

    assert not result.changed
    assert endpoints.get(APP, "e1") == before


def test_a_result_tells_the_endpoint_before_and_after_with_its_user(endpoints):
    user = {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}}
    created = put(endpoints, "e1", {**MAIL, "User": user})
    changed = put(endpoints, "E1", {"Location": {"Country": "FR"}})
    same = put(endpoints, "e1", {"Location": {"Country": "FR"}})
    (refused,) = endpoints.upsert_many(APP, [update("e1", {"ChannelType": "PIGEON"})])

    assert (created.created, created.before) == (True, None)
    assert created.after.user_attributes == {"tier": ["gold"]}
    assert (changed.before.location, changed.after.location) == ({}, {"Country": "FR"})
    assert changed.before.user_attributes == changed.after.user_attributes == {"tier": ["gold"]}
    assert not same.changed
    assert refused.after is None


def test_more_names_than_one_expression_holds_are_written(endpoints):
    put(endpoints, "e1", {**MAIL, "Attributes": {"kept": ["0"]}})

    put(endpoints, "e1", {"Attributes": {f"n{i}": [str(i)] for i in range(120)}})

    found = endpoints.get(APP, "e1").attributes
    assert len(found) == 121
    assert (found["kept"], found["n119"]) == (["0"], ["119"])


def test_the_newest_claim_of_an_address_puts_the_older_endpoint_to_sleep(endpoints):
    put(endpoints, "e1", MAIL)

    put(endpoints, "e2", MAIL)

    assert endpoints.get(APP, "e1").endpoint_status == "INACTIVE"
    assert endpoints.get(APP, "e2").endpoint_status == "ACTIVE"


def test_an_endpoint_that_wakes_up_takes_its_address_back(endpoints):
    put(endpoints, "e1", MAIL)
    put(endpoints, "e2", MAIL)

    put(endpoints, "e1", {"Attributes": {"a": ["1"]}})

    assert endpoints.get(APP, "e1").endpoint_status == "ACTIVE"
    assert endpoints.get(APP, "e2").endpoint_status == "INACTIVE"


def test_all_push_channels_share_addresses_but_sms_and_voice_do_not(endpoints):
    put(endpoints, "e1", {"ChannelType": "APNS", "Address": "token"})
    put(endpoints, "e2", {"ChannelType": "GCM", "Address": "token"})
    put(endpoints, "e3", {"ChannelType": "SMS", "Address": "+15550001"})
    put(endpoints, "e4", {"ChannelType": "VOICE", "Address": "+15550001"})

    found = endpoints.get_many(APP, ["e1", "e2", "e3", "e4"])

    assert {key: e.endpoint_status for key, e in found.items()} == {
        "e1": "INACTIVE",
        "e2": "ACTIVE",
        "e3": "ACTIVE",
        "e4": "ACTIVE",
    }


def test_an_address_given_up_is_free_for_others(endpoints):
    put(endpoints, "e1", MAIL)
    put(endpoints, "e1", {"Address": "new@example.com"})
    put(endpoints, "e2", MAIL)
    put(endpoints, "e2", {"EndpointStatus": "INACTIVE"})
    put(endpoints, "e3", MAIL)

    found = endpoints.get_many(APP, ["e1", "e2", "e3"])

    assert [found[key].endpoint_status for key in ("e1", "e2", "e3")] == ["ACTIVE", "INACTIVE", "ACTIVE"]


def test_addresses_in_other_applications_are_other_addresses(endpoints):
    put(endpoints, "e1", MAIL)

    endpoints.upsert_many("app2", [update("e1", MAIL)])

    assert endpoints.get(APP, "e1").endpoint_status == "ACTIVE"


def test_a_refused_update_does_not_stop_the_others(endpoints):
    results = endpoints.upsert_many(
        APP, [update("e1", mail("a")), update("e2", {"ChannelType": "SMS"}), update("e3", mail("c"))]
    )

    assert [(r.endpoint_id, r.created, r.error) for r in results] == [
        ("e1", True, None),
        ("e2", False, "Missing Address"),
        ("e3", True, None),
    ]
    assert sorted(endpoints.get_many(APP, ["e1", "e2", "e3"])) == ["e1", "e3"]


def test_one_refused_update_keeps_an_atomic_batch_from_being_written(endpoints):
    results = endpoints.upsert_many(
        APP, [update("e1", mail("a")), update("e2", {"ChannelType": "SMS"})], atomic=True
    )

    assert [(r.created, r.changed, r.error) for r in results] == [
        (False, False, None),
        (False, False, "Missing Address"),
    ]
    assert endpoints.get_many(APP, ["e1", "e2"]) == {}


def test_updates_of_one_endpoint_in_a_batch_apply_in_order(endpoints):
    results = endpoints.upsert_many(
        APP,
        [
            update("e1", mail("a", Attributes={"n": ["1"], "first": ["yes"]})),
            update("e2", mail("b")),
            update("E1", {"Attributes": {"n": ["2"]}}),
        ],
    )

    assert [(r.created, r.changed) for r in results] == [(True, True), (True, True), (False, True)]
    assert endpoints.get(APP, "e1").attributes == {"n": ["2"], "first": ["yes"]}


def test_the_last_of_a_batch_holds_an_address_that_several_want(endpoints):
    endpoints.upsert_many(APP, [update(name, MAIL) for name in ("e1", "e2", "e3")])

    found = endpoints.get_many(APP, ["e1", "e2", "e3"])

    assert [found[key].endpoint_status for key in ("e1", "e2", "e3")] == ["INACTIVE", "INACTIVE", "ACTIVE"]


def test_an_address_may_pass_from_one_endpoint_of_a_batch_to_another(endpoints):
    put(endpoints, "e1", MAIL)

    endpoints.upsert_many(APP, [update("e1", {"Address": "new@example.com"}), update("e2", MAIL)])

    found = endpoints.get_many(APP, ["e1", "e2"])
    assert [e.endpoint_status for e in found.values()] == ["ACTIVE", "ACTIVE"]


def test_user_attributes_show_on_every_endpoint_of_the_user(endpoints):
    put(endpoints, "e1", mail("a", "u1"))
    endpoints.upsert_many(
        APP,
        [
            update("e2", {**mail("b"), "User": {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}}}),
            update("e3", {**mail("c"), "User": {"UserId": "u2", "UserAttributes": {"tier": ["tin"]}}}),
        ],
    )
    put(endpoints, "e1", {"User": {"UserAttributes": {"city": ["Rome"]}}})

    found = endpoints.of_user(APP, "u1")

    assert [(e.id, e.user_attributes) for e in found] == [
        ("e1", {"tier": ["gold"], "city": ["Rome"]}),
        ("e2", {"tier": ["gold"], "city": ["Rome"]}),
    ]
    assert endpoints.get(APP, "e3").user_attributes == {"tier": ["tin"]}


def test_an_endpoint_that_moves_takes_the_attributes_of_its_new_user(endpoints):
    put(endpoints, "e1", {**mail("a"), "User": {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}}})
    put(endpoints, "e2", {**mail("b"), "User": {"UserId": "u2", "UserAttributes": {"tier": ["tin"]}}})

    put(endpoints, "e1", {"User": {"UserId": "u2"}})

    assert endpoints.get(APP, "e1").user_attributes == {"tier": ["tin"]}
    assert [e.id for e in endpoints.of_user(APP, "u2")] == ["e1", "e2"]
    assert endpoints.of_user(APP, "u1") == []


def test_attributes_without_a_user_stay_with_the_endpoint(endpoints):
    put(endpoints, "e1", {**mail("a"), "User": {"UserAttributes": {"tier": ["gold"]}}})

    assert endpoints.get(APP, "e1").user_attributes == {"tier": ["gold"]}


def test_a_user_at_the_cap_gets_no_further_endpoint(endpoints):
    endpoints.upsert_many(APP, [update(f"e{i}", mail(f"a{i}", "u1")) for i in range(3)])

    results = endpoints.upsert_many(APP, [update("e3", mail("a3", "u1")), update("e4", mail("a4", "u2"))])

    assert [r.error for r in results] == ["Exceeded maximum endpoint per user count: 3", None]
    assert endpoints.get(APP, "e3") is None
    assert endpoints.get(APP, "e4").user_id == "u2"


def test_one_batch_cannot_pass_the_cap_either(endpoints):
    results = endpoints.upsert_many(APP, [update(f"e{i}", mail(f"a{i}", "u1")) for i in range(5)])

    assert [r.error is None for r in results] == [True, True, True, False, False]
    assert len(endpoints.of_user(APP, "u1")) == 3


def test_past_the_cap_the_longest_unused_inactive_endpoint_leaves(endpoints, clock):
    for i in range(3):
        put(endpoints, f"e{i}", mail(f"a{i}", "u1", EndpointStatus="INACTIVE" if i else "ACTIVE"))
        clock.advance(days=1)

    put(endpoints, "e3", mail("a3", "u1"))

    assert [e.id for e in endpoints.of_user(APP, "u1")] == ["e0", "e2", "e3"]
    assert endpoints.get(APP, "e1").user_id is None


def test_deleting_leaves_nothing_behind(endpoints):
    user = {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}}
    put(endpoints, "E1", {**MAIL, "User": user})

    removed = endpoints.delete(APP, "e1")

    assert (removed.id, removed.user_attributes) == ("E1", {"tier": ["gold"]})
    assert endpoints.get(APP, "e1") is None
    assert endpoints.of_user(APP, "u1") == []
    put(endpoints, "e2", {**MAIL, "User": {"UserId": "u1"}})
    assert endpoints.get(APP, "e2").user_attributes == {}


def test_a_user_stays_until_the_last_endpoint_is_deleted(endpoints):
    user = {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}}
    put(endpoints, "e1", {**mail("a"), "User": user})
    put(endpoints, "e2", mail("b", "u1"))

    endpoints.delete(APP, "e1")

    assert endpoints.get(APP, "e2").user_attributes == {"tier": ["gold"]}


def test_deleting_a_sleeping_endpoint_leaves_the_address_with_its_holder(endpoints):
    put(endpoints, "e1", MAIL)
    put(endpoints, "e2", MAIL)
    endpoints.delete(APP, "e1")

    put(endpoints, "e3", MAIL)

    assert endpoints.get(APP, "e2").endpoint_status == "INACTIVE"


def test_deleting_a_user_deletes_all_endpoints(endpoints):
    endpoints.upsert_many(APP, [update(f"e{i}", mail(f"a{i}", "u1")) for i in range(3)])

    removed = endpoints.delete_user(APP, "u1")

    assert [endpoint.id for endpoint in removed] == ["e0", "e1", "e2"]
    assert endpoints.get_many(APP, ["e0", "e1", "e2"]) == {}


def test_pages_of_all_buckets_hold_every_endpoint_once_with_its_user(endpoints):
    user = {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}}
    documents = {f"e{i}": {**mail(f"a{i}"), "User": user} for i in range(3)}
    documents |= {f"x{i}": {**mail(f"x{i}"), "Metrics": {"n": i}} for i in range(4)}
    endpoints.upsert_many(APP, [update(name, document) for name, document in documents.items()])

    found = [e for b in {bucket_of(name) for name in documents} for e in endpoints.page(APP, b).endpoints]

    assert sorted(found, key=lambda e: e.id) == [endpoints.get(APP, name) for name in sorted(documents)]


def test_a_bucket_is_continued_after_a_key(endpoints):
    names = [f"e{i}" for i in range(2000)]
    same = [name for name in names if bucket_of(name) == bucket_of("e0")][:3]
    endpoints.upsert_many(APP, [update(name, {"Attributes": {"a": ["1"]}}) for name in same])

    page = endpoints.page(APP, bucket_of("e0"), after=min(same), fields=frozenset({"opt_out"}))

    assert [(e.id, e.opt_out) for e in page.endpoints] == [(name, "ALL") for name in sorted(same)[1:]]
    assert page.after is None


def in_rome(view):
    """Ask for one value of each kind that a view can give."""
    city, spend = view.values("attributes", "city"), view.number("metrics", "spend")
    country, key = view.text("location", "Country"), view.key()
    return lambda form: (
        "rome" in city(form) and spend(form) == 2.5 and country(form) == "IT" and key(form) != "e9"
    )


def test_a_filter_leaves_endpoints_out_of_a_page(endpoints):
    same = [name for name in (f"e{n}" for n in range(3000)) if bucket_of(name) == bucket_of("e0")][:3]
    for name, city in zip(same, ["rome", "bern", "rome"], strict=True):
        rest = {"Metrics": {"spend": 2.5}, "Location": {"Country": "IT"}}
        put(endpoints, name, mail(name, name, Attributes={"city": [city]}, **rest))

    page = endpoints.page(APP, bucket_of("e0"), where=in_rome)

    assert {each.id for each in page.endpoints} == {same[0], same[2]}
    assert (page.examined, page.after) == (3, None)
    assert page.endpoints == [endpoints.get(APP, each.id) for each in page.endpoints]


def test_a_page_without_matches_still_tells_what_was_examined(endpoints):
    put(endpoints, "e0", mail("e0"))

    page = endpoints.page(APP, bucket_of("e0"), where=in_rome)

    assert (page.endpoints, page.examined, page.after) == ([], 1, None)


def test_activity_that_the_caller_has_read_is_not_looked_up(endpoints):
    endpoints.upsert_many(APP, [update("e1", mail("a")), update("e2", mail("b"))])
    at = "2026-11-02T12:00:00.000Z"

    endpoints.touch(APP, {"E1": at, "e2": at}, known={"e1": None, "e2": at})

    found = endpoints.get_many(APP, ["e1", "e2"], with_users=False)
    assert {key: e.last_activity for key, e in found.items()} == {"e1": at, "e2": None}


def test_activity_moves_forward_only_and_in_steps(endpoints):
    endpoints.upsert_many(APP, [update("e1", mail("a")), update("e2", mail("b"))])

    endpoints.touch(
        APP, {"E1": "2026-11-02T12:00:00Z", "e2": "2026-11-02T12:00:00Z", "gone": "2026-11-02T12:00:00Z"}
    )
    endpoints.touch(APP, {"e1": "2026-11-02T12:14:59Z", "e2": "2026-11-02T12:15:00Z"})
    endpoints.touch(APP, {"e2": "2026-11-01T00:00:00Z"})

    found = endpoints.get_many(APP, ["e1", "e2", "gone"])
    assert {key: e.last_activity for key, e in found.items()} == {
        "e1": "2026-11-02T12:00:00.000Z",
        "e2": "2026-11-02T12:15:00.000Z",
    }


def test_blocked_names_are_dropped_without_a_word(endpoints):
    put(endpoints, "e1", {**MAIL, "Attributes": {"secret_1": ["x"], "open": ["y"]}})

    assert endpoints.get(APP, "e1").attributes == {"open": ["y"]}


def test_late_data_is_skipped_when_asked_to(endpoints):
    put(endpoints, "e1", {**MAIL, "Attributes": {"a": ["new"]}})

    late = {"EffectiveDate": "2026-11-01T00:00:00Z", "Attributes": {"a": ["old"]}}
    result = put(endpoints, "e1", late, only_if_newer=True)

    assert not result.changed
    assert endpoints.get(APP, "e1").attributes == {"a": ["new"]}


def test_strictly_a_sixteenth_device_takes_the_place_of_the_oldest(strict_endpoints):
    batch = [
        update(f"e{i:02d}", {"ChannelType": "GCM", "Address": f"t{i}", "User": {"UserId": "u1"}})
        for i in range(15)
    ]
    strict_endpoints.upsert_many(APP, batch)

    sixteenth = {"ChannelType": "APNS", "Address": "t0", "User": {"UserId": "u1"}}
    results = strict_endpoints.upsert_many(APP, [update("new", sixteenth), update("mail", mail("a", "u1"))])

    oldest = strict_endpoints.get(APP, "e00")
    assert [r.error for r in results] == [None, "Exceeded maximum endpoint per user count: 15"]
    assert (oldest.user_id, oldest.endpoint_status) == (None, "INACTIVE")
    assert len(strict_endpoints.of_user(APP, "u1")) == 15
    assert strict_endpoints.get(APP, "new").endpoint_status == "ACTIVE"


def test_a_retired_endpoint_gives_its_address_back(strict_endpoints):
    batch = [
        update(f"e{i:02d}", {"ChannelType": "GCM", "Address": f"t{i}", "User": {"UserId": "u1"}})
        for i in range(15)
    ]
    strict_endpoints.upsert_many(APP, batch)
    put(strict_endpoints, "new", {"ChannelType": "GCM", "Address": "t15", "User": {"UserId": "u1"}})

    put(strict_endpoints, "other", {"ChannelType": "GCM", "Address": "t0"})
    put(strict_endpoints, "e00", {"ChannelType": "GCM", "Address": "t0"})

    assert strict_endpoints.get(APP, "other").endpoint_status == "INACTIVE"
    assert strict_endpoints.get(APP, "e00").endpoint_status == "ACTIVE"
