"""The account's suppression list of SES v2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.carriers.errors import CarrierError, bad_request

REASONS = ("BOUNCE", "COMPLAINT")


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address that the account does not send to."""

    address: str
    reason: str
    since: datetime

    def summary(self) -> dict[str, Any]:
        """Tell it as SES does."""
        return {
            "EmailAddress": self.address,
            "Reason": self.reason,
            "LastUpdateTime": self.since.timestamp(),
        }


class SuppressionList:
    """Addresses, compared without case in the domain as mail does."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Start empty."""
        self._now = now
        self._entries: dict[str, Suppressed] = {}

    def __contains__(self, address: str) -> bool:
        """Tell whether the account keeps from sending to an address."""
        return _normal(address) in self._entries

    def put(self, address: str, reason: str) -> None:
        """Add an address."""
        if reason not in REASONS:
            raise bad_request(f"Reason must be one of {', '.join(REASONS)}.")
        self._entries[_normal(address)] = Suppressed(address, reason, self._now())

    def get(self, address: str) -> Suppressed:
        """Find an address.

        Raises:
            CarrierError: it is not on the list.
        """
        entry = self._entries.get(_normal(address))
        if entry is None:
            raise CarrierError(
                "NotFoundException",
                f"Email address {address} does not exist on your suppression list.",
                status=404,
            )
        return entry

    def remove(self, address: str) -> None:
        """Take an address off the list."""
        self.get(address)
        del self._entries[_normal(address)]

    def listed(self, reasons: list[str]) -> list[Suppressed]:
        """List the addresses, of the given reasons if any."""
        return [entry for entry in self._entries.values() if not reasons or entry.reason in reasons]

    def clear(self) -> None:
        """Empty the list."""
        self._entries.clear()


def _normal(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
