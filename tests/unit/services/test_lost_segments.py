"""What becomes of campaigns whose segment is deleted."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.runs.plan import run_id
from pinwheel.ports.documents import Put
from pinwheel.services.lost_segments import LossTools, end_campaigns_on
from tests.unit.services.test_campaigns import APP, SEGMENT, Desk

OTHER = "6" * 32
DAILY = {"StartTime": "IMMEDIATE", "Frequency": "DAILY"}


@pytest.fixture
def desk():
    return Desk()


def lose(desk, segment_id=SEGMENT):
    tools = LossTools(
        documents=desk.documents, ledger=desk.ledger, scheduler=desk.scheduler, clock=desk.clock
    )
    end_campaigns_on(APP, segment_id, tools=tools)


def state(desk, campaign):
    return desk.get(campaign)["State"]["CampaignStatus"]


def test_a_campaign_that_waits_is_deleted_with_its_timers_at_once(desk):
    campaign = desk.create()
    assert desk.scheduler.schedules

    lose(desk)

    assert state(desk, campaign) == "DELETED"
    assert not desk.scheduler.schedules


def test_a_run_that_is_on_stops_and_none_follows(desk):
    campaign = desk.create(Schedule=DAILY)
    (message,) = desk.runs.sent
    desk.launch(message)
    run = run_id(campaign["Id"], message["ScheduledTime"], None)

    lose(desk)

    assert desk.ledger.run(run).is_cancelled
    assert state(desk, campaign) == "DELETED"
    assert not desk.scheduler.schedules


def test_campaigns_of_other_segments_and_those_that_are_over_stay_as_they_are(desk):
    other = {"Id": OTHER, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
    for key in (keys.segment(APP, OTHER), keys.segment_version(APP, OTHER, 1)):
        desk.segments.write([Put(key, other)])
    kept, paused = desk.create(SegmentId=OTHER), desk.create(IsPaused=True)

    lose(desk)

    assert (state(desk, kept), state(desk, paused)) == ("SCHEDULED", "PAUSED")


def test_a_campaign_that_lost_its_segment_runs_again_with_another(desk):
    other = {"Id": OTHER, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
    for key in (keys.segment(APP, OTHER), keys.segment_version(APP, OTHER, 1)):
        desk.segments.write([Put(key, other)])
    campaign = desk.create()
    lose(desk)

    desk.update(campaign, SegmentId=OTHER)

    assert state(desk, campaign) == "SCHEDULED"
    assert desk.scheduler.schedules
