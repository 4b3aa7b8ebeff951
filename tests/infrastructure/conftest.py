"""One synthesis for all tests of the infrastructure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.synthesis import Synthesis, synthesised


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """Give a folder that all processes of this run of tests see."""
    own: Path = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def app(shared_folder) -> Synthesis:
    """Give the app with the safe defaults."""
    return synthesised(shared_folder)


@pytest.fixture(scope="session")
def templates(app: Synthesis) -> dict[str, dict]:
    """Give both templates by the name of their stack."""
    return {"PinwheelData": app.data, "Pinwheel": app.service}
