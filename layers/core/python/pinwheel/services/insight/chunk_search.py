"""Finding one endpoint among the audience chunks of a run, without reading the audience.

A slice reads its buckets in order, and each bucket in key order. So the chunks that it made for one group of
recipients (treatment, family, fate, wave) follow each other in that order, and the first line of each says
where it begins: of thousands of chunks a dozen first lines and a few chunks are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import msgspec

from pinwheel.domain.endpoints import Endpoint, bucket_of, endpoint_key
from pinwheel.domain.errors import NotFound
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.ports.blobs import Blobs

HEAD_BYTES = 1_024
"""The ID stands first in an endpoint's line, and has at most 100 characters."""
_ID = '{"Id":'
NEIGHBOURS = 2
"""Chunks on both sides of the likely one that are looked into as well."""
Place = tuple[int, str]
Found = tuple[Chunk, int, Endpoint]

_read_endpoint = msgspec.json.Decoder(Endpoint).decode
_scan = json.JSONDecoder().raw_decode


def find(chunks: Sequence[Chunk], endpoint_id: str, *, blobs: Blobs) -> Found | None:
    """Find an endpoint in the chunks of its slice: the chunk, its position in it, what it was then."""
    wanted = (bucket_of(endpoint_id), endpoint_key(endpoint_id))
    for group in _groups(chunks):
        for chunk in _likely(group, wanted, blobs):
            found = _in_chunk(chunk, wanted[1], blobs)
            if found is not None:
                return found
    return None


def find_in_any(chunks: Sequence[Chunk], endpoint_id: str, *, blobs: Blobs) -> Found | None:
    """Find an endpoint in chunks that are in no order, as events make them: the first that holds it."""
    key = endpoint_key(endpoint_id)
    looked_into = (_in_chunk(chunk, key, blobs) for chunk in chunks)
    return next((found for found in looked_into if found is not None), None)


def _groups(chunks: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
    """Part chunks into rows that are each in the order of buckets and keys."""
    groups: dict[tuple[str, str, str, int | None], list[Chunk]] = {}
    for chunk in sorted(chunks, key=lambda each: each.id):
        first = chunk.progress[:1]
        fate = first if chunk.progress == first * len(chunk.progress) else ""
        fate = fate if fate in _FATES else ""
        groups.setdefault((chunk.treatment_id, chunk.channel, fate, chunk.due), []).append(chunk)
    yield from groups.values()


_FATES = "HCD"
"""Codes of those who got a fate when the audience was made: they are in chunks of their own."""


def _likely(group: Sequence[Chunk], wanted: Place, blobs: Blobs) -> Sequence[Chunk]:
    low, high = 0, len(group)
    while low < high:
        middle = (low + high) // 2
        if _begins(group[middle], blobs) <= wanted:
            low = middle + 1
        else:
            high = middle
    at = low - 1
    near = range(max(at - NEIGHBOURS, 0), min(at + NEIGHBOURS + 1, len(group)))
    return [group[each] for each in sorted(near, key=lambda each: abs(each - at))]


def _begins(chunk: Chunk, blobs: Blobs) -> Place:
    """Tell where a chunk begins, from its first bytes; a blob that is gone begins nowhere."""
    try:
        head = blobs.get(chunk.blob, start=0, length=HEAD_BYTES).decode(errors="ignore")
    except NotFound:
        return (-1, "")
    if not head.startswith(_ID):
        return (-1, "")
    endpoint_id, _ = _scan(head, len(_ID))
    return (bucket_of(endpoint_id), endpoint_key(endpoint_id))


def _in_chunk(chunk: Chunk, key: str, blobs: Blobs) -> Found | None:
    try:
        lines = blobs.get(chunk.blob).splitlines()
    except NotFound:
        return None
    for at, line in enumerate(lines):
        endpoint = _read_endpoint(line)
        if endpoint_key(endpoint.id) == key:
            return chunk, at, endpoint
    return None
