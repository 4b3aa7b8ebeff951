"""Processes of a running local runtime."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def children_of(process_id):
    """List what a process started, and what that started."""
    with contextlib.suppress(FileNotFoundError):
        listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii").split()
        children = [int(child) for child in listed]
        return children + [each for child in children for each in children_of(child)]
    return []


def kill_workers(process_id, *functions):
    """Kill the workers of functions, by parts of their names, without a word; tells how many there were."""
    killed = 0
    for child in children_of(process_id):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            environment = Path(f"/proc/{child}/environ").read_bytes().decode().split("\0")
            names = [line for line in environment if line.startswith("AWS_LAMBDA_FUNCTION_NAME=")]
            if names and any(function in names[0] for function in functions):
                os.kill(child, signal.SIGKILL)
                killed += 1
    return killed
