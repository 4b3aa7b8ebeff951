"""Phones that want no texts from a number: kept per number for people, and per phone for those who send.

Both documents change in one transaction. Opt-outs belong to the account and stay when an application is
deleted (spec 08): forgetting them would write to people against their will.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Change, Delete, Documents, Put

ATTEMPTS = 5


def opt_out(number: str, phone: str, *, word: str, documents: Documents, clock: Clock) -> bool:
    """Put a phone on a number's list; tells whether it was not there."""
    body = {"Phone": phone, "Keyword": word, "OptedOutAt": iso(clock.now())}
    put = Put(keys.opt_out(number, phone), body, expect=ABSENT)
    for _ in range(ATTEMPTS):
        numbers, revision = _numbers(phone, documents)
        if number in numbers:
            return False
        entry = Put(keys.phone_opt_outs(phone), {"Numbers": sorted({*numbers, number})}, expect=revision)
        if _is_written([put, entry], documents):
            return True
    raise Unavailable("An opt-out is being changed by too many requests.")


def opt_in(number: str, phone: str, *, documents: Documents) -> bool:
    """Take a phone off a number's list; tells whether it was there."""
    for _ in range(ATTEMPTS):
        numbers, revision = _numbers(phone, documents)
        if number not in numbers:
            return False
        left = sorted(set(numbers) - {number})
        key = keys.phone_opt_outs(phone)
        entry: Change = Put(key, {"Numbers": left}, expect=revision) if left else Delete(key, expect=revision)
        if _is_written([Delete(keys.opt_out(number, phone)), entry], documents):
            return True
    raise Unavailable("An opt-out is being changed by too many requests.")


def opted_out(phones: Iterable[str], *, documents: Documents) -> Mapping[str, frozenset[str]]:
    """Tell which numbers each phone opted out of; phones without any are left out. 100 are one read."""
    by_key = {keys.phone_opt_outs(phone): phone for phone in phones}
    found = documents.get_many(list(by_key))
    return {by_key[key]: frozenset(document.body["Numbers"]) for key, document in found.items()}


def list_opt_outs(
    number: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[list[dict[str, Any]], str | None]:
    """List a number's opt-outs with time and word, and where the list goes on."""
    page = documents.list(keys.number_partition(number), prefix=keys.OPT_OUT_PREFIX, limit=limit, after=after)
    return [dict(document.body) for document in page.documents], page.after


def _numbers(phone: str, documents: Documents) -> tuple[list[str], int]:
    found = documents.get(keys.phone_opt_outs(phone))
    return ([], ABSENT) if found is None else (list(found.body["Numbers"]), found.revision)


def _is_written(changes: list[Change], documents: Documents) -> bool:
    try:
        documents.write(changes)
    except Conflict:
        return False
    return True
