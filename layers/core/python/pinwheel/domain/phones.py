"""Phone numbers as they are written down, and as carriers take them: E.164."""

from __future__ import annotations

import re
from functools import lru_cache

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_WRITTEN = re.compile(r"[+\uff0b][0-9 ()\[\]./\-\u2010-\u2015\u00a0\u2060]{6,40}")


@lru_cache(maxsize=4096)
def normalised_number(text: str) -> str | None:
    """Write a phone number in E.164; None for what is no number with a country code.

    `+1 (425) 414-7755` and `+49 (0)30 12345678` are understood. A number without a country code is not: to
    guess one would send to a stranger.
    """
    written = text.strip()
    if _E164.fullmatch(written):
        return written
    if not _WRITTEN.fullmatch(written):
        return None
    # Only numbers that are not in E.164 already pay for the library.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number if _E164.fullmatch(number) else None


@lru_cache(maxsize=4096)
def country_of(number: str) -> str:
    """Name the country of a number in E.164 by its two letters; empty where it cannot be told."""
    import phonenumbers

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number, None)) or ""
    except phonenumbers.NumberParseException:
        return ""
