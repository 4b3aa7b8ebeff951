"""The number that a text is from, spelt as the documents of our numbers are."""

from __future__ import annotations

from pinwheel.domain.errors import Invalid
from pinwheel.domain.numbers import spelled_number
from pinwheel.domain.sms import OutgoingSms


def number_of(message: OutgoingSms) -> str | None:
    """Name the number that a text is from; None where it names none, or a sender ID only."""
    number = message.sender.origination_number
    if not number:
        return None
    try:
        return spelled_number(number)
    except Invalid:
        return number
