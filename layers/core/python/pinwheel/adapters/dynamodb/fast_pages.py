"""Pages of endpoints straight from DynamoDB's bytes, without the SDK's response parser.

The parser of botocore makes some 8,500 items a second; msgspec decodes just the attributes that are asked
for some 40 times as fast. So this reader has a client of its own, whose parser for successful answers is
replaced; signing, retries and errors stay botocore's. What is replaced is private to botocore, so a test
stands guard (tests/contract/test_fast_pages.py).
"""

from __future__ import annotations

import re
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.dynamodb.endpoint_items import bucket_partition
from pinwheel.adapters.dynamodb.endpoint_pages import page_decoder
from pinwheel.adapters.dynamodb.plain_json import use_reader
from pinwheel.domain.errors import LimitExceeded, Unavailable
from pinwheel.domain.segments.views import Filter
from pinwheel.ports.endpoints import EndpointPage

_CAPACITY = re.compile(rb'"CapacityUnits": ?([0-9.]+)')
_MARGIN = 300


def _capacity(body: bytes) -> float:
    """Find what the page cost, for the usage meter; it stands before or after the items, never among them."""
    found = _CAPACITY.search(body[:_MARGIN]) or _CAPACITY.search(body[-_MARGIN:])
    return float(found[1]) if found else 0.0


def use_page_parser(client: Any) -> Any:
    """Let a DynamoDB client answer with raw bytes (`Body`) from now on."""
    return use_reader(client, _raw)


def _raw(body: bytes) -> dict[str, Any]:
    return {"Body": body, "ConsumedCapacity": {"CapacityUnits": _capacity(body)}}


class FastPages:
    """Reads one hash bucket page by page."""

    def __init__(self, client: Any, table: str) -> None:
        """Keep a client that `use_page_parser` has been applied to."""
        self._client = client
        self._table = table

    def page(
        self,
        application_id: str,
        bucket: int,
        *,
        after: str | None,
        fields: frozenset[str],
        where: Filter | None = None,
    ) -> EndpointPage:
        """Read up to 1 MB, strongly consistent: a campaign may follow an import at once."""
        partition = {"S": bucket_partition(application_id, bucket)}
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": partition},
            "ConsistentRead": True,
        }
        if after is not None:
            request["ExclusiveStartKey"] = {"pk": partition, "sk": {"S": after}}
        try:
            answer = self._client.query(**request)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in ("ProvisionedThroughputExceededException", "ThrottlingException"):
                raise LimitExceeded("The data store is busy.") from error
            raise Unavailable(f"DynamoDB query failed: {code}.") from error
        except BotoCoreError as error:
            raise Unavailable("DynamoDB query failed.") from error
        return page_decoder(fields).decode(answer["Body"], application_id, where)
