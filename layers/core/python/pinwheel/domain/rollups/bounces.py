"""Soft bounces that do not last (spec 05, section 5.6).

One that is delivered after all, or fails for good, leaves the count of soft bounces. The reports of a message
may come in any order and again. Which came first is kept in marks: a soft bounce leaves `soft` when it was
counted, `void` when the message had been settled before. So a replay judges as the first time did.
"""

from __future__ import annotations

from collections.abc import Callable

from pinwheel.domain.events import EventRecord

SOFT_BOUNCE = "_email.softbounce"
_SETTLING = frozenset({"_email.delivered", "_email.hardbounce"})
UNCOUNTED, RECOVERED = "soft", "recovered"
"""What `known` says of an event: its soft bounce does not count; it takes back the one before."""


def message_of(event: EventRecord) -> str:
    """Name the message that an e-mail event is about; the event itself where it names none."""
    mail = event.facets.get("email_channel", {}).get("mail_event", {}).get("mail", {})
    return str(mail.get("message_id", event.event_id))


def judge_bounce(
    event: EventRecord, is_first: Callable[[str], bool], holds: Callable[[str], bool]
) -> str | None:
    """Say what an event changes about soft bounces.

    `is_first` tells whether the event's record brought a mark first, and leaves it; `holds` only looks.
    """
    if event.event_type != SOFT_BOUNCE and event.event_type not in _SETTLING:
        return None
    message = message_of(event)
    soft, void, settled = (f"_email/{name}/{message}" for name in ("soft", "void", "settled"))
    if event.event_type in _SETTLING:
        return RECOVERED if is_first(settled) and holds(soft) else None
    if not holds(soft) and (holds(void) or holds(settled)):
        is_first(void)
        return UNCOUNTED
    return None if is_first(soft) else UNCOUNTED
