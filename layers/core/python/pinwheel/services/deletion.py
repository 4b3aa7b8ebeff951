"""Removing all that an application had, for real (spec 00, section I; spec 01, section 11).

DeleteApp removes the application's own document, so that all readers miss it at once, and leaves the rest to
a queue. Its messages carry no state that matters: what is removed is not found again, so each of them may
come twice, die half-way or be handed on, and goes on where nothing is left.

    begin      campaigns become notes of deleted ones, their runs and timers are cancelled
      |-- part n       hash buckets of endpoints, with users, held addresses and marks
      `-- documents    all other documents, each after what hangs on it: runs, figures, files

Work that was under way when the application went (imports, senders, events in the stream) may still have
written something. So all of it is done a second time a quarter of an hour later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.archive import places as archive
from pinwheel.domain.campaigns.model import internal
from pinwheel.domain.campaigns.states import pending_launches
from pinwheel.domain.journeys.model import definitions_prefix
from pinwheel.domain.rollups import places
from pinwheel.domain.runs.activities import RUN
from pinwheel.domain.runs.plan import bucket_range
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Delete, Document, Documents, Put
from pinwheel.ports.endpoints import EndpointErasure
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.members import SegmentMembers
from pinwheel.ports.partitions import Partitions
from pinwheel.ports.push import PushService
from pinwheel.ports.queue import WorkQueue
from pinwheel.ports.scheduler import Timers
from pinwheel.services.campaign_quotas import active_entry
from pinwheel.services.push_devices import delete_platforms

UNDELIVERED = "undelivered"
"""Where events wait that a customer's stream did not take."""
PARTS = 16
"""Messages that remove endpoints side by side."""
PAGE = 100
PASSES = 2
NEXT_PASS = timedelta(minutes=15)
"""Longer than any function runs; the longest that SQS holds a message back."""
NOT_GONE_YET = timedelta(seconds=2)
ROUNDS = 5
"""How often a message that overtook its own deletion waits for it."""
MARGIN = timedelta(seconds=20)
"""Time that one more page may take; with less left the rest is handed on."""

