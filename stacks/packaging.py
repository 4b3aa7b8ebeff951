"""What layers are built for and where they stand once built (`tools/build_layers.py`)."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PYTHON = "3.13"
"""Python of the deployed functions."""


@dataclass(frozen=True, slots=True)
class LayerPlatform:
    """The machine that layers are built for: uv's name of the platform and the Python on it."""

    name: str = "aarch64-manylinux_2_28"
    python: str = PYTHON

    @classmethod
    def of_host(cls) -> Self:
        """Name this machine: the emulator runs functions with the interpreter that started it."""
        return cls(
            name=f"{platform.machine()}-manylinux_2_28" if sys.platform == "linux" else "host",
            python=f"{sys.version_info.major}.{sys.version_info.minor}",
        )

    @property
    def is_arm(self) -> bool:
        """Tell whether functions run on arm64."""
        machine = platform.machine() if self.name == "host" else self.name
        return machine.startswith(("aarch64", "arm64"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFolders:
    """Where the built layers stand; the name of a folder is the digest of what it was built from."""

    core: Path
    vendor: Path
    analytics: Path
    archive: Path
