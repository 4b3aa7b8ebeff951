"""Members of imported segments in the product's bucket.

members/<list>/pieces/<piece>     what one import worker wrote: an index of buckets, then their keys
members/<list>/parts/<part>       sealed: the same form, distinct and sorted, for a run of buckets
members/<list>/index              sealed: where each bucket's keys are

A campaign that reads all buckets costs one request for each of them, however many pieces the import had.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from pinwheel.domain.endpoints import BUCKETS, bucket_of, endpoint_key
from pinwheel.domain.errors import NotFound
from pinwheel.ports.blobs import Blobs

PART_BYTES = 32 * 1024 * 1024
"""Keys held in memory while a list is sealed."""
KEPT_INDEXES = 64


class _Span(msgspec.Struct, frozen=True, array_like=True):
    """Where the keys of one bucket are: which part, from which byte, how many bytes."""

    part: int
    start: int
    length: int


class _Index(msgspec.Struct, frozen=True, array_like=True):
    size: int
    spans: list[_Span]


_Piece = list[list[str]]
_encode = msgspec.msgpack.encode
_read_piece = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
_read_keys = msgspec.msgpack.Decoder(list[str]).decode
_read_index = msgspec.msgpack.Decoder(_Index).decode


class BlobSegmentMembers:
    """The port over the product's bucket."""

    def __init__(self, blobs: Blobs) -> None:
        """Keep the bucket; indexes of sealed lists never change, so they are remembered."""
        self._blobs = blobs
        self._index = lru_cache(maxsize=KEPT_INDEXES)(self._load_index)

    def write_piece(self, list_id: str, piece: str, endpoint_ids: Iterable[str]) -> None:
        """Store one piece of a list."""
        buckets: _Piece = [[] for _ in range(BUCKETS)]
        for endpoint_id in endpoint_ids:
            buckets[bucket_of(endpoint_id)].append(endpoint_key(endpoint_id))
        self._blobs.put(f"members/{list_id}/pieces/{piece}", _encode(buckets))

    def seal(self, list_id: str) -> int:
        """Sort the pieces into parts, write the index last, then drop the pieces."""
        try:
            return self._index(list_id).size
        except NotFound:
            pass
        pieces = list(self._blobs.names(f"members/{list_id}/pieces/"))
        index = self._write_parts(list_id, pieces)
        self._blobs.put(f"members/{list_id}/index", _encode(index))
        self._blobs.delete(pieces)
        return index.size

    def read(self, list_id: str, bucket: int) -> Iterator[str]:
        """List the keys of one bucket."""
        yield from self._keys(list_id, bucket)

    def contains(self, list_id: str, endpoint_id: str) -> bool:
        """Look an endpoint up in its bucket."""
        key = endpoint_key(endpoint_id)
        keys = self._keys(list_id, bucket_of(key))
        place = bisect_left(keys, key)
        return place < len(keys) and keys[place] == key

    def remove(self, list_id: str) -> None:
        """Remove all files of a list; its index first, so that nobody begins to read it."""
        self._blobs.delete(list(self._blobs.names(f"members/{list_id}/")))

    def _keys(self, list_id: str, bucket: int) -> Sequence[str]:
        span = self._index(list_id).spans[bucket]
        if not span.length:
            return ()
        name = f"members/{list_id}/parts/{span.part:04d}"
        return _read_keys(self._blobs.get(name, start=span.start, length=span.length))

    def _load_index(self, list_id: str) -> _Index:
        return _read_index(self._blobs.get(f"members/{list_id}/index"))

    def _write_parts(self, list_id: str, pieces: Sequence[str]) -> _Index:
        sizes = self._bucket_sizes(pieces)
        spans: list[_Span] = []
        total = 0
        for part, buckets in enumerate(_runs(sizes)):
            content = bytearray()
            for keys in self._sorted_buckets(pieces, buckets):
                encoded = _encode(keys) if keys else b""
                spans.append(_Span(part, len(content), len(encoded)))
                content += encoded
                total += len(keys)
            self._blobs.put(f"members/{list_id}/parts/{part:04d}", bytes(content))
        return _Index(total, spans)

    def _bucket_sizes(self, pieces: Sequence[str]) -> list[int]:
        sizes = [0] * BUCKETS
        for name in pieces:
            for bucket, raw in enumerate(_read_piece(self._blobs.get(name))):
                sizes[bucket] += len(raw)
        return sizes

    def _sorted_buckets(self, pieces: Sequence[str], buckets: range) -> list[list[str]]:
        found: list[set[str]] = [set() for _ in buckets]
        for name in pieces:
            for keys, raw in zip(
                found, _read_piece(self._blobs.get(name))[buckets.start : buckets.stop], strict=True
            ):
                keys.update(_read_keys(raw))
        return [sorted(keys) for keys in found]


def _runs(sizes: Sequence[int]) -> Iterator[range]:
    """Cut the buckets into runs that fit into memory together."""
    start, size = 0, 0
    for bucket, more in enumerate(sizes):
        if size and size + more > PART_BYTES:
            yield range(start, bucket)
            start, size = bucket, 0
        size += more
    yield range(start, len(sizes))
