"""Caps in the events table (keys: domain/rollups/places.py), two items of an endpoint at most.

    CAPS#<app>#<endpoint>   DAILY              entries (JSON), revision; vanishes a day after the last message
    CAPS#<app>#<endpoint>   TOTAL#<campaign>   tokens (JSON), revision; vanishes with the ledgers of runs

A hundred items are read in one call and written in one transaction, each only if its revision is still the
one that was read. Who loses a race is read and decided again; the others are not held up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from pinwheel.adapters.attributes import from_item, to_item
from pinwheel.adapters.dynamodb.endpoint_items import Key
from pinwheel.adapters.dynamodb.table import BATCH, Table, Unit
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.caps import CapRule, Claim, Daily, Entry, Total, claim
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.rollups import places
from pinwheel.domain.times import epoch_millis

ATTEMPTS = 8
KEPT_DAILY = timedelta(hours=25)
KEPT_TOTAL = timedelta(days=400)

_encode = msgspec.json.Encoder().encode
_entries = msgspec.json.Decoder(tuple[Entry, ...]).decode
_tokens = msgspec.json.Decoder(tuple[str, ...]).decode


class DynamoCaps:
    """The port over one table."""

    def __init__(self, table: Table) -> None:
        """Keep the table."""
        self._table = table

    def claim(
        self, application_id: str, rule: CapRule, claims: Sequence[Claim], *, now: datetime
    ) -> Sequence[SendStatus | None]:
        """Decide in blocks that fit a call and a transaction."""
        items = int(rule.needs_daily) + int(bool(rule.total))
        size = BATCH // max(items, 1)
        verdicts: list[SendStatus | None] = []
        for start in range(0, len(claims), size):
            verdicts += self._claim(application_id, rule, claims[start : start + size], now)
        return verdicts

    def look(
        self, application_id: str, rule: CapRule, claims: Sequence[Claim], *, now: datetime
    ) -> Sequence[SendStatus | None]:
        """Decide, and write nothing."""
        if not rule.is_set:
            return [None] * len(claims)
        verdicts: list[SendStatus | None] = []
        for start in range(0, len(claims), BATCH // 2):
            block = claims[start : start + BATCH // 2]
            found = self._read(application_id, rule, block)
            verdicts += [self._decide(application_id, rule, each, found, now)[0] for each in block]
        return verdicts

    def _claim(
        self, application_id: str, rule: CapRule, claims: Sequence[Claim], now: datetime
    ) -> list[SendStatus | None]:
        verdicts: list[SendStatus | None] = [None] * len(claims)
        pending = list(range(len(claims)))
        for attempt in range(ATTEMPTS):
            found = self._read(application_id, rule, [claims[at] for at in pending])
            units = []
            for at in pending:
                verdicts[at], unit = self._decide(application_id, rule, claims[at], found, now)
                units.append(unit)
            writing = [at for at, unit in enumerate(units) if unit.writes]
            lost = self._table.write_many([units[at] for at in writing])
            pending = [pending[writing[at]] for at in lost]
            if not pending:
                return verdicts
            self._table.back_off(attempt)
        raise Unavailable("The caps of an endpoint are fought over; try again.")

    def _read(self, application_id: str, rule: CapRule, claims: Iterable[Claim]) -> dict[Key, dict[str, Any]]:
        keys = [key for each in claims for key in _keys(application_id, rule, each)]
        items = (from_item(item) for item in self._table.get_many(keys))
        return {Key(item["pk"], item["sk"]): item for item in items}

    def _decide(
        self,
        application_id: str,
        rule: CapRule,
        wanted: Claim,
        found: dict[Key, dict[str, Any]],
        now: datetime,
    ) -> tuple[SendStatus | None, Unit]:
        daily_key, total_key = _daily(application_id, wanted), _total(application_id, rule, wanted)
        daily_item, total_item = found.get(daily_key, {}), found.get(total_key, {})
        daily: Daily = _entries(daily_item["entries"]) if daily_item else ()
        total: Total = _tokens(total_item["tokens"]) if total_item else ()
        verdict, new_daily, new_total = claim(rule, wanted, daily, total, now=epoch_millis(now))
        unit = Unit()
        if new_daily != daily:
            body = {"entries": _encode(new_daily).decode()}
            unit.writes[daily_key] = self._put(daily_key, daily_item, body, now + KEPT_DAILY)
        if new_total != total:
            body = {"tokens": _encode(new_total).decode()}
            unit.writes[total_key] = self._put(total_key, total_item, body, now + KEPT_TOTAL)
        return verdict, unit

    def _put(
        self, key: Key, old: dict[str, Any], body: dict[str, str], expires_at: datetime
    ) -> dict[str, Any]:
        revision = old.get("revision", 0)
        facts = {**body, "revision": revision + 1, "expires_at": int(expires_at.timestamp())}
        put = {"TableName": self._table.name, "Item": {**key.item, **to_item(facts)}}
        if revision:
            put["ConditionExpression"] = "revision = :revision"
            put["ExpressionAttributeValues"] = to_item({":revision": revision})
        else:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return {"Put": put}


def _daily(application_id: str, wanted: Claim) -> Key:
    return Key(places.capped_endpoint(application_id, wanted.endpoint_id), "DAILY")


def _total(application_id: str, rule: CapRule, wanted: Claim) -> Key:
    return Key(places.capped_endpoint(application_id, wanted.endpoint_id), f"TOTAL#{rule.campaign_id}")


def _keys(application_id: str, rule: CapRule, wanted: Claim) -> Iterable[Key]:
    if rule.needs_daily:
        yield _daily(application_id, wanted)
    if rule.total:
        yield _total(application_id, rule, wanted)
