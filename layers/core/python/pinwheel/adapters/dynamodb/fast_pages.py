"""Pages of endpoints straight from DynamoDB's bytes, without the SDK's response parser.

The parser of botocore makes some 8,500 items a second; msgspec decodes just the attributes that are asked
for some 40 times as fast. So this reader has a client of its own, whose parser for successful answers is
replaced; signing, retries and errors stay botocore's. What is replaced is private to botocore, so a test
stands guard (tests/contract/test_fast_pages.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.attributes import number
from pinwheel.adapters.dynamodb.endpoint_items import MAPS, SCALARS, bucket_partition
from pinwheel.adapters.dynamodb.item_views import ItemView
from pinwheel.adapters.dynamodb.plain_json import use_reader
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import LimitExceeded, Unavailable
from pinwheel.domain.segments.views import EndpointView, Filter
from pinwheel.ports.endpoints import EndpointPage

_ATTRIBUTES = {field: attribute for attribute, field in (SCALARS | MAPS).items()}
ALL_FIELDS = frozenset(_ATTRIBUTES)
_CAPACITY = re.compile(rb'"CapacityUnits": ?([0-9.]+)')
_MARGIN = 300


# Not tracked by the garbage collector: pages hold no cycles, and walking them costs more than making them.
class _Text(msgspec.Struct, gc=False):
    S: str = ""


class _Texts(msgspec.Struct, gc=False):
    L: list[_Text]


class _Number(msgspec.Struct, gc=False):
    N: str


class _Scalar(msgspec.Struct, gc=False):
    S: str | None = None
    N: str | None = None


class _ListMap(msgspec.Struct, gc=False):
    M: dict[str, _Texts]


class _NumberMap(msgspec.Struct, gc=False):
    M: dict[str, _Number]


class _TextMap(msgspec.Struct, gc=False):
    M: dict[str, _Text]


class _ScalarMap(msgspec.Struct, gc=False):
    M: dict[str, _Scalar]


def _lists(value: _ListMap) -> dict[str, list[str]]:
    # Most attributes have one value: spelling that case out saves a comprehension for each.
    return {
        name: [values.L[0].S] if len(values.L) == 1 else [item.S for item in values.L]
        for name, values in value.M.items()
    }


def _numbers(value: _NumberMap) -> dict[str, float]:
    return {name: float(item.N) for name, item in value.M.items()}


def _texts(value: _TextMap) -> dict[str, str]:
    return {name: item.S for name, item in value.M.items()}


def _scalars(value: _ScalarMap) -> dict[str, Any]:
    return {n: item.S if item.N is None else number(item.N) for n, item in value.M.items()}


_KINDS: Mapping[str, tuple[type, Callable[[Any], Any]]] = {
    "attributes": (_ListMap, _lists),
    "user_attributes": (_ListMap, _lists),
    "metrics": (_NumberMap, _numbers),
    "demographic": (_TextMap, _texts),
    "location": (_ScalarMap, _scalars),
}


class _Split(msgspec.Struct):
    Items: list[msgspec.Raw]
    LastEvaluatedKey: dict[str, dict[str, str]] | None = None


_split = msgspec.json.Decoder(_Split).decode


class PageDecoder:
    """Reads a Query answer into endpoints that have the given fields (and their ID)."""

    def __init__(self, fields: frozenset[str]) -> None:
        """Build the structs that hold just these attributes."""
        known = sorted(fields & ALL_FIELDS)
        members = [(field, _KINDS[field][0] if field in _KINDS else _Text) for field in known]
        item = msgspec.defstruct(
            "Item",
            [("id", _Text), *((field, kind | None, None) for field, kind in members)],
            gc=False,
            rename={"id": "Id"} | {field: _ATTRIBUTES[field] for field in known},
        )
        page = msgspec.defstruct(
            "Page",
            [("Items", list[item]), ("LastEvaluatedKey", dict[str, dict[str, str]] | None, None)],  # type: ignore[valid-type]  # made above
        )
        self._decoder = msgspec.json.Decoder(page)
        self._decode_item = msgspec.json.Decoder(item).decode
        self._plain = [field for field in known if field not in _KINDS]
        self._maps = [(field, _KINDS[field][1]) for field in known if field in _KINDS]

    def decode(self, body: bytes, application_id: str) -> tuple[list[Endpoint], str | None]:
        """Give the endpoints of the page, and the sort key to go on after; None at the end."""
        page: Any = self._decoder.decode(body)
        endpoints = [self._endpoint(item, application_id) for item in page.Items]
        last = page.LastEvaluatedKey
        return endpoints, None if last is None else last["sk"]["S"]

    def matching(self, body: bytes, application_id: str, where: Filter) -> EndpointPage:
        """Give the endpoints of the page that a filter lets through; only those are made."""
        view = ItemView()
        is_match = where(view)
        if not view.can_decode:
            return self._matching_plainly(body, application_id, where)
        look = view.decoder()
        page = _split(body)
        endpoints = [
            self._endpoint(self._decode_item(raw), application_id)
            for raw in page.Items
            if is_match(look(raw))
        ]
        last = page.LastEvaluatedKey
        return EndpointPage(endpoints, None if last is None else last["sk"]["S"], len(page.Items))

    @staticmethod
    def _matching_plainly(body: bytes, application_id: str, where: Filter) -> EndpointPage:
        endpoints, last = page_decoder(ALL_FIELDS).decode(body, application_id)
        is_match = where(EndpointView())
        return EndpointPage([each for each in endpoints if is_match(each)], last, len(endpoints))

    def _endpoint(self, item: Any, application_id: str) -> Endpoint:
        members: dict[str, Any] = {}
        for field in self._plain:
            value = getattr(item, field)
            if value is not None:
                members[field] = value.S
        for field, convert in self._maps:
            value = getattr(item, field)
            if value is not None and value.M:
                members[field] = convert(value)
        return Endpoint(id=item.id.S, application_id=application_id, **members)


@cache
def page_decoder(fields: frozenset[str]) -> PageDecoder:
    """Give the decoder for a set of fields; each is built once."""
    return PageDecoder(fields)


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
        decoder = page_decoder(fields)
        if where is not None:
            return decoder.matching(answer["Body"], application_id, where)
        endpoints, last = decoder.decode(answer["Body"], application_id)
        return EndpointPage(endpoints, last, len(endpoints))
