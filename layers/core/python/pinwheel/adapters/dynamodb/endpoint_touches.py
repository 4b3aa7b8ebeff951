"""When endpoints were last heard of; written at most every 15 minutes, and only ever forward."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.adapters.dynamodb.endpoint_items import Key, endpoint_item_key, is_storable
from pinwheel.adapters.dynamodb.table import LostRaceError, Table, Unit
from pinwheel.domain.endpoints import endpoint_key, is_activity_news
from pinwheel.domain.times import iso, parse_iso


def touch(
    table: Table, application_id: str, activity: Mapping[str, str], known: Mapping[str, str | None]
) -> None:
    """Move the last activity forward; endpoints that do not exist are left out."""
    keys: dict[Key, str] = {}
    stale: dict[Key, str] = {}
    for name, at in _latest(activity).items():
        if not is_storable(name):
            continue
        if name not in known:
            keys[endpoint_item_key(application_id, name)] = at
        elif is_activity_news(known[name], at):
            stale[endpoint_item_key(application_id, name)] = at
    for item in table.get_many(keys, attributes=("pk", "sk", "LastActivity")):
        key = Key(item["pk"]["S"], item["sk"]["S"])
        if is_activity_news(item.get("LastActivity", {}).get("S"), keys[key]):
            stale[key] = keys[key]
    units = [Unit({key: _forward(table, key, at)}) for key, at in stale.items()]
    if len(units) == 1:
        _try(table, units[0])
        return
    for index in table.write_many(units):
        _try(table, units[index])


def _try(table: Table, unit: Unit) -> None:
    for attempt in range(3):
        try:
            table.write(unit)
        except LostRaceError as error:
            # A condition that does not hold means: gone, or moved further by somebody else.
            if "ConditionalCheckFailedException" in error.args:
                return
            table.back_off(attempt)
        else:
            return


def _latest(activity: Mapping[str, str]) -> dict[str, str]:
    latest: dict[str, str] = {}
    for endpoint_id, at in activity.items():
        key = endpoint_key(endpoint_id)
        latest[key] = max(iso(parse_iso(at, member="LastActivity")), latest.get(key, ""))
    return latest


def _forward(table: Table, key: Key, at: str) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": table.name,
            "Key": key.item,
            "UpdateExpression": "SET LastActivity = :at",
            "ConditionExpression": "attribute_exists(pk) AND "
            "(attribute_not_exists(LastActivity) OR LastActivity < :at)",
            "ExpressionAttributeValues": {":at": {"S": at}},
        }
    }
