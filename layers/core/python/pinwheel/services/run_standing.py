"""How a run stands at this moment: its counters, and what its senders have written down since.

Counters move when a chunk is done. A small run, or a slow one, has a chunk or two, and would seem to stand
still until the end.
"""

from __future__ import annotations

from pinwheel.domain.runs.ledger import Run, with_open_chunks
from pinwheel.ports.ledger import RunLedger

MOST_CHUNKS = 100
"""Runs with more chunks are told by their counters: a chunk is no hundredth of the whole."""
ATTEMPTS = 3


def run_now(run_id: str, *, ledger: RunLedger) -> Run | None:
    """Read a run with what is being sent counted in; None when there is no such run."""
    run = ledger.run(run_id)
    for _ in range(ATTEMPTS):
        if run is None or run.is_complete or run.chunks_total > MOST_CHUNKS:
            return run
        chunks = ledger.latest_chunks(run_id, MOST_CHUNKS)
        later = ledger.run(run_id)
        if later is not None and later.chunks_done == run.chunks_done:
            return with_open_chunks(later, chunks)
        # A chunk was finished between the reads: counted nowhere, or twice.
        run = later
    return run
