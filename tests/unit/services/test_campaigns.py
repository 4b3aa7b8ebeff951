"""Campaigns as their callers see them, from creation to deletion."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.campaigns.model import INTERNAL
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.messages_email import EmailContent
from pinwheel.domain.runs.ledger import Cursor
from pinwheel.domain.runs.plan import run_id
from pinwheel.ports.documents import Put
from pinwheel.services.campaign_launches import LaunchTools, prepare_launch
from pinwheel.services.campaigns import (
    CampaignTools,
    create_campaign,
    delete_campaign,
    get_campaign,
    get_campaign_version,
    list_activities,
    list_campaign_versions,
    list_campaigns,
    update_campaign,
)
from pinwheel.services.delivery_targets import DeliveryTargets
from pinwheel.services.runs import WATCH_EVERY, close_if_complete, launch_run
from tests.fakes.documents import MemoryDocuments
from tests.fakes.ledger import MemoryLedger
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue
from tests.fakes.targets import MemoryFunctions, MemoryWebhooks

APP = "a" * 32
SEGMENT = "5" * 32
EMAIL = {"EmailMessage": {"Title": "Hi", "HtmlBody": "<p>Hi</p>"}}
TOMORROW = {"StartTime": "2026-11-03T12:00:00Z", "Frequency": "ONCE"}


class Desk:
    """The tools of campaigns over fakes, with an application and a segment."""

    def __init__(self):
        self.clock = FrozenClock()
        self.documents = MemoryDocuments()
        self.segments = MemoryDocuments()
        self.ledger = MemoryLedger()
        self.runs = MemoryQueue()
        self.slices = MemoryQueue()
        self.scheduler = MemoryScheduler()
        self.timers = MemoryScheduler()
        self.blobs = MemoryBlobs()
        self.functions = MemoryFunctions(deliver=b"")
        self.webhooks = MemoryWebhooks()
        self.tools = CampaignTools(
            documents=self.documents,
            segment_documents=self.segments,
            ledger=self.ledger,
            runs=self.runs,
            scheduler=self.scheduler,
            clock=self.clock,
            ids=CountingIds(),
            place=Place("us-east-1", "000000000000"),
            targets=DeliveryTargets(
                functions=self.functions, webhooks=self.webhooks, account_id="000000000000"
            ),
        )
        self.documents.write([Put(keys.application(APP), {"Id": APP})])
        segment = {"Id": SEGMENT, "Version": 3, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
        for key in (keys.segment(APP, SEGMENT), keys.segment_version(APP, SEGMENT, 3)):
            self.segments.write([Put(key, segment)])

    def create(self, **members):
        request = {
            "Name": "spring",
            "SegmentId": SEGMENT,
            "MessageConfiguration": EMAIL,
            "Schedule": TOMORROW,
            **members,
        }
        given = {name: value for name, value in request.items() if value is not None}
        return create_campaign(APP, given, tools=self.tools)

    def update(self, campaign, **members):
        return update_campaign(APP, campaign["Id"], members, tools=self.tools)

    def get(self, campaign):
        return get_campaign(APP, campaign["Id"], documents=self.documents)

    def launch(self, message, *, load_email=None):
        tools = LaunchTools(
            documents=self.documents,
            runs=self.runs,
            scheduler=self.scheduler,
            clock=self.clock,
        )
        return prepare_launch(message, tools=tools) or launch_run(
            message,
            documents=self.documents,
            segment_documents=self.segments,
            loaders={"EMAIL": load_email or _load_email},
            blobs=self.blobs,
            ledger=self.ledger,
            runs=self.runs,
            slices=self.slices,
            scheduler=self.timers,
            clock=self.clock,
            slice_count=4,
        )

    def activities(self, campaign):
        found, _ = list_activities(
            APP, campaign["Id"], limit=10, after=None, documents=self.documents, ledger=self.ledger
        )
        return found


def _load_email(*_, **__):
    return msgspec.json.encode(EmailContent(from_address="shop@example.com", subject="Hi"))


@pytest.fixture
def desk():
    return Desk()


def test_a_new_campaign_answers_all_that_the_api_promises(desk):
    campaign = desk.create(tags={"team": "crm"}, Description="")

    assert campaign == {
        "Id": campaign["Id"],
        "ApplicationId": APP,
        "Arn": f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{APP}/campaigns/{campaign['Id']}",
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "LastModifiedDate": "2026-11-02T12:00:00.000Z",
        "Version": 1,
        "Name": "spring",
        "SegmentId": SEGMENT,
        "SegmentVersion": 3,
        "MessageConfiguration": EMAIL,
        "Schedule": TOMORROW,
        "State": {"CampaignStatus": "SCHEDULED"},
        "tags": {"team": "crm"},
    }
    assert desk.get(campaign) == campaign
    assert INTERNAL not in campaign


def test_an_immediate_campaign_is_queued_and_a_later_one_scheduled(desk):
    now = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    later = desk.create()

    assert desk.runs.sent == [
        {
            "ApplicationId": APP,
            "CampaignId": now["Id"],
            "CampaignVersion": 1,
            "ScheduledTime": "2026-11-02T12:00:00.000Z",
        }
    ]
    ((name, (at, body)),) = desk.scheduler.schedules.items()
    assert name.startswith(later["Id"])
    assert len(name) <= 64
    assert at.isoformat() == "2026-11-03T12:00:00+00:00"
    assert body["CampaignId"] == later["Id"]


@pytest.mark.parametrize("schedule", [TOMORROW, {"StartTime": "IMMEDIATE"}], ids=["once", "immediate"])
def test_no_campaign_is_left_that_would_never_run_when_its_start_cannot_be_arranged(desk, schedule):
    desk.runs.failing = desk.scheduler.failing = True

    with pytest.raises(Unavailable):
        desk.create(Schedule=schedule)

    assert list_campaigns(APP, limit=10, after=None, documents=desk.documents) == ([], None)


def test_treatments_come_back_with_their_states(desk):
    campaign = desk.create(AdditionalTreatments=[{"SizePercent": 30, "TreatmentName": "B"}])

    assert campaign["DefaultState"] == {"CampaignStatus": "SCHEDULED"}
    assert campaign["AdditionalTreatments"] == [
        {"SizePercent": 30, "TreatmentName": "B", "Id": "1", "State": {"CampaignStatus": "SCHEDULED"}}
    ]


def test_treatments_with_start_times_of_their_own_have_runs_of_their_own(desk):
    day_after = {"StartTime": "2026-11-04T12:00:00Z"}

    desk.create(AdditionalTreatments=[{"SizePercent": 30, "Schedule": day_after}])

    bodies = sorted(
        (body["TreatmentId"], body["ScheduledTime"]) for _, body in desk.scheduler.schedules.values()
    )
    assert bodies == [("0", "2026-11-03T12:00:00.000Z"), ("1", "2026-11-04T12:00:00.000Z")]


@pytest.mark.parametrize(
    "members",
    [
        {"SegmentId": "f" * 32},
        {"SegmentVersion": 9},
        {"MessageConfiguration": None, "TemplateConfiguration": {"EmailTemplate": {"Name": "nowhere"}}},
    ],
)
def test_an_unknown_segment_or_template_is_a_bad_request(desk, members):
    with pytest.raises(Invalid, match="does not exist"):
        desk.create(**members)


def test_an_unknown_campaign_or_application_is_not_found(desk):
    with pytest.raises(NotFound):
        get_campaign(APP, "f" * 32, documents=desk.documents)
    with pytest.raises(NotFound):
        create_campaign("f" * 32, {}, tools=desk.tools)


def test_an_update_keeps_what_it_does_not_name_and_counts_versions(desk):
    campaign = desk.create()

    changed = desk.update(campaign, Name="summer", tags={"ignored": "yes"})

    assert changed == {**campaign, "Name": "summer", "Version": 2}
    versions, _ = list_campaign_versions(APP, campaign["Id"], limit=10, after=None, documents=desk.documents)
    assert [version["Version"] for version in versions] == [2, 1]
    first = get_campaign_version(APP, campaign["Id"], "1", documents=desk.documents)
    assert first["Name"] == "spring"
    with pytest.raises(NotFound):
        get_campaign_version(APP, campaign["Id"], "x", documents=desk.documents)


def test_an_update_moves_the_timer_and_the_old_message_is_stale(desk):
    campaign = desk.create()
    ((_, old),) = desk.scheduler.schedules.values()

    desk.update(campaign, Schedule={"StartTime": "2026-11-05T12:00:00Z"})

    ((at, new),) = desk.scheduler.schedules.values()
    assert at.day == 5
    assert new["CampaignVersion"] == 2
    desk.clock.advance(days=1)
    assert desk.launch(old) == "not to be run any more"
    assert desk.ledger.runs == {}


def test_a_pause_takes_the_timer_away_and_resuming_brings_it_back(desk):
    campaign = desk.create()

    paused = desk.update(campaign, IsPaused=True)
    assert paused["State"] == {"CampaignStatus": "PAUSED"}
    assert desk.scheduler.schedules == {}

    resumed = desk.update(campaign, IsPaused=False)
    assert resumed["State"] == {"CampaignStatus": "SCHEDULED"}
    assert len(desk.scheduler.schedules) == 1


def test_a_campaign_resumed_after_its_start_begins_at_once(desk):
    campaign = desk.create(IsPaused=True)
    desk.clock.advance(days=3)

    desk.update(campaign, IsPaused=False)

    assert [body["ScheduledTime"] for body in desk.runs.sent] == ["2026-11-05T12:00:00.000Z"]


def test_an_immediate_campaign_cannot_be_paused(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})

    with pytest.raises(Invalid, match="cannot be paused"):
        desk.update(campaign, IsPaused=True)


def test_a_launch_begins_the_run_once_however_often_it_is_delivered(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    (message,) = desk.runs.sent

    assert [desk.launch(message), desk.launch(message)] == ["started", "started"]

    run = run_id(campaign["Id"], message["ScheduledTime"], None)
    assert list(desk.ledger.runs) == [run]
    assert desk.slices.sent[:4] == [{"RunId": run, "Slice": part} for part in range(4)]
    assert desk.get(campaign)["State"] == {"CampaignStatus": "EXECUTING"}
    (activity,) = desk.activities(campaign)
    assert activity["State"] == "RUNNING"
    assert activity["TreatmentId"] == "0"
    assert activity["ExecutionMetrics"] == {"ENDPOINT_PRODUCED": "0"}
    assert "RunId" not in activity


def test_a_message_that_overtakes_its_campaign_waits_and_one_without_campaign_is_dropped(desk):
    message = {
        "ApplicationId": APP,
        "CampaignId": "c" * 32,
        "CampaignVersion": 1,
        "ScheduledTime": "2026-11-02T12:00:00.000Z",
    }

    assert desk.launch(message) == "campaign not stored yet"
    assert desk.runs.sent == [message]
    assert desk.runs.delays[0].total_seconds() > 0
    desk.clock.advance(minutes=5)
    assert desk.launch(message) == "not to be run any more"


def test_an_update_during_a_run_is_for_the_next_one(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    (message,) = desk.runs.sent
    desk.launch(message)

    changed = desk.update(campaign, Name="later", Schedule={"StartTime": "IMMEDIATE"})

    assert changed["State"] == {"CampaignStatus": "EXECUTING"}
    assert desk.runs.sent == [message]
    assert desk.launch(message) == "started"


def test_treatments_are_fixed_once_a_run_has_begun(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"}, HoldoutPercent=10)
    desk.launch(desk.runs.sent[0])

    with pytest.raises(Invalid, match="after the first run"):
        desk.update(campaign, HoldoutPercent=20)


def test_a_segment_that_is_gone_at_the_start_ends_the_campaign_as_deleted(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    desk.segments.stored.clear()

    assert desk.launch(desk.runs.sent[0]).startswith("failed")

    assert desk.get(campaign)["State"] == {"CampaignStatus": "DELETED"}
    (activity,) = desk.activities(campaign)
    assert (activity["State"], activity["Result"]) == ("COMPLETED", "FAIL")
    assert desk.slices.sent == []


def test_a_template_or_channel_that_is_gone_at_the_start_makes_the_campaign_invalid(desk):
    def gone(*_, **__):
        raise NotFound("There is no EMAIL template named 'x'.")

    first = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    desk.launch(desk.runs.sent[0], load_email=gone)
    second = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    desk.documents.write([Put(keys.channel(APP, "EMAIL"), {"Enabled": False})])
    desk.launch(desk.runs.sent[1])

    assert desk.get(first)["State"] == {"CampaignStatus": "INVALID"}
    assert desk.get(second)["State"] == {"CampaignStatus": "INVALID"}


def test_a_deleted_campaign_is_gone_its_timer_too_and_its_run_stops(desk):
    waiting = desk.create()
    running = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    desk.launch(desk.runs.sent[0])

    answers = [delete_campaign(APP, each["Id"], tools=desk.tools) for each in (waiting, running)]

    assert {answer["State"]["CampaignStatus"] for answer in answers} == {"DELETED"}
    assert desk.scheduler.schedules == {}
    for campaign in (waiting, running):
        assert desk.documents.get(keys.deleted_campaign(APP, campaign["Id"])) is not None
    (run,) = desk.ledger.runs.values()
    assert run.is_cancelled
    with pytest.raises(NotFound):
        desk.get(waiting)


def test_limits_of_the_application_are_copied_when_the_campaign_is_made(desk):
    settings = {"Limits": {"MessagesPerSecond": 50, "MaximumDuration": 600}}
    desk.documents.write([Put(keys.settings(APP), settings)])
    desk.create(Schedule={"StartTime": "IMMEDIATE"}, Limits={"MessagesPerSecond": 80})
    desk.documents.write([Put(keys.settings(APP), {"Limits": {"MaximumDuration": 60}})])

    desk.launch(desk.runs.sent[0])

    (run,) = desk.ledger.runs.values()
    assert (run.plan.messages_per_second, run.plan.maximum_duration) == (80, 600)


def test_campaigns_are_listed_in_the_order_of_their_creation_page_by_page(desk):
    made = [desk.create(Name=str(number)) for number in range(3)]

    first, after = list_campaigns(APP, limit=2, after=None, documents=desk.documents)
    rest, end = list_campaigns(APP, limit=2, after=after, documents=desk.documents)

    assert [each["Id"] for each in [*first, *rest]] == [each["Id"] for each in made]
    assert end is None


class Contested:
    """Documents that somebody else changes `times` times just before they are written."""

    def __init__(self, inner, times):
        self._inner = inner
        self.left = times

    def write(self, changes):
        campaigns = [change.key for change in changes if change.key.key.startswith(keys.CAMPAIGN_PREFIX)]
        if self.left and campaigns:
            self.left -= 1
            self._inner.write([Put(campaigns[0], {**self._inner.get(campaigns[0]).body, "Other": self.left})])
        self._inner.write(changes)

    def __getattr__(self, name):
        return getattr(self._inner, name)


def _contest(desk, times):
    desk.documents = Contested(desk.documents, times)
    desk.tools = replace(desk.tools, documents=desk.documents)


@pytest.mark.parametrize("times", [1, 3])
def test_changes_at_the_same_moment_are_all_applied(desk, times):
    campaign = desk.create()
    _contest(desk, times)

    changed = desk.update(campaign, Name="summer")

    assert (changed["Name"], changed["Version"]) == ("summer", 2)
    assert "Other" not in changed


def test_a_campaign_that_never_stands_still_is_not_changed_by_force(desk):
    campaign = desk.create()
    _contest(desk, 99)

    with pytest.raises(Unavailable):
        desk.update(campaign, Name="summer")
    with pytest.raises(Unavailable):
        delete_campaign(APP, campaign["Id"], tools=desk.tools)


def test_a_launch_survives_changes_at_the_same_moment(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    _contest(desk, 2)

    assert desk.launch(desk.runs.sent[0]) == "started"

    assert desk.get(campaign)["State"] == {"CampaignStatus": "EXECUTING"}


def test_a_start_whose_message_is_under_way_moves_to_the_new_version(desk):
    campaign = desk.create()
    ((_, old),) = desk.scheduler.schedules.values()
    desk.clock.advance(days=1, minutes=5)

    desk.update(campaign, Name="renamed at the last moment")

    (new,) = desk.runs.sent
    assert new == {**old, "CampaignVersion": 2}
    assert desk.launch(old) == "not to be run any more"
    assert desk.launch(new) == "started"
    assert len(desk.ledger.runs) == 1


def test_a_campaign_deleted_between_the_look_and_the_start_does_not_run(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})

    def delete_meanwhile(*_, **__):
        delete_campaign(APP, campaign["Id"], tools=desk.tools)
        return _load_email(*_)

    assert desk.launch(desk.runs.sent[0], load_email=delete_meanwhile) == "not wanted any more"

    (run,) = desk.ledger.runs.values()
    assert run.is_cancelled
    assert desk.slices.sent == []


def test_a_completed_campaign_can_only_be_given_a_new_schedule(desk):
    campaign = _completed(desk)

    with pytest.raises(Invalid, match="only a new schedule"):
        desk.update(campaign, Name="again")
    again = desk.update(campaign, Schedule=TOMORROW)

    assert again["State"] == {"CampaignStatus": "SCHEDULED"}
    assert len(desk.scheduler.schedules) == 1


def _completed(desk):
    campaign = desk.create(Schedule={"StartTime": "IMMEDIATE"})
    (message,) = desk.runs.sent
    desk.launch(message)
    (name,) = desk.ledger.runs
    for part in range(4):
        old = desk.ledger.cursor(name, part)
        end = Cursor(bucket=64 * (part + 1), step=1)
        desk.ledger.advance(name, part, old=old, new=end, is_done=True, chunks=[], counters={})
    assert close_if_complete(name, ledger=desk.ledger, documents=desk.documents, clock=desk.clock)
    assert desk.launch(message) == "over"
    return campaign


def test_a_run_that_is_over_is_written_down_once(desk):
    campaign = _completed(desk)
    (before,) = desk.activities(campaign)
    desk.clock.advance(hours=1)
    (name,) = desk.ledger.runs

    close_if_complete(name, ledger=desk.ledger, documents=desk.documents, clock=desk.clock)

    assert desk.activities(campaign) == [before]
    assert before["Result"] == "SUCCESS"
    assert desk.get(campaign)["State"] == {"CampaignStatus": "COMPLETED"}


def test_another_segment_is_followed_and_a_named_version_is_kept(desk):
    other = {"Id": "6" * 32, "Version": 8, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
    for key in (keys.segment(APP, "6" * 32), keys.segment_version(APP, "6" * 32, 8)):
        desk.segments.write([Put(key, other)])
    campaign = desk.create()

    assert desk.update(campaign, SegmentId="6" * 32)["SegmentVersion"] == 8
    assert desk.update(campaign, SegmentId=SEGMENT, SegmentVersion=3)["SegmentVersion"] == 3


def test_limits_can_be_changed_for_the_next_run(desk):
    campaign = desk.create(Limits={"MessagesPerSecond": 10, "MaximumDuration": 600})
    desk.update(campaign, Limits={"MessagesPerSecond": 20}, HoldoutPercent=0)
    desk.clock.advance(days=1)
    ((_, message),) = desk.scheduler.schedules.values()

    desk.launch(message)

    (run,) = desk.ledger.runs.values()
    assert (run.plan.messages_per_second, run.plan.maximum_duration) == (20, 600)


def test_a_zero_takes_a_limit_away(desk):
    campaign = desk.create(Limits={"MessagesPerSecond": 10, "MaximumDuration": 600})
    desk.update(campaign, Limits={"MaximumDuration": 0})
    desk.clock.advance(days=1)
    ((_, message),) = desk.scheduler.schedules.values()

    desk.launch(message)

    (run,) = desk.ledger.runs.values()
    assert (run.plan.messages_per_second, run.plan.maximum_duration) == (10, None)


def test_a_run_is_looked_after_until_it_is_over(desk):
    desk.create(Schedule={"StartTime": "IMMEDIATE"})
    desk.launch(desk.runs.sent[0])
    ((first, (at, message)),) = desk.timers.schedules.items()
    desk.slices.sent.clear()

    assert at - desk.clock.now() == WATCH_EVERY
    assert desk.launch(message) == "watched"
    assert [(body["IsStill"], body["IsReading"]) for body in desk.slices.sent] == [(True, False)]
    assert len(desk.timers.schedules) == 2
    assert all(len(name) <= 64 for name in desk.timers.schedules)
    (run,) = desk.ledger.runs
    desk.ledger.close(run)
    assert desk.launch(message) == "over"
    assert first in desk.timers.schedules


def test_treatments_that_differ_in_schedule_are_over_one_by_one(desk):
    now = {"StartTime": "IMMEDIATE"}
    campaign = desk.create(Schedule=now, AdditionalTreatments=[{"SizePercent": 50, "Schedule": TOMORROW}])
    desk.launch(desk.runs.sent[0])
    running = desk.get(campaign)

    assert running["State"] == {"CampaignStatus": "EXECUTING"}
    assert running["DefaultState"] == {"CampaignStatus": "EXECUTING"}
    assert running["AdditionalTreatments"][0]["State"] == {"CampaignStatus": "SCHEDULED"}
    (run,) = desk.ledger.runs.values()
    assert [treatment.id for treatment in run.plan.sent] == ["0"]


def test_a_start_is_refused_for_a_version_that_does_not_exist(desk):
    campaign = desk.create()

    with pytest.raises(NotFound):
        get_campaign_version(APP, campaign["Id"], "7", documents=desk.documents)
