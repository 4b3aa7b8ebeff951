"""Deleting an application for real: nothing of it is left, nothing of others is touched, whatever dies."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from pinwheel.domain import keys
from pinwheel.domain.archive import places as archive
from pinwheel.domain.errors import PinwheelError, Unavailable
from pinwheel.domain.rollups import places
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.ports.rollups import StoredMarks
from pinwheel.services.deletion import NEXT_PASS, PARTS, Eraser
from pinwheel.services.forgetting import forget_figures
from tests.contract.test_ledger import CHUNK, PLAN
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.ledger import MemoryLedger
from tests.fakes.members import MemoryMembers
from tests.fakes.partitions import MemoryErasure, MemoryPartitions
from tests.fakes.push import FakePush
from tests.fakes.rollups import MemoryRollups
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import FrozenClock, MemoryBlobs, MemoryQueue

APP, OTHER = "a" * 32, "b" * 32
RUN = PLAN.run_id
BEGIN = {"ApplicationId": APP, "Round": 0, "Pass": 1}


class Estate:
    """Two applications with one of everything."""

    def __init__(self):
        self.clock = FrozenClock()
        self.documents, self.segments = MemoryDocuments(), MemoryDocuments()
        self.endpoints, self.members = MemoryEndpoints(clock=self.clock), MemoryMembers()
        self.ledger, self.figures, self.blobs = MemoryLedger(), MemoryRollups(), MemoryBlobs()
        self.timers, self.queue, self.push = MemoryScheduler(), MemoryQueue(), FakePush()
        self.time_left = timedelta(seconds=90)
        for app in (APP, OTHER):
            self.furnish(app)
        self.ledger.open(PLAN)
        self.ledger.chunks[RUN, CHUNK.id] = CHUNK
        self.blobs.put(f"runs/{RUN}/000/x.ndjson", b"people")

    def put(self, key, store=None, **body):
        (store or self.documents).write([Put(key, body)])

    def furnish(self, app):
        self.put(keys.application(app), Id=app)
        self.put(keys.settings(app), Limits={})
        self.put(keys.channel(app, "EMAIL"), Enabled=True)
        self.put(keys.event_stream(app), RoleArn="r")
        self.furnish_push(app)
        self.put(keys.journey(app, "j"), Id="j", Blob=f"journeys/{app}/j/1")
        self.blobs.put(f"journeys/{app}/j/1", b"activities")
        for name in (
            archive.events_file(app, "2026-11-02", "b1"),
            archive.forgotten_file(app, "1"),
            archive.replaced_note(app, "1"),
            f"undelivered/{app}/b1.jsonl",
        ):
            self.blobs.put(name, b"events")
        for number in range(7):
            self.put(keys.suppression(app, f"{number}@example.com"), Address=f"{number}@example.com")
        self.furnish_campaigns(app)
        for job_id, kind in (("j1", "IMPORT"), ("j2", "EXPORT")):
            key = (keys.import_job if kind == "IMPORT" else keys.export_job)(app, f"{app}{job_id}")
            self.put(key, Id=f"{app}{job_id}", Type=kind, Definition={"SegmentId": "s"})
            self.put(keys.import_piece(app, f"{app}{job_id}", 1), Done=True)
        self.put(keys.segment_job(app, "s", "j1"), JobId="j1")
        self.put(keys.segment_export(app, "s", "j2"), JobId="j2")
        self.put(keys.segment(app, "s"), self.segments, Id="s", Lists=[f"{app}j1"])
        self.put(keys.segment_version(app, "s", 1), self.segments, Id="s")
        self.blobs.put(f"imports/{app}j1/0/000000", b"rows")
        self.members.write_piece(f"{app}j1", "1", ["e"])
        self.put(keys.experiment(app, f"x{app}"), Id=f"x{app}")
        self.furnish_people(app)

    def furnish_push(self, app):
        self.put(keys.push_platform(app, "GCM"), Version="1", Platforms={"token": "arn"})
        self.put(keys.push_device(app, "GCM", "token"), Target="device")
        self.push.put_platform(f"pinwheel-{app}-GCM-token", "GCM", {})

    def furnish_campaigns(self, app):
        launch = {"At": "2026-12-01T00:00:00.000Z", "Schedule": f"timer-{app}"}
        internal = {"ActiveRuns": [RUN], "Launches": [launch]} if app == APP else {}
        self.put(keys.campaign(app, "c"), Id="c", Internal=internal)
        self.put(keys.deleted_campaign(app, "old"), Id="old")
        self.timers.schedule_once(f"timer-{app}", None, {})
        for campaign in ("c", "old"):
            self.put(keys.campaign_version(app, campaign, 1), Version=1)
            run = {"RunId": RUN} if app == APP else {}
            self.put(keys.activity(app, campaign, "act"), Id="act", **run)
            for partition in places.campaign_partitions(app, campaign):
                self.count(partition)

    def furnish_people(self, app):
        updates = []
        for number in range(30):
            user = {"UserId": f"u{number}", "UserAttributes": {"Tier": ["gold"]}}
            document = {"ChannelType": "EMAIL", "Address": f"{number}@example.com", "User": user}
            updates.append(EndpointUpdate(f"e{number}", document, "r"))
            self.figures.stored_marks[places.seen_endpoint(app, f"e{number}")] = StoredMarks(b"", 0)
            outcome = places.outcome(f"x{app}", f"e{number}")
            self.figures.numbers[outcome], self.figures.facts[outcome] = {}, {}
        self.endpoints.upsert_many(app, updates)
        for partition in places.application_partitions(app):
            self.count(partition)

    def count(self, partition):
        key = places.ItemKey(partition, "2026-11-02T12#x#shard")
        self.figures.numbers[key] = {"count": Decimal(1)}
        self.figures.facts[key] = {}

    def tables(self):
        figures = MemoryPartitions(
            self.figures.numbers, self.figures.facts, self.figures.stored_marks, self.figures.stored_sketches
        )
        return {
            "documents": self.documents,
            "segment_documents": self.segments,
            "registry": MemoryPartitions(self.documents.stored),
            "segments": MemoryPartitions(self.segments.stored),
            "figures": figures,
            "endpoints": MemoryErasure(self.endpoints),
            "members": self.members,
            "blobs": self.blobs,
            "ledger": self.ledger,
            "timers": self.timers,
            "push": self.push,
            "queue": self.queue,
        }

    def deliver(self, body, wrap=lambda each: each):
        tools = {name: wrap(each) for name, each in self.tables().items()}
        Eraser(**tools, clock=self.clock).work(body, self.clock.real_now() + self.time_left)

    def lose(self):
        """Delete the application as its API does."""
        del self.documents.stored[keys.application(APP)]
        self.queue.sent.append(dict(BEGIN))

    def run(self, *, times=1, wrap=lambda each: each):
        """Deliver every message `times` times until there is none; refused ones come again."""
        while self.queue.sent:
            body = self.queue.sent.pop(0)
            for _ in range(times):
                try:
                    self.deliver(body, wrap)
                except PinwheelError:
                    self.queue.sent.append(body)

    def left(self, app):
        """List what is still stored of an application."""
        figures = [*self.figures.numbers, *self.figures.stored_marks]
        return [
            *(key for key in self.documents.stored if app in key.partition or app in key.key),
            *(key for key in self.segments.stored if app in key.partition),
            *(key for key in figures if app in key.pk),
            *(key for key in [*self.endpoints.stored, *self.endpoints.users] if key[0] == app),
            *(name for name in self.blobs.stored if app in name),
            *(name for name in [*self.members.pieces, *self.members.sealed] if app in name),
        ]


@pytest.fixture
def estate():
    return Estate()


def gone(estate):
    """Tell whether the application has left nothing, and the other one is as it was."""
    runs = [estate.ledger.runs, estate.ledger.chunks, list(estate.blobs.names("runs/"))]
    assert estate.left(APP) == []
    assert not any(runs)
    assert list(estate.timers.schedules) == [f"timer-{OTHER}"]
    return estate.left(OTHER) == Estate().left(OTHER)


def test_nothing_is_left_and_others_are_not_touched(estate):
    assert estate.left(APP)
    estate.lose()
    estate.run()

    assert gone(estate)


def test_every_message_may_come_again(estate):
    estate.lose()
    estate.run(times=2)

    assert gone(estate)


def test_work_is_handed_on_when_time_is_short(estate):
    estate.time_left = timedelta(seconds=20)
    estate.lose()
    estate.deliver(estate.queue.sent.pop())
    while estate.queue.sent:
        estate.time_left = timedelta(seconds=20) if len(estate.queue.sent) % 2 else timedelta(seconds=90)
        estate.deliver(estate.queue.sent.pop(0))

    assert gone(estate)


def test_runs_are_cancelled_before_anything_is_removed(estate):
    estate.lose()
    estate.deliver(estate.queue.sent.pop())

    assert estate.ledger.runs[RUN].is_cancelled
    assert len(estate.queue.sent) == PARTS + 1
    assert keys.campaign(APP, "c") not in estate.documents.stored


def test_all_is_done_again_after_those_who_were_still_at_work(estate):
    estate.lose()
    estate.deliver(estate.queue.sent.pop())
    for body in list(estate.queue.sent):
        estate.queue.sent.remove(body)
        estate.deliver(body)

    assert estate.queue.sent == [{"ApplicationId": APP, "Pass": 2}]
    assert estate.queue.delays[-1] == NEXT_PASS
    estate.furnish_people(APP)
    estate.put(keys.channel(APP, "SMS"), Enabled=True)
    estate.run()
    assert gone(estate)


def test_an_application_that_is_there_after_all_keeps_everything(estate):
    before = estate.left(APP)
    estate.queue.sent.append(dict(BEGIN))
    estate.run()
    for part in ("documents", 3):
        estate.deliver({"ApplicationId": APP, "Part": part, "Pass": 1})

    assert estate.left(APP) == before
    assert estate.queue.sent == []


def test_a_message_that_is_early_waits_for_its_application_to_go(estate):
    estate.queue.sent.append(dict(BEGIN))
    estate.deliver(estate.queue.sent.pop())
    assert estate.queue.sent == [{**BEGIN, "Round": 1}]

    del estate.documents.stored[keys.application(APP)]
    estate.run()
    assert gone(estate)


class Faulty:
    """Fails before the call that brings `countdown` to zero, once."""

    def __init__(self, inner, countdown):
        self._inner = inner
        self._countdown = countdown

    def __getattr__(self, name):
        operation = getattr(self._inner, name)

        def call(*args, **kwargs):
            self._countdown[0] -= 1
            if self._countdown[0] == 0:
                raise Unavailable("The worker died.")
            return operation(*args, **kwargs)

        return call


@pytest.mark.parametrize("step", range(1, 320, 11))
def test_a_worker_may_die_at_any_step(estate, step):
    countdown = [step]
    estate.lose()
    estate.run(wrap=lambda each: Faulty(each, countdown))

    assert gone(estate)


def test_what_is_counted_by_a_person_goes_with_the_endpoint(estate):
    figures = MemoryPartitions(estate.figures.numbers, estate.figures.facts, estate.figures.stored_marks)
    person = [places.seen_endpoint(APP, "E1"), places.outcome(f"x{APP}", "E1")]
    neighbour = [places.seen_endpoint(APP, "e2"), places.outcome(f"x{APP}", "e2")]
    stored = estate.figures
    assert all(key in {**stored.numbers, **stored.stored_marks} for key in [*person, *neighbour])

    forget_figures(APP, ["E1"], documents=estate.documents, figures=figures)

    known = {**stored.numbers, **stored.stored_marks}
    assert not [key for key in person if key in known]
    assert all(key in known for key in neighbour)


def test_the_carrier_of_pushes_forgets_the_application_alone():
    estate = Estate()
    estate.lose()

    estate.run()

    assert [target.rpartition("/")[2] for target in estate.push.platforms] == [f"pinwheel-{OTHER}-GCM-token"]
    assert not [key for key in estate.documents.stored if key.partition.startswith(f"PUSH#{APP}")]


def test_what_a_deleted_endpoint_was_sent_is_forgotten_with_it():
    mine, other = places.capped_endpoint(APP, "e1"), places.capped_endpoint(APP, "e2")
    stored: dict[tuple[str, str], dict[str, object]] = {
        (mine, "DAILY"): {},
        (mine, "TOTAL#c1"): {},
        (other, "DAILY"): {},
    }

    forget_figures(APP, ["E1"], documents=MemoryDocuments(), figures=MemoryPartitions(stored))

    assert list(stored) == [(other, "DAILY")]
