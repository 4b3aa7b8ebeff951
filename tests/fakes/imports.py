"""Import jobs run in memory: `run()` delivers the queue until it is empty, in any order, as often as asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pinwheel.domain.arns import Place
from pinwheel.domain.errors import PinwheelError
from pinwheel.services.import_jobs import create_import_job, get_import_job
from pinwheel.services.import_pieces import ImportWorker
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.import_source import MemoryImportSource
from tests.fakes.members import MemoryMembers
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

ROLE = "arn:aws:iam::000000000000:role/reader"
PLACE = Place("us-east-1", "000000000000")
APP = "app"


class Imports:
    """Everything an import job touches; a test may put real adapters in the place of the fakes."""

    def __init__(self):
        self.clock = FrozenClock()
        self.documents: Any = MemoryDocuments()
        self.segments: Any = MemoryDocuments()
        self.endpoints: Any = MemoryEndpoints(clock=self.clock)
        self.members: Any = MemoryMembers()
        self.blobs: Any = MemoryBlobs()
        self.queue = MemoryQueue()
        self.source = MemoryImportSource()
        self.ids = CountingIds()
        self.time_left = timedelta(minutes=15)

    def create(self, **request):
        return create_import_job(
            APP,
            {"Format": "CSV", "S3Url": "s3://customers/in/", "RoleArn": ROLE, **request},
            documents=self.documents,
            segment_documents=self.segments,
            queue=self.queue,
            clock=self.clock,
            ids=self.ids,
        )

    def worker(self, **replaced):
        return ImportWorker(
            **{
                "documents": self.documents,
                "segment_documents": self.segments,
                "reader": self.endpoints,
                "writer": self.endpoints,
                "members": self.members,
                "blobs": self.blobs,
                "queue": self.queue,
                "source": self.source.of_role,
                "clock": self.clock,
                "ids": self.ids,
                "place": PLACE,
                **replaced,
            }
        )

    def deliver(self, body, **replaced):
        self.worker(**replaced).work(body, self.clock.real_now() + self.time_left)

    def run(self, *, times=1, newest_first=False):
        """Deliver every message `times` times until there is none; refusals are delivered again."""
        while self.queue.sent:
            body = self.queue.sent.pop(-1 if newest_first else 0)
            for _ in range(times):
                try:
                    self.deliver(body)
                except PinwheelError:
                    self.queue.sent.append(body)

    def job(self, job_id):
        return get_import_job(APP, job_id, documents=self.documents)

    def imported(self, csv, **request):
        """Run one job over a CSV file and give the job as it ends."""
        self.source.put("customers", "in/a.csv", csv)
        made = self.create(**{"RegisterEndpoints": True, **request})
        self.run()
        return self.job(made["Id"])
