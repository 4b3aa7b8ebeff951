"""A file of an export: endpoints as gzip NDJSON, one `EndpointResponse` a line (spec 02, section 7)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

LARGEST_FILE = 32 * 1024 * 1024
"""Packed bytes from which no more is added to a file: it is held in memory until it is written."""
_GZIP = zlib.MAX_WBITS | 16
_encode = msgspec.json.Encoder().encode


class ExportFile:
    """One file while it is being filled. The same lines make the same bytes: no time is written down."""

    def __init__(self) -> None:
        """Begin a file."""
        self._packer = zlib.compressobj(wbits=_GZIP)
        self._packed = bytearray()
        self.lines = 0

    def add(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Add documents, one line each."""
        encoded = [_encode(document) for document in documents]
        if encoded:
            self._packed += self._packer.compress(b"\n".join(encoded) + b"\n")
            self.lines += len(encoded)

    @property
    def is_full(self) -> bool:
        """Tell whether the file shall be written now."""
        return len(self._packed) >= LARGEST_FILE

    def finished(self) -> bytes:
        """Give the whole file; nothing can be added any more."""
        return bytes(self._packed + self._packer.flush())
