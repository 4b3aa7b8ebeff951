"""Recommender configurations (spec 04, section 10)."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.recommenders import checked_recommender
from pinwheel.ports.documents import Put
from pinwheel.services import recommenders
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import CountingIds, FrozenClock

MODEL = "arn:aws:personalize:us-east-1:000000000000:campaign/shoes"
ROLE = "arn:aws:iam::000000000000:role/Recommend"
PLAIN = {
    "RecommendationProviderUri": MODEL,
    "RecommendationProviderRoleArn": ROLE,
    "RecommendationsDisplayName": "Shoes for you",
}
BY_LAMBDA = {
    "RecommendationProviderUri": MODEL,
    "RecommendationProviderRoleArn": ROLE,
    "RecommendationTransformerUri": "arn:aws:lambda:us-east-1:000000000000:function:enrich",
    "Attributes": {"title-1": "Title 1"},
}


def test_what_is_not_named_has_pinpoints_defaults():
    found = checked_recommender({**PLAIN, "Name": "", "Attributes": {}, "Other": 1})

    assert found == {
        **PLAIN,
        "RecommendationProviderIdType": "PINPOINT_ENDPOINT_ID",
        "RecommendationsPerMessage": 5,
    }


@pytest.mark.parametrize(
    "members",
    [
        {"RecommendationsPerMessage": 1},
        {"RecommendationProviderIdType": "PINPOINT_USER_ID"},
        {"RecommendationsDisplayName": "x" * 25},
        {"Name": "Été_1 - " + "x" * 120, "Description": "d" * 128},
        {**BY_LAMBDA, "RecommendationsDisplayName": "both"},
        {**BY_LAMBDA, "Attributes": {f"a{number}": "x" * 25 for number in range(10)}},
        {**BY_LAMBDA, "Attributes": {"x" * 50: "X"}},
    ],
    ids=range(7),
)
def test_what_keeps_the_rules_is_taken_as_it_is(members):
    assert members.items() <= checked_recommender({**PLAIN, **members}).items()


@pytest.mark.parametrize(
    ("members", "member"),
    [
        ({"RecommendationsPerMessage": 0}, "RecommendationsPerMessage"),
        ({"RecommendationsPerMessage": 6}, "RecommendationsPerMessage"),
        ({"RecommendationProviderIdType": "EMAIL"}, "RecommendationProviderIdType"),
        ({"RecommendationProviderUri": ""}, "RecommendationProviderUri"),
        ({"RecommendationProviderUri": "arn:aws:s3:::bucket"}, "RecommendationProviderUri"),
        ({"RecommendationProviderRoleArn": MODEL}, "RecommendationProviderRoleArn"),
        ({"RecommendationsDisplayName": "x" * 26}, "RecommendationsDisplayName"),
        ({"RecommendationsDisplayName": "_x"}, "RecommendationsDisplayName"),
        ({"RecommendationsDisplayName": ""}, "RecommendationsDisplayName"),
        ({"Name": "x" * 129}, "Name"),
        ({"Description": "x" * 129}, "Description"),
        ({"Attributes": {"a": "A"}}, "Attributes"),
        ({**BY_LAMBDA, "Attributes": {}}, "Attributes"),
        ({**BY_LAMBDA, "Attributes": {f"a{number}": "x" for number in range(11)}}, "Attributes"),
        ({**BY_LAMBDA, "Attributes": {"-a": "x"}}, "Attributes"),
        ({**BY_LAMBDA, "Attributes": {"a" * 51: "x"}}, "Attributes"),
        ({**BY_LAMBDA, "Attributes": {"a": "x" * 26}}, "Attributes"),
        ({**BY_LAMBDA, "Attributes": {"a": ""}}, "Attributes"),
    ],
    ids=range(18),
)
def test_what_breaks_a_rule_is_refused_by_name(members, member):
    with pytest.raises(Invalid) as caught:
        checked_recommender({**PLAIN, **members})

    assert caught.value.member == member


class Account:
    def __init__(self):
        self.documents, self.clock, self.ids = MemoryDocuments(), FrozenClock(), CountingIds()

    def create(self, **members):
        return recommenders.create_recommender(
            {**PLAIN, **members}, documents=self.documents, clock=self.clock, ids=self.ids
        )


@pytest.fixture
def account():
    return Account()


def test_an_update_replaces_all_but_id_and_birth(account):
    created = account.create(Name="old", Description="gone")
    account.clock.advance(hours=1)

    updated = recommenders.update_recommender(
        created["Id"], {**PLAIN, "Name": "new"}, documents=account.documents, clock=account.clock
    )

    assert recommenders.get_recommender(created["Id"], documents=account.documents) == updated
    assert (updated["Name"], updated.get("Description")) == ("new", None)
    assert updated["LastModifiedDate"] > updated["CreationDate"] == created["CreationDate"]


def test_an_update_that_was_overtaken_is_refused(account):
    created = account.create()
    key = keys.recommender(created["Id"])
    account.documents.get = lambda _key, _read=account.documents.get: _overtaken(
        account.documents, _read, key
    )

    with pytest.raises(Conflict):
        recommenders.update_recommender(
            created["Id"], PLAIN, documents=account.documents, clock=account.clock
        )


def _overtaken(documents, read, key):
    found = read(key)
    documents.write([Put(key, {**found.body, "Name": "faster"})])
    return found


def test_an_account_has_at_most_one_hundred(account):
    for _ in range(100):
        account.create()

    with pytest.raises(Invalid, match="at most 100"):
        account.create()


def test_what_is_deleted_is_not_found(account):
    created = account.create()

    deleted = recommenders.delete_recommender(created["Id"], documents=account.documents)

    assert deleted == created
    for call in (recommenders.get_recommender, recommenders.delete_recommender):
        with pytest.raises(NotFound):
            call(created["Id"], documents=account.documents)
