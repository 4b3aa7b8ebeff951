"""Addresses that an application must not send to any more: hard bounces and complaints (spec 09).

One document per address in the application's partition. The case of an address does not count: to send to a
variant of a complainer's address would be the worse mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import NotFound
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Delete, Documents, Put


def suppress(application_id: str, address: str, *, reason: str, documents: Documents, clock: Clock) -> None:
    """Put an address on the list; the newest reason stays."""
    body = {"Address": address, "Reason": reason, "SuppressedAt": iso(clock.now())}
    documents.write([Put(keys.suppression(application_id, address), body)])


def is_suppressed_many(
    application_id: str, addresses: Iterable[str], *, documents: Documents
) -> Mapping[str, str]:
    """Tell which addresses are on the list: address as given to reason. 100 addresses are one read."""
    by_key = {address: keys.suppression(application_id, address) for address in addresses}
    found = documents.get_many(list(dict.fromkeys(by_key.values())))
    return {address: str(found[key].body["Reason"]) for address, key in by_key.items() if key in found}


def list_suppressions(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[list[dict[str, Any]], str | None]:
    """List suppressed addresses with reason and time, and where the list goes on."""
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=keys.SUPPRESSION_PREFIX, limit=limit, after=after)
    return [dict(document.body) for document in page.documents], page.after


def clear_suppression(application_id: str, address: str, *, documents: Documents) -> dict[str, Any]:
    """Take an address off the list; answers its entry.

    Raises:
        NotFound: it is not on the list.
    """
    found = documents.get(keys.suppression(application_id, address))
    if found is None:
        raise NotFound("The address is not on the suppression list.")
    documents.write([Delete(found.key)])
    return dict(found.body)


def refusal(reason: str) -> str:
    """Say why nothing was sent to a suppressed address."""
    return f"The address is on the application's suppression list ({reason}); clear it there to send again."
