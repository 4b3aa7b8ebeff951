"""Phones in the local runtime: the carriers' simulator numbers, countries and prices (spec 07, section 3)."""

from __future__ import annotations

from pinwheel.domain.phones import country_of

SUCCEEDING = frozenset({"+14254147755", "+394390009172", "+447860019066", "+33755512501", "+34683783440"})
FAILING = frozenset({"+14254147167", "+394390009174", "+447860019067", "+33755512502", "+34683783442"})
_TEXT_DOLLARS = {
    "AU": 0.0436,
    "BR": 0.0267,
    "CA": 0.0085,
    "DE": 0.0969,
    "ES": 0.0722,
    "FR": 0.0797,
    "GB": 0.0463,
    "IN": 0.0028,
    "IT": 0.0823,
    "JP": 0.0745,
    "NL": 0.1034,
    "US": 0.00645,
}
_OTHER_DOLLARS = 0.05
CALL_DOLLARS_PER_MINUTE = 0.013


def country(phone: str) -> str:
    """Name a phone's country; numbers that were never given out belong to the country of their code."""
    if found := country_of(phone):
        return found
    codes = {"+1": "US", "+44": "GB", "+49": "DE", "+33": "FR", "+34": "ES", "+39": "IT", "+81": "JP"}
    return next((name for code, name in codes.items() if phone.startswith(code)), "")


def text_dollars(phone: str, parts: int) -> float:
    """Price a text: made-up prices of the right size, so that sums can be checked."""
    return round(_TEXT_DOLLARS.get(country(phone), _OTHER_DOLLARS) * parts, 5)
