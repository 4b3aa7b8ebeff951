"""Numbers that can be added up exactly."""

from __future__ import annotations

from decimal import Decimal

LARGEST_METRIC = Decimal(10) ** 20
_SIX_PLACES = Decimal("0.000001")


def amount(value: float) -> Decimal | None:
    """Make a metric fit to be added up exactly: six decimal places; None for what no sum should hold."""
    number = Decimal(repr(value))
    if not number.is_finite() or abs(number) > LARGEST_METRIC:
        return None
    return number.quantize(_SIX_PLACES).normalize()
