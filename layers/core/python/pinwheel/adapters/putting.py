"""Records put by the hundred: what fits into one call, and the wait before what was not taken goes again."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

CALL_RECORDS = 500


class Keyed(Protocol):
    """A record with what its place is chosen by."""

    @property
    def key(self) -> str:
        """Say what the record's shard is chosen by."""

    @property
    def data(self) -> bytes:
        """Give what is put."""


R = TypeVar("R", bound=Keyed)


def calls(records: Sequence[R], most_bytes: int) -> Iterator[list[R]]:
    """Divide records into calls of at most 500 and `most_bytes`; keys count as well."""
    call: list[R] = []
    size = 0
    for record in records:
        weight = len(record.data) + len(record.key)
        if call and (len(call) == CALL_RECORDS or size + weight > most_bytes):
            yield call
            call, size = [], 0
        call.append(record)
        size += weight
    if call:
        yield call


def pause_before(attempt: int, first_seconds: float) -> float:
    """Give the seconds to wait before attempt 1, 2, ...: they double, and jitter keeps many writers apart."""
    return first_seconds * float(2**attempt) * (0.5 + random.random() / 2)  # noqa: S311 - no secret
