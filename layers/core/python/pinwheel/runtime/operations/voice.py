"""Operations on voice messages (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import spoken


def preview_voice(call: Call) -> Any:
    """Speak a script."""
    return spoken.preview(call.body or {}, speech=bootstrap.speech(), blobs=bootstrap.blobs())


OPERATIONS: dict[str, Callable[[Call], Any]] = {"PreviewVoice": preview_voice}
