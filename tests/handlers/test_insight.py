"""Estimates, explanations, dry runs, costs and progress through the API, against campaigns that really ran."""

from __future__ import annotations

import json
from collections import Counter
from types import SimpleNamespace

import msgspec
import pytest

from lambdas.api_analytics.handler import lambda_handler as analytics
from lambdas.simulate_run import handler as simulate_run
from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.endpoints import Endpoint
from pinwheel.ports.documents import Delete, Put
from pinwheel.ports.email import EmailQuota
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations import campaigns as operations
from pinwheel.services.audience import AudienceReader
from pinwheel.services.suppressions import suppress
from tests.fakes.caps import MemoryCaps
from tests.fakes.members import MemoryMembers
from tests.fakes.pinpoint import pinpoint_client
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import MemoryQueue
from tests.handlers.test_campaigns import APP, CAMPAIGN, SEGMENT, Context, Deployment

PRINCIPAL = "arn:aws:iam::000000000000:role/Admin"
replace = msgspec.structs.replace


def no_targets():
    """Give no function and no URL to check."""


class Insight(Deployment):
    """A deployment with the extension API and dry runs."""

    def __init__(self):
        super().__init__()
        self.queues["dryruns"] = MemoryQueue()
        self.members = MemoryMembers()
        self.caps = MemoryCaps()

    def furnish(self, monkeypatch):
        collaborators = self.collaborators()
        self.ledger = collaborators["ledger"]
        for name, value in collaborators.items():
            monkeypatch.setattr(bootstrap, name, lambda value=value: value)
        for name, value in {
            "endpoints": self.endpoints,
            "segment_members": self.members,
            "rollups": MemoryRollups(),
            "caps": self.caps,
            "audience": self.reader(),
            "email_quota": EmailQuota(per_second=14, per_24_hours=50_000, sent_last_24_hours=0),
        }.items():
            monkeypatch.setattr(bootstrap, name, lambda value=value: value)
        monkeypatch.setattr(bootstrap, "new_audience", self.reader)
        monkeypatch.setattr(bootstrap, "place", lambda: Place("us-east-1", "000000000000"))
        monkeypatch.setattr(bootstrap, "delivery_targets", no_targets)
        monkeypatch.setattr(bootstrap, "queue", lambda name: self.queues.setdefault(name, MemoryQueue()))
        self.client = pinpoint_client(operations.OPERATIONS)

    def reader(self):
        return AudienceReader(endpoints=self.endpoints, members=self.members, documents=self.segments)

    def change(self, number, **members):
        key = (APP, f"e{number}")
        self.endpoints.stored[key] = replace(self.endpoints.stored[key], **members)

    def segment(self, **definition):
        body = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", **definition}
        for key in (keys.segment(APP, SEGMENT), keys.segment_version(APP, SEGMENT, 1)):
            self.segments.write([Put(key, body)])

    def create(self, **members):
        request = {**CAMPAIGN, **members}
        made = self.client.create_campaign(ApplicationId=APP, WriteCampaignRequest=request)
        return made["CampaignResponse"]["Id"]

    def simulate(self):
        """Deliver messages of dry runs until there are none."""
        queue = self.queues["dryruns"]
        while queue.sent:
            bodies, queue.sent = queue.sent, []
            records = [{"messageId": str(at), "body": json.dumps(body)} for at, body in enumerate(bodies)]
            answer = simulate_run.lambda_handler({"Records": records}, Context())
            assert answer == {"batchItemFailures": []}

    def dry_run(self, campaign_id):
        started = self.ask("POST", f"campaigns/{campaign_id}/dry-run")
        assert started.status == 202
        self.simulate()
        return self.ask("GET", f"campaigns/{campaign_id}/dry-run/{started.body['Id']}").body

    def ask(self, method, path, query="", app=APP, body=None):
        event = {
            **({} if body is None else {"body": json.dumps(body)}),
            "version": "2.0",
            "rawPath": f"/iam/x/v1/apps/{app}/{path}",
            "rawQueryString": query,
            "headers": {},
            "requestContext": {
                "http": {"method": method},
                "authorizer": {"iam": {"userArn": PRINCIPAL}},
            },
        }
        response = analytics(event, None)
        return SimpleNamespace(status=response["statusCode"], body=json.loads(response["body"]))

    def statuses(self):
        """Count the statuses of all `_campaign.send` records."""
        return Counter(event.attributes["campaign_send_status"] for event in self.stream.published)


