"""Send-rate buckets in memory, proven equal to the DynamoDB adapter by tests/contract/test_governor.py."""

from __future__ import annotations

import msgspec

from pinwheel.domain.governor import MICROS, SLACK, Bucket, Slot, reserve, reserve_first

replace = msgspec.structs.replace


class MemoryGovernor:
    """`buckets` hold what is stored; instants are whole microseconds, as in DynamoDB."""

    def __init__(self):
        self.buckets = {}

    def _bucket(self, name):
        return self.buckets.get(name, Bucket())

    def reserve(self, bucket, *, now, spacing, patience):
        found = self._bucket(bucket)
        if found.own >= round(now * MICROS) and found.own_left > 0:
            self.buckets[bucket] = replace(found, own_left=0)
            return Slot(found.own / MICROS, found.own / MICROS + SLACK, found.own_left)
        answer, _ = reserve(
            found.free_at / MICROS, now=round(now * MICROS) / MICROS, spacing=spacing, patience=patience
        )
        if isinstance(answer, Slot):
            free_at = round(answer.at * MICROS) + round(spacing * MICROS)
            self.buckets[bucket] = replace(found, free_at=free_at)
        return answer

    def reserve_first(self, bucket, count, *, own, now, patience):
        answer, self.buckets[bucket] = reserve_first(
            self._bucket(bucket), count, own=own, now=now, patience=patience
        )
        return answer

    def taken(self, bucket, slot):
        return self._bucket(bucket).taken.get(round(slot.at * MICROS), 0)

    def hold(self, bucket, until):
        found = self._bucket(bucket)
        self.buckets[bucket] = replace(found, free_at=max(found.free_at, round(until * MICROS)))
