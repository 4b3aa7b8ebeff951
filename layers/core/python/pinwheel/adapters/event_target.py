"""Customers' streams on Kinesis and Firehose, as the role they named or with the function's rights."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.putting import calls, pause_before
from pinwheel.domain.stream_records import TargetRecord
from pinwheel.ports.event_target import Destination, Outcome

CALL_BYTES = {"kinesis": 4_500_000, "firehose": 3_900_000}
"""Kinesis takes 5 MiB a call, Firehose 4 MiB."""
ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 0.2
STRIKES = 2
"""Calls that failed with all their attempts, after which the rest of a batch is not tried."""
CLIENT_SECONDS = 2400.0
"""How long a client with a role's credentials is used; they end after an hour."""

MakeClient = Callable[[str, str, Destination], Any]
"""Makes a client of a service in a Region for a destination."""

_TRANSIENT = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ServiceUnavailableException",
        "ServiceUnavailable",
        "InternalFailure",
        "InternalServerError",
        "KMSThrottlingException",
        "LimitExceededException",
        "ThrottlingException",
        "RequestTimeout",
    }
)


class AwsEventTarget:
    """The port over clients that `make_client` makes; they are kept for a while."""

    def __init__(
        self,
        make_client: MakeClient,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the way to clients; nothing is opened yet."""
        self._make_client = make_client
        self._sleep = sleep
        self._monotonic = monotonic
        self._clients: dict[tuple[str, str, Destination], tuple[float, Any]] = {}

    def deliver(self, destination: Destination, records: Sequence[TargetRecord]) -> Outcome:
        """Put records; calls that follow one which failed for good are not made."""
        parts = destination.arn.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn" or parts[2] not in CALL_BYTES:
            return Outcome(
                0, records, "InvalidDestination", "The destination is no stream of Kinesis or Firehose."
            )
        delivered = strikes = 0
        rejected: list[TargetRecord] = []
        code = message = ""
        for call in calls(records, CALL_BYTES[parts[2]]):
            if strikes >= STRIKES or (code and code not in _TRANSIENT):
                rejected += call
                continue
            left, failed, told = self._deliver_call(destination, parts[2], parts[3], call)
            delivered += len(call) - len(left)
            rejected += left
            strikes += bool(left)
            code, message = failed or code, told or message
        return Outcome(delivered, rejected, code if rejected else "", message if rejected else "")

    def _deliver_call(
        self, destination: Destination, service: str, region: str, records: list[TargetRecord]
    ) -> tuple[list[TargetRecord], str, str]:
        code = message = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sleep(pause_before(attempt, FIRST_PAUSE_SECONDS))
            records, code, message = self._try(destination, service, region, records)
            if not records or code not in _TRANSIENT:
                break
        return records, code, message

    def _try(
        self, destination: Destination, service: str, region: str, records: list[TargetRecord]
    ) -> tuple[list[TargetRecord], str, str]:
        try:
            client = self._client(service, region, destination)
            failures = _put(client, service, destination.arn, records)
        except ClientError as error:
            told = error.response["Error"]
            return records, str(told.get("Code", "Unknown")), str(told.get("Message", ""))[:500]
        except BotoCoreError as error:
            return records, "ServiceUnavailable", type(error).__name__
        left = [record for record, (failed, _) in zip(records, failures, strict=True) if failed]
        code, message = next(((failed, told) for failed, told in failures if failed), ("", ""))
        return left, code, message[:500]

    def _client(self, service: str, region: str, destination: Destination) -> Any:
        key = (service, region, destination)
        known = self._clients.get(key)
        now = self._monotonic()
        if known is None or known[0] < now:
            known = (now + CLIENT_SECONDS, self._make_client(service, region, destination))
            self._clients[key] = known
        return known[1]


def _put(client: Any, service: str, arn: str, records: Sequence[TargetRecord]) -> list[tuple[str, str]]:
    """Make one call; gives error code and sentence of each record, both empty where it was taken."""
    if service == "kinesis":
        entries = [{"Data": record.data, "PartitionKey": record.key} for record in records]
        answer = client.put_records(StreamARN=arn, Records=entries)
        results = answer["Records"]
    else:
        lines = [{"Data": record.data} for record in records]
        answer = client.put_record_batch(DeliveryStreamName=arn.rpartition("/")[2], Records=lines)
        results = answer["RequestResponses"]
    return [(each.get("ErrorCode") or "", each.get("ErrorMessage") or "") for each in results]
