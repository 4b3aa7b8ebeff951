"""Campaigns over weeks: every run once, at its time, whatever is lost, late or delivered twice."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid
from pinwheel.domain.runs.ledger import Cursor
from pinwheel.domain.runs.plan import bucket_range
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.documents import Put
from pinwheel.services.campaigns import delete_campaign
from pinwheel.services.runs import close_if_complete
from tests.unit.services.test_campaigns import APP, SEGMENT, Desk

START = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
EVENT_FILTER = {
    "FilterType": "ENDPOINT",
    "Dimensions": {"EventType": {"DimensionType": "INCLUSIVE", "Values": ["cart.left"]}},
}


class Weeks(Desk):
    """A desk whose timers fire in order, and whose runs end at once unless told otherwise."""

    def __init__(self, *, runs_end=True):
        super().__init__()
        self.runs_end = runs_end

    def advance_to(self, instant, *, deliver=lambda _message: 1):
        """Fire what is due until an instant; `deliver` tells how often a message arrives (0: it is lost)."""
        while True:
            self._queued()
            due = sorted((at, name) for name, (at, _) in self.scheduler.schedules.items() if at <= instant)
            if not due:
                break
            at, name = due[0]
            _, message = self.scheduler.schedules.pop(name)
            self.clock.advance(seconds=max((at - self.clock.now()).total_seconds(), 0))
            for _ in range(deliver(message)):
                self.launch(message)
                self._end_runs()
        self.clock.advance(seconds=max((instant - self.clock.now()).total_seconds(), 0))

    def _queued(self):
        while self.runs.sent:
            self.launch(self.runs.sent.pop(0))
            self._end_runs()

    def _end_runs(self):
        if not self.runs_end:
            return
        for run_id in list(self.ledger.runs):
            self.end(run_id)

    def end(self, run_id):
        plan = self.ledger.runs[run_id].plan
        for part in range(plan.slices):
            old = self.ledger.cursor(run_id, part)
            if not old.is_done(bucket_range(part, plan.slices)):
                end = Cursor(bucket=bucket_range(part, plan.slices).stop, step=old.step + 1)
                self.ledger.advance(run_id, part, old=old, new=end, is_done=True, chunks=[], counters={})
        close_if_complete(run_id, ledger=self.ledger, documents=self.documents, clock=self.clock)

    def begun(self):
        return sorted(run.plan.scheduled for run in self.ledger.runs.values())

    def state(self, campaign):
        return self.get(campaign)["State"]["CampaignStatus"]


def _every(frequency, **members):
    return {"StartTime": iso(START), "Frequency": frequency, **members}


def _times(*days, hour=9):
    return [iso(START.replace(hour=hour) + timedelta(days=day)) for day in days]


@pytest.fixture
def weeks():
    return Weeks()


def test_a_daily_campaign_runs_every_day_until_its_end_and_is_complete_then(weeks):
    campaign = weeks.create(Schedule=_every("DAILY", EndTime=iso(START + timedelta(days=3))))
    states = []
    for day in range(5):
        weeks.advance_to(START + timedelta(days=day, hours=1))
        states.append(weeks.state(campaign))

    assert weeks.begun() == _times(0, 1, 2, 3)
    assert states == ["PENDING_NEXT_RUN"] * 3 + ["COMPLETED"] * 2
    assert weeks.scheduler.schedules == {}


def test_an_immediate_weekly_campaign_counts_its_weeks_from_its_creation(weeks):
    weeks.create(Schedule={"StartTime": "IMMEDIATE", "Frequency": "WEEKLY"})
    created = weeks.clock.now()

    weeks.advance_to(created + timedelta(days=22))

    assert weeks.begun() == [iso(created + timedelta(days=7 * week)) for week in range(4)]


def test_messages_that_come_twice_or_not_at_all_cost_no_other_run(weeks):
    draw = random.Random(7)
    campaign = weeks.create(Schedule=_every("HOURLY"))
    lost: list[datetime] = []

    def deliver(message):
        # Never two in a row, as two lost firings would be two failures of a service that tries for a day.
        if draw.random() < 0.2 and (
            not lost or parse_iso(message["ScheduledTime"]) - lost[-1] > timedelta(hours=1)
        ):
            lost.append(parse_iso(message["ScheduledTime"]))
            return 0
        return draw.choice([1, 1, 2, 3])

    weeks.advance_to(START + timedelta(days=4), deliver=deliver)

    hours = [START + timedelta(hours=hour) for hour in range(97)]
    assert len(lost) > 5
    assert weeks.begun() == [iso(hour) for hour in hours if hour not in lost]
    assert weeks.state(campaign) == "PENDING_NEXT_RUN"


class CrashError(Exception):
    """The function died."""


class Crashing:
    """A collaborator whose `number`th call of a method dies, before or after it took effect."""

    def __init__(self, inner, method, number, *, is_after):
        self._inner, self._method, self._left, self._is_after = inner, method, number, is_after

    def __getattr__(self, name):
        known = getattr(self._inner, name)
        if name != self._method:
            return known

        def call(*args, **kwargs):
            self._left -= 1
            if self._left == 0 and not self._is_after:
                raise CrashError
            answer = known(*args, **kwargs)
            if self._left == 0:
                raise CrashError
            return answer

        return call


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("member", "method", "number"),
    [
        ("scheduler", "schedule_once", 1),
        ("documents", "write", 1),
        ("documents", "write", 2),
        ("ledger", "open", 1),
        ("timers", "schedule_once", 1),
        ("slices", "send", 1),
    ],
)
def test_a_crash_anywhere_leaves_one_run_and_the_next_two_arranged(weeks, member, method, number, is_after):
    weeks.create(Schedule=_every("DAILY"))
    weeks.clock.advance(seconds=(START - weeks.clock.now()).total_seconds())
    name, (_, message) = min(weeks.scheduler.schedules.items(), key=lambda entry: entry[1][0])
    del weeks.scheduler.schedules[name]
    whole = getattr(weeks, member)
    setattr(weeks, member, Crashing(whole, method, number, is_after=is_after))

    with pytest.raises(CrashError):
        weeks.launch(message)
    setattr(weeks, member, whole)
    weeks.launch(message)

    assert weeks.begun() == _times(0)
    assert sorted(iso(at) for at, _ in weeks.scheduler.schedules.values()) == _times(1, 2)


def test_a_firing_that_is_late_by_days_gives_way_to_the_run_that_is_due(weeks):
    campaign = weeks.create(Schedule=_every("DAILY"))
    late = min(weeks.scheduler.schedules.values(), key=lambda entry: entry[0])[1]
    weeks.scheduler.schedules.clear()
    weeks.clock.advance(days=4)

    assert weeks.launch(late) == "missed: a later run is due"
    weeks.advance_to(START + timedelta(days=4, hours=1))

    assert weeks.begun() == _times(3, 4)
    missed = [each for each in weeks.activities(campaign) if each["State"] == "CANCELLED"]
    assert [(each["ScheduledStart"], each["Result"]) for each in missed] == [(_times(0)[0], "FAIL")]


def test_a_run_whose_predecessor_is_still_on_is_left_out_and_seen_in_the_activities():
    weeks = Weeks(runs_end=False)
    campaign = weeks.create(Schedule=_every("HOURLY"))

    weeks.advance_to(START + timedelta(hours=2, minutes=5))
    (first,) = weeks.ledger.runs
    weeks.end(first)
    weeks.advance_to(START + timedelta(hours=3, minutes=5))

    assert weeks.begun() == [iso(START), iso(START + timedelta(hours=3))]
    states = sorted((each["ScheduledStart"], each["State"]) for each in weeks.activities(campaign))
    assert [state for _, state in states] == ["COMPLETED", "CANCELLED", "CANCELLED", "RUNNING"]
    skipped = [each["Id"] for each in weeks.activities(campaign) if each["State"] == "CANCELLED"]
    stored = [weeks.documents.get(keys.activity(APP, campaign["Id"], each)).body for each in skipped]
    assert {each["Reason"] for each in stored} == {"skipped: the run before is still on"}
    assert weeks.state(campaign) == "EXECUTING"


def test_sweeps_of_local_time_take_a_day_and_may_overlap():
    weeks = Weeks(runs_end=False)
    weeks.create(Schedule=_every("DAILY", IsLocalTime=True, Timezone="UTC-05"))

    weeks.advance_to(START + timedelta(days=2, minutes=5))

    assert weeks.begun() == _times(0, 1, 2)


def test_a_paused_campaign_skips_its_runs_and_does_not_make_them_up(weeks):
    campaign = weeks.create(Schedule=_every("DAILY"))
    weeks.advance_to(START + timedelta(days=1, hours=1))

    paused = weeks.update(campaign, IsPaused=True)
    weeks.advance_to(START + timedelta(days=4, hours=1))
    resumed = weeks.update(campaign, IsPaused=False)
    weeks.advance_to(START + timedelta(days=6, hours=1))

    assert paused["State"] == {"CampaignStatus": "PAUSED"}
    assert resumed["State"] == {"CampaignStatus": "PENDING_NEXT_RUN"}
    assert weeks.begun() == _times(0, 1, 5, 6)


def test_a_pause_during_a_run_lets_it_finish_first():
    weeks = Weeks(runs_end=False)
    campaign = weeks.create(Schedule=_every("DAILY"))
    weeks.advance_to(START + timedelta(minutes=5))

    during = weeks.update(campaign, IsPaused=True)
    (run,) = weeks.ledger.runs
    weeks.end(run)

    assert during["State"] == {"CampaignStatus": "EXECUTING"}
    assert weeks.state(campaign) == "PAUSED"
    assert weeks.scheduler.schedules == {}


def test_the_last_run_of_a_paused_campaign_completes_it():
    weeks = Weeks(runs_end=False)
    campaign = weeks.create(Schedule=_every("DAILY", EndTime=iso(START + timedelta(hours=1))))
    weeks.advance_to(START + timedelta(minutes=5))
    weeks.update(campaign, IsPaused=True)
    (run,) = weeks.ledger.runs
    weeks.end(run)

    assert weeks.state(campaign) == "COMPLETED"


def test_an_update_between_runs_reaches_the_next_one_and_moves_nothing(weeks):
    campaign = weeks.create(Schedule=_every("DAILY"))
    weeks.advance_to(START + timedelta(hours=1))

    weeks.update(campaign, MessageConfiguration={"EmailMessage": {"Title": "New", "HtmlBody": "x"}})
    weeks.advance_to(START + timedelta(days=1, hours=1))

    assert weeks.begun() == _times(0, 1)
    assert [run.plan.campaign_version for run in weeks.ledger.runs.values()] == [1, 2]


def test_a_changed_frequency_is_computed_anew(weeks):
    campaign = weeks.create(Schedule=_every("HOURLY"))
    weeks.advance_to(START + timedelta(hours=1, minutes=30))

    weeks.update(campaign, Schedule=_every("DAILY"))
    weeks.advance_to(START + timedelta(days=2, hours=1))

    assert weeks.begun() == [iso(START), iso(START + timedelta(hours=1)), *_times(1, 2)]


def test_a_completed_campaign_goes_on_when_its_end_is_moved(weeks):
    campaign = weeks.create(Schedule=_every("DAILY", EndTime=iso(START + timedelta(days=1))))
    weeks.advance_to(START + timedelta(days=3, hours=1))
    assert weeks.state(campaign) == "COMPLETED"

    weeks.update(campaign, Schedule=_every("DAILY", EndTime=iso(START + timedelta(days=5))))
    weeks.advance_to(START + timedelta(days=8))

    assert weeks.begun() == _times(0, 1, 4, 5)
    with pytest.raises(Invalid, match="only a new schedule"):
        weeks.update(campaign, Name="again")


def test_treatments_with_schedules_of_their_own_recur_by_themselves(weeks):
    other = _every("WEEKLY", EndTime=iso(START + timedelta(days=8)))
    campaign = weeks.create(
        Schedule=_every("DAILY", EndTime=iso(START + timedelta(days=2))),
        AdditionalTreatments=[{"SizePercent": 20, "Schedule": other}],
    )
    weeks.advance_to(START + timedelta(days=4))
    middle = weeks.get(campaign)
    weeks.advance_to(START + timedelta(days=9))

    assert middle["DefaultState"] == {"CampaignStatus": "COMPLETED"}
    assert middle["AdditionalTreatments"][0]["State"] == {"CampaignStatus": "PENDING_NEXT_RUN"}
    assert middle["State"] == {"CampaignStatus": "PENDING_NEXT_RUN"}
    assert weeks.state(campaign) == "COMPLETED"
    sent = sorted((run.plan.sent[0].id, run.plan.scheduled) for run in weeks.ledger.runs.values())
    assert sent == [*(("0", at) for at in _times(0, 1, 2)), *(("1", at) for at in _times(0, 7))]


def test_a_segment_that_is_gone_ends_a_recurring_campaign_and_a_new_one_revives_it(weeks):
    campaign = weeks.create(Schedule=_every("DAILY"))
    weeks.advance_to(START + timedelta(hours=1))
    kept = dict(weeks.segments.stored)
    weeks.segments.stored.clear()
    weeks.advance_to(START + timedelta(days=3))
    assert weeks.state(campaign) == "DELETED"
    weeks.segments.stored.update(kept)

    weeks.update(campaign, SegmentId=SEGMENT)
    weeks.advance_to(START + timedelta(days=4))

    assert weeks.begun() == _times(0, 4)


def test_a_deleted_campaign_runs_no_more(weeks):
    campaign = weeks.create(Schedule=_every("DAILY"))
    weeks.advance_to(START + timedelta(hours=1))

    delete_campaign(APP, campaign["Id"], tools=weeks.tools)
    weeks.advance_to(START + timedelta(days=3))

    assert weeks.begun() == _times(0)
    assert weeks.scheduler.schedules == {}


def _event(**members):
    return {"StartTime": iso(START), "Frequency": "EVENT", "EventFilter": EVENT_FILTER, **members}


def _listens(weeks, campaign):
    return weeks.documents.get(keys.trigger(APP, "cart.left", campaign["Id"])) is not None


def test_an_event_campaign_listens_in_its_window_and_is_complete_after_it(weeks):
    campaign = weeks.create(Schedule=_event(EndTime=iso(START + timedelta(days=2))))
    seen = [weeks.state(campaign)]
    for hours in (1, 49):
        weeks.advance_to(START + timedelta(hours=hours))
        seen.append((weeks.state(campaign), _listens(weeks, campaign)))

    assert seen == ["SCHEDULED", ("EXECUTING", True), ("COMPLETED", False)]
    assert weeks.ledger.runs == {}


def test_an_event_campaign_can_be_paused_and_goes_on_listening_when_it_is_resumed(weeks):
    campaign = weeks.create(Schedule={**_event(), "StartTime": "IMMEDIATE"})
    weeks.advance_to(START)

    paused = weeks.update(campaign, IsPaused=True)
    heard = _listens(weeks, campaign)
    weeks.update(campaign, IsPaused=False)
    weeks.advance_to(START + timedelta(hours=1))

    assert paused["State"] == {"CampaignStatus": "PAUSED"}
    assert not heard
    assert weeks.state(campaign) == "EXECUTING"
    assert _listens(weeks, campaign)


def test_an_event_campaign_refuses_an_imported_segment_and_one_that_builds_on_it(weeks):
    imported, built = "6" * 32, "7" * 32
    bodies: dict[str, dict[str, object]] = {
        imported: {"SegmentType": "IMPORT", "Lists": ["list"]},
        built: {
            "SegmentType": "DIMENSIONAL",
            "SegmentGroups": {
                "Include": "ALL",
                "Groups": [{"SourceSegments": [{"Id": imported}], "SourceType": "ANY"}],
            },
        },
    }
    for segment_id, members in bodies.items():
        body = {"Id": segment_id, "Version": 1, **members}
        for key in (keys.segment(APP, segment_id), keys.segment_version(APP, segment_id, 1)):
            weeks.segments.write([Put(key, body)])

        with pytest.raises(Invalid, match="dynamic segment"):
            weeks.create(Schedule=_event(), SegmentId=segment_id)
