"""The event stream on Kinesis: aggregated records, 500 or 4.5 MB a call, what was not taken is sent again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.putting import calls, pause_before
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.events import EventRecord
from pinwheel.domain.records import StreamRecord, pack

CALL_BYTES = 4_500_000
ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 0.1


class KinesisEventStream:
    """The port over one stream."""

    def __init__(self, client: Any, stream: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Keep the client, the stream's name and the way to pause between attempts."""
        self._client = client
        self._stream = stream
        self._sleep = sleep

    def publish(self, events: Sequence[EventRecord]) -> None:
        """Append events, or raise."""
        for records in calls(pack(events), CALL_BYTES):
            self._append(records)

    def _append(self, records: list[StreamRecord]) -> None:
        for attempt in range(ATTEMPTS):
            if attempt:
                # A throttled shard needs a moment; jitter keeps many writers apart.
                self._sleep(pause_before(attempt, FIRST_PAUSE_SECONDS))
            records = self._append_once(records)
            if not records:
                return
        raise Unavailable(f"The event stream did not take {len(records)} records.")

    def _append_once(self, records: list[StreamRecord]) -> list[StreamRecord]:
        entries = [{"Data": record.data, "PartitionKey": record.key} for record in records]
        try:
            answer = self._client.put_records(StreamName=self._stream, Records=entries)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The event stream did not take the events.") from error
        if not answer.get("FailedRecordCount"):
            return []
        results = zip(records, answer["Records"], strict=True)
        return [record for record, result in results if result.get("ErrorCode")]