@pytest.fixture
def world(monkeypatch):
    world = Insight()
    world.furnish(monkeypatch)
    return world


def test_a_small_segment_is_counted(world):
    world.change(3, channel_type="SMS")
    world.segment(Dimensions={"Attributes": {"Name": {"Values": ["N1", "N2", "N3"]}}})

    found = world.ask("GET", f"segments/{SEGMENT}/estimate").body

    assert {name: found[name] for name in ("Estimate", "Low", "High", "Exact")} == {
        "Estimate": 3,
        "Low": 3,
        "High": 3,
        "Exact": True,
    }
    assert found["ByChannel"] == {"EMAIL": 2, "SMS": 1}


@pytest.mark.parametrize("exact", ["true", "false"])
def test_counting_can_be_asked_for(world, exact):
    assert world.ask("GET", f"segments/{SEGMENT}/estimate", f"exact={exact}").body["Estimate"] == 30


def test_estimates_refuse_what_makes_no_sense(world):
    assert world.ask("GET", f"segments/{SEGMENT}/estimate", "exact=perhaps").status == 400
    assert world.ask("GET", "segments/none/estimate").status == 404
    assert world.ask("GET", f"segments/{SEGMENT}/estimate", "version=2").status == 404
    assert world.ask("GET", f"segments/{SEGMENT}/estimate", app="none").status == 404


def test_a_segment_that_is_being_written_is_estimated(world):
    names = {"Attributes": {"Name": {"Values": ["N1", "N2"]}}}
    on_another = {"Groups": [{"SourceSegments": [{"Id": SEGMENT}], "Dimensions": [names]}]}

    assert world.ask("POST", "segments/estimate", body={"Dimensions": names}).body["Estimate"] == 2
    assert world.ask("POST", "segments/estimate", body={"SegmentGroups": on_another}).body["Estimate"] == 2


def test_a_draft_that_makes_no_sense_is_refused(world):
    nowhere = {"Groups": [{"SourceSegments": [{"Id": "none"}]}]}

    assert world.ask("POST", "segments/estimate", body={"SegmentGroups": nowhere}).status == 400
    assert world.ask("POST", "segments/estimate", body={"Dimensions": {"Attributes": 1}}).status == 400
    assert world.ask("POST", "segments/estimate", body={}, app="none").status == 404


def test_a_membership_is_explained_with_values(world):
    world.segment(
        Dimensions={
            "Attributes": {"Name": {"Values": ["N1"]}},
            "Metrics": {"visits": {"ComparisonOperator": "GREATER_THAN", "Value": 3}},
        }
    )
    world.change(1, metrics={"visits": 2.0})

    found = world.ask("GET", f"segments/{SEGMENT}/explain", "endpoint-id=E1").body

    assert found["Member"] is False
    assert [(each["Rule"], each["Value"], each["Matched"]) for each in found["Reasons"]] == [
        ("Metrics.visits > 3", 2.0, False),
        ('Attributes.Name INCLUSIVE ["N1"]', ["N1"], True),
    ]


def test_explanations_need_an_endpoint(world):
    assert world.ask("GET", f"segments/{SEGMENT}/explain").status == 400
    assert world.ask("GET", f"segments/{SEGMENT}/explain", "endpoint-id=").status == 400
    assert world.ask("GET", f"segments/{SEGMENT}/explain", "endpoint-id=nobody").status == 404


MIXED = {
    "HoldoutPercent": 90,
    "AdditionalTreatments": [{"SizePercent": 5}],
    "Schedule": {"StartTime": "IMMEDIATE"},
}


