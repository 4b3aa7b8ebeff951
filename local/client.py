"""Start a local runtime from a program (tests, the demo) and stop it again.

with running() as runtime:
    pinpoint = boto3.client("pinpoint", endpoint_url=runtime.url, **CREDENTIALS)
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from local.config import HOST, LOCAL_KEY, LOCAL_SECRET, PROJECT, REGION

START_SECONDS = 180.0
"""Enough for a first start on a busy machine, which synthesises and packs layers."""
STOP_SECONDS = 20.0
PORTS = range(20_000, 30_000, 10)
"""Below the range that systems hand out for outgoing connections."""
CREDENTIALS = {
    "aws_access_key_id": LOCAL_KEY,
    "aws_secret_access_key": LOCAL_SECRET,
    "region_name": REGION,
}
"""What a boto3 client of the API takes."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """Where a running local runtime answers."""

    url: str
    aws_endpoint: str
    process_id: int = 0


@contextmanager
def running(port: int = 0, *, iam: bool = False, options: Sequence[str] = ()) -> Iterator[Runtime]:
    """Start a runtime, wait until it is ready, stop it at the end; port 0 takes free ones.

    Raises:
        RuntimeError: it did not get ready; holds what it said.
    """
    chosen = port or _free_port()
    command = [
        sys.executable,
        "-m",
        "local",
        "--port",
        str(chosen),
        "--iam",
        "enforce" if iam else "off",
        *options,
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**environment, "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'layers/core/python'}"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            # Ctrl-C in a terminal reaches the caller alone, who then stops the runtime in order.
            start_new_session=True,
        )
        try:
            endpoint = _until_ready(process, f"http://{HOST}:{chosen}")
            if endpoint is None:
                said.seek(0)
                raise RuntimeError(f"The local runtime did not start:\n{said.read().decode()[-4000:]}")
            yield Runtime(f"http://{HOST}:{chosen}", endpoint, process.pid)
        finally:
            _stop(process)


def _until_ready(process: subprocess.Popen[bytes], url: str) -> str | None:
    """Give the emulator's endpoint once all is ready, None if that does not come."""
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(base_url=url, timeout=5, trust_env=False) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                answer = client.get("/health")
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.is_success:
                return str(answer.json()["AwsEndpoint"])
            time.sleep(0.1)
    return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    """Find three free ports in a row; where the search begins differs from process to process."""
    offset = os.getpid() % len(PORTS)
    starts: list[int] = [*PORTS[offset:], *PORTS[:offset]]
    for start in starts:
        if all(_is_free(port) for port in range(start, start + 3)):
            return start
    raise RuntimeError("There are no three free ports in a row.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
