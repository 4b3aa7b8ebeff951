"""Bringing a file for an import without a bucket of one's own (extension API).

The caller is told where to PUT the file; an import job of the same application may then read it. Files go by
themselves after two days, imported or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.files import MAXIMUM_BYTES, uploads_prefix
from pinwheel.ports.documents import Documents
from pinwheel.ports.ids import Ids
from pinwheel.ports.uploads import Uploads
from pinwheel.services.applications import require_application

SECONDS = 900
"""How long the URL is good."""
LONGEST_NAME = 128
DEFAULT_TYPE = "application/octet-stream"
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?")
_FOLDER = re.compile(r"[0-9a-f]{32}")
_ODD = re.compile(r"[^A-Za-z0-9._-]")


def open_upload(
    application_id: str, request: Mapping[str, Any], *, uploads: Uploads, documents: Documents, ids: Ids
) -> dict[str, Any]:
    """Let one file be put; answers `UploadUrl`, `Method`, `Headers` to send with it, and its `S3Url`.

    The `Folder` of an earlier answer puts a file beside that one; a job may read all of `FolderS3Url`.

    Raises:
        NotFound: there is no such application.
        Invalid: the name, type, size or folder is not possible.
    """
    require_application(application_id, documents=documents)
    name, size = request.get("FileName"), request.get("Bytes")
    content_type = request.get("ContentType") or DEFAULT_TYPE
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"FileName must have 1 to {LONGEST_NAME} characters.", member="FileName")
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MAXIMUM_BYTES:
        raise Invalid(f"Bytes must be between 1 and {MAXIMUM_BYTES}.", member="Bytes")
    if not isinstance(content_type, str) or not _TYPE.fullmatch(content_type):
        raise Invalid("ContentType must be a media type such as text/csv.", member="ContentType")
    folder = request.get("Folder") or ids.new_id()
    if not isinstance(folder, str) or not _FOLDER.fullmatch(folder):
        raise Invalid("Folder must be the one of an earlier answer.", member="Folder")
    prefix = f"{uploads_prefix(application_id)}{folder}/"
    place = f"{prefix}{_ODD.sub('_', name)}"
    # A browser sets the length itself and may not be told to; it is signed all the same.
    headers = {"Content-Type": content_type, "Content-Length": str(size)}
    return {
        "UploadUrl": uploads.permit(place, headers=headers, seconds=SECONDS),
        "Method": "PUT",
        "Headers": {"Content-Type": content_type},
        "S3Url": f"s3://{uploads.bucket}/{place}",
        "Folder": folder,
        "FolderS3Url": f"s3://{uploads.bucket}/{prefix}",
        "ExpiresInSeconds": SECONDS,
    }
