"""The open run of an event campaign: one for each state of campaign, templates and channels."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import internal
from pinwheel.domain.errors import Invalid
from pinwheel.domain.times import iso
from pinwheel.ports.documents import Put
from pinwheel.services.event_openings import OpeningTools, end_without_segment, open_event_run
from pinwheel.services.trigger_index import index_changes
from tests.fakes.documents import MemoryDocuments
from tests.fakes.ledger import MemoryLedger
from tests.fakes.system import FrozenClock, MemoryBlobs, MemoryQueue
from tests.unit.domain.triggers.test_filters import of_types
from tests.unit.services.test_campaigns import Desk

APP, CAMPAIGN = "app", "c" * 32


def load(application_id, channel_type, message, template, *, documents, blobs):
    """Load a message's text, or that of a template's head; `broken` cannot be loaded."""
    named = template.get("EmailTemplate")
    if named:
        found = documents.get(keys.template(named["Name"], "EMAIL"))
        if found is None:
            raise Invalid("The template is gone.")
        return found.body["Text"].encode()
    return message["EmailMessage"]["Body"].encode()


class World:
    """An event campaign and all that its run is made of."""

    def __init__(self):
        self.documents, self.segments = MemoryDocuments(), MemoryDocuments()
        self.ledger, self.blobs, self.runs = MemoryLedger(), MemoryBlobs(), MemoryQueue()
        self.clock = FrozenClock()
        self.segments.write(
            [Put(keys.segment(APP, "s"), {"Id": "s", "Version": 1, "SegmentType": "DIMENSIONAL"})]
        )
        self.write(MessageConfiguration={"EmailMessage": {"Body": "hello"}})

    def write(self, **members):
        """Store the campaign's next version."""
        stored = self.documents.get(keys.campaign(APP, CAMPAIGN))
        old = None if stored is None else dict(stored.body)
        self.clock.advance(seconds=1)
        body = {
            "Id": CAMPAIGN,
            "ApplicationId": APP,
            "CreationDate": iso(self.clock.now()),
            "SegmentId": "s",
            "Schedule": {
                "Frequency": "EVENT",
                "StartTime": "IMMEDIATE",
                "EventFilter": {"FilterType": "ENDPOINT", "Dimensions": of_types("purchase")},
            },
            "State": {"CampaignStatus": "SCHEDULED"},
            **(old or {}),
            "Version": (old or {}).get("Version", 0) + 1,
            "LastModifiedDate": iso(self.clock.now()),
            **members,
        }
        self.documents.write([Put(keys.campaign(APP, CAMPAIGN), body), *index_changes(old, body)])

    def put_template(self, text):
        self.documents.write([Put(keys.template("t", "EMAIL"), {"Text": text})])

    def open(self):
        return open_event_run(APP, CAMPAIGN, tools=_tools(self))

    def says(self, run):
        return self.blobs.get(run.plan.treatment("0").contents["EMAIL"]).decode()

    @property
    def body(self):
        return self.documents.get(keys.campaign(APP, CAMPAIGN)).body

    @property
    def activities(self):
        partition = keys.campaign_partition(APP, CAMPAIGN)
        return [each.body for each in self.documents.list(partition, prefix="ACTIVITY#").documents]


@pytest.fixture
def world():
    return World()


def test_the_first_event_opens_the_run_and_the_next_finds_it(world):
    run = world.open()

    assert run.plan.is_event
    assert world.says(run) == "hello"
    assert world.open().plan.run_id == run.plan.run_id
    assert internal(world.body)["ActiveRuns"] == [run.plan.run_id]
    assert world.body["State"]["CampaignStatus"] == "EXECUTING"
    assert [each["State"] for each in world.activities] == ["RUNNING"]
    assert [body["Watch"] for body in world.runs.sent] == [run.plan.run_id]


def test_a_changed_campaign_gets_another_run_and_the_one_before_is_closed(world):
    first = world.open()
    world.write(MessageConfiguration={"EmailMessage": {"Body": "good bye"}})

    second = world.open()

    assert world.says(second) == "good bye"
    assert world.ledger.run(first.plan.run_id).is_closed
    assert internal(world.body)["ActiveRuns"] == [second.plan.run_id]
    assert [each["State"] for each in world.activities] == ["COMPLETED", "RUNNING"]


def test_a_template_speaks_as_it_is_when_the_message_is_sent(world):
    world.put_template("one")
    world.write(TemplateConfiguration={"EmailTemplate": {"Name": "t"}})
    assert world.says(world.open()) == "one"

    world.put_template("two")

    assert world.says(world.open()) == "two"
    assert len(internal(world.body)["ActiveRuns"]) == 1


def test_a_paused_deleted_or_finished_campaign_takes_no_events(world):
    assert open_event_run(APP, "unknown", tools=_tools(world)) is None
    world.write(IsPaused=True)
    assert world.open() is None
    world.write(IsPaused=False, Internal={"States": {"0": "COMPLETED"}})
    assert world.open() is None
    assert world.ledger.runs == {}


def test_a_sealed_run_takes_no_events(world):
    run = world.open()
    world.ledger.seal(run.plan.run_id)

    assert world.open() is None


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ({"SegmentId": "gone"}, "DELETED"),
        ({"TemplateConfiguration": {"EmailTemplate": {"Name": "gone"}}}, "INVALID"),
    ],
)
def test_a_campaign_that_cannot_send_ends_and_listens_no_more(world, members, state):
    run = world.open()
    world.write(**members)

    assert world.open() is None
    assert world.body["State"]["CampaignStatus"] == state
    assert world.documents.list(keys.application_partition(APP), prefix="TRIGGER#").documents == []
    assert world.ledger.run(run.plan.run_id).is_closed


def test_a_campaign_whose_segment_was_deleted_is_deleted_too(world):
    run = world.open()

    end_without_segment(APP, CAMPAIGN, tools=_tools(world))
    end_without_segment(APP, "unknown", tools=_tools(world))

    assert world.body["State"]["CampaignStatus"] == "DELETED"
    assert world.ledger.run(run.plan.run_id).is_cancelled
    assert world.open() is None


def _tools(world):
    return OpeningTools(
        documents=world.documents,
        segment_documents=world.segments,
        loaders={"EMAIL": load},
        blobs=world.blobs,
        ledger=world.ledger,
        runs=world.runs,
        clock=world.clock,
    )


class LateDocuments(MemoryDocuments):
    """Documents of which the first that is looked for is missing: campaigns are stored after their message."""

    def __init__(self, documents):
        super().__init__()
        self.stored = documents.stored
        self.looks = 0

    def get(self, key):
        self.looks += 1
        return None if self.looks == 1 else super().get(key)


def test_a_message_that_overtakes_its_campaign_sends_an_event_campaign_to_nobody():
    desk = Desk()
    event_filter = {"FilterType": "ENDPOINT", "Dimensions": of_types("purchase")}
    schedule = {"Frequency": "EVENT", "StartTime": "IMMEDIATE", "EventFilter": event_filter}
    campaign = desk.create(Schedule=schedule)
    stored, desk.documents = desk.documents, LateDocuments(desk.documents)
    message = desk.runs.sent.pop(0)
    desk.launch(message)

    assert desk.ledger.runs == {}
    assert desk.slices.sent == []
    desk.documents = stored
    desk.launch(desk.runs.sent.pop(0))
    assert desk.get(campaign)["State"]["CampaignStatus"] == "EXECUTING"
    assert desk.ledger.runs == {}
