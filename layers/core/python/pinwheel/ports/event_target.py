"""A customer's own stream: a Kinesis data stream or a Firehose delivery stream, in any account and Region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pinwheel.domain.stream_records import TargetRecord


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an application's events go, and as whom we put them there."""

    arn: str
    role_arn: str = ""
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of records: those that were not taken, in order, and the last error."""

    delivered: int
    rejected: Sequence[TargetRecord] = ()
    code: str = ""
    message: str = ""


class EventTarget(Protocol):
    """Puts records into customers' streams."""

    def deliver(self, destination: Destination, records: Sequence[TargetRecord]) -> Outcome:
        """Put records in order; retries what may succeed, never raises for what a customer's stream does."""
        ...
