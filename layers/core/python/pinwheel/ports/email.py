"""The e-mail provider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pinwheel.domain.messages import OutgoingEmail, SendResult


@dataclass(frozen=True, slots=True)
class EmailQuota:
    """What the account may send."""

    per_second: float
    per_24_hours: float
    sent_last_24_hours: float


class EmailProvider(Protocol):
    """Hands e-mails over. Never retries a call that may have been taken: a doubt is UNKNOWN_FAILURE."""

    def send_batch(self, emails: Sequence[OutgoingEmail]) -> Sequence[SendResult]:
        """Hand over up to 50 e-mails in as few calls as possible; one result each, in order.

        Splits by configuration set and size; uses single calls where bulk cannot carry a message (raw).
        """
        ...

    def quota(self) -> EmailQuota:
        """Tell what the account may send."""
        ...
