"""The families of channels in this deployment: where their chunks are queued.

Who adds a family adds a line; what pins its contents is in `contents.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinwheel.domain.runs import families
from pinwheel.runtime import bootstrap

if TYPE_CHECKING:
    from pinwheel.ports.queue import WorkQueue


def family_queues() -> dict[str, WorkQueue]:
    """Give the work queue of each family that can be sent."""
    return {
        families.EMAIL: bootstrap.queue("email"),
        families.PUSH: bootstrap.queue("push"),
        families.SMS: bootstrap.queue("sms"),
        families.VOICE: bootstrap.queue("voice"),
        families.CUSTOM: bootstrap.queue("custom"),
    }