def mixed_audience(world):
    world.change(1, opt_out="ALL")
    world.change(2, endpoint_status="INACTIVE")
    world.change(3, address=None)
    world.change(4, channel_type="SMS")
    world.change(5, attributes={"Name": ["other"]})
    for number in range(6, 30):
        world.change(number, cohort_id=str(number * 4 % 100))
    suppress(APP, "p20@example.com", reason="BOUNCE", documents=world.documents, clock=world.clock)
    world.segment(Dimensions={"Attributes": {"Name": {"AttributeType": "EXCLUSIVE", "Values": ["other"]}}})


def test_a_dry_run_says_what_the_run_does(world):
    mixed_audience(world)
    campaign_id = world.create(HoldoutPercent=20, AdditionalTreatments=[{"SizePercent": 30}])

    found = world.dry_run(campaign_id)
    world.work()

    statuses = world.statuses()
    activities = world.client.get_campaign_activities(ApplicationId=APP, CampaignId=campaign_id)
    sent = {
        each["TreatmentId"]: each["SuccessfulEndpointCount"]
        for each in activities["ActivitiesResponse"]["Item"]
    }
    assert found["State"] == "COMPLETED"
    assert found["Reach"] == {"EMAIL": statuses["SUCCESS"]}
    assert found["Treatments"] == sent
    assert sum(hour["Messages"] for hour in found["Curve"]) == statuses["SUCCESS"]
    with_record = {name: count for name, count in found["Excluded"].items() if name in statuses}
    assert with_record == {name: count for name, count in statuses.items() if name != "SUCCESS"}
    assert found["Excluded"]["ENDPOINT_OPT_OUT"] == 1
    assert found["Excluded"]["ENDPOINT_INACTIVE"] == 1
    assert found["Excluded"]["ENDPOINT_MISSING_ADDRESS"] == 1
    assert found["Members"] == 29
    assert found["Cost"] > 0
    assert found["End"] >= found["Start"]


def test_a_dry_run_leaves_no_trace(world):
    campaign_id = world.create(Schedule={"StartTime": "2026-12-01T09:00:00Z"})
    blobs = dict(world.blobs.stored)

    found = world.dry_run(campaign_id)

    assert found["Reach"] == {"EMAIL": 30}
    assert found["Start"] == "2026-12-01T09:00:00.000Z"
    assert found["Curve"] == [{"Hour": "2026-12-01T09:00:00.000Z", "Messages": 30}]
    assert world.blobs.stored == blobs
    assert world.ledger.runs == {}
    assert world.email.sent == []
    assert world.stream.published == []


def test_a_dry_run_delivered_twice_counts_once(world):
    campaign_id = world.create(Schedule={"StartTime": "2026-12-01T09:00:00Z"})
    started = world.ask("POST", f"campaigns/{campaign_id}/dry-run").body
    body = {"ApplicationId": APP, "CampaignId": campaign_id, "DryRunId": started["Id"]}
    world.queues["dryruns"].sent += [body, {**body, "Piece": 3}, {**body, "Piece": 3}]

    world.simulate()

    found = world.ask("GET", f"campaigns/{campaign_id}/dry-run/{started['Id']}").body
    assert found["Reach"] == {"EMAIL": 30}


def test_a_dry_run_of_a_campaign_that_cannot_start_says_why(world):
    campaign_id = world.create(Schedule={"StartTime": "2026-12-01T09:00:00Z"})
    world.segments.write([Delete(keys.segment(APP, SEGMENT)), Delete(keys.segment_version(APP, SEGMENT, 1))])

    found = world.dry_run(campaign_id)

    assert found["State"] == "FAILED"
    assert SEGMENT in found["FailureReason"]
    assert found["Reach"] == {}


def test_a_run_that_could_not_start_is_explained_with_the_reason(world):
    campaign_id = world.create()
    world.segments.write([Delete(keys.segment(APP, SEGMENT)), Delete(keys.segment_version(APP, SEGMENT, 1))])
    world.work()

    told = world.ask("GET", f"campaigns/{campaign_id}/explain", "endpoint-id=e1").body
    progress = world.ask("GET", f"campaigns/{campaign_id}/progress").body
    listed = world.client.get_campaign_activities(ApplicationId=APP, CampaignId=campaign_id)

    assert told["Status"] == "FAILURE"
    assert SEGMENT in told["Detail"]
    assert SEGMENT in progress["FailureReason"]
    (activity,) = listed["ActivitiesResponse"]["Item"]
    assert activity["Result"] == "FAIL"
    assert "Reason" not in activity


