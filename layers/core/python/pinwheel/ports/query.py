"""The engine that answers SQL over the archive: Athena on AWS, DuckDB behind the same calls locally."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Row = Sequence[str | None]


class QueryEngine(Protocol):
    """Answers questions that may take a while."""

    def start(self, sql: str) -> str:
        """Begin to answer; gives the ID of the answer.

        Raises:
            Unavailable: the engine did not take the question.
        """
        ...

    def is_done(self, answer_id: str) -> bool:
        """Tell whether an answer is there.

        Raises:
            Unavailable: the engine gave up; its reason is in the text.
        """
        ...

    def rows(self, answer_id: str) -> list[Row]:
        """Read an answer that is there, without its header."""
        ...
