"""The carrier of voice messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pinwheel.domain.messages import SendResult
from pinwheel.domain.voice import OutgoingVoice


class VoiceProvider(Protocol):
    """Places calls. Never retries one that may have been placed: a doubt is UNKNOWN_FAILURE."""

    def send_batch(self, messages: Sequence[OutgoingVoice]) -> Sequence[SendResult]:
        """Place calls, several at a time; one result each, in order."""
        ...
