"""The customers of the test, as endpoint rows before it and as events after it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FILE = Path(__file__).with_name("hillstrom.csv.gz")

MENS, WOMENS, CONTROL = "Mens E-Mail", "Womens E-Mail", "No E-Mail"
ARMS = (MENS, WOMENS, CONTROL)

ATTRIBUTES = ("history_segment", "zip_code", "newbie", "channel", "mens", "womens")
HEADER = (
    "Id",
    "ChannelType",
    "Address",
    "User.UserId",
    *(f"Attributes.{name}" for name in ATTRIBUTES),
    "Attributes.arm",
    "Metrics.recency",
    "Metrics.history",
)

OBSERVED_DAYS = 14
"""The file holds what customers did in the two weeks after the e-mails."""


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of the file; `number` is its position, from 1."""

    number: int
    row: dict[str, str]

    @property
    def endpoint_id(self) -> str:
        """Name the customer's endpoint."""
        return f"customer-{self.number:05d}"

    def endpoint_row(self) -> list[str]:
        """Spell the customer as a row under `HEADER`."""
        return [
            self.endpoint_id,
            "EMAIL",
            f"{self.endpoint_id}@example.com",
            f"user-{self.number:05d}",
            *(self.row[name] for name in ATTRIBUTES),
            self.row["segment"],
            self.row["recency"],
            self.row["history"],
        ]

    def outcomes(self, start: datetime) -> dict[str, dict[str, object]]:
        """Tell what the customer did after `start`, as events by ID; spread evenly over the two weeks."""
        moment = start + timedelta(days=OBSERVED_DAYS) * ((self.number * 7919 % 10_000) / 10_000)
        stamp = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        events: dict[str, dict[str, object]] = {}
        if self.row["visit"] == "1":
            events[f"visit-{self.number}"] = {"EventType": "visit", "Timestamp": stamp}
        if self.row["conversion"] == "1":
            spend = float(self.row["spend"])
            events[f"conversion-{self.number}"] = {
                "EventType": "conversion",
                "Timestamp": stamp,
                "Metrics": {"spend": spend},
            }
        return events


def customers() -> Iterator[Customer]:
    """Read all customers."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=1):
            yield Customer(number, row)


def endpoint_csv(chosen: list[Customer]) -> bytes:
    """Write customers as the CSV that an import job reads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(customer.endpoint_row() for customer in chosen)
    return text.getvalue().encode()
