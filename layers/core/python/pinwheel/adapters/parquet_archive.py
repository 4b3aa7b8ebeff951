"""Files of archived events as Parquet, written and merged by DuckDB within the function."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import msgspec

from pinwheel.domain.archive.rows import COLUMNS, ArchiveRow
from pinwheel.ports.archive import Merged

_FORM = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
_encode_lines = msgspec.json.Encoder().encode_lines


class ParquetArchiveFiles:
    """The port over one DuckDB in memory; `folder` takes files while they are worked on."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the database; the system's folder for temporary files serves unless another is named."""
        self._folder = folder
        self._database = duckdb.connect()
        self._database.execute("SET threads = 2")
        self._database.execute("SET memory_limit = '1GB'")

    def pack(self, rows: Sequence[ArchiveRow]) -> bytes:
        """Write rows, those of one event type and person side by side, which packs best."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            source, target = Path(folder) / "rows.json", Path(folder) / "rows.parquet"
            source.write_bytes(_encode_lines(rows))
            columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in COLUMNS.items())
            self._database.execute(
                f"COPY (SELECT * FROM read_json('{source}', "  # noqa: S608 - names of our own
                f"format = 'newline_delimited', columns = {{{columns}}}) "
                f"ORDER BY event_type, occurred) TO '{target}' {_FORM}"
            )
            return target.read_bytes()

    def merge(self, files: Sequence[bytes], forgotten: Mapping[str, int]) -> Merged:
        """Join files; copies and forgotten rows go."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            sources = [Path(folder) / f"{number}.parquet" for number in range(len(files))]
            for path, data in zip(sources, files, strict=True):
                path.write_bytes(data)
            gone, target = Path(folder) / "forgotten.json", Path(folder) / "merged.parquet"
            gone.write_bytes(_encode_lines([{"k": key, "u": until} for key, until in forgotten.items()]))
            found = self._merge(sources, gone, target)
            return Merged(target.read_bytes(), *found)

    def _merge(self, sources: Sequence[Path], gone: Path, target: Path) -> tuple[int, int, int]:
        names = ", ".join(f"'{path}'" for path in sources)
        database = self._database
        database.execute(
            "CREATE OR REPLACE TEMP VIEW every AS SELECT e.*, "  # noqa: S608 - names of our own
            "coalesce(e.arrival_timestamp <= f.u, false) AS is_forgotten, "
            "row_number() OVER (PARTITION BY e.endpoint_key, e.event_id ORDER BY e.arrival_timestamp) AS nth "
            f"FROM read_parquet([{names}], union_by_name = true) e LEFT JOIN "
            f"read_json('{gone}', format = 'newline_delimited', columns = {{k: 'VARCHAR', u: 'BIGINT'}}) f "
            "ON f.k = e.endpoint_key"
        )
        counted = database.execute(
            "SELECT count(*) FILTER (nth = 1 AND NOT is_forgotten), "
            "count(*) FILTER (nth > 1 AND NOT is_forgotten), count(*) FILTER (is_forgotten) FROM every"
        ).fetchone()
        columns = ", ".join(COLUMNS)
        database.execute(
            f"COPY (SELECT {columns} FROM every WHERE nth = 1 AND NOT is_forgotten "  # noqa: S608 - names of our own
            f"ORDER BY event_type, occurred) TO '{target}' {_FORM}"
        )
        rows, copies, forgotten = counted or (0, 0, 0)
        return rows, copies, forgotten
