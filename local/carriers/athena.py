"""Athena: a question is answered at once, by DuckDB over the files that the emulator's S3 holds.

Files never change under their names, so each is fetched once.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.archive_database import Table, answered
from pinwheel.domain.archive import places

PREFIXES = (places.EVENTS, places.FORGOTTEN, places.MEMBERS)
MOST_ANSWERS = 200
PAGE = 1000


class AthenaCarrier:
    """Takes the calls of Athena's JSON protocol that the product makes."""

    def __init__(self, *, s3: Callable[[], Any], folder: Path) -> None:
        """Keep the way to the emulator's S3, and the folder that mirrors the archive."""
        self._s3 = s3
        self._folder = folder
        self._answers: dict[str, tuple[list[str], Table] | str] = {}
        self._lock = asyncio.Lock()

    async def handle(self, request: Request) -> Response:
        """Answer one call."""
        operation = request.headers.get("x-amz-target", "").rpartition(".")[2]
        body = json.loads(await request.body() or b"{}")
        match operation:
            case "StartQueryExecution":
                return JSONResponse({"QueryExecutionId": await self._start(body["QueryString"])})
            case "GetQueryExecution":
                return self._state(body["QueryExecutionId"])
            case "GetQueryResults":
                return self._rows(body["QueryExecutionId"], body.get("NextToken"))
            case _:
                return _refused(f"{operation} is not among the calls that this carrier takes.")

    async def _start(self, sql: str) -> str:
        answer_id = str(uuid.uuid4())
        async with self._lock:
            answer = await asyncio.to_thread(self._answer, sql)
        while len(self._answers) >= MOST_ANSWERS:
            del self._answers[next(iter(self._answers))]
        self._answers[answer_id] = answer
        return answer_id

    def _answer(self, sql: str) -> tuple[list[str], Table] | str:
        self._mirror()
        try:
            return answered(self._folder, sql)
        except duckdb.Error as error:
            return str(error)

    def _mirror(self) -> None:
        """Bring the folder to what the product's bucket holds of the archive now."""
        s3 = self._s3()
        wanted: set[Path] = set()
        for bucket in (each["Name"] for each in s3.list_buckets()["Buckets"]):
            for prefix in PREFIXES:
                for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                    for entry in page.get("Contents", ()):
                        path = self._folder / entry["Key"]
                        wanted.add(path)
                        if not path.exists():
                            path.parent.mkdir(parents=True, exist_ok=True)
                            s3.download_file(bucket, entry["Key"], str(path))
        for path in self._folder.rglob("*.*"):
            if path.is_file() and path not in wanted:
                path.unlink()

    def _state(self, answer_id: str) -> Response:
        answer = self._answers.get(answer_id)
        if answer is None:
            return _refused(f"QueryExecution {answer_id} was not found")
        status = {"State": "SUCCEEDED"}
        if isinstance(answer, str):
            status = {"State": "FAILED", "StateChangeReason": answer}
        return JSONResponse({"QueryExecution": {"QueryExecutionId": answer_id, "Status": status}})

    def _rows(self, answer_id: str, token: str | None) -> Response:
        answer = self._answers.get(answer_id)
        if answer is None or isinstance(answer, str):
            return _refused(f"QueryExecution {answer_id} has no results")
        header, found = answer
        start = int(token or 0)
        # Athena counts the header among the rows of the first page.
        rows = [tuple(header), *found][start : start + PAGE]
        after = start + PAGE
        more = {"NextToken": str(after)} if after < len(found) + 1 else {}
        return JSONResponse({"ResultSet": {"Rows": [{"Data": _cells(row)} for row in rows]}, **more})


def _cells(row: tuple[object, ...]) -> list[dict[str, str]]:
    return [{} if value is None else {"VarCharValue": str(value)} for value in row]


def _refused(message: str) -> Response:
    return JSONResponse(
        {"__type": "InvalidRequestException", "Message": message},
        status_code=400,
        headers={"x-amzn-errortype": "InvalidRequestException"},
    )
