"""A batch of a shard's events, cut into steps that each fit one transaction.

A step holds what a prefix of the events adds and the position behind that prefix. Both are written
together or not at all, so that every event is counted exactly once however often it is delivered and
however batches are cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pinwheel.domain.rollups.counting import Contribution
from pinwheel.domain.rollups.places import ItemKey

MOST_ITEMS = 99
"""Items of one transaction beside the checkpoint (DynamoDB takes 100)."""


class Position(NamedTuple):
    """How far a shard has been counted: `events` events of the record `sequence`, and all before it."""

    sequence: int
    events: int


START = Position(-1, 0)


@dataclass(slots=True)
class Step:
    """What is written together."""

    position: Position
    additions: dict[ItemKey, dict[str, Decimal]] = field(default_factory=dict)
    facts: dict[ItemKey, dict[str, str]] = field(default_factory=dict)

    def takes(self, made: Contribution) -> bool:
        """Tell whether one more event's contribution fits."""
        return len(self.additions.keys() | made.items()) <= MOST_ITEMS

    def add(self, position: Position, made: Contribution | None) -> None:
        """Take one more event; None for one that adds nothing."""
        self.position = position
        if made is None:
            return
        for key, attribute, amount in made.additions:
            attributes = self.additions.setdefault(key, {})
            attributes[attribute] = attributes.get(attribute, Decimal(0)) + amount
        self.facts.update(made.facts)


def cut(before: Position, events: Iterable[tuple[Position, Contribution | None]]) -> Iterator[Step]:
    """Cut events, given in order with the position behind each, into steps."""
    step = Step(before)
    for position, made in events:
        if made is not None and not step.takes(made):
            yield step
            step = Step(step.position)
        step.add(position, made)
    if step.position != before or step.additions:
        yield step
