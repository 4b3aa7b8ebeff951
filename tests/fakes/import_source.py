"""A customer's buckets in memory, proven equal to the adapter by tests/contract/test_import_source.py."""

from __future__ import annotations

from pinwheel.domain.errors import Forbidden, NotFound
from pinwheel.domain.imports.files import SourceFile


class MemoryImportSource:
    """`stored` maps bucket and name to bytes; buckets in `closed` may not be read."""

    def __init__(self):
        self.stored: dict[str, dict[str, bytes]] = {}
        self.closed: set[str] = set()
        self.roles: list[str] = []

    def of_role(self, role_arn, application_id):
        self.roles.append(role_arn)
        return self

    def put(self, bucket, name, data):
        self.stored.setdefault(bucket, {})[name] = data.encode() if isinstance(data, str) else data

    def files(self, bucket, prefix):
        found = self._bucket(bucket)
        yield from (SourceFile(n, len(found[n])) for n in sorted(found) if n.startswith(prefix))

    def read(self, bucket, name):
        found = self._bucket(bucket)
        if name not in found:
            raise NotFound(f"'s3://{bucket}/{name}' does not exist.")
        data = found[name]
        yield from (data[start : start + 1000] for start in range(0, len(data), 1000))

    def _bucket(self, bucket):
        if bucket in self.closed:
            raise Forbidden(f"'s3://{bucket}' may not be read.")
        if bucket not in self.stored:
            raise NotFound(f"'s3://{bucket}' does not exist.")
        return self.stored[bucket]
