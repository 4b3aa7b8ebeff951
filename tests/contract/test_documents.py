"""Documents: the same promises from the table in memory and from DynamoDB."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.documents import DynamoDocuments
from pinwheel.domain.errors import Conflict
from pinwheel.domain.keys import DocumentKey
from pinwheel.ports.documents import ABSENT, Check, Delete, Put
from tests.fakes.documents import MemoryDocuments

A, B, C = (DocumentKey("P", name) for name in "abc")


@pytest.fixture(params=["memory", "dynamodb"])
def documents(request):
    if request.param == "memory":
        yield MemoryDocuments()
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="registry",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield DynamoDocuments(client, "registry")


BODY = {
    "Text": "é",
    "Empty": "",
    "Whole": 3,
    "Big": 12345678901234567890,
    "Part": 0.1,
    "Tiny": 1e-7,
    "Yes": True,
    "Nothing": None,
    "List": ["a", {"b": []}],
    "Map": {},
}


def test_what_is_put_is_read_back_unchanged(documents):
    documents.write([Put(A, BODY)])

    assert documents.get(A).body == BODY


def test_an_unknown_key_is_none(documents):
    assert documents.get(A) is None
    assert documents.get_many([A, B]) == {}


def test_a_key_longer_than_any_stored_one_is_not_there():
    """DynamoDB refuses a whole call for such a key, and callers choose IDs, so it must not be asked."""
    documents = DynamoDocuments(client=None, table="registry")
    endless = [DocumentKey("P" * 2049, "a"), DocumentKey("P", "é" * 513), DocumentKey("P", "")]

    assert [documents.get(key) for key in endless] == [None] * 3
    assert documents.get_many(endless) == {}


def test_a_revision_counts_writes(documents):
    for n in range(3):
        documents.write([Put(A, {"N": n})])

    assert documents.get(A).revision == 3


def test_a_document_that_must_be_absent_is_not_overwritten(documents):
    documents.write([Put(A, {"N": 1}, expect=ABSENT)])

    with pytest.raises(Conflict):
        documents.write([Put(A, {"N": 2}, expect=ABSENT)])
    assert documents.get(A).body == {"N": 1}


def test_only_the_expected_revision_is_replaced_or_deleted(documents):
    documents.write([Put(A, {"N": 1})])
    documents.write([Put(A, {"N": 2}, expect=1)])

    with pytest.raises(Conflict):
        documents.write([Put(A, {"N": 3}, expect=1)])
    with pytest.raises(Conflict):
        documents.write([Delete(A, expect=1)])
    documents.write([Delete(A, expect=2)])
    assert documents.get(A) is None


def test_a_set_of_changes_is_all_or_nothing(documents):
    documents.write([Put(A, {"N": 1})])

    with pytest.raises(Conflict):
        documents.write([Put(B, {"N": 1}, expect=ABSENT), Delete(A, expect=7)])
    with pytest.raises(Conflict):
        documents.write([Put(B, {"N": 1}, expect=ABSENT), Check(A, expect=ABSENT)])

    assert documents.get(B) is None
    documents.write([Put(B, {"N": 1}, expect=ABSENT), Delete(A), Check(C)])
    assert sorted(key.key for key in documents.get_many([A, B, C])) == ["b"]


def test_deleting_what_is_not_there_is_no_error(documents):
    documents.write([Delete(A)])


@pytest.mark.parametrize(("limit", "pages"), [(1, 3), (2, 2), (3, 1), (4, 1)])
def test_the_page_with_the_last_document_says_so(documents, limit, pages):
    documents.write([Put(DocumentKey("P", name), {}) for name in "abc"])

    count, after = 0, None
    while after is not None or count == 0:
        after = documents.list("P", limit=limit, after=after).after
        count += 1

    assert count == pages


@pytest.mark.parametrize("newest_first", [False, True])
def test_paging_loses_nothing_and_repeats_nothing(documents, newest_first):
    names = [f"x{n}" for n in range(7)]
    documents.write([Put(DocumentKey("P", name), {"N": name}) for name in [*names, "y"]])

    seen, after = [], None
    while True:
        page = documents.list("P", prefix="x", limit=3, after=after, newest_first=newest_first)
        seen += [document.body["N"] for document in page.documents]
        after = page.after
        if after is None:
            break

    assert seen == sorted(names, reverse=newest_first)
