"""A query engine over files in memory: DuckDB answers at once, or after as many looks as `slow` says."""

from __future__ import annotations

import tempfile
from pathlib import Path

from local.archive_database import answered
from pinwheel.domain.errors import NotFound


class DuckDbQueries:
    """`blobs` holds the archive; `asked` the questions."""

    def __init__(self, blobs):
        self.blobs = blobs
        self.asked = []
        self.slow = 0
        self._answers = {}

    def start(self, sql):
        self.asked.append(sql)
        with tempfile.TemporaryDirectory() as folder:
            for name, data in self.blobs.stored.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            _, rows = answered(Path(folder), sql)
        answer_id = f"a{len(self.asked)}"
        self._answers[answer_id] = [[None if cell is None else str(cell) for cell in row] for row in rows]
        return answer_id

    def is_done(self, answer_id):
        if answer_id not in self._answers:
            raise NotFound("There is no such answer any more.")
        self.slow -= 1
        return self.slow < 0

    def rows(self, answer_id):
        return self._answers[answer_id]
