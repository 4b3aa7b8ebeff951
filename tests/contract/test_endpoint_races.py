"""What many writers at once may not break: nothing lost, one holder of an address, few calls for many endpoints."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.fast_pages import FastPages
from pinwheel.adapters.dynamodb.plain_json import use_plain_json
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.domain.errors import Unavailable
from pinwheel.ports.endpoints import EndpointUpdate
from tests.contract.tables import endpoints_client
from tests.fakes.system import FrozenClock

APP = "app1"
WRITERS = 64


class CountedClient:
    """Counts the calls and the items of transactions; `before` may be run ahead of one operation, once."""

    def __init__(self, client):
        self._client = client
        self.calls: Counter[str] = Counter()
        self.interruptions = {}

    def __getattr__(self, name):
        def call(**request):
            self.calls[name] += 1
            if "TransactItems" in request:
                self.calls["transacted items"] += len(request["TransactItems"])
            interruption = self.interruptions.pop(name, None)
            if interruption is not None:
                interruption()
            return getattr(self._client, name)(**request)

        return call


@pytest.fixture
def client():
    with endpoints_client() as new_client:
        yield CountedClient(new_client(use_plain_json))


@pytest.fixture
def endpoints(client):
    table = Table(client, "endpoints", pause=lambda _seconds: None)
    # Time stands still, so that nothing is looked up anew on a slow machine.
    return DynamoEndpoints(
        table, pages=FastPages(client, "endpoints"), clock=FrozenClock(), monotonic=lambda: 0.0
    )


def write(endpoints, endpoint_id, document):
    (result,) = endpoints.upsert_many(APP, [EndpointUpdate(endpoint_id, document, "r1")])
    assert result.error is None
    return result


def mail(name):
    return {"ChannelType": "EMAIL", "Address": f"{name}@example.com"}


def in_parallel(work, inputs):
    with ThreadPoolExecutor(len(inputs)) as pool:
        return list(pool.map(work, inputs))


def test_writers_of_different_members_lose_nothing(endpoints):
    names = [f"n{i}" for i in range(WRITERS)]

    results = in_parallel(lambda n: write(endpoints, "e1", {**mail("a"), "Attributes": {n: [n]}}), names)

    assert endpoints.get(APP, "e1").attributes == {name: [name] for name in names}
    assert sum(result.created for result in results) == 1


def test_writers_of_different_user_attributes_lose_nothing(endpoints):
    names = [f"n{i}" for i in range(12)]

    in_parallel(
        lambda n: write(endpoints, n, {**mail(n), "User": {"UserId": "u1", "UserAttributes": {n: [n]}}}),
        names,
    )

    assert endpoints.get(APP, "n0").user_attributes == {name: [name] for name in names}


def test_of_many_claims_of_one_address_one_holds(endpoints):
    names = [f"e{i}" for i in range(12)]

    in_parallel(lambda name: write(endpoints, name, mail("shared")), names)

    statuses = Counter(e.endpoint_status for e in endpoints.get_many(APP, names).values())
    assert statuses == {"ACTIVE": 1, "INACTIVE": 11}


def test_a_member_written_between_read_and_write_survives(endpoints, client):
    write(endpoints, "e1", {**mail("a"), "Attributes": {"kept": ["1"], "both": ["1"]}})
    client.interruptions["update_item"] = lambda: write(endpoints, "e1", {"Attributes": {"kept": ["2"]}})

    write(endpoints, "e1", {"Attributes": {"both": ["3"]}})

    assert endpoints.get(APP, "e1").attributes == {"kept": ["2"], "both": ["3"]}


def test_an_endpoint_deleted_between_read_and_write_is_created_anew(endpoints, client):
    write(endpoints, "e1", {**mail("a"), "Attributes": {"old": ["1"]}})
    client.interruptions["update_item"] = lambda: endpoints.delete(APP, "e1")

    result = write(endpoints, "e1", {**mail("a"), "Attributes": {"new": ["1"]}})

    assert result.created
    assert endpoints.get(APP, "e1").attributes == {"new": ["1"]}


def test_a_lost_race_in_a_batch_does_not_sink_the_others(endpoints, client):
    batch = [
        EndpointUpdate(f"e{i}", {**mail(f"a{i}"), "Attributes": {"n": [str(i)]}}, "r1") for i in range(5)
    ]
    rival = {**mail("a3"), "Attributes": {"rival": ["1"]}}
    client.interruptions["transact_write_items"] = lambda: write(endpoints, "e3", rival)

    results = endpoints.upsert_many(APP, batch)

    assert [result.created for result in results] == [True, True, True, False, True]
    assert endpoints.get(APP, "e3").attributes == {"rival": ["1"], "n": ["3"]}
    assert endpoints.get(APP, "e4").attributes == {"n": ["4"]}


def test_a_bulk_import_costs_two_items_an_endpoint_and_few_calls(endpoints, client):
    batch = [
        EndpointUpdate(f"e{i}", {**mail(f"a{i}"), "User": {"UserId": f"u{i}"}}, "r1") for i in range(110)
    ]

    endpoints.upsert_many(APP, batch)

    assert client.calls == {
        "batch_get_item": 2,
        "get_item": 1,
        "transact_write_items": 3,
        "transacted items": 220,
    }


def test_a_bulk_import_that_changes_nothing_writes_nothing(endpoints, client):
    batch = [EndpointUpdate(f"e{i}", mail(f"a{i}"), "r1") for i in range(20)]
    endpoints.upsert_many(APP, batch)
    client.calls.clear()

    results = endpoints.upsert_many(APP, batch)

    assert client.calls == {"batch_get_item": 1}
    assert not any(result.changed for result in results)


def test_user_attributes_cost_one_item_a_user(endpoints, client):
    batch = [
        EndpointUpdate(
            f"e{i}", {**mail(f"a{i}"), "User": {"UserId": f"u{i}", "UserAttributes": {"n": ["1"]}}}, "r1"
        )
        for i in range(40)
    ]

    endpoints.upsert_many(APP, batch)

    assert client.calls["transacted items"] == 120
    assert client.calls["put_item"] == 1
    assert endpoints.get(APP, "e7").user_attributes == {"n": ["1"]}


def test_activity_that_is_recent_enough_is_not_written(endpoints, client):
    endpoints.upsert_many(APP, [EndpointUpdate(f"e{i}", mail(f"a{i}"), "r1") for i in range(3)])
    endpoints.touch(APP, {f"e{i}": "2026-11-02T12:00:00Z" for i in range(3)})
    client.calls.clear()

    endpoints.touch(APP, {f"e{i}": "2026-11-02T12:10:00Z" for i in range(3)})

    assert client.calls == {"batch_get_item": 1}


def test_nothing_of_a_deleted_person_stays_in_the_table(endpoints, client):
    user = {"UserId": "u1", "UserAttributes": {"name": ["Ana"]}}
    write(endpoints, "e1", {**mail("a"), "User": user})

    endpoints.delete(APP, "e1")

    items = client.scan(TableName="endpoints")["Items"]
    assert [(item["pk"]["S"], item["sk"]["S"]) for item in items] == [("app1#U", "ANY")]


def test_activity_that_others_moved_further_meanwhile_stays(endpoints, client):
    endpoints.upsert_many(APP, [EndpointUpdate(f"e{i}", mail(f"a{i}"), "r1") for i in range(3)])
    late, later = "2026-11-02T12:00:00.000Z", "2026-11-02T18:00:00.000Z"
    client.interruptions["transact_write_items"] = lambda: endpoints.touch(APP, {"e1": later})

    endpoints.touch(APP, {f"e{i}": late for i in range(3)})

    assert [endpoints.get(APP, f"e{i}").last_activity for i in range(3)] == [late, later, late]


def test_an_endpoint_changed_while_it_is_deleted_is_deleted_all_the_same(endpoints, client):
    write(endpoints, "e1", mail("a"))
    client.interruptions["transact_write_items"] = lambda: write(endpoints, "e1", {"Metrics": {"m": 1}})

    removed = endpoints.delete(APP, "e1")

    assert removed.metrics == {"m": 1}
    assert endpoints.get(APP, "e1") is None


def test_an_address_given_up_while_another_takes_it_over_ends_with_one_holder(endpoints, client):
    write(endpoints, "e1", mail("a"))
    client.interruptions["transact_write_items"] = lambda: write(endpoints, "e2", mail("a"))

    write(endpoints, "e1", mail("b"))

    found = endpoints.get_many(APP, ["e1", "e2"])
    assert [(e.address, e.endpoint_status) for e in found.values()] == [
        ("b@example.com", "ACTIVE"),
        ("a@example.com", "ACTIVE"),
    ]


def test_very_long_addresses_are_held_like_any_other(endpoints):
    token = {"ChannelType": "GCM", "Address": "t" * 3000}
    write(endpoints, "e1", token)

    write(endpoints, "e2", token)

    assert endpoints.get(APP, "e1").endpoint_status == "INACTIVE"


def test_a_user_id_that_no_key_can_hold_is_refused_without_asking_the_table_for_it(endpoints, client):
    endless = "u" * 3000
    (refused,) = endpoints.upsert_many(
        APP, [EndpointUpdate("e1", {**mail("a"), "User": {"UserId": endless}}, "r1")]
    )

    assert "User.UserId" in (refused.error or "")
    assert list(endpoints.of_user(APP, endless)) == []
    assert list(endpoints.delete_user(APP, endless)) == []
    assert client.calls == {"get_item": 1}


class Contested:
    """Lets nobody write."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        if name not in {"put_item", "update_item", "delete_item", "transact_write_items"}:
            return getattr(self._client, name)

        def lose(**_):
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException"}}, name)

        return lose


def test_giving_up_a_race_names_nobody_in_the_log(endpoints, client):
    write(endpoints, "ana@example.com", {**mail("a"), "User": {"UserId": "ana"}})
    table = Table(Contested(client), "endpoints", pause=lambda _seconds: None)
    contested = DynamoEndpoints(table, pages=FastPages(client, "endpoints"), clock=FrozenClock())

    for work in (
        lambda: contested.delete(APP, "ana@example.com"),
        lambda: contested.upsert_many(APP, [EndpointUpdate("ana@example.com", mail("b"), "r2")]),
    ):
        with pytest.raises(Unavailable) as refusal:
            work()
        assert "ana" not in str(refusal.value)
