"""The index of event campaigns: what is listed for a campaign, and what an event finds in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.triggers.entries import entries
from pinwheel.domain.triggers.index import TriggerIndex, triggers
from tests.unit.domain.triggers.test_filters import event, of_types

START, END = "2026-11-02T12:00:00.000Z", "2026-11-03T12:00:00.000Z"
START_MILLIS, END_MILLIS = 1_793_620_800_000, 1_793_707_200_000


def campaign(number=1, *types, attributes=None, **members):
    dimensions = of_types(*(types or ("purchase",)))
    if attributes:
        dimensions["Attributes"] = {name: {"Values": values} for name, values in attributes.items()}
    return {
        "Id": f"{number:032x}",
        "ApplicationId": "app",
        "Version": 1,
        "CreationDate": START,
        "SegmentId": "s",
        "SegmentVersion": 3,
        "Schedule": {
            "Frequency": "EVENT",
            "StartTime": START,
            "EndTime": END,
            "EventFilter": {"FilterType": "ENDPOINT", "Dimensions": dimensions},
        },
        **members,
    }


def index_of(*campaigns):
    return TriggerIndex(
        (entry["EventType"], triggers(entry)) for each in campaigns for entry in entries(each).values()
    )


def arriving(at, **given):
    made = event(**given)
    made.arrival_timestamp = at
    return made


class TestEntries:
    def test_a_campaign_is_listed_once_for_each_type(self):
        found = entries(campaign(1, "a", "b"))

        assert [key.key for key in found] == [f"TRIGGER#a#{1:032x}", f"TRIGGER#b#{1:032x}"]
        assert {key.partition for key in found} == {"APP#app"}

    def test_one_that_is_paused_or_over_is_not_listed(self):
        assert entries(campaign(IsPaused=True)) == {}
        assert entries(campaign(Internal={"States": {"0": "COMPLETED"}})) == {}
        assert entries({**campaign(), "Schedule": {"Frequency": "ONCE", "StartTime": START}}) == {}

    def test_a_version_of_the_segment_is_named_where_the_campaign_insists_on_it(self):
        (free,) = entries(campaign()).values()
        (pinned,) = entries(campaign(Internal={"PinsSegment": True})).values()

        assert "SegmentVersion" not in free
        assert pinned["SegmentVersion"] == 3

    def test_treatments_share_the_schedule_that_they_inherit(self):
        own = campaign(1, "other")["Schedule"]
        found = entries(
            campaign(AdditionalTreatments=[{"SizePercent": 30}, {"SizePercent": 30, "Schedule": own}])
        )

        assert {
            entry["EventType"]: [each["TreatmentIds"] for each in entry["Triggers"]]
            for entry in found.values()
        } == {"purchase": [["0", "1"]], "other": [["2"]]}

    def test_a_campaign_cannot_listen_to_more_types_than_a_transaction_takes(self):
        treatments = [
            {"SizePercent": 10, "Schedule": campaign(1, *(f"{number}-{n}" for n in range(20)))["Schedule"]}
            for number in range(3)
        ]

        with pytest.raises(Invalid):
            entries(campaign(AdditionalTreatments=treatments))

    def test_an_in_app_campaign_is_listed_with_its_total_cap(self):
        body = campaign(Internal={"Limits": {"Total": 3}})
        body["Schedule"]["Frequency"] = "IN_APP_EVENT"

        ((key, entry),) = entries(body).items()

        assert key.key == f"INAPP#{1:032x}"
        assert entry == {"CampaignId": f"{1:032x}", "Version": 1, "TotalCap": 3}


class TestWhatAnEventStarts:
    def test_the_window_opens_at_the_start_and_closes_before_the_end(self):
        index = index_of(campaign())

        assert not index.started_by(arriving(START_MILLIS - 1))
        assert index.started_by(arriving(START_MILLIS))
        assert index.started_by(arriving(END_MILLIS - 1))
        assert not index.started_by(arriving(END_MILLIS))

    def test_a_campaign_that_starts_at_once_starts_when_it_was_made(self):
        body = campaign()
        body["Schedule"] = {**body["Schedule"], "StartTime": "IMMEDIATE"}

        assert not index_of(body).started_by(arriving(START_MILLIS - 1))
        assert index_of(body).started_by(arriving(START_MILLIS))

    def test_filters_without_a_type_are_asked_about_every_event(self):
        body = campaign()
        body["Schedule"]["EventFilter"]["Dimensions"] = of_types("a", kind="EXCLUSIVE")

        assert index_of(body).started_by(arriving(START_MILLIS, kind="whatever"))
        assert not index_of(body).started_by(arriving(START_MILLIS, kind="a"))

    @pytest.mark.parametrize("more", [{}, {"x": "1", "y": "2", "z": "3"}])
    def test_values_of_an_attribute_find_their_campaigns(self, more):
        index = index_of(
            campaign(1, attributes={"item": ["hat", "coat"]}),
            campaign(2, attributes={"item": ["shoe"]}),
            campaign(3, attributes={"size": ["L"]}),
            campaign(4),
        )

        def found(**attributes):
            started = index.started_by(arriving(START_MILLIS, attributes={**attributes, **more}))
            return {int(trigger.campaign_id, 16) for trigger in started}

        assert found(item="hat") == {1, 4}
        assert found(item="shoe", size="L") == {2, 3, 4}
        assert found() == {4}

    def test_an_event_is_put_to_few_of_thousands_of_filters(self):
        asked = []

        def counting(trigger):
            def matches(event):
                asked.append(trigger.campaign_id)
                return trigger.matches(event)

            return replace(trigger, matches=matches)

        campaigns = [campaign(n, attributes={"item": [str(n)]}) for n in range(2500)]
        campaigns += [campaign(5000 + n, f"type {n}") for n in range(2500)]
        index = TriggerIndex(
            (entry["EventType"], [counting(each) for each in triggers(entry)])
            for body in campaigns
            for entry in entries(body).values()
        )

        started = index.started_by(arriving(START_MILLIS, attributes={"item": "77"}))

        assert [int(trigger.campaign_id, 16) for trigger in started] == [77]
        assert len(asked) == 1
