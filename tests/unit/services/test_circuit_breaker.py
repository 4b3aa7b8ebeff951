"""Bounces and complaints that stop a campaign: counted once each, with a reason, until a person resumes it."""

from __future__ import annotations

import pytest
from msgspec import structs

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.circuit_breaker import CircuitBreaker, read_circuit_breaker
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.ports.documents import Put
from pinwheel.services.circuit_breaker import (
    campaign_standing,
    put_circuit_breaker,
    reset,
    watch_feedback,
)
from tests.fakes.documents import MemoryDocuments
from tests.fakes.ledger import MemoryLedger
from tests.fakes.system import FrozenClock
from tests.unit.services import test_sending

APP, CAMPAIGN = test_sending.APP, test_sending.CAMPAIGN
RULE = {"BouncePercent": 10, "ComplaintPercent": 1, "MinimumMessages": 100}


class Desk:
    """A campaign whose activity has sent some messages."""

    def __init__(self, *, sent=100, schedule=None):
        self.documents, self.ledger, self.clock = MemoryDocuments(), MemoryLedger(), FrozenClock()
        self.campaign = {
            "Id": CAMPAIGN,
            "ApplicationId": APP,
            "Version": 1,
            "Schedule": schedule or {"StartTime": "2026-11-01T00:00:00Z", "Frequency": "DAILY"},
            "State": {"CampaignStatus": "PENDING_NEXT_RUN"},
        }
        activity = {"TreatmentId": "0", "End": "x", "SuccessfulEndpointCount": sent, "RunId": "r"}
        self.documents.write(
            [
                Put(keys.application(APP), {"Id": APP}),
                Put(keys.campaign(APP, CAMPAIGN), self.campaign),
                Put(keys.activity(APP, CAMPAIGN, "a1"), activity),
            ]
        )
        put_circuit_breaker(APP, RULE, documents=self.documents)

    def hear(self, *events):
        return watch_feedback(events, documents=self.documents, ledger=self.ledger, clock=self.clock)

    @property
    def standing(self):
        return campaign_standing(APP, CAMPAIGN, documents=self.documents)

    @property
    def stored(self):
        return self.documents.get(keys.campaign(APP, CAMPAIGN)).body


def report(number, kind="hardbounce", *, activity="a1", campaign=CAMPAIGN):
    return EventRecord(
        event_type=f"_email.{kind}",
        event_timestamp=0,
        arrival_timestamp=0,
        application={"app_id": APP},
        attributes={"campaign_id": campaign, "campaign_activity_id": activity},
        event_id=f"{kind}{number}",
    )


@pytest.fixture
def desk():
    return Desk()


def test_too_many_bounces_stop_and_pause_the_campaign_with_a_reason(desk):
    (reason,) = desk.hear(*map(report, range(10)))

    assert "10 hard bounces of 100 messages" in reason
    assert desk.standing["Stopped"] is True
    assert desk.standing["Reason"] == reason
    assert desk.stored["IsPaused"] is True
    assert desk.stored["State"]["CampaignStatus"] == "PAUSED"


def test_too_many_complaints_stop_it_too(desk):
    assert desk.hear(report(1, "complaint"))


@pytest.mark.parametrize("kind", ["softbounce", "open", "send"])
def test_other_events_do_not_count(desk, kind):
    assert desk.hear(*(report(number, kind) for number in range(50))) == []


def test_a_report_counts_once_however_often_it_comes(desk):
    for _ in range(5):
        assert desk.hear(*map(report, range(9))) == []

    assert desk.documents.get(keys.feedback_count(APP, CAMPAIGN, "a1")).body["Bounces"] == 9
    assert len(desk.hear(report(9), report(9))) == 1


def test_more_reports_than_one_write_takes_are_all_counted(desk):
    desk.hear(*map(report, range(250)))

    assert desk.documents.get(keys.feedback_count(APP, CAMPAIGN, "a1")).body["Bounces"] == 250


def test_reports_that_are_counted_side_by_side_are_all_counted(desk):
    write = desk.documents.write
    refused: list[int] = []

    def contended(changes):
        if not refused:
            refused.append(1)
            write([Put(keys.feedback_count(APP, CAMPAIGN, "a1"), {"Bounces": 5, "Complaints": 0})])
            raise Conflict("another was faster")
        write(changes)

    desk.documents.write = contended
    desk.hear(report(1))

    assert desk.documents.get(keys.feedback_count(APP, CAMPAIGN, "a1")).body["Bounces"] == 6


