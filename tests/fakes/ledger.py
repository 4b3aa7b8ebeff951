"""A run ledger in memory, proven equal to the DynamoDB adapter by tests/contract/test_ledger.py."""

from __future__ import annotations

from collections import Counter

import msgspec

from pinwheel.domain.errors import Conflict, NotFound
from pinwheel.domain.runs.ledger import ChunkState, OpenChunk, Run, first_cursor, is_taken

replace = msgspec.structs.replace


class MemoryLedger:
    """The port in dicts: `runs`, `cursors`, `chunks` and `markers` hold what is stored."""

    def __init__(self):
        self.runs = {}
        self.cursors = {}
        self.chunks = {}
        self.markers = {}

    def open(self, plan):
        if plan.run_id in self.runs:
            return False
        self.runs[plan.run_id] = Run(plan=plan)
        return True

    def run(self, run_id):
        return self.runs.get(run_id)

    def cancel(self, run_id):
        if run_id in self.runs:
            self.runs[run_id] = replace(self.runs[run_id], is_cancelled=True)

    def close(self, run_id):
        if run_id in self.runs:
            self.runs[run_id] = replace(self.runs[run_id], is_closed=True)

    def erase(self, run_id):
        self.runs.pop(run_id, None)
        for store in (self.cursors, self.chunks):
            for key in [key for key in store if key[0] == run_id]:
                del store[key]

    def cursor(self, run_id, part):
        if run_id not in self.runs:
            raise NotFound(f"Run '{run_id}' was not found.")
        return self.cursors.get((run_id, part)) or first_cursor(part, self.runs[run_id].plan.slices)

    def advance(self, run_id, part, *, old, new, is_done, chunks, counters, zones=None):
        if self.cursor(run_id, part).step != old.step:
            raise Conflict("The run was moved on by somebody else.")
        self.cursors[run_id, part] = new
        for chunk in chunks:
            self.chunks[run_id, chunk.id] = chunk
        run = self.runs[run_id]
        self._count(
            run_id,
            counters,
            chunks_total=run.chunks_total + len(chunks),
            slices_done=run.slices_done + int(is_done),
        )
        known = dict(self.runs[run_id].zones)
        for due, names in (zones or {}).items():
            known[due] = known.get(due, frozenset()) | names
        self.runs[run_id] = replace(self.runs[run_id], zones=known)

    def add_chunks(self, run_id, chunks, *, counters, markers):
        found = {name for name in markers if name in self.markers}
        if found:
            return found
        run = self.runs.get(run_id)
        if run is None or run.is_sealed or run.is_cancelled:
            raise Conflict("The run takes nothing more.")
        self.markers |= dict(markers)
        for chunk in chunks:
            self.chunks[run_id, chunk.id] = chunk
        self._count(run_id, counters, chunks_total=run.chunks_total + len(chunks))
        return frozenset()

    def seal(self, run_id):
        if run_id in self.runs:
            self.runs[run_id] = replace(self.runs[run_id], is_sealed=True)

    def open_chunks(self, run_id, part=None, *, since=""):
        prefix = "" if part is None else f"{part:03d}-"
        return [
            OpenChunk(chunk.id, chunk.state, chunk.lease_until, chunk.channel, chunk.due)
            for (run, name), chunk in sorted(self.chunks.items())
            if run == run_id
            and name.startswith(prefix)
            and name >= since
            and chunk.state is not ChunkState.DONE
        ]

    def slice_chunks(self, run_id, part):
        return [
            chunk
            for (run, name), chunk in sorted(self.chunks.items())
            if run == run_id and name.startswith(f"{part:03d}-")
        ]

    def latest_chunks(self, run_id, most):
        mine = [chunk for (run, _), chunk in sorted(self.chunks.items()) if run == run_id]
        return mine[::-1][:most]

    def claim(self, run_id, chunk_id, *, owner, now, lease_until):
        found = self.chunks.get((run_id, chunk_id))
        if found is None:
            raise NotFound(f"Chunk '{chunk_id}' of run '{run_id}' was not found.")
        is_ours = found.state is ChunkState.SENDING and found.owner == owner
        if is_taken(found, owner, now) and not is_ours:
            self.chunks[run_id, chunk_id] = replace(
                found, state=ChunkState.SENDING, owner=owner, lease_until=lease_until
            )
        return found

    def record(self, run_id, chunk):
        self._require_owner(run_id, chunk)
        self.chunks[run_id, chunk.id] = chunk

    def finish(self, run_id, chunk, counters):
        self._require_owner(run_id, chunk)
        self.chunks[run_id, chunk.id] = replace(chunk, state=ChunkState.DONE)
        self._count(run_id, counters, chunks_done=self.runs[run_id].chunks_done + 1)

    def _require_owner(self, run_id, chunk):
        stored = self.chunks.get((run_id, chunk.id))
        if stored is None or stored.state is not ChunkState.SENDING or stored.owner != chunk.owner:
            raise Conflict("The run was moved on by somebody else.")

    def _count(self, run_id, counters, **totals):
        run = self.runs[run_id]
        summed = Counter(run.counters)
        summed.update({name: value for name, value in counters.items() if value})
        self.runs[run_id] = replace(run, counters=dict(summed), **totals)