def test_a_dry_run_that_nobody_could_do_ends(world):
    campaign_id = world.create(Schedule={"StartTime": "2026-12-01T09:00:00Z"})
    started = world.ask("POST", f"campaigns/{campaign_id}/dry-run").body

    simulate_run.give_up({"ApplicationId": APP, "CampaignId": campaign_id, "DryRunId": started["Id"]})

    path = f"campaigns/{campaign_id}/dry-run/{started['Id']}"
    assert world.ask("GET", path).body["State"] == "FAILED"


def test_dry_runs_refuse_what_has_no_run(world):
    assert world.ask("POST", "campaigns/none/dry-run").status == 404
    campaign_id = world.create(Schedule={"StartTime": "2026-12-01T09:00:00Z"})
    assert world.ask("GET", f"campaigns/{campaign_id}/dry-run/none").status == 404


def test_every_endpoint_is_explained_as_its_record_says(world):
    mixed_audience(world)
    campaign_id = world.create(HoldoutPercent=20, AdditionalTreatments=[{"SizePercent": 30}])
    world.work()
    recorded = {event.endpoint_id: event.attributes for event in world.stream.published}

    told = {
        f"e{number}": world.ask("GET", f"campaigns/{campaign_id}/explain", f"endpoint-id=e{number}").body
        for number in range(30)
    }

    for endpoint_id, attributes in recorded.items():
        assert told[endpoint_id]["Status"] == attributes["campaign_send_status"]
        assert told[endpoint_id]["ActivityId"] == attributes["campaign_activity_id"]
        assert told[endpoint_id]["TreatmentId"] == attributes["treatment_id"]
    assert told["e20"]["Rule"] == "Suppression" or told["e20"]["Status"] == "HOLDOUT"
    assert told["e1"]["Status"] == "ENDPOINT_OPT_OUT"
    assert told["e2"]["Status"] == "ENDPOINT_INACTIVE"
    assert told["e3"]["Status"] == "ENDPOINT_MISSING_ADDRESS"
    assert told["e5"]["Status"] == "FILTERED_OUT_BY_SEGMENT"
    assert told["e5"]["Reasons"][0]["Value"] == ["other"]


def test_who_came_after_the_run_is_told_so(world):
    campaign_id = world.create()
    world.work()
    world.endpoints.stored[APP, "new"] = Endpoint(
        id="new",
        application_id=APP,
        channel_type="EMAIL",
        address="new@example.com",
        creation_date="2026-11-03T12:00:00.000Z",
    )

    told = world.ask("GET", f"campaigns/{campaign_id}/explain", "endpoint-id=new").body

    assert told["Status"] == "FILTERED_OUT_BY_SEGMENT"
    assert "created after" in told["Detail"]


def test_a_run_remembers_endpoints_that_are_gone(world):
    campaign_id = world.create()
    world.work()
    del world.endpoints.stored[APP, "e7"]

    assert world.ask("GET", f"campaigns/{campaign_id}/explain", "endpoint-id=e7").body["Status"] == "SUCCESS"
    assert world.ask("GET", f"campaigns/{campaign_id}/explain", "endpoint-id=nobody").status == 404


def test_a_campaign_that_has_not_run_tells_what_would_be(world):
    world.change(1, opt_out="ALL")
    campaign_id = world.create(Schedule={"StartTime": "2026-12-01T09:00:00Z"})

    out, sent = (
        world.ask("GET", f"campaigns/{campaign_id}/explain", f"endpoint-id={each}").body
        for each in ("e1", "e2")
    )

    assert (out["Status"], out["Would"], out["ActivityId"]) == ("ENDPOINT_OPT_OUT", True, None)
    assert (sent["Status"], sent["Would"]) == ("PENDING", True)