def test_few_messages_mean_nothing():
    assert Desk(sent=99).hear(*map(report, range(99))) == []


def test_a_share_of_nought_is_off(desk):
    put_circuit_breaker(APP, {**RULE, "BouncePercent": 0, "ComplaintPercent": 0}, documents=desk.documents)

    assert desk.hear(*map(report, range(50)), report(1, "complaint")) == []


def test_it_stops_once_and_says_so_once(desk):
    assert desk.hear(*map(report, range(10)))
    assert desk.hear(report(11)) == []


def test_what_was_counted_before_a_crash_still_stops_it(desk):
    fine, desk.documents.write = desk.documents.write, None

    def crashing(changes):
        if any(getattr(each, "key", None) == keys.broken_circuit(APP, CAMPAIGN) for each in changes):
            raise RuntimeError
        fine(changes)

    desk.documents.write = crashing
    with pytest.raises(RuntimeError):
        desk.hear(*map(report, range(10)))
    desk.documents.write = fine

    assert desk.hear(*map(report, range(10)))


def test_a_campaign_that_runs_at_once_only_stops():
    desk = Desk(schedule={"StartTime": "IMMEDIATE"})
    assert desk.hear(*map(report, range(10)))

    assert desk.standing["Stopped"] is True
    assert "IsPaused" not in desk.stored


def test_reports_of_campaigns_that_are_gone_are_harmless(desk):
    assert desk.hear(*(report(n, campaign="gone") for n in range(200))) == []


def test_a_run_under_way_counts_what_its_ledger_says(desk):
    treatment = Treatment(id="0", activity_id="a1", contents={"EMAIL": "c"})
    plan = RunPlan(
        run_id="r",
        application_id=APP,
        campaign_id=CAMPAIGN,
        campaign_version=1,
        segment_id="s",
        segment_version=1,
        scheduled=test_sending.START,
        started=test_sending.START,
        shares=allotment(CAMPAIGN, {}, 0),
        treatments=(treatment,),
    )
    desk.ledger.open(plan)
    desk.ledger.runs["r"] = structs.replace(desk.ledger.runs["r"], counters={"0/SUCCESS": 1000})
    desk.documents.write([Put(keys.activity(APP, CAMPAIGN, "a1"), {"TreatmentId": "0", "RunId": "r"})])

    assert desk.hear(*map(report, range(99))) == []
    assert desk.hear(report(99))


def test_a_person_may_forget_the_stop(desk):
    desk.hear(*map(report, range(10)))
    reset(APP, CAMPAIGN, documents=desk.documents)

    assert desk.standing == {"Stopped": False}
    assert desk.stored["IsPaused"] is True
    assert reset(APP, CAMPAIGN, documents=desk.documents) == {"Stopped": False}


def test_there_is_nothing_to_tell_of_campaigns_that_do_not_exist(desk):
    with pytest.raises(NotFound):
        campaign_standing(APP, "nothing", documents=desk.documents)


@pytest.mark.parametrize(
    "body",
    [
        {"BouncePercent": 101},
        {"ComplaintPercent": -1},
        {"MinimumMessages": 0},
        {"Other": 1},
        {"BouncePercent": "1"},
    ],
)
def test_choices_that_break_a_rule_are_refused(body):
    with pytest.raises(Invalid):
        read_circuit_breaker(body)


def test_the_defaults_are_those_of_ses():
    chosen = CircuitBreaker()

    assert chosen.reason_to_stop(messages=1000, bounces=99, complaints=4) is None
    assert chosen.reason_to_stop(messages=1000, bounces=100, complaints=0)
    assert chosen.reason_to_stop(messages=1000, bounces=0, complaints=5)
    assert chosen.reason_to_stop(messages=999, bounces=999, complaints=999) is None


def _stop(office, at):
    body = {"Reason": "Too many bounces.", "StoppedAt": at, "ActivityId": "a"}
    office.documents.write([Put(keys.broken_circuit(APP, CAMPAIGN), body)])


def test_a_stopped_run_sends_no_more_and_says_why():
    office = test_sending.Office()
    _stop(office, "2026-11-02T12:30:00.000Z")
    office.send()

    assert office.provider.sent == []
    assert office.chunk.notes == {"Too many bounces.": [0, 1, 2]}


def test_a_run_that_began_after_the_stop_sends():
    office = test_sending.Office()
    _stop(office, "2026-11-01T00:00:00.000Z")
    office.send()

    assert len(office.provider.sent) == 3
