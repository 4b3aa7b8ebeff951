"""Calls that send: whatever breaks is an outcome, and only what certainly was not taken may be tried again.

The clients must not retry by themselves: a call whose answer is lost may have been taken (spec 07, section
2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ClientError, EndpointConnectionError

from pinwheel.domain.messages import DeliveryStatus, SendResult


@dataclass(frozen=True, slots=True)
class Provider:
    """Who sends: its name, and what its refusals mean."""

    name: str
    refused: Callable[[ClientError], SendResult]

    def sent(self, call: Callable[[], str]) -> SendResult:
        """Make a call, which gives the message's ID."""
        try:
            message_id = call()
        except Exception as error:  # noqa: BLE001 - whatever broke, the call may have been taken
            return self.failure(error)
        return SendResult(status=DeliveryStatus.SUCCESSFUL, message_id=message_id)

    def failure(self, error: Exception) -> SendResult:
        """Translate what a call raised."""
        match error:
            case ClientError():
                return self.refused(error)
            case EndpointConnectionError():
                # No connection came about, so nothing can have been taken.
                return self.unreachable()
            case _:
                name = type(error).__name__
                return SendResult(
                    status=DeliveryStatus.UNKNOWN_FAILURE,
                    status_code=500,
                    detail=f"{self.name} did not answer: {name}.",
                )

    def unreachable(self) -> SendResult:
        """Give the outcome of a message that was certainly not taken."""
        return SendResult(
            status=DeliveryStatus.TEMPORARY_FAILURE,
            status_code=503,
            detail=f"{self.name} cannot be reached.",
        )


def http_status(error: ClientError) -> int:
    """Read the status of a refusal; 400 where none is told."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
