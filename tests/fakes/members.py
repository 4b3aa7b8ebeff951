"""Segment members in memory, proven equal to the adapter by tests/contract/test_members.py."""

from __future__ import annotations

from pinwheel.domain.endpoints import bucket_of, endpoint_key
from pinwheel.domain.errors import NotFound


class MemoryMembers:
    """`pieces` holds what was written, `sealed` what can be read."""

    def __init__(self):
        self.pieces: dict[str, dict[str, list[str]]] = {}
        self.sealed: dict[str, list[str]] = {}

    def write_piece(self, list_id, piece, endpoint_ids):
        self.pieces.setdefault(list_id, {})[piece] = [endpoint_key(each) for each in endpoint_ids]

    def seal(self, list_id):
        if list_id not in self.sealed:
            pieces = self.pieces.pop(list_id, {})
            self.sealed[list_id] = sorted({key for keys in pieces.values() for key in keys})
        return len(self.sealed[list_id])

    def read(self, list_id, bucket):
        yield from [key for key in self._keys(list_id) if bucket_of(key) == bucket]

    def contains(self, list_id, endpoint_id):
        return endpoint_key(endpoint_id) in self._keys(list_id)

    def remove(self, list_id):
        self.pieces.pop(list_id, None)
        self.sealed.pop(list_id, None)

    def _keys(self, list_id):
        if list_id not in self.sealed:
            raise NotFound(f"List '{list_id}' is not sealed.")
        return self.sealed[list_id]
