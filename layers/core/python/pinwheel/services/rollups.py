"""Count the events of a shard, exactly once (docs/decisions: events are counted behind a checkpoint).

    read the position -> drop what is counted -> mark what is seen -> count in steps, each with its position

Whatever is repeated or cut differently, the figures are those of every distinct event counted once. What
cannot be read is kept aside under `poison/` in the bucket and passed over, so that it blocks nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.records import unpack
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.bounces import judge_bounce
from pinwheel.domain.rollups.counting import Contribution, contribution, once
from pinwheel.domain.rollups.places import ItemKey
from pinwheel.domain.rollups.seen import Marks, joined, short_hash, split
from pinwheel.domain.rollups.sessions import Sessions
from pinwheel.domain.rollups.sketches import extended
from pinwheel.domain.rollups.steps import Position, Step, cut
from pinwheel.domain.rollups.usage import SESSION_START, SESSION_STOP
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.rollups import Change, Rollups, StoredMarks

_BOUNDARIES = frozenset({SESSION_START, SESSION_STOP})


@dataclass(frozen=True, slots=True)
class StreamedRecord:
    """One Kinesis record as the shard delivers it; `arrived` is in epoch seconds."""

    sequence: int
    data: bytes
    arrived: int


class OutcomeCounter(Protocol):
    """Counts what events mean for experiments."""

    def prepare(self, events: Sequence[EventRecord]) -> None:
        """Look at all events of a batch before they are counted."""
        ...

    def count(self, event: EventRecord, made: Contribution) -> None:
        """Add what an event counts for to its contribution."""
        ...


@dataclass(slots=True)
class Tally:
    """What became of a batch: numbers for the log and the metrics."""

    events: int = 0
    duplicates: int = 0
    poison: int = 0
    steps: int = 0


@dataclass(slots=True)
class _Read:
    record: StreamedRecord
    events: list[EventRecord]
    fresh: list[bool] = field(default_factory=list)
    known: list[frozenset[str]] = field(default_factory=list)
    """What of an event was counted before, by the names of `once`."""
    sessions: list[tuple[int, int]] = field(default_factory=list)
    """By how much an event changes the number of sessions, and at which instant they began."""


def roll_up(
    shard: str,
    records: Sequence[StreamedRecord],
    *,
    rollups: Rollups,
    blobs: Blobs,
    experiments: OutcomeCounter,
) -> Tally:
    """Count a batch of one shard's records.

    Raises:
        Conflict: another invocation counts the same shard; the batch will be delivered again.
        Unavailable: a store did not answer; the same.
    """
    before = rollups.position(shard)
    tally = Tally()
    reads = [
        _read(shard, record, blobs=blobs, tally=tally)
        for record in sorted(records, key=lambda record: record.sequence)
        if record.sequence >= before.sequence
    ]
    _mark(reads, rollups=rollups)
    counted = list(_contributions(shard, reads, before, experiments=experiments, tally=tally))
    _keep_sketches(counted, rollups)
    for step in cut(before, counted):
        rollups.advance(shard, before, step.position, _changes(step))
        before = step.position
        tally.steps += 1
    return tally


def _read(shard: str, record: StreamedRecord, *, blobs: Blobs, tally: Tally) -> _Read:
    try:
        return _Read(record, unpack(record.data))
    except Invalid:
        blobs.put(f"poison/roll-up/{shard}/{record.sequence}", record.data)
        tally.poison += 1
        return _Read(record, [])


def _mark(reads: Sequence[_Read], *, rollups: Rollups) -> None:
    """Decide for every event whether it is the first of its kind, and remember that.

    Whole records are examined, also those that are counted in part: only so a replay finds the same
    duplicates within a record again.
    """
    keys = {_scope(event) for read in reads for event in read.events}
    stored = {key: split(data) for key, data in rollups.marks(list(keys)).items()}
    marks = {key: Marks(stored[key][0] if key in stored else b"") for key in keys}
    sessions = {key: Sessions(stored[key][1] if key in stored else b"") for key in keys}
    for read in reads:
        _mark_record(read, marks)
        _judge_sessions(read, sessions)
    rollups.remember(
        {
            key: StoredMarks(
                joined(marks[key].dump(), sessions[key].dump()),
                max(marks[key].expires_at, sessions[key].expires_at),
            )
            for key in keys
            if marks[key].changed or sessions[key].changed
        }
    )


def _scope(event: EventRecord) -> ItemKey:
    if event.batch_id:
        return places.seen_batch(event.batch_id)
    return places.seen_endpoint(event.application_id, event.subject)


def _mark_record(read: _Read, marks: Mapping[ItemKey, Marks]) -> None:
    tag = short_hash(str(read.record.sequence))
    claimed: dict[tuple[ItemKey, bytes], bool] = {}
    for event in read.events:
        key = _scope(event)

        def is_first(name: str, key: ItemKey = key) -> bool:
            mark = short_hash(name)
            if (key, mark) in claimed:
                return False
            claimed[key, mark] = True
            return marks[key].is_first(mark, tag=tag, arrived=read.record.arrived)

        def holds(name: str, key: ItemKey = key) -> bool:
            return marks[key].holds(short_hash(name), arrived=read.record.arrived)

        fresh = (
            _batch_is_fresh(event, key, claimed, marks, tag, read)
            if event.batch_id
            else is_first(event.event_id)
        )
        read.fresh.append(fresh)
        names = once(event) if fresh else {}
        known = {name for name, mark in names.items() if not is_first(mark)}
        if fresh and (judged := judge_bounce(event, is_first, holds)):
            known.add(judged)
        read.known.append(frozenset(known))


def _judge_sessions(read: _Read, sessions: Mapping[ItemKey, Sessions]) -> None:
    """Decide for every beginning and end of a session how many sessions there are more."""
    for index, event in enumerate(read.events):
        judged = (0, event.event_timestamp)
        if event.event_type in _BOUNDARIES and read.fresh[index]:
            judged = sessions[_scope(event)].judge(
                event.event_timestamp,
                is_start=event.event_type == SESSION_START,
                sequence=read.record.sequence,
                index=index,
                arrived=read.record.arrived,
            )
        read.sessions.append(judged)


def _batch_is_fresh(
    event: EventRecord,
    key: ItemKey,
    claimed: dict[tuple[ItemKey, bytes], bool],
    marks: Mapping[ItemKey, Marks],
    tag: bytes,
    read: _Read,
) -> bool:
    """Decide on a service batch by its first event in the record: all of it is new, or none."""
    first = next(each for each in read.events if each.batch_id == event.batch_id)
    mark = short_hash(first.event_id)
    if (key, mark) not in claimed:
        claimed[key, mark] = marks[key].is_first(mark, tag=tag, arrived=read.record.arrived)
    return claimed[key, mark]


def _contributions(
    shard: str, reads: Sequence[_Read], before: Position, *, experiments: OutcomeCounter, tally: Tally
) -> Iterator[tuple[Position, Contribution | None]]:
    """Say what every event beyond the position adds, in order, with the position behind it."""
    fresh = [event for read in reads for event, new in zip(read.events, read.fresh, strict=True) if new]
    experiments.prepare(fresh)
    for read in reads:
        if not read.events:
            yield Position(read.record.sequence, 0), None
        for index, event in enumerate(read.events):
            position = Position(read.record.sequence, index + 1)
            if position <= before:
                continue
            tally.events += 1
            if not read.fresh[index]:
                tally.duplicates += 1
                yield position, None
                continue
            sessions, began = read.sessions[index]
            made = contribution(
                event, shard, known=read.known[index], sessions=sessions, session_hour=places.hour(began)
            )
            experiments.count(event, made)
            yield position, made


def _keep_sketches(counted: Sequence[tuple[Position, Contribution | None]], rollups: Rollups) -> None:
    """Add the members of a whole batch to their sketches, each read and written once."""
    members: dict[ItemKey, list[str]] = {}
    for _, made in counted:
        for key, member in made.samples if made is not None else ():
            members.setdefault(key, []).append(member)
    if not members:
        return
    stored = rollups.sketches(list(members))
    made_sketches = {key: extended(stored.get(key), added) for key, added in members.items()}
    changed = {key: sketch for key, sketch in made_sketches.items() if sketch != stored.get(key)}
    rollups.keep_sketches(changed)


def _changes(step: Step) -> list[Change]:
    """Turn a step into changes."""
    return [
        Change(key=key, numbers=numbers, facts=step.facts.get(key, {}))
        for key, numbers in step.additions.items()
    ]
