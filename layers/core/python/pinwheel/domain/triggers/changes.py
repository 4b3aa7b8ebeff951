"""Events about endpoints that were created or changed (spec 00, C24), made by the service for filters.

    _endpoint.created, _endpoint.updated
    attributes   `changed`: the members that changed, as `Demographic.Locale, Location.Country`;
                 for each of them its new value and, under `old.<member>`, the one before
    metrics      the new values of endpoint metrics that changed

Addresses and values of attributes of users are left out, only that they changed is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.events import EventRecord
from pinwheel.domain.put_events import MAXIMUM_KEYS, MAXIMUM_VALUE

CREATED = "_endpoint.created"
UPDATED = "_endpoint.updated"
PREFIX = "_endpoint."
CHANGED = "changed"

_TEXTS = {
    "ChannelType": "channel_type",
    "EndpointStatus": "endpoint_status",
    "OptOut": "opt_out",
    "User.UserId": "user_id",
}

Changes = dict[str, tuple[str, str]]
"""Values before and after by member; empty where there was none, and where values are not told."""


def change_event(
    before: Endpoint | None, after: Endpoint, *, event_id: str, now_millis: int
) -> EventRecord | None:
    """Tell of a change; None where nothing has changed that a filter could ask about."""
    texts = dict(_texts(before, after))
    metrics = {} if before is None else before.metrics
    moved = {name: value for name, value in after.metrics.items() if metrics.get(name) != value}
    gone = [name for name in metrics if name not in after.metrics]
    names = sorted([*texts, *(f"Metrics.{name}" for name in (*moved, *gone))])
    if before is not None and not names:
        return None
    return EventRecord(
        event_type=CREATED if before is None else UPDATED,
        event_timestamp=now_millis,
        arrival_timestamp=now_millis,
        application={"app_id": after.application_id, "sdk": {}},
        client={"client_id": after.id},
        device={"platform": {}},
        attributes=_attributes(names, texts),
        metrics=dict(list(moved.items())[:MAXIMUM_KEYS]),
        event_id=event_id,
        user_id=after.user_id,
    )


def _attributes(names: list[str], texts: Changes) -> dict[str, str]:
    """Write the values of as many members as an event takes; `changed` names them all."""
    found = {CHANGED: ", ".join(names)}
    for name, (old, new) in texts.items():
        if len(found) + 2 > MAXIMUM_KEYS:
            break
        if new:
            found[name] = new[:MAXIMUM_VALUE]
        if old:
            found[f"old.{name}"] = old[:MAXIMUM_VALUE]
    return found


def _texts(before: Endpoint | None, after: Endpoint) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, field in _TEXTS.items():
        old, new = "" if before is None else getattr(before, field) or "", getattr(after, field) or ""
        if old != new:
            yield name, (old, new)
    yield from _of_map("Demographic", {} if before is None else before.demographic, after.demographic)
    yield from _of_map("Location", {} if before is None else before.location, after.location)
    yield from _of_map("Attributes", {} if before is None else before.attributes, after.attributes)
    old_user = {} if before is None else before.user_attributes
    for name in sorted({*old_user, *after.user_attributes}):
        if old_user.get(name) != after.user_attributes.get(name):
            yield f"User.UserAttributes.{name}", ("", "")
    if ("" if before is None else before.address or "") != (after.address or ""):
        yield "Address", ("", "")


def _of_map(
    prefix: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{prefix}.{name}", (_text(before.get(name)), _text(after.get(name)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
