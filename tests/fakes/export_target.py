"""A customer's buckets in memory, proven equal to the adapter by tests/contract/test_export_target.py."""

from __future__ import annotations

from pinwheel.domain.errors import Forbidden, NotFound


class MemoryExportTarget:
    """`stored` maps bucket and name to bytes; buckets in `closed` may not be written to."""

    def __init__(self, *buckets):
        self.stored: dict[str, dict[str, bytes]] = {bucket: {} for bucket in buckets}
        self.closed: set[str] = set()
        self.roles: list[str] = []

    def of_role(self, role_arn):
        self.roles.append(role_arn)
        return self

    def put(self, bucket, name, data):
        if bucket in self.closed:
            raise Forbidden(f"'s3://{bucket}/{name}' may not be written.")
        if bucket not in self.stored:
            raise NotFound(f"The bucket '{bucket}' does not exist.")
        self.stored[bucket][name] = data
