"""How each recipient of an audience chunk stands: one character per recipient (spec 05, section 3.2).

    .   waiting             ?   handed to the provider, or about to be; no answer recorded
    l t refused by the provider as throttled or for the moment: known not taken, tried again in the next round
    A-Z final

The string is the ledger of the chunk. Who takes over from a sender that died turns each `?` into UNKNOWN: it
may have been sent, and is never sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.messages import DeliveryStatus

WAITING = "."
HANDED = "?"
CODES: dict[SendStatus, str] = {
    SendStatus.SUCCESS: "S",
    SendStatus.FAILURE: "F",
    SendStatus.FAILURE_PERMANENT: "P",
    SendStatus.TRANSIENT_FAILURE: "T",
    SendStatus.THROTTLED: "L",
    SendStatus.UNKNOWN: "U",
    SendStatus.EXPIRED: "E",
    SendStatus.HOLDOUT: "H",
    SendStatus.DUPLICATE_ADDRESS: "D",
    SendStatus.UNSUPPORTED_CHANNEL: "C",
    SendStatus.QUIET_TIME: "Q",
    SendStatus.DAILY_CAP: "Y",
    SendStatus.CAMPAIGN_CAP: "M",
    SendStatus.HOOK_FAILURE: "K",
    SendStatus.CUSTOM_DELIVERY_FAILURE: "X",
    SendStatus.RECOMMENDATION_FAILURE: "R",
}
DROPPED = "Z"
"""Left out by the campaign's hook: final, but no status and no event."""
_STATUSES = {code: status for status, code in CODES.items()}
_RETRYABLE = str.maketrans("lt", "..")
_GIVEN_UP = str.maketrans("lt", "LT")
_OUTCOMES: dict[DeliveryStatus, str] = {
    DeliveryStatus.SUCCESSFUL: CODES[SendStatus.SUCCESS],
    DeliveryStatus.THROTTLED: "l",
    DeliveryStatus.TEMPORARY_FAILURE: "t",
    DeliveryStatus.PERMANENT_FAILURE: CODES[SendStatus.FAILURE_PERMANENT],
    DeliveryStatus.UNKNOWN_FAILURE: CODES[SendStatus.UNKNOWN],
    DeliveryStatus.OPT_OUT: CODES[SendStatus.FAILURE_PERMANENT],
    DeliveryStatus.DUPLICATE: CODES[SendStatus.DUPLICATE_ADDRESS],
}


def after_crash(progress: str) -> str:
    """Settle what a dead sender left in doubt."""
    return progress.replace(HANDED, CODES[SendStatus.UNKNOWN])


def waiting(progress: str, most: int) -> list[int]:
    """List the first recipients that are waiting, at most `most`."""
    found: list[int] = []
    at = progress.find(WAITING)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = progress.find(WAITING, at + 1)
    return found


def marked(progress: str, marks: Mapping[int, str]) -> str:
    """Write codes at positions."""
    codes = list(progress)
    for at, code in marks.items():
        codes[at] = code
    return "".join(codes)


def outcome_code(status: DeliveryStatus, *, is_custom: bool = False) -> str:
    """Turn a provider's answer into a code; lower-case codes are tried again.

    A custom delivery that failed for good has a status of its own (spec 03, section 8).
    """
    if is_custom and status is DeliveryStatus.PERMANENT_FAILURE:
        return CODES[SendStatus.CUSTOM_DELIVERY_FAILURE]
    return _OUTCOMES[status]


def is_refused(progress: str) -> bool:
    """Tell whether somebody is to be tried again."""
    return "l" in progress or "t" in progress


def next_round(progress: str) -> str:
    """Let those that were refused wait again."""
    return progress.translate(_RETRYABLE)


def given_up(progress: str) -> str:
    """Make refusals final."""
    return progress.translate(_GIVEN_UP)


def settled(progress: str, status: SendStatus) -> str:
    """Give everybody who still waits a final status."""
    return next_round(progress).replace(WAITING, CODES[status])


def status_of(code: str) -> SendStatus:
    """Read a final code."""
    return _STATUSES[code]


def tally(progress: str) -> dict[SendStatus, int]:
    """Count final statuses."""
    return {_STATUSES[code]: count for code, count in Counter(progress).items() if code in _STATUSES}


def initial(status: SendStatus | None, count: int) -> str:
    """Start a chunk: everybody waits, or was given a status when the audience was made."""
    return (WAITING if status is None else CODES[status]) * count


def notes_for(indices: Sequence[int], details: Sequence[str]) -> dict[str, list[int]]:
    """Group positions by the sentence that says why they were not sent."""
    notes: dict[str, list[int]] = {}
    for index, detail in zip(indices, details, strict=True):
        if detail:
            notes.setdefault(detail[:NOTE_CHARACTERS], []).append(index)
    return notes


NOTE_CHARACTERS = 200
"""Longest sentence kept about a recipient that was not sent to."""
