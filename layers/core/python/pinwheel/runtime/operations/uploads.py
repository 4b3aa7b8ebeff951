"""Bringing files for imports (extension API)."""

from __future__ import annotations

from typing import Any

from pinwheel.api.call import Call, Operation
from pinwheel.runtime import bootstrap
from pinwheel.services.uploads import open_upload


def create_upload(call: Call) -> Any:
    """Let one file be put."""
    return open_upload(
        call.labels["ApplicationId"],
        call.body,
        uploads=bootstrap.uploads(),
        documents=bootstrap.documents(),
        ids=bootstrap.ids(),
    )


OPERATIONS: dict[str, Operation] = {"OpenUpload": create_upload}