def test_an_activity_can_be_named(world):
    campaign_id = world.create()
    world.work()
    found = world.ask("GET", f"campaigns/{campaign_id}/explain", "endpoint-id=e1").body

    query = f"endpoint-id=e1&activity-id={found['ActivityId']}"
    assert world.ask("GET", f"campaigns/{campaign_id}/explain", query).body == found
    missing = world.ask("GET", f"campaigns/{campaign_id}/explain", "endpoint-id=e1&activity-id=none")
    assert missing.status == 404


def test_the_cost_of_a_campaign_is_estimated_then_counted(world):
    campaign_id = world.create()
    before = world.ask("GET", f"campaigns/{campaign_id}/cost").body
    world.work()
    after = world.ask("GET", f"campaigns/{campaign_id}/cost").body

    assert (before["Currency"], before["SoFar"], before["Lines"]) == ("USD", 0, [])
    assert before["Estimated"] == pytest.approx(after["SoFar"], rel=0.01)
    assert after["Estimated"] == after["SoFar"]
    email = next(line for line in after["Lines"] if line["Service"] == "SES")
    assert (email["Unit"], email["Count"], email["Price"], email["Amount"]) == ("e-mails", 30, 0.0001, 0.003)
    assert sum(line["Amount"] for line in after["Lines"]) == pytest.approx(after["SoFar"])


def test_progress_runs_from_nothing_to_all(world):
    campaign_id = world.create()
    before = world.ask("GET", f"campaigns/{campaign_id}/progress").body
    world.clock.advance(seconds=5)
    world.work()
    world.clock.advance(seconds=5)
    after = world.ask("GET", f"campaigns/{campaign_id}/progress").body

    assert (before["Total"], before["Done"], before["Eta"]) == (0, 0, None)
    assert (after["State"], after["Total"], after["Done"]) == ("COMPLETED", 30, 30)
    assert after["Treatments"] == {"0": {"Total": 30, "Done": 30, "Sent": 30}}


def test_unknown_campaigns_are_not_found(world):
    for path in ("explain", "cost", "progress"):
        assert world.ask("GET", f"campaigns/none/{path}", "endpoint-id=e1").status == 404


def test_quiet_times_and_caps_are_forecast_as_they_come(world):
    for number in range(10):
        world.change(number, demographic={"Timezone": "Europe/Berlin"})
    quiet = {"Start": "12:30", "End": "13:30"}
    schedule = {"StartTime": "IMMEDIATE", "QuietTime": quiet}
    first = world.create(Schedule=schedule, Limits={"Total": 1})
    rehearsed = world.dry_run(first)
    foretold = world.ask("GET", f"campaigns/{first}/explain", "endpoint-id=e3").body
    world.work()

    assert rehearsed["Reach"] == {"EMAIL": 20}
    assert rehearsed["Excluded"] == {"QUIET_TIME": 10}
    assert world.statuses() == {"SUCCESS": 20, "QUIET_TIME": 10}
    assert (foretold["Status"], foretold["Rule"]) == ("QUIET_TIME", "QuietTime")
    told = world.ask("GET", f"campaigns/{first}/explain", "endpoint-id=e3").body
    assert (told["Status"], told["Rule"]) == ("QUIET_TIME", "QuietTime")

    again = world.dry_run(first)

    assert again["Reach"] == {}
    assert again["Excluded"] == {"CAMPAIGN_CAP": 30}


def test_waves_of_local_time_are_forecast_zone_by_zone(world):
    for number, zone in enumerate(["Europe/Berlin", "America/New_York", "nowhere"]):
        world.change(number, demographic={"Timezone": zone})
    schedule = {"StartTime": "2026-12-01T14:00:00Z", "IsLocalTime": True, "Timezone": "UTC"}

    found = world.dry_run(world.create(Schedule=schedule))

    assert found["Reach"] == {"EMAIL": 2}
    assert found["Excluded"] == {"ENDPOINT_MISSING_TIMEZONE": 28}
    assert [hour["Hour"] for hour in found["Curve"]] == [
        "2026-12-01T19:00:00.000Z",
        "2026-12-02T13:00:00.000Z",
    ]
