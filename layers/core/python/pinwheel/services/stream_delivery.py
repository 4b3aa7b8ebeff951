"""Deliver events to the streams of applications that have one (spec 05, section 3).

Each application is delivered to by itself and side by side with others: a stream that is gone, denied or
full costs nobody else anything but its own few retries. What it did not take is kept under `undelivered/`
in the bucket and the application's status says why; `redeliver` sends it again. The shard always moves on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.stream_records import TargetRecord, record_of_line, target_record
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents, Put
from pinwheel.ports.event_target import Destination, EventTarget, Outcome

UNDELIVERED = "undelivered"
SIDE_BY_SIDE = 8
"""Applications that are delivered to at the same time."""
REST = timedelta(seconds=30)
"""How long a stream that failed for good is left alone: its events are put aside without a try."""
STATUS_ATTEMPTS = 5

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one application's events of a batch: for metrics."""

    application_id: str
    total: int
    delivered: int
    code: str = ""

    @property
    def failed(self) -> int:
        """Count those that were put aside."""
        return self.total - self.delivered


@dataclass(slots=True, kw_only=True)
class StreamDelivery:
    """Delivers batches; one object per function instance, which remembers the streams that are out of order.

    `destination` tells where an application's events go, None where nowhere; it may be some seconds old.
    """

    destination: Callable[[str], Destination | None]
    target: EventTarget
    documents: Documents
    blobs: Blobs
    clock: Clock
    account_id: str
    _resting: dict[Destination, tuple[datetime, Outcome]] = field(default_factory=dict, init=False)

    def deliver(self, batch: str, events: Sequence[EventRecord]) -> list[Exported]:
        """Deliver a batch; its name makes the names of files for what was not taken."""
        by_application: dict[str, list[EventRecord]] = {}
        for event in events:
            by_application.setdefault(event.application_id, []).append(event)
        work = []
        for application_id, own in by_application.items():
            destination = self.destination(application_id)
            if destination is not None:
                records = [target_record(event, account_id=self.account_id) for event in own]
                work.append((application_id, destination, records))
        if not work:
            return []
        with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(work))) as pool:
            return list(pool.map(lambda each: self._deliver(batch, *each), work))

    def redeliver(self, application_id: str, *, deadline: datetime) -> Json:
        """Send again what an application's stream did not take, oldest first, until it fails or time ends.

        Raises:
            NotFound: the application has no stream.
        """
        destination = self.destination(application_id)
        if destination is None:
            raise NotFound("The application has no event stream.")
        delivered = 0
        for name in list(self.blobs.names(f"{UNDELIVERED}/{application_id}/")):
            if self.clock.real_now() > deadline:
                break
            records = [record_of_line(line) for line in self.blobs.get(name).splitlines()]
            outcome = self.target.deliver(destination, records)
            delivered += outcome.delivered
            self._report(application_id, outcome, put_aside=0)
            if outcome.rejected:
                self.blobs.put(name, _lines(outcome.rejected))
                break
            self.blobs.delete([name])
        left = sum(1 for _ in self.blobs.names(f"{UNDELIVERED}/{application_id}/"))
        return {"ApplicationId": application_id, "Delivered": delivered, "FilesLeft": left}

    def _deliver(
        self, batch: str, application_id: str, destination: Destination, records: Sequence[TargetRecord]
    ) -> Exported:
        outcome = self._outcome(destination, records)
        if outcome.rejected:
            self.blobs.put(f"{UNDELIVERED}/{application_id}/{batch}.jsonl", _lines(outcome.rejected))
        self._report(application_id, outcome, put_aside=len(outcome.rejected))
        return Exported(application_id, len(records), outcome.delivered, outcome.code)

    def _outcome(self, destination: Destination, records: Sequence[TargetRecord]) -> Outcome:
        now = self.clock.real_now()
        until, last = self._resting.get(destination, (now, None))
        if last is not None and now < until:
            return Outcome(0, records, last.code, last.message)
        outcome = self.target.deliver(destination, records)
        if outcome.rejected:
            self._resting[destination] = (self.clock.real_now() + REST, outcome)
        else:
            self._resting.pop(destination, None)
        return outcome

    def _report(self, application_id: str, outcome: Outcome, *, put_aside: int) -> None:
        """Count in the application's status; figures only, so a lost fight over it is no loss of events."""
        key = keys.event_stream_status(application_id)
        for _ in range(STATUS_ATTEMPTS):
            found = self.documents.get(key)
            before: Json = dict(found.body) if found else {}
            body = {
                **before,
                "Delivered": before.get("Delivered", 0) + outcome.delivered,
                "Failed": before.get("Failed", 0) + put_aside,
                "State": "FAILING" if outcome.rejected else "DELIVERING",
            }
            if outcome.rejected:
                body |= {
                    "LastError": f"{outcome.code}: {outcome.message}".rstrip(": "),
                    "LastErrorTime": iso(self.clock.now()),
                }
            try:
                self.documents.write([Put(key, body, expect=found.revision if found else 0)])
            except Conflict:
                continue
            return


def destination_of(application_id: str, *, documents: Documents) -> Destination | None:
    """Read where an application's events go; None for one that has no stream or is deleted."""
    application, stream = keys.application(application_id), keys.event_stream(application_id)
    found = documents.get_many([application, stream])
    if application not in found or stream not in found:
        return None
    body = found[stream].body
    return Destination(body["DestinationStreamArn"], body.get("RoleArn", ""), body.get("ExternalId"))


def stream_status(application_id: str, *, documents: Documents) -> Json:
    """Tell how delivery goes (extension): `NONE`, `IDLE`, `DELIVERING` or `FAILING`, with the last error."""
    found = documents.get_many([keys.event_stream(application_id), keys.event_stream_status(application_id)])
    stream = found.get(keys.event_stream(application_id))
    status = found.get(keys.event_stream_status(application_id))
    body: Json = dict(status.body) if status else {}
    state = "NONE" if stream is None else body.get("State", "IDLE")
    return {
        "ApplicationId": application_id,
        "State": state,
        "DestinationStreamArn": stream.body["DestinationStreamArn"] if stream else None,
        "Delivered": body.get("Delivered", 0),
        "Failed": body.get("Failed", 0),
        "LastError": body.get("LastError"),
        "LastErrorTime": body.get("LastErrorTime"),
    }


def _lines(records: Sequence[TargetRecord]) -> bytes:
    return b"".join(record.data for record in records)
