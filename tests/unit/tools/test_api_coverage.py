"""The page of API coverage is current and complete."""

from __future__ import annotations

from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.shapes.operations import OPERATIONS
from tools.api_coverage import PAGE, page, served


def test_the_page_is_what_the_tool_writes():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tools.api_coverage`"


def test_every_operation_has_a_row():
    rows = [line for line in page().splitlines() if line.startswith("| ") and " | --- |" not in line]
    assert len(rows) == len(OPERATIONS) + len(EXTENSION_ROUTES) + 2


def test_only_operations_that_have_a_route_are_served():
    assert served() <= OPERATIONS.keys() | {route.name for route in EXTENSION_ROUTES}
