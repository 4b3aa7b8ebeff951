"""The carrier of text messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pinwheel.domain.messages import SendResult
from pinwheel.domain.sms import OutgoingSms


class SmsProvider(Protocol):
    """Hands text messages over. Never retries a call that may have been taken: a doubt is UNKNOWN_FAILURE."""

    def send_batch(self, messages: Sequence[OutgoingSms]) -> Sequence[SendResult]:
        """Hand messages over, several at a time; one result each, in order."""
        ...
