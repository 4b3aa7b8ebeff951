"""One synthesis for all tests of the infrastructure."""

from __future__ import annotations

import pytest

from tests.synthesis import Synthesis, synthesise


@pytest.fixture(scope="session")
def app() -> Synthesis:
    """Give the app with the safe defaults."""
    return synthesise()


@pytest.fixture(scope="session")
def templates(app: Synthesis) -> dict[str, dict]:
    """Give both templates by the name of their stack."""
    return {"PinwheelData": app.data, "Pinwheel": app.service}