IsLate = Callable[[], bool]
_CAMPAIGN = (keys.CAMPAIGN_PREFIX, keys.DELETED_CAMPAIGN_PREFIX)
_IMPORT = (keys.IMPORT_JOB_PREFIX, keys.DELETED_JOB_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    """Does what messages on the deletions queue ask for; `registry`, `segments` and `figures` are tables."""

    documents: Documents
    segment_documents: Documents
    registry: Partitions
    segments: Partitions
    figures: Partitions
    endpoints: EndpointErasure
    members: SegmentMembers
    blobs: Blobs
    ledger: RunLedger
    timers: Timers
    push: PushService
    queue: WorkQueue
    clock: Clock

    def work(self, body: dict[str, Any], deadline: datetime) -> None:
        """Remove a part of an application, or find out which parts there are."""
        application_id = body["ApplicationId"]
        if self.documents.get(keys.application(application_id)) is not None:
            self._wait(body)
            return

        def is_late() -> bool:
            return self.clock.real_now() + MARGIN > deadline

        part = body.get("Part")
        if part is None:
            is_done = self._begin(application_id, body["Pass"], is_late)
        elif part == "documents":
            is_last = body["Pass"] >= PASSES
            is_done = self._erase_documents(application_id, is_last, is_late)
            if is_done:
                self._come_again(application_id, body["Pass"])
        else:
            is_done = self._erase_endpoints(application_id, part, is_late)
        if not is_done:
            self.queue.send([body])

    def _wait(self, body: dict[str, Any]) -> None:
        """An application that is still there will be gone in a moment, or its deletion did not happen."""
        number = body.get("Round", ROUNDS)
        if number < ROUNDS:
            self.queue.send([{**body, "Round": number + 1}], delay=NOT_GONE_YET)

    def _come_again(self, application_id: str, done: int) -> None:
        if done < PASSES:
            body = {"ApplicationId": application_id, "Pass": done + 1}
            self.queue.send([body], delay=NEXT_PASS)

    def _begin(self, application_id: str, number: int, is_late: IsLate) -> bool:
        """Stop the campaigns, then ask for all parts."""
        if not self._stop_campaigns(application_id, is_late):
            return False
        parts: list[int | str] = ["documents", *range(PARTS)]
        self.queue.send([{"ApplicationId": application_id, "Part": part, "Pass": number} for part in parts])
        return True

    def _stop_campaigns(self, application_id: str, is_late: IsLate) -> bool:
        partition = keys.application_partition(application_id)
        for page in _pages(self.documents, partition, prefix=keys.CAMPAIGN_PREFIX):
            for campaign in page:
                self._stop(application_id, campaign)
                if is_late():
                    return False
        return True

    def _stop(self, application_id: str, campaign: Document) -> None:
        """Cancel a campaign's runs and timers, then leave a note in its place."""
        for run_id in internal(campaign.body).get("ActiveRuns", []):
            self.ledger.cancel(run_id)
        for launch in pending_launches(campaign.body):
            if launch.schedule is not None:
                self.timers.cancel(launch.schedule)
        note = keys.deleted_campaign(application_id, campaign.body["Id"])
        counted = active_entry({**campaign.body, "ApplicationId": application_id})
        self.documents.write([Delete(campaign.key), Put(note, {"Id": campaign.body["Id"]}), Delete(counted)])

    def _erase_endpoints(self, application_id: str, part: int, is_late: IsLate) -> bool:
        """Remove the endpoints of some hash buckets; the marks of their events first."""
        for bucket in bucket_range(part, PARTS):
            while remains := self.endpoints.remains(application_id, bucket):
                marks = (places.seen_endpoint, places.shown_endpoint)
                self.figures.remove([mark(application_id, each.key) for each in remains for mark in marks])
                for each in remains:
                    self.figures.empty(
                        places.capped_endpoint(application_id, each.key), is_late=lambda: False
                    )
                self.endpoints.erase(application_id, remains)
                if is_late():
                    return False
        self.endpoints.erase_marker(application_id)
        return True

    def _erase_documents(self, application_id: str, is_last: bool, is_late: IsLate) -> bool:
        """Remove the documents of both tables, then the figures of the application as a whole.

        What later work is found by stays until the last pass.
        """
        own = keys.application_partition(application_id)
        for documents, table in ((self.documents, self.registry), (self.segment_documents, self.segments)):
            for page in _pages(documents, own):
                for document in page:
                    if is_late() or not self._erase_below(application_id, document, table, is_last, is_late):
                        return False
                dropped = [each.key for each in page if is_last or not self._keep(application_id, each)]
                table.remove([(key.partition, key.key) for key in dropped])
        for prefix in (*archive.prefixes_of(application_id), f"{UNDELIVERED}/{application_id}/"):
            self._erase_blobs(prefix)
        return self._empty(self.figures, places.application_partitions(application_id), is_late)

    def _keep(self, application_id: str, document: Document) -> bool:
        """Keep what runs, figures or files are found by; an import stops only when its job is gone."""
        key = document.key.key
        if key.startswith(keys.IMPORT_JOB_PREFIX):
            note = keys.deleted_job(application_id, document.body["Id"])
            kept = {name: document.body[name] for name in ("Id", "Type", "Definition")}
            self.documents.write([Delete(document.key), Put(note, kept)])
        return key.startswith((*_CAMPAIGN, *_IMPORT, keys.EXPERIMENT_PREFIX))

    def _erase_below(
        self, application_id: str, document: Document, table: Partitions, is_last: bool, is_late: IsLate
    ) -> bool:
        """Remove what hangs on a document; False when time ended before."""
        key, below = document.key.key, keys.partitions_below(application_id, document.key.key)
        figures: list[str] = []
        if key.startswith(_CAMPAIGN):
            (versions,) = below
            figures = places.campaign_partitions(application_id, document.body["Id"])
            below = below if is_last else []
            if not self._erase_runs(versions, is_late):
                return False
        elif key.startswith((*_IMPORT, keys.EXPORT_JOB_PREFIX)):
            below += self._erase_job(application_id, document)
        elif key.startswith(keys.SEGMENT_PREFIX):
            for name in document.body.get("Lists", []):
                self.members.remove(name)
        elif key.startswith(keys.PUSH_PLATFORM_PREFIX):
            channel_type = key.removeprefix(keys.PUSH_PLATFORM_PREFIX)
            delete_platforms(application_id, channel_type, service=self.push)
        elif key.startswith(keys.JOURNEY_PREFIX):
            journey_id = key.removeprefix(keys.JOURNEY_PREFIX)
            self._erase_blobs(definitions_prefix(application_id, journey_id))
            figures = places.journey_partitions(application_id, journey_id)
        elif key.startswith(keys.EXPERIMENT_PREFIX):
            figures = places.experiment_partitions(document.body["Id"])
        return self._empty(self.figures, figures, is_late) and self._empty(table, below, is_late)

    def _erase_job(self, application_id: str, job: Document) -> list[str]:
        """Remove the files of a job; gives the partitions that list it."""
        job_id = job.body["Id"]
        segment_id = job.body["Definition"].get("SegmentId")
        if job.body["Type"] == "IMPORT":
            self.members.remove(job_id)
            self._erase_blobs(f"imports/{job_id}/")
        if not segment_id:
            return []
        return [
            keys.segment_jobs_partition(application_id, segment_id),
            keys.segment_exports_partition(application_id, segment_id),
        ]

    def _erase_runs(self, partition: str, is_late: IsLate) -> bool:
        """Remove the ledgers and chunks of a campaign's runs, which its activities name."""
        for page in _pages(self.documents, partition, prefix=keys.ACTIVITY_PREFIX):
            for run_id in {activity.body[RUN] for activity in page if RUN in activity.body}:
                self.ledger.erase(run_id)
                self._erase_blobs(f"runs/{run_id}/")
            if is_late():
                return False
        return True

    def _erase_blobs(self, prefix: str) -> None:
        self.blobs.delete(list(self.blobs.names(prefix)))

    def _empty(self, table: Partitions, partitions: Iterable[str], is_late: IsLate) -> bool:
        return all(table.empty(partition, is_late=is_late) for partition in partitions)


def _pages(documents: Documents, partition: str, *, prefix: str = "") -> Iterator[Sequence[Document]]:
    """Read a partition page by page; documents may be removed meanwhile."""
    after = None
    while True:
        page = documents.list(partition, prefix=prefix, limit=PAGE, after=after)
        yield page.documents
        if page.after is None:
            return
        after = page.after
