"""All helpers by name."""

from __future__ import annotations

from pinwheel.domain.templates.helpers import conditions, dates, numbers, strings
from pinwheel.domain.templates.helpers.model import Helper

HELPERS: dict[str, Helper] = {
    **conditions.HELPERS,
    **dates.HELPERS,
    **numbers.HELPERS,
    **strings.HELPERS,
}
