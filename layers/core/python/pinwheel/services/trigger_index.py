"""The index of event and in-app campaigns, kept by whoever writes a campaign, in the same transaction.

    tools.documents.write([*puts, *index_changes(old_body, new_body)])

`old` is the campaign's document as stored (None for a new one), `new` as it will be (None for a deleted one).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.triggers.entries import entries
from pinwheel.ports.documents import Delete, Put


def index_changes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Put | Delete]:
    """Give what must be written beside a campaign, so that events find it by its new state."""
    before = entries(old) if old is not None else {}
    after = entries(new) if new is not None else {}
    return [
        *(Delete(key) for key in before if key not in after),
        *(Put(key, body) for key, body in after.items() if before.get(key) != body),
    ]
