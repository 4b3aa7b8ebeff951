"""Cold start: what importing each handler costs, against boto3 and one client."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import Row

RUNS = 5
BASE = "import boto3; boto3.client('dynamodb', region_name='us-east-1')"


def best_import(code: str) -> float:
    """Give the least wall time of a fresh process that runs some code."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def rows() -> list[Row]:
    """Time each handler's import; both sides less the bare interpreter."""
    bare = best_import("pass")
    base = best_import(BASE) - bare
    found = []
    for handler in sorted(Path("lambdas").glob("*/handler.py")):
        name = handler.parent.name
        ratio = (best_import(f"import lambdas.{name}.handler") - bare) / base
        found.append(Row(f"Import of {name}", f"{ratio:.2f}x boto3", "2x", ratio <= 2))
    return found
