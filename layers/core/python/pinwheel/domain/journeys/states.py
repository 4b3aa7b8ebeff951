"""Which changes the state of a journey allows (spec 06, section 8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from pinwheel.domain.errors import Conflict, Invalid
from pinwheel.domain.journeys.entry import refresh_interval
from pinwheel.domain.journeys.model import INTERNAL, JourneyState, Json
from pinwheel.domain.times import parse_iso

SHORTEST_PAUSE = timedelta(minutes=5)
WRITABLE = (JourneyState.DRAFT, JourneyState.ACTIVE)
"""States that CreateJourney and UpdateJourney take."""
REQUESTABLE = (JourneyState.ACTIVE, JourneyState.PAUSED, JourneyState.CANCELLED)
"""States that UpdateJourneyState takes."""
FIXED_MEMBERS = ("Activities", "StartActivity", "StartCondition")
"""What a published journey keeps: participants are inside."""
_ALLOWED = {
    JourneyState.DRAFT: (JourneyState.ACTIVE,),
    JourneyState.ACTIVE: (JourneyState.PAUSED, JourneyState.CANCELLED),
    JourneyState.PAUSED: (JourneyState.ACTIVE, JourneyState.CANCELLED),
    JourneyState.CLOSED: (JourneyState.CANCELLED,),
}


def written_state(text: str | None, *, default: JourneyState) -> JourneyState:
    """Read the state of a create or update request.

    Raises:
        Invalid: it is one that such a request cannot bring about.
    """
    if not text:
        return default
    if text not in WRITABLE:
        raise Invalid(
            f"State must be one of {', '.join(WRITABLE)}, got '{text}'; UpdateJourneyState pauses, resumes "
            "and cancels.",
            member="State",
        )
    return JourneyState(text)


def requested_state(text: str | None) -> JourneyState:
    """Read the state of a state request.

    Raises:
        Invalid: it is absent, or one that cannot be asked for.
    """
    if text not in REQUESTABLE:
        got = f"got '{text}'" if text else "which is required"
        raise Invalid(f"State must be one of {', '.join(REQUESTABLE)}, {got}.", member="State")
    return JourneyState(text)


def check_transition(stored: Json, target: JourneyState, *, now: datetime) -> None:
    """Check a change of state alone.

    Raises:
        Invalid: it is not possible from the state that the journey is in.
    """
    current = JourneyState(stored["State"])
    if target not in _ALLOWED.get(current, ()):
        raise Invalid(f"A journey that is {current} cannot become {target}.", member="State")
    if target is JourneyState.PAUSED and not refresh_interval(stored):
        raise Invalid("Only a journey with a RefreshFrequency can be paused.", member="State")
    paused = stored.get(INTERNAL, {}).get("PausedAt")
    if target is JourneyState.ACTIVE and paused and now - parse_iso(paused) < SHORTEST_PAUSE:
        raise Invalid("A journey can be resumed 5 minutes after it was paused, not earlier.", member="State")


def check_update(stored: Json, body: Json, wanted: JourneyState) -> None:
    """Check that a journey can still be edited, and in this way.

    Raises:
        Conflict: its state does not allow it.
    """
    current = JourneyState(stored["State"])
    if current is JourneyState.DRAFT:
        return
    if current is not JourneyState.ACTIVE:
        raise Conflict(f"A journey that is {current} cannot be changed.")
    if wanted is JourneyState.DRAFT:
        raise Conflict("A journey that is ACTIVE cannot become a DRAFT again.")
    for name in FIXED_MEMBERS:
        if stored.get(name) != body.get(name):
            raise Conflict(f"{name} of a journey that is ACTIVE cannot be changed.")


def not_yet() -> Invalid:
    """Say that what was checked is good, and that journeys do not run in this version (spec 09)."""
    return Invalid(
        "The journey is valid, but journeys cannot be activated in this version of Pinwheel. "
        "Nothing was changed; a journey can be kept as DRAFT.",
        member="State",
    )
