"""Questions to the archive by Athena, in a workgroup that bounds what one of them may read."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import NotFound, Unavailable
from pinwheel.ports.query import Row

PAGE = 1000
_RUNNING = frozenset({"QUEUED", "RUNNING"})


class AthenaQueries:
    """The port over one workgroup and database."""

    def __init__(self, client: Any, *, workgroup: str, database: str) -> None:
        """Keep the client and the names."""
        self._client = client
        self._workgroup = workgroup
        self._database = database

    def start(self, sql: str) -> str:
        """Begin to answer."""
        answer = self._call(
            "start_query_execution",
            QueryString=sql,
            WorkGroup=self._workgroup,
            QueryExecutionContext={"Database": self._database, "Catalog": "AwsDataCatalog"},
        )
        return str(answer["QueryExecutionId"])

    def is_done(self, answer_id: str) -> bool:
        """Tell whether the answer is there."""
        answer = self._call("get_query_execution", QueryExecutionId=answer_id)
        status = answer["QueryExecution"]["Status"]
        if status["State"] in _RUNNING:
            return False
        if status["State"] != "SUCCEEDED":
            reason = status.get("StateChangeReason", status["State"])
            raise Unavailable(f"The archive gave no answer: {reason}")
        return True

    def rows(self, answer_id: str) -> list[Row]:
        """Read the answer page by page; the first row of the first page is its header."""
        rows: list[Row] = []
        token: dict[str, str] = {}
        while True:
            page = self._call("get_query_results", QueryExecutionId=answer_id, MaxResults=PAGE, **token)
            rows += [[cell.get("VarCharValue") for cell in row["Data"]] for row in page["ResultSet"]["Rows"]]
            if not page.get("NextToken"):
                return rows[1:]
            token = {"NextToken": page["NextToken"]}

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(**request)
        except ClientError as error:
            told = error.response["Error"]
            if told.get("Code") == "InvalidRequestException" and "QueryExecution" in told.get("Message", ""):
                raise NotFound("There is no such answer any more.") from error
            raise Unavailable(f"Athena {operation} failed: {told.get('Code')}.") from error
        except BotoCoreError as error:
            raise Unavailable(f"Athena {operation} failed.") from error
