"""The archive as Athena's tables show it, in DuckDB over the same files: `events`, `forgotten` and `members`.

Questions come in Athena's SQL. Where DuckDB knows a function by another name, it is given Athena's.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pinwheel.domain.archive import places
from pinwheel.domain.archive.rows import COLUMNS

Table = list[tuple[object, ...]]

_NAMES = (
    "CREATE MACRO element_at(m, k) AS map_extract_value(m, k)",
    "CREATE MACRO json_format(j) AS CAST(j AS VARCHAR)",
)
_EVENTS = {**COLUMNS, "app": "VARCHAR", "day": "VARCHAR"}
_LISTS = {
    "forgotten": (places.FORGOTTEN, {"endpoint_key": "VARCHAR", "until_millis": "BIGINT", "app": "VARCHAR"}),
    "members": (places.MEMBERS, {"segment_id": "VARCHAR", "endpoint_key": "VARCHAR", "query": "VARCHAR"}),
}
"""Tables of JSON lines: where their files lie, and their columns, the last of which is in the path."""


def answered(folder: Path, sql: str) -> tuple[list[str], Table]:
    """Answer a question over the files of a folder, which holds them under their names in the bucket.

    Raises:
        duckdb.Error: the question is none.
    """
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        for name in _NAMES:
            database.execute(name)
        _open_events(database, folder)
        for table, (prefix, columns) in _LISTS.items():
            _open_list(database, folder / prefix, table, columns)
        found = database.execute(sql)
        return [column[0] for column in found.description or ()], found.fetchall()


def _open_events(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    top = folder / places.EVENTS
    if next(top.glob("*/*/*.parquet"), None) is None:
        _make_empty(database, "events", _EVENTS)
        return
    database.execute(
        f"CREATE VIEW events AS SELECT {', '.join(_EVENTS)} FROM read_parquet('{top}/*/*/*.parquet', "  # noqa: S608 - our own names
        "union_by_name = true, hive_partitioning = true, hive_types = {'app': VARCHAR, 'day': VARCHAR})"
    )


def _open_list(database: duckdb.DuckDBPyConnection, top: Path, table: str, columns: dict[str, str]) -> None:
    if next(top.glob("*/*.json"), None) is None:
        _make_empty(database, table, columns)
        return
    partition = list(columns)[-1]
    stored = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items() if name != partition)
    database.execute(
        f"CREATE VIEW {table} AS SELECT {', '.join(columns)} FROM read_json('{top}/*/*.json', "  # noqa: S608 - our own names
        f"format = 'newline_delimited', columns = {{{stored}}}, hive_partitioning = true, "
        f"hive_types = {{'{partition}': VARCHAR}})"
    )


def _make_empty(database: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    database.execute(
        f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
    )
