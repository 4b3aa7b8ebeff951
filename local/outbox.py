"""What the carriers delivered, in order, in an SQLite file that dies with the runtime."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE_BYTES = 32_000_000
"""An answer ends after this much content; `NextSequence` leads on."""

MEMBERS = (
    "Time",
    "Channel",
    "Address",
    "ApplicationId",
    "EndpointId",
    "UserId",
    "CampaignId",
    "TreatmentId",
    "JourneyId",
    "ActivityId",
    "MessageId",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One message as a carrier took it. `members` are the outbox's; `carrier` is what feedback needs."""

    members: dict[str, str | None]
    content: dict[str, Any]
    carrier: dict[str, Any] = field(default_factory=dict)

    @property
    def message_id(self) -> str:
        """The provider's message ID."""
        return self.members["MessageId"] or ""


class Outbox:
    """An append-only list with a sequence number."""

    def __init__(self, file: Path) -> None:
        """Open an empty outbox."""
        # Pushes are delivered by threads; a transaction belongs to the connection and not to who began it.
        self._writing = threading.Lock()
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        columns = ", ".join(f'"{name}" TEXT' for name in MEMBERS)
        self._db.execute(
            f"CREATE TABLE outbox (sequence INTEGER PRIMARY KEY, {columns}, content TEXT, carrier TEXT)"
        )
        self._db.execute('CREATE INDEX by_message ON outbox ("MessageId")')

    def add(self, messages: Sequence[Delivered]) -> None:
        """Append messages."""
        rows = [
            (
                *(message.members.get(name) for name in MEMBERS),
                json.dumps(message.content),
                json.dumps(message.carrier),
            )
            for message in messages
        ]
        names = ", ".join(f'"{name}"' for name in (*MEMBERS, "content", "carrier"))
        marks = ", ".join("?" * (len(MEMBERS) + 2))
        with self._writing:
            self._db.execute("BEGIN")
            self._db.executemany(f"INSERT INTO outbox ({names}) VALUES ({marks})", rows)  # noqa: S608 - our names
            self._db.execute("COMMIT")

    def find(self, message_id: str) -> Delivered | None:
        """Look a message up."""
        rows = self._db.execute('SELECT * FROM outbox WHERE "MessageId" = ?', (message_id,))
        row = rows.fetchone()
        return _delivered(row) if row else None

    def page(self, *, after: int, channel: str | None, application_id: str | None) -> dict[str, Any]:
        """Read on after a sequence number, by channel and application where named."""
        items: list[dict[str, Any]] = []
        size = 0
        for row in self._rows(after, channel, application_id):
            items.append(_item(row))
            size += len(row[-2])
            if size > PAGE_BYTES:
                break
        return {"Item": items, "NextSequence": items[-1]["Sequence"] if items else after}

    def clear(self) -> None:
        """Forget everything; the sequence starts again."""
        self._db.execute("DELETE FROM outbox")

    def _rows(self, after: int, channel: str | None, application_id: str | None) -> Iterator[tuple[Any, ...]]:
        where, values = ["sequence > ?"], [str(after)]
        if channel:
            where.append('"Channel" = ?')
            values.append(channel)
        if application_id:
            where.append('"ApplicationId" = ?')
            values.append(application_id)
        clause = " AND ".join(where)
        yield from self._db.execute(f"SELECT * FROM outbox WHERE {clause} ORDER BY sequence", values)  # noqa: S608


def _item(row: tuple[Any, ...]) -> dict[str, Any]:
    message = _delivered(row)
    return {"Sequence": row[0], **message.members, "Content": message.content}


def _delivered(row: tuple[Any, ...]) -> Delivered:
    members = dict(zip(MEMBERS, row[1 : len(MEMBERS) + 1], strict=True))
    return Delivered(members=members, content=json.loads(row[-2]), carrier=json.loads(row[-1]))
