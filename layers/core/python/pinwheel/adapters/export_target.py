"""Export files in S3, written with the job's role where it lets us, else with the function's own.

Roles that were made for Amazon's service trust `pinpoint.amazonaws.com`, so they cannot be assumed; the
function's own role writes only to the buckets that the operator allowed (spec 02, section 7).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Forbidden, NotFound, Unavailable

_DENIED = frozenset({"AccessDenied", "AllAccessDisabled", "403", "Forbidden", "InvalidAccessKeyId"})
_GONE = frozenset({"NoSuchBucket", "404", "NotFound"})


class S3ExportTarget:
    """The port over S3; `clients` make S3 clients, best one first, None where one cannot be had."""

    def __init__(self, *clients: Callable[[], Any], own_bucket: str) -> None:
        """Keep the ways to a client; what is in the product's own bucket is not for exports to replace."""
        self._clients = clients
        self._own_bucket = own_bucket

    def put(self, bucket: str, name: str, data: bytes) -> None:
        """Write a file."""
        place = f"s3://{bucket}/{name}"
        denied: ClientError | None = None
        for make in self._clients if bucket != self._own_bucket else ():
            client = make()
            if client is None:
                continue
            try:
                client.put_object(Bucket=bucket, Key=name, Body=data, ContentType="application/gzip")
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code in _GONE:
                    raise NotFound(f"The bucket '{bucket}' does not exist.") from error
                if code not in _DENIED:
                    raise Unavailable(f"S3 put_object failed: {code}.") from error
                denied = error
            except BotoCoreError as error:
                raise Unavailable("S3 put_object failed.") from error
            else:
                return
        raise Forbidden(f"'{place}' may not be written.") from denied
