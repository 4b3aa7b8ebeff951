"""Start the local runtime: `python -m local --port 4100 [--iam enforce]`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path

from local.config import DEFAULT_DAILY_QUOTA, DEFAULT_SEND_RATE, PROJECT, LocalConfig

# The carriers decode message tags with the product's own helper.
sys.path.insert(0, str(PROJECT / "layers" / "core" / "python"))

from local.deploy import DeploymentError, synthesise
from local.emulator.process import remove_folder
from local.runtime import LocalRuntime, StartError

PORTS_NEEDED = 3


def arguments() -> argparse.Namespace:
    """Read the command line; `IAM=enforce` in the environment does the same as `--iam enforce`."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=4100, help="the API's port; the next two are used as well"
    )
    parser.add_argument("--iam", choices=["off", "enforce"], default=os.environ.get("IAM") or "off")
    parser.add_argument(
        "--send-rate", type=float, default=DEFAULT_SEND_RATE, help="e-mails a second that SES allows"
    )
    parser.add_argument("--daily-quota", type=float, default=DEFAULT_DAILY_QUOTA, help="e-mails in 24 hours")
    parser.add_argument(
        "--prepare", action="store_true", help="make assembly and layers for later starts, and end"
    )
    return parser.parse_args()


def main() -> int:
    """Run until a signal or until a part ends; give the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    asked = arguments()
    work = Path(tempfile.mkdtemp(prefix="pinwheel-local-"))
    config = LocalConfig(
        port=asked.port,
        enforce_iam=asked.iam == "enforce",
        work=work,
        send_rate=asked.send_rate,
        daily_quota=asked.daily_quota,
    )
    try:
        if asked.prepare:
            asyncio.run(synthesise(config))
            return 0
        return asyncio.run(LocalRuntime(config).run())
    except (StartError, DeploymentError) as error:
        print(f"The local runtime cannot start: {error}", file=sys.stderr)
        return 1
    finally:
        # A second Ctrl-C must not leave half a folder behind.
        for kind in (signal.SIGINT, signal.SIGTERM):
            signal.signal(kind, signal.SIG_IGN)
        remove_folder(work)


if __name__ == "__main__":
    sys.exit(main())
