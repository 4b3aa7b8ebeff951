"""Lines of CSV and JSON files as endpoint documents; a bad line is a row with an error."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.columns import Fill, read_header
from pinwheel.domain.imports.model import Row, StagedPiece

_MEMBERS = frozenset(
    {
        "Address",
        "Attributes",
        "ChannelType",
        "Demographic",
        "EffectiveDate",
        "Id",
        "Location",
        "Metrics",
        "OptOut",
        "User",
    }
)
_IGNORED = frozenset({"ApplicationId", "CohortId", "CreationDate", "EndpointStatus", "RequestId"})
"""Members of exported endpoints that an import does not take, so that an export can be imported again."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def read_rows(piece: StagedPiece) -> Iterator[Row]:
    """Read the records of a piece; blank lines are no records."""
    read = _json_reader() if piece.header is None else _csv_reader(read_header(piece.header))
    for number, raw in enumerate(piece.rows.split(b"\n"), start=piece.first_line):
        line = raw.rstrip(b"\r")
        if line and not line.isspace():
            yield _row(number, line, read)


def _row(number: int, line: bytes, read: Callable[[bytes], dict[str, Any]]) -> Row:
    try:
        return Row(number, read(line))
    except Invalid as error:
        return Row(number, error=str(error))
    except UnicodeDecodeError:
        return Row(number, error="The line is not UTF-8.")


def _csv_reader(fills: Sequence[Fill]) -> Callable[[bytes], dict[str, Any]]:
    width = len(fills)

    def read(line: bytes) -> dict[str, Any]:
        cells = _cells(line.decode())
        if len(cells) != width:
            raise Invalid(f"The header has {width} columns, this line has {len(cells)}.")
        document: dict[str, Any] = {}
        for fill, cell in zip(fills, cells, strict=True):
            if cell:
                fill(document, cell)
        return document

    return read


def _cells(text: str) -> list[str]:
    # Splitting is ten times as fast as the csv module, and most lines have nothing else to look after.
    if '"' not in text and ", " not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], skipinitialspace=True, strict=True))
    except csv.Error:
        raise Invalid("The quotes of the line do not match; values cannot hold line breaks.") from None


def _json_reader() -> Callable[[bytes], dict[str, Any]]:
    def read(line: bytes) -> dict[str, Any]:
        try:
            given = _decode(line)
        except msgspec.DecodeError:
            raise Invalid("The line is not a JSON object.") from None
        except RecursionError:
            raise Invalid("The line is nested too deeply.") from None
        unknown = given.keys() - _MEMBERS - _IGNORED
        if unknown:
            raise Invalid(f"Member '{min(unknown)}' is unknown.")
        return {name: value for name, value in given.items() if name in _MEMBERS}

    return read
