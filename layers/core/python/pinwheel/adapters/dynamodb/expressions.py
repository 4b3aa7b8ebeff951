"""The difference of two states of an item as an update expression that touches nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from pinwheel.adapters.attributes import to_attribute

MOST_NAMES = 60
"""Changed names in maps that one expression spells out: it may have 4 KB and 300 operators."""


class Update:
    """An `UpdateItem` in the making; `guarded`: only if the item is still as it was read."""

    def __init__(self) -> None:
        """Begin with no change."""
        self.guarded = False
        self._sets: list[str] = []
        self._removes: list[str] = []
        self._names: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    @classmethod
    def between(
        cls, before: Mapping[str, Any], after: Mapping[str, Any], *, maps: AbstractSet[str]
    ) -> Update:
        """Turn `before` into `after`; members of `maps` are changed name by name."""
        update = cls()
        changed = [name for name in after if before.get(name) != after[name]]
        nested = [name for name in changed if name in maps]
        whole = sum(len(_differing(before.get(n) or {}, after[n])) for n in nested) > MOST_NAMES
        for name in changed:
            if name in nested and not whole:
                update._change_names(name, before.get(name) or {}, after[name])
            elif after[name] is None:
                update._removes.append(update._alias(name))
            else:
                update._set(update._alias(name), after[name])
        # A map that is written as a whole would undo what somebody else did in it meanwhile.
        update.guarded = whole
        return update

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to write."""
        return not self._sets and not self._removes

    def request(self, table: str, key: Mapping[str, Any], *, revision: int) -> dict[str, Any]:
        """Spell the request, which also counts the revision on and fails when the item is gone."""
        condition = "attribute_exists(pk)"
        values = {**self._values, ":one": {"N": "1"}}
        if self.guarded:
            condition = "rev = :rev"
            values[":rev"] = {"N": str(revision)}
        expression = "SET " + ",".join([*self._sets, "rev=rev+:one"])
        if self._removes:
            expression += " REMOVE " + ",".join(self._removes)
        request = {
            "TableName": table,
            "Key": key,
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
        if self._names:
            request["ExpressionAttributeNames"] = self._names
        return request

    def _change_names(self, member: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        for name in _differing(before, after):
            path = f"{self._alias(member)}.{self._alias(name)}"
            if name in after:
                self._set(path, after[name])
            else:
                self._removes.append(path)

    def _set(self, path: str, value: Any) -> None:
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = to_attribute(value)
        self._sets.append(f"{path}={placeholder}")

    def _alias(self, name: str) -> str:
        if name not in self._aliases:
            alias = f"#{len(self._aliases)}"
            self._aliases[name] = alias
            self._names[alias] = name
        return self._aliases[name]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [n for n in {**before, **after} if n not in after or n not in before or before[n] != after[n]]
