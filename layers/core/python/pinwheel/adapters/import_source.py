"""Import files in S3, read with the job's role where it lets us, else with the function's own.

Roles that were made for Amazon's service trust `pinpoint.amazonaws.com`, so they cannot be assumed; the
function's own role reads only the buckets that the operator allowed (spec 02, section 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Forbidden, NotFound, Unavailable
from pinwheel.domain.imports.files import SourceFile

CHUNK_BYTES = 1024 * 1024
_DENIED = frozenset({"AccessDenied", "AllAccessDisabled", "403", "Forbidden", "InvalidAccessKeyId"})
_GONE = frozenset({"NoSuchBucket", "NoSuchKey", "404", "NotFound"})


class S3ImportSource:
    """The port over S3; `clients` make S3 clients, best one first, None where one cannot be had."""

    def __init__(self, *clients: Callable[[], Any], own_bucket: str = "", own_prefix: str = "") -> None:
        """Keep the ways to a client; none is tried before it is needed.

        Of the product's own bucket only what lies below `own_prefix` is anybody's to read.
        """
        self._clients = clients
        self._own_bucket, self._own_prefix = own_bucket, own_prefix

    def files(self, bucket: str, prefix: str) -> Iterator[SourceFile]:
        """List files, a page of 1,000 at a time."""
        self._refuse_own(bucket, prefix)
        token: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", f"s3://{bucket}", Bucket=bucket, Prefix=prefix, **token)
            for entry in page.get("Contents", []):
                yield SourceFile(entry["Key"], entry["Size"])
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def read(self, bucket: str, name: str) -> Iterator[bytes]:
        """Read a file in chunks."""
        self._refuse_own(bucket, name)
        answer = self._call("get_object", f"s3://{bucket}/{name}", Bucket=bucket, Key=name)
        try:
            yield from answer["Body"].iter_chunks(CHUNK_BYTES)
        except (BotoCoreError, OSError) as error:
            raise Unavailable("Reading an import file was interrupted.") from error

    def _refuse_own(self, bucket: str, name: str) -> None:
        if bucket == self._own_bucket and not name.startswith(self._own_prefix):
            raise Forbidden(f"'s3://{bucket}/{name}' may not be read.")

    def _call(self, operation: str, place: str, **request: Any) -> Any:
        denied: ClientError | None = None
        for make in self._clients:
            client = make()
            if client is None:
                continue
            try:
                return getattr(client, operation)(**request)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code in _GONE:
                    raise NotFound(f"'{place}' does not exist.") from error
                if code not in _DENIED:
                    raise Unavailable(f"S3 {operation} failed: {code}.") from error
                denied = error
            except BotoCoreError as error:
                raise Unavailable(f"S3 {operation} failed.") from error
        raise Forbidden(f"'{place}' may not be read.") from denied


def assumed_credentials(
    sts: Any, role_arn: str, *, session: str = "pinwheel-import", external_id: str | None = None
) -> dict[str, str] | None:
    """Assume the job's role for an hour; None when it does not let us, for whatever reason."""
    external = {} if external_id is None else {"ExternalId": external_id}
    try:
        answer = sts.assume_role(RoleArn=role_arn, RoleSessionName=session, **external)
    except (BotoCoreError, ClientError):
        return None
    credentials = answer["Credentials"]
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }
