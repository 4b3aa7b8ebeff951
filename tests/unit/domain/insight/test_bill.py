"""The model of campaigns' bills (domain/insight/bill.py) against what one full chunk makes the engine ask for."""

from __future__ import annotations

import pytest

from pinwheel.domain.costs import READ_UNIT, WRITE_UNIT
from pinwheel.domain.insight import bill


def test_a_million_e_mails_cost_their_provider_and_cents_around_it():
    lines = bill.priced({"EMAIL": 1_000_000}, examined=1_000_000)

    provider = next(line for line in lines if line.service == "SES")
    assert provider.amount == pytest.approx(100.0)
    assert 0.05 < bill.total(lines) - provider.amount < 0.5


def test_reading_costs_what_dynamodb_bills_for_strong_reads_of_endpoints():
    pages = 1_000_000 * 450 / 4_096
    reads = next(
        line
        for line in bill.work_lines(recipients=0, examined=1_000_000)
        if line.unit == "read request units"
    )

    assert reads.count == pytest.approx(pages, rel=0.1)
    assert reads.amount == pytest.approx(pages * READ_UNIT, rel=0.1)


def test_a_chunk_writes_what_its_steps_write():
    put, claimed, bursts, finished = 2 * 2, 2, 20 * 2, 2 * 2 + 2 * 2
    slots = 20
    run_item = 2

    writes = next(
        line for line in bill.work_lines(recipients=1_000, examined=0) if line.unit == "write request units"
    )

    assert writes.count == pytest.approx(put + claimed + bursts + finished + slots + run_item, rel=0.05)
    assert writes.price == WRITE_UNIT


def test_every_channel_has_a_price():
    counts = {"EMAIL": 1, "SMS": 1, "VOICE": 1, "GCM": 1, "APNS": 1, "CUSTOM": 51}
    lines = {line.unit: line for line in bill.message_lines(counts)}

    assert lines["custom delivery calls"].count == 2
    assert all(line.amount > 0 or line.price < 1e-6 for line in lines.values())
    assert bill.message_lines({"EMAIL": 0}) == []
