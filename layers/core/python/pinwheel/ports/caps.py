"""What endpoints were sent lately, for caps; exact however many senders claim at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.caps import CapRule, Claim


class Caps(Protocol):
    """Remembers claims; the answers are those of `domain.caps.claim`, one at a time."""

    def claim(
        self, application_id: str, rule: CapRule, claims: Sequence[Claim], *, now: datetime
    ) -> Sequence[SendStatus | None]:
        """Claim a message for each of some endpoints: why it may not be sent, or None, in order."""
        ...

    def look(
        self, application_id: str, rule: CapRule, claims: Sequence[Claim], *, now: datetime
    ) -> Sequence[SendStatus | None]:
        """Tell what claims would be answered at this moment; nothing is remembered."""
        ...
