"""What a campaign costs: messages at their providers' list prices, and AWS's calls around them.

How many calls a recipient takes follows from the steps of a chunk (tests/unit/domain/insight/test_bill.py);
prices are those of domain/costs.py. Taxes, carriers' surcharges and free tiers are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from pinwheel.domain.costs import (
    CALL_PRICES,
    EMAIL_PRICE,
    GIGABYTE_SECOND_PRICE,
    INVOCATION_PRICE,
    MILLION,
    PAYLOAD_UNIT_PRICE,
    PRICES_AS_OF,
    READ_UNIT,
    WRITE_UNIT,
)

CURRENCY = "USD"
PUSH_PRICE = 0.50 / MILLION
SMS_PRICE = 0.00581
"""One part to the United States, before carriers' fees; other countries differ up to thirtyfold."""
VOICE_PRICE = 0.013
"""One minute to the United States; a call counts as one."""
CUSTOM_CALL = 50
"""Endpoints that custom delivery hands over in one call."""

READ_PER_ENDPOINT = 0.115
"""Read units of an endpoint of 450 bytes, read strongly consistent, a page at a time."""
CHUNK = 1_000
WRITES_PER_CHUNK = 76.0
"""Put and finished in transactions, claimed, noted before each burst of 50; a slot for each burst."""
READS_PER_CHUNK = 8.0
SECONDS_PER_CHUNK = 3.0
"""A sender with one gigabyte of memory waits for the provider more than it computes."""
EVENT_BYTES = 1_300
PAYLOAD_UNIT_BYTES = 25_000
ENDPOINTS_PER_SECOND = 60_000
"""What a slice reads and matches."""


class Line(msgspec.Struct, frozen=True, rename="pascal"):
    """One line of a bill."""

    service: str
    unit: str
    count: float
    price: float
    amount: float


def line(service: str, unit: str, count: float, price: float) -> Line:
    """Make a line; amounts are kept to the millionth of a dollar."""
    return Line(service, unit, round(count, 3), price, round(count * price, 6))


def message_lines(messages: Mapping[str, int]) -> list[Line]:
    """Price the messages of each channel type."""
    return [_message_line(channel, count) for channel, count in sorted(messages.items()) if count]


def _message_line(channel: str, count: int) -> Line:
    match channel:
        case "EMAIL":
            return line("SES", "e-mails", count, EMAIL_PRICE)
        case "SMS":
            return line("End User Messaging SMS", "message parts (US)", count, SMS_PRICE)
        case "VOICE":
            return line("End User Messaging Voice", "minutes (US)", count, VOICE_PRICE)
        case "CUSTOM":
            return line("Lambda", "custom delivery calls", -(-count // CUSTOM_CALL), INVOCATION_PRICE)
        case _:
            return line("SNS", f"push notifications ({channel})", count, PUSH_PRICE)


def work_lines(*, recipients: int, examined: int) -> list[Line]:
    """Price finding an audience among `examined` endpoints, and sending to `recipients` of them."""
    if not recipients and not examined:
        return []
    chunks = recipients / CHUNK
    reads = examined * READ_PER_ENDPOINT + chunks * READS_PER_CHUNK
    seconds = examined / ENDPOINTS_PER_SECOND + chunks * SECONDS_PER_CHUNK
    payload = recipients * EVENT_BYTES / PAYLOAD_UNIT_BYTES
    return [
        line("DynamoDB", "read request units", reads, READ_UNIT),
        line("DynamoDB", "write request units", chunks * WRITES_PER_CHUNK, WRITE_UNIT),
        line("S3", "PUT requests", chunks, CALL_PRICES["s3.PutObject"]),
        line("S3", "GET requests", chunks, CALL_PRICES["s3.GetObject"]),
        line("SQS", "requests", chunks * 2.1, CALL_PRICES["sqs.SendMessage"]),
        line("Lambda", "invocations", chunks, INVOCATION_PRICE),
        line("Lambda", "GB-seconds", seconds, GIGABYTE_SECOND_PRICE),
        line("Kinesis", "payload units", payload, PAYLOAD_UNIT_PRICE),
    ]


def total(lines: Iterable[Line]) -> float:
    """Add up a bill."""
    return round(sum(each.amount for each in lines), 6)


def priced(messages: Mapping[str, int], *, examined: int) -> list[Line]:
    """Price a run: its messages by channel type, and the work."""
    return [*message_lines(messages), *work_lines(recipients=sum(messages.values()), examined=examined)]


AS_OF = PRICES_AS_OF
