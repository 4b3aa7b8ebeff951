"""Event records packed into Kinesis records, in the aggregation format of Amazon's Kinesis Producer Library.

    F3 89 9A C2 | protobuf AggregatedRecord | MD5 of the protobuf part

AggregatedRecord holds a table of partition keys (field 1) and the user records (field 3), each a message
of a key index (field 1) and data (field 3). One Kinesis record carries the events of one endpoint or of
one batch, so that all of them have the same partition key and the table has a single entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord

MAGIC = b"\xf3\x89\x9a\xc2"
DIGEST_BYTES = 16
RECORD_BYTES = 900_000
"""A Kinesis record takes 1 MiB with its key; we stay below."""
KEY_CHARACTERS = 256

_ROOM = 16
"""Bytes that a user record takes beside its data, at most."""
_RECORD, _DATA = 3, 3
_KEY_TAG, _RECORD_TAG = b"\x0a", b"\x1a"
_DATA_TAG = b"\x08\x00\x1a"
"""In a user record: key index 0, then the tag of its data."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(EventRecord).decode


class StreamRecord(msgspec.Struct, frozen=True):
    """One Kinesis record: `key` decides on the shard."""

    key: str
    data: bytes


def partition_key(event: EventRecord) -> str:
    """Name what an event is ordered by: its batch, or its endpoint (or user) within the application."""
    key = event.batch_id or f"{event.application_id}/{endpoint_key(event.subject)}"
    return key[:KEY_CHARACTERS]


def pack(events: Sequence[EventRecord]) -> list[StreamRecord]:
    """Pack events into as few records as the size allows, one partition key each, order kept.

    Raises:
        Invalid: one event alone is too big for a record.
    """
    groups: dict[str, list[bytes]] = {}
    before: EventRecord | None = None
    for event in events:
        if before is None or not _is_beside(event, before):
            payloads = groups.setdefault(partition_key(event), [])
            before = event
        payloads.append(_encode(event))
    return [
        StreamRecord(key, aggregate(key, part))
        for key, payloads in groups.items()
        for part in _parts(payloads)
    ]


def _is_beside(event: EventRecord, other: EventRecord) -> bool:
    """Tell at a glance that two events have the same key, as most neighbours do: made of the same parts."""
    return (
        event.client is other.client
        and event.application is other.application
        and event.user_id is other.user_id
        and event.batch_id is other.batch_id
    )


def unpack(data: bytes) -> list[EventRecord]:
    """Read the events of one Kinesis record.

    Raises:
        Invalid: this is no record of ours.
    """
    try:
        return [_decode(payload) for payload in deaggregate(data)]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"A stream record is no event: {error}.") from error


def _parts(payloads: Sequence[bytes]) -> Iterator[list[bytes]]:
    if sum(map(len, payloads)) + _ROOM * len(payloads) <= RECORD_BYTES:
        yield list(payloads)
        return
    part: list[bytes] = []
    size = 0
    for payload in payloads:
        if len(payload) > RECORD_BYTES:
            raise Invalid(f"An event has {len(payload)} bytes; at most {RECORD_BYTES} are possible.")
        if size + len(payload) > RECORD_BYTES:
            yield part
            part, size = [], 0
        part.append(payload)
        size += len(payload) + _ROOM
    if part:
        yield part


def aggregate(key: str, payloads: Sequence[bytes]) -> bytes:
    """Wrap user records of one partition key into one aggregated record."""
    name = key.encode()
    parts = [_KEY_TAG, _varint(len(name)), name]
    for payload in payloads:
        parts += (_record_head(len(payload)), payload)
    body = b"".join(parts)
    return MAGIC + body + hashlib.md5(body, usedforsecurity=False).digest()


@lru_cache(maxsize=4096)
def _record_head(length: int) -> bytes:
    """Give what comes before the data of a user record."""
    size = _varint(length)
    return _RECORD_TAG + _varint(length + len(size) + len(_DATA_TAG)) + _DATA_TAG + size


def deaggregate(data: bytes) -> list[bytes]:
    """List the user records of a Kinesis record; one that is not aggregated is its own only user record."""
    body = data[len(MAGIC) : -DIGEST_BYTES]
    digest = hashlib.md5(body, usedforsecurity=False).digest()
    if not data.startswith(MAGIC) or digest != data[-DIGEST_BYTES:]:
        return [data]
    return [_payload(record) for field, record in _fields(body) if field == _RECORD]


def _payload(record: bytes) -> bytes:
    return next((value for field, value in _fields(record) if field == _DATA), b"")


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk a protobuf message; numbers are passed over, because we need none of them."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        value, at = _read_varint(message, at)
        match tag & 7:
            case 0:
                continue
            case 2:
                if at + value > len(message):
                    raise Invalid("An aggregated record is cut short.")
                yield tag >> 3, message[at : at + value]
                at += value
            case _:
                raise Invalid("An aggregated record holds an unknown kind of field.")


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(message):
        byte = message[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
    raise Invalid("An aggregated record is cut short.")
