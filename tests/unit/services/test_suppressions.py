"""The suppression list: whose address is on it, however it is written and however long it is."""

from __future__ import annotations

import pytest

from pinwheel.services.couriers import email
from pinwheel.services.couriers.email import suppressed
from pinwheel.services.suppressions import suppress
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock

APP = "a" * 32
LARGEST_SORT_KEY = 1024
ENDLESS = "x" * 5000 + "@example.com"


@pytest.fixture(params=[1000, 1], ids=["short list", "long list"])
def documents(request, monkeypatch):
    monkeypatch.setattr(email, "SHORT_LIST", request.param)
    documents = MemoryDocuments()
    for address in ("ana@example.com", "ben@example.com", ENDLESS):
        suppress(APP, address, reason="COMPLAINT", documents=documents, clock=FrozenClock())
    return documents


def test_an_address_is_found_in_any_case_and_with_blanks_around(documents):
    asked = [" Ana@Example.com ", "BEN@example.com", "eve@example.com"]

    assert suppressed(APP, asked, documents=documents) == {
        " Ana@Example.com ": "COMPLAINT",
        "BEN@example.com": "COMPLAINT",
    }


def test_an_address_longer_than_any_key_is_found_and_no_other_one(documents):
    asked = [ENDLESS.upper(), "y" + ENDLESS]

    assert suppressed(APP, asked, documents=documents) == {ENDLESS.upper(): "COMPLAINT"}
    assert all(len(key.key.encode()) <= LARGEST_SORT_KEY for key in documents.stored)
