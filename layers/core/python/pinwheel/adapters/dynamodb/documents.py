"""Documents in a DynamoDB table: `pk`, `sk`, `rev` and the document's members as native attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.attributes import from_item, to_item
from pinwheel.domain.errors import Conflict, LimitExceeded, Unavailable
from pinwheel.domain.keys import DocumentKey
from pinwheel.ports.documents import ABSENT, ANY, Change, Check, Delete, Document, DocumentPage, Put

LARGEST_PARTITION_KEY, LARGEST_SORT_KEY = 2048, 1024
"""Bytes of a key."""
BATCH = 100
"""Most keys of one BatchGetItem, and most changes of one transaction."""


class DynamoDocuments:
    """The port over one table."""

    def __init__(self, client: Any, table: str) -> None:
        """Keep the client and the table's name."""
        self._client = client
        self._table = table

    def get(self, key: DocumentKey) -> Document | None:
        """Read one document, strongly consistent."""
        if not _can_be_stored(key):
            return None
        answer = self._call("get_item", TableName=self._table, Key=_key(key), ConsistentRead=True)
        item = answer.get("Item")
        return None if item is None else _document(item)

    def get_many(self, keys: Sequence[DocumentKey]) -> Mapping[DocumentKey, Document]:
        """Read several documents, 100 a call; keys that DynamoDB did not get to are asked for again."""
        found: dict[DocumentKey, Document] = {}
        distinct = [key for key in dict.fromkeys(keys) if _can_be_stored(key)]
        for start in range(0, len(distinct), BATCH):
            pending = [_key(key) for key in distinct[start : start + BATCH]]
            while pending:
                request = {self._table: {"Keys": pending, "ConsistentRead": True}}
                answer = self._call("batch_get_item", RequestItems=request)
                for item in answer["Responses"].get(self._table, []):
                    document = _document(item)
                    found[document.key] = document
                pending = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        return found

    def list(
        self,
        partition: str,
        *,
        prefix: str = "",
        limit: int = 100,
        after: str | None = None,
        newest_first: bool = False,
    ) -> DocumentPage:
        """Read a page of one partition, strongly consistent."""
        values: dict[str, Any] = {":pk": {"S": partition}}
        condition = "pk = :pk"
        if prefix:
            condition += " AND begins_with(sk, :prefix)"
            values[":prefix"] = {"S": prefix}
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            # One more than wanted tells whether there is a next page.
            "Limit": limit + 1,
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
        }
        if after is not None:
            request["ExclusiveStartKey"] = {"pk": {"S": partition}, "sk": {"S": after}}
        found: list[Document] = []
        while True:
            answer = self._call("query", **request)
            found.extend(_document(item) for item in answer["Items"])
            last = answer.get("LastEvaluatedKey")
            if len(found) > limit:
                return DocumentPage(found[:limit], after=found[limit - 1].key.key)
            if last is None:
                return DocumentPage(found)
            request["ExclusiveStartKey"] = last
            request["Limit"] = limit + 1 - len(found)

    def write(self, changes: Sequence[Change]) -> None:
        """Apply the changes in one transaction; a single one without its price."""
        match changes:
            case []:
                return
            case [Put() as put]:
                self._call("put_item", TableName=self._table, **self._put(put))
            case [Delete() as delete]:
                self._call("delete_item", TableName=self._table, **_delete(delete))
            case _:
                operations = [self._operation(change) for change in changes]
                self._call("transact_write_items", TransactItems=operations)

    def _operation(self, change: Change) -> dict[str, Any]:
        match change:
            case Put():
                return {"Put": {"TableName": self._table, **self._put(change)}}
            case Delete():
                return {"Delete": {"TableName": self._table, **_delete(change)}}
            case Check():
                return {
                    "ConditionCheck": {
                        "TableName": self._table,
                        "Key": _key(change.key),
                        **_condition(change.expect),
                    }
                }

    def _put(self, change: Put) -> dict[str, Any]:
        revision = change.expect + 1 if change.expect != ANY else self._next_revision(change.key)
        item = {**to_item(change.body), **_key(change.key), "rev": {"N": str(revision)}}
        if change.expires_at is not None:
            item["expires_at"] = {"N": str(change.expires_at)}
        return {"Item": item, **_condition(change.expect)}

    def _next_revision(self, key: DocumentKey) -> int:
        document = self.get(key)
        return 1 if document is None else document.revision + 1

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(**request)
        except ClientError as error:
            raise _translated(error, operation) from error
        except BotoCoreError as error:
            raise Unavailable(f"DynamoDB {operation} failed.") from error


def _can_be_stored(key: DocumentKey) -> bool:
    """Say whether a key keeps DynamoDB's limits: with another one a whole call is refused."""
    return (
        0 < len(key.partition.encode()) <= LARGEST_PARTITION_KEY
        and 0 < len(key.key.encode()) <= LARGEST_SORT_KEY
    )


def _key(key: DocumentKey) -> dict[str, Any]:
    return {"pk": {"S": key.partition}, "sk": {"S": key.key}}


def _document(item: Mapping[str, Any]) -> Document:
    body = from_item(item)
    key = DocumentKey(body.pop("pk"), body.pop("sk"))
    body.pop("expires_at", None)
    return Document(key=key, revision=body.pop("rev"), body=body)


def _delete(change: Delete) -> dict[str, Any]:
    return {"Key": _key(change.key), **_condition(change.expect)}


def _condition(expect: int) -> dict[str, Any]:
    if expect == ANY:
        return {}
    if expect == ABSENT:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "rev = :rev",
        "ExpressionAttributeValues": {":rev": {"N": str(expect)}},
    }


_THROTTLES = frozenset(
    {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"}
)
_CONFLICTS = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
"""Why a transaction is cancelled when others were faster, or are at it in the same moment."""


def _translated(error: ClientError, operation: str) -> Exception:
    code = error.response["Error"]["Code"]
    if code in {"ConditionalCheckFailedException", "TransactionConflictException"}:
        return Conflict("The resource was changed by another request.")
    if code == "TransactionCanceledException":
        reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
        if not reasons.isdisjoint(_CONFLICTS):
            return Conflict("The resource was changed by another request.")
        return Unavailable(f"DynamoDB {operation} was cancelled: {sorted(filter(None, reasons))}.")
    if code in _THROTTLES:
        return LimitExceeded("The data store is busy.")
    return Unavailable(f"DynamoDB {operation} failed: {code}.")
