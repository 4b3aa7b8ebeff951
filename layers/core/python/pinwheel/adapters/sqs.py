"""Work queues on SQS: ten bodies a call, what was not taken is sent again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Unavailable

BATCH = 10
ATTEMPTS = 3


class SqsQueue:
    """The port over one queue."""

    def __init__(self, client: Any, url: str) -> None:
        """Keep the client and the queue's address."""
        self._client = client
        self._url = url

    def send(self, bodies: Sequence[dict[str, Any]], *, delay: timedelta = timedelta()) -> None:
        """Add all bodies, or raise."""
        seconds = round(delay.total_seconds())
        for start in range(0, len(bodies), BATCH):
            entries = [
                {"Id": str(index), "MessageBody": json.dumps(body), "DelaySeconds": seconds}
                for index, body in enumerate(bodies[start : start + BATCH])
            ]
            self._send_all(entries)

    def _send_all(self, entries: list[dict[str, Any]]) -> None:
        for _ in range(ATTEMPTS):
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            except (BotoCoreError, ClientError) as error:
                raise Unavailable("The work queue did not take the message.") from error
            failed = {failure["Id"] for failure in answer.get("Failed", [])}
            entries = [entry for entry in entries if entry["Id"] in failed]
            if not entries:
                return
        raise Unavailable("The work queue did not take the message.")
