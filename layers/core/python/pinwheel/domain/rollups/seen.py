"""Marks: which events an endpoint's records held, so that true duplicates are dropped and replays are not.

Every event leaves an 8-byte hash under the tag of the Kinesis record that brought it first. Meeting the hash
again under the same tag is a replay of that record, which the checkpoint deals with; under another tag it is
a duplicate. Marks are written before anything is counted, so a crash in between cannot lose their meaning.

An endpoint's item has its last sessions beside the marks (domain/rollups/sessions.py), so that an endpoint
costs one read and one write a batch: four bytes tell how long the marks are, then come marks and sessions.

The marks are a row of groups, one per record: tag (8 bytes), arrival (4), number of hashes (2), hashes (8
each).
Groups older than 24 hours go (spec 05, section 1), and the oldest beyond `LARGEST` hashes, which bounds
what one restless endpoint costs.
"""

from __future__ import annotations

import hashlib
import struct

KEPT_SECONDS = 24 * 3600
LARGEST = 16_384

_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">8sIH")
_HASH_BYTES = 8
_MOST_PER_GROUP = 65_535


def short_hash(text: str) -> bytes:
    """Hash what must be recognised: an event ID, or what is counted once per message and hour."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=_HASH_BYTES).digest()


def split(data: bytes) -> tuple[bytes, bytes]:
    """Take marks and sessions out of a stored item."""
    if not data:
        return b"", b""
    (length,) = _LENGTH.unpack_from(data)
    end = _LENGTH.size + length
    return data[_LENGTH.size : end], data[end:]


def joined(marks: bytes, sessions: bytes) -> bytes:
    """Write marks and sessions into one item."""
    return _LENGTH.pack(len(marks)) + marks + sessions


class Marks:
    """The marks of one endpoint or batch while a batch of records is examined."""

    def __init__(self, data: bytes = b"") -> None:
        """Read what is stored."""
        self._tags: dict[bytes, bytes] = {}
        self._arrivals: dict[bytes, int] = {}
        self.changed = False
        at = 0
        while at < len(data):
            tag, arrived, count = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            self._arrivals[tag] = arrived
            for _ in range(count):
                self._tags[data[at : at + _HASH_BYTES]] = tag
                at += _HASH_BYTES

    def is_first(self, mark: bytes, *, tag: bytes, arrived: int) -> bool:
        """Tell whether a record is the first that holds `mark`, and remember it as such if so."""
        known = self._tags.get(mark)
        if known is not None and known != tag and self._arrivals[known] > arrived - KEPT_SECONDS:
            return False
        if known != tag:
            self._tags[mark] = tag
            self._arrivals[tag] = arrived
            self.changed = True
        return True

    def holds(self, mark: bytes, *, arrived: int) -> bool:
        """Tell whether any record, also the same one, left `mark` lately."""
        known = self._tags.get(mark)
        return known is not None and self._arrivals[known] > arrived - KEPT_SECONDS

    @property
    def expires_at(self) -> int:
        """Epoch second from which all marks are too old to matter."""
        return max(self._arrivals.values(), default=0) + KEPT_SECONDS

    def dump(self) -> bytes:
        """Write the marks that still matter."""
        oldest = max(self._arrivals.values(), default=0) - KEPT_SECONDS
        groups: dict[bytes, list[bytes]] = {}
        for mark, tag in list(self._tags.items())[-LARGEST:]:
            if self._arrivals[tag] > oldest:
                groups.setdefault(tag, []).append(mark)
        return b"".join(
            _HEAD.pack(tag, self._arrivals[tag], len(marks[start : start + _MOST_PER_GROUP]))
            + b"".join(marks[start : start + _MOST_PER_GROUP])
            for tag, marks in groups.items()
            for start in range(0, len(marks), _MOST_PER_GROUP)
        )
