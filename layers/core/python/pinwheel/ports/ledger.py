"""The ledger of campaign runs: what has been done, exactly once, whatever comes twice or dies half-way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from pinwheel.domain.runs.ledger import Chunk, Cursor, OpenChunk, Run
from pinwheel.domain.runs.plan import RunPlan


class RunLedger(Protocol):
    """All reads are strongly consistent; each writing method is all or nothing."""

    def open(self, plan: RunPlan) -> bool:
        """Start a run; False when it exists already, which changes nothing."""
        ...

    def run(self, run_id: str) -> Run | None:
        """Read how a run stands."""
        ...

    def cancel(self, run_id: str) -> None:
        """Note that a run is to stop; an unknown or finished one is no error."""
        ...

    def close(self, run_id: str) -> None:
        """Note that the end of a run is written down."""
        ...

    def erase(self, run_id: str) -> None:
        """Remove all of a run; who is at work on it finds that it is gone. Repeating it is harmless."""
        ...

    def cursor(self, run_id: str, part: int) -> Cursor:
        """Read how far a slice has come.

        Raises:
            NotFound: there is no such run.
        """
        ...

    def advance(
        self,
        run_id: str,
        part: int,
        *,
        old: Cursor,
        new: Cursor,
        is_done: bool,
        chunks: Sequence[Chunk],
        counters: Mapping[str, int],
        zones: Mapping[int, AbstractSet[str]] | None = None,
    ) -> None:
        """Move a slice's cursor, add the chunks that it made, and count; `zones` are those of its waves.

        Raises:
            Conflict: the cursor is not `old` any more; nothing was written.
        """
        ...

    def add_chunks(
        self, run_id: str, chunks: Sequence[Chunk], *, counters: Mapping[str, int], markers: Mapping[str, int]
    ) -> AbstractSet[str]:
        """Add chunks to a run of an event campaign, remember the markers and count, all or nothing.

        `markers` maps what was seen (a campaign's endpoint and event) to the epoch second after which it may
        be forgotten. Answers those that were there already: then nothing was written, and the caller leaves
        their recipients out and tries again. At most 90 chunks and markers together.

        Raises:
            Conflict: the run takes nothing more; it is sealed, cancelled, or gone.
        """
        ...

    def seal(self, run_id: str) -> None:
        """Note that nothing is added to a run any more; an unknown one is no error."""
        ...

    def open_chunks(self, run_id: str, part: int | None = None, *, since: str = "") -> Sequence[OpenChunk]:
        """List the chunks of a run, or of one slice of it, that are not done; from the ID `since` on."""
        ...

    def slice_chunks(self, run_id: str, part: int) -> Sequence[Chunk]:
        """Read all chunks of one slice as they stand, in the order of their making."""
        ...

    def latest_chunks(self, run_id: str, most: int) -> Sequence[Chunk]:
        """Read the chunks with the last names, up to `most`, newest first."""
        ...

    def claim(self, run_id: str, chunk_id: str, *, owner: str, now: float, lease_until: float) -> Chunk:
        """Take a chunk that is ready, or whose sender's lease has run out before `now`.

        Answers the chunk as it was found; when that is DONE or under another's lease, it was not taken
        (`domain.runs.ledger.is_taken` tells).

        Raises:
            NotFound: there is no such chunk.
            Conflict: another sender took it at the same moment.
        """
        ...

    def record(self, run_id: str, chunk: Chunk) -> None:
        """Write down the state, progress, rounds, notes and lease of a chunk that its `owner` holds.

        Raises:
            Conflict: the chunk is no longer the owner's; nothing was written.
        """
        ...

    def finish(self, run_id: str, chunk: Chunk, counters: Mapping[str, int]) -> None:
        """Make a chunk DONE and count what became of its recipients.

        Raises:
            Conflict: the chunk is no longer the owner's; nothing was written.
        """
        ...
