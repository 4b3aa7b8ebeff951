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
        """Hand e-mails over in as few calls as possible, several at a time; one result each, in order.

        Splits by number, configuration set and size; what bulk cannot carry (raw) goes in single calls.
        """
        ...

    def quota(self) -> EmailQuota:
        """Tell what the account may send."""
        ...


class EmailStanding(Protocol):
    """Tells how the account and its senders stand with the provider; both may be Unavailable."""

    def is_verified(self, identity: str) -> bool:
        """Tell whether an address or domain of this account may be sent from."""
        ...

    def is_in_sandbox(self) -> bool:
        """Tell whether the account may write to verified addresses only."""
        ...
