"""Uploads to S3 by presigned URLs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MEMBERS = {"Content-Type": "ContentType", "Content-Length": "ContentLength"}


class S3Uploads:
    """The port over one bucket; the URL carries the rights of the function that signs it."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Keep the client and the bucket's name."""
        self._client = client
        self._bucket = bucket

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self._bucket

    def permit(self, name: str, *, headers: Mapping[str, str], seconds: int) -> str:
        """Sign a PUT; type and length are part of what is signed."""
        signed: dict[str, Any] = {_MEMBERS[header]: value for header, value in headers.items()}
        if "ContentLength" in signed:
            signed["ContentLength"] = int(signed["ContentLength"])
        url: str = self._client.generate_presigned_url(
            "put_object",
            Params={"Bucket": self._bucket, "Key": name, **signed},
            ExpiresIn=seconds,
            HttpMethod="PUT",
        )
        return url
