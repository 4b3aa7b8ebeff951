"""Send-rate buckets in memory, proven equal to the DynamoDB adapter by tests/contract/test_governor.py."""

from __future__ import annotations

from pinwheel.domain.governor import reserve


class MemoryGovernor:
    """`free_at` holds when each bucket's next slot is free."""

    def __init__(self):
        self.free_at = {}

    def reserve(self, bucket, *, now, spacing, patience):
        answer, self.free_at[bucket] = reserve(
            self.free_at.get(bucket, 0.0), now=now, spacing=spacing, patience=patience
        )
        return answer

    def hold(self, bucket, until):
        self.free_at[bucket] = max(self.free_at.get(bucket, 0.0), until)
