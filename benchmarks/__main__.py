"""Print the figures of docs/benchmarks.md: `make bench`."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import governor, imports, message_pipeline, put_events, segment_evaluation, workload


def main() -> int:
    """Time everything and print one table."""
    table = Table(title="Benchmarks (one core, best of several, ratios within one run)")
    for name in ("What", "Here", "Target", ""):
        table.add_column(name, justify="right" if name in {"Here", "Target"} else "left")
    parts = (segment_evaluation, message_pipeline, governor, put_events, workload, imports)
    for part in track(parts, "Timing", transient=True):
        for row in part.rows():
            table.add_row(row.name, row.figure, row.target, "ok" if row.reached else "not reached")
        table.add_section()
    Console(width=100).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
