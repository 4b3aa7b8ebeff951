"""Roll-ups in memory, proven equal to the DynamoDB adapter by tests/contract/test_rollups.py."""

from __future__ import annotations

from decimal import Decimal

from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.rollups.steps import START
from pinwheel.ports.rollups import Row


class MemoryRollups:
    """The port in dicts; `crash_after = n` lets n more writes pass and then fails once."""

    def __init__(self):
        self.positions = {}
        self.stored_marks = {}
        self.numbers = {}
        self.facts = {}
        self.stored_sketches = {}
        self.crash_after = None

    def _crash(self):
        if self.crash_after is None:
            return
        if self.crash_after == 0:
            self.crash_after = None
            raise Unavailable("The store went away.")
        self.crash_after -= 1

    def position(self, shard):
        return self.positions.get(shard, START)

    def marks(self, keys):
        return {key: self.stored_marks[key].data for key in keys if key in self.stored_marks}

    def remember(self, marks):
        for key, stored in marks.items():
            self._crash()
            self.stored_marks[key] = stored

    def sketches(self, keys):
        return {key: self.stored_sketches[key] for key in keys if key in self.stored_sketches}

    def keep_sketches(self, sketches):
        for key, sketch in sketches.items():
            self._crash()
            self.stored_sketches[key] = sketch

    def advance(self, shard, before, after, changes):
        assert len(changes) <= 99
        assert len({change.key for change in changes}) == len(changes)
        if self.position(shard) != before:
            raise Conflict("The shard was counted further by another invocation.")
        self._crash()
        self.positions[shard] = after
        for change in changes:
            numbers = self.numbers.setdefault(change.key, {})
            for name, amount in change.numbers.items():
                numbers[name] = numbers.get(name, Decimal(0)) + amount
            facts = self.facts.setdefault(change.key, {})
            for name, text in change.facts.items():
                facts.setdefault(name, text)

    def rows(self, partition, first="", last="\U0010ffff"):
        stored = {*self.numbers, *self.stored_sketches}
        for key in sorted(k for k in stored if k.pk == partition and first <= k.sk <= last):
            numbers, facts = self.numbers.get(key, {}), self.facts.get(key, {})
            yield Row(key.sk, numbers, facts, self.stored_sketches.get(key))
