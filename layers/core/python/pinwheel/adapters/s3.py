"""Bytes in the product's S3 bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import NotFound, Unavailable

DELETE_BATCH = 1000
"""Most keys of one DeleteObjects call."""


class S3Blobs:
    """The port over one bucket."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Keep the client and the bucket's name."""
        self._client = client
        self._bucket = bucket

    def put(self, name: str, data: bytes) -> None:
        """Store bytes under a name."""
        self._call("put_object", Key=name, Body=data)

    def get(self, name: str, *, start: int = 0, length: int | None = None) -> bytes:
        """Read bytes, or a part of them."""
        ranged = {}
        if start or length is not None:
            end = "" if length is None else str(start + length - 1)
            ranged["Range"] = f"bytes={start}-{end}"
        body: bytes = self._call("get_object", Key=name, **ranged)["Body"].read()
        return body

    def names(self, prefix: str) -> Iterator[str]:
        """List names, a page of 1,000 at a time."""
        token: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=prefix, **token)
            for entry in page.get("Contents", []):
                yield entry["Key"]
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, names: list[str]) -> None:
        """Remove objects, 1,000 a call."""
        for start in range(0, len(names), DELETE_BATCH):
            batch = [{"Key": name} for name in names[start : start + DELETE_BATCH]]
            self._call("delete_objects", Delete={"Objects": batch, "Quiet": True})

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **request)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in {"NoSuchKey", "404", "NotFound"}:
                raise NotFound(f"Nothing is stored under '{request.get('Key')}'.") from error
            raise Unavailable(f"S3 {operation} failed: {code}.") from error
        except BotoCoreError as error:
            raise Unavailable(f"S3 {operation} failed.") from error
