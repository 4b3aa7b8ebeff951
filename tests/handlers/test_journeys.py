"""Journeys through an unmodified boto3 client and the control plane's handler."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.api_analytics.handler import lambda_handler as analytics
from lambdas.api_control.handler import lambda_handler as control
from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict
from pinwheel.ports.documents import Put
from pinwheel.runtime import bootstrap
from pinwheel.services import journeys
from pinwheel.services.key_ring import KeyRing
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import PlainSecrets, import_local_key, pinpoint_client
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs
from tests.unit.domain.journeys.definitions import EVENT_START, HAS_PLAN, SEGMENT, SEGMENT_START, opened

APP = "a" * 32
ACTIVITIES = {
    "mail": {"EMAIL": {"TemplateName": "welcome", "NextActivity": "wait"}, "Description": "Says hello"},
    "wait": {"Wait": {"WaitTime": {"WaitFor": "PT1H"}, "NextActivity": "yesno"}},
    "yesno": {
        "ConditionalSplit": {
            "Condition": {
                "Operator": "ALL",
                "Conditions": [
                    {"SegmentDimensions": HAS_PLAN["segmentDimensions"]},
                    opened("mail"),
                    {"SegmentCondition": {"SegmentId": SEGMENT}},
                ],
            },
            "TrueActivity": "chance",
            "FalseActivity": "multi",
            "EvaluationWaitTime": {"WaitFor": "PT1H"},
        }
    },
    "chance": {
        "RandomSplit": {"Branches": [{"Percentage": 40, "NextActivity": "held"}, {"Percentage": 60}]},
    },
    "multi": {
        "MultiCondition": {
            "Branches": [{"Condition": {"SegmentCondition": {"SegmentId": SEGMENT}}, "NextActivity": "call"}],
            "DefaultActivity": "held",
        }
    },
    "held": {"Holdout": {"Percentage": 10}},
    "call": {"ContactCenter": {}},
}
JOURNEY = {
    "Name": "Welcome",
    "StartActivity": "mail",
    "StartCondition": {**SEGMENT_START, "Description": "all"},
    "Activities": ACTIVITIES,
    "Schedule": {"StartTime": datetime(2026, 11, 10, 9, tzinfo=UTC), "Timezone": "UTC+09"},
    "Limits": {"DailyCap": 3, "EndpointReentryCap": 0},
    "RefreshFrequency": "P1D",
    "QuietTime": {"Start": "20:00", "End": "08:00"},
    "OpenHours": {"EMAIL": {"MONDAY": [{"StartTime": "09:00", "EndTime": "17:00"}]}},
    "TimezoneEstimationMethods": ["PHONE_NUMBER"],
}


class RealSignatures(FrozenClock):
    """The product's time stands still; botocore signs at the machine's."""

    def real_now(self):
        return datetime.now(UTC)


class World:
    """The collaborators of both functions, an application, a segment and a template."""

    def __init__(self, monkeypatch):
        self.documents, self.segments, self.blobs = MemoryDocuments(), MemoryDocuments(), MemoryBlobs()
        self.clock = RealSignatures(datetime(2026, 11, 2, 12, tzinfo=UTC))
        secrets = PlainSecrets()
        import_local_key(self.documents, secrets, self.clock)
        ring = KeyRing(documents=self.documents, secrets=secrets, clock=self.clock)
        for name, value in {
            "documents": self.documents,
            "segment_documents": self.segments,
            "blobs": self.blobs,
            "clock": self.clock,
            "ids": CountingIds(),
            "key_ring": ring,
            "rollups": MemoryRollups(),
        }.items():
            monkeypatch.setattr(bootstrap, name, lambda value=value: value)
        self.documents.write([Put(keys.application(APP), {"Id": APP})])
        self.client = pinpoint_client(control, analytics)

    def furnish(self):
        """Make what the journey builds on."""
        self.segment()
        self.template("welcome")

    def segment(self, **members):
        body = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", **members}
        self.segments.write([Put(keys.segment(APP, SEGMENT), body)])

    def template(self, name):
        head = {
            "TemplateName": name,
            "TemplateType": "EMAIL",
            "Active": 1,
            "Latest": 1,
            "Highest": 1,
            "Count": 1,
        }
        self.documents.write([Put(keys.template(name, "EMAIL"), head)])
        self.documents.write([Put(keys.template_version(name, "EMAIL", 1), {"Version": 1, "Content": {}})])

    def create(self, **members):
        request = {name: value for name, value in {**JOURNEY, **members}.items() if value is not None}
        answer = self.client.create_journey(ApplicationId=APP, WriteJourneyRequest=request)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201
        return answer["JourneyResponse"]

    def get(self, journey_id):
        return self.client.get_journey(ApplicationId=APP, JourneyId=journey_id)["JourneyResponse"]

    def update(self, journey_id, **members):
        request = {"Name": "Welcome", **members}
        return self.client.update_journey(
            ApplicationId=APP, JourneyId=journey_id, WriteJourneyRequest=request
        )["JourneyResponse"]

    def set_state(self, journey_id, state):
        request = {"State": state} if state else {}
        return self.client.update_journey_state(
            ApplicationId=APP, JourneyId=journey_id, JourneyStateRequest=request
        )["JourneyResponse"]

    def put_state(self, journey_id, state, **internal):
        """Bring a journey where only a running engine could."""
        stored = self.documents.get(keys.journey(APP, journey_id))
        body = {**stored.body, "State": state, **({"Internal": internal} if internal else {})}
        self.documents.write([Put(stored.key, body)])


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def refused(status, code, call, *arguments, **members):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **members)
    response = caught.value.response
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    return response["Error"]["Message"]


def bad(call, *arguments, **members):
    return refused(400, "BadRequestException", call, *arguments, **members)


def test_a_draft_comes_back_as_it_was_written(world):
    made = world.create()

    found = world.get(made["Id"])
    assert found == made
    assert {name: found[name] for name in JOURNEY} == JOURNEY
    assert found["State"] == "DRAFT"
    assert found["ApplicationId"] == APP
    assert len(found["Id"]) == 32
    assert found["CreationDate"] == found["LastModifiedDate"]
    assert "tags" not in found
    assert "Arn" not in found


def test_a_name_is_enough_for_a_draft(world):
    client = world.client
    made = client.create_journey(ApplicationId=APP, WriteJourneyRequest={"Name": "x"})["JourneyResponse"]
    assert (made["Name"], made["State"]) == ("x", "DRAFT")


def test_what_was_read_can_be_written_back(world):
    found = world.get(world.create()["Id"])
    request = {name: value for name, value in found.items() if name not in {"Id", "ApplicationId"}}
    world.clock.advance(hours=1)
    again = world.client.update_journey(ApplicationId=APP, JourneyId=found["Id"], WriteJourneyRequest=request)
    changed = again["JourneyResponse"]
    assert changed["LastModifiedDate"] > found["LastModifiedDate"]
    assert changed | {"LastModifiedDate": ""} == found | {"LastModifiedDate": ""}


def test_an_update_keeps_what_it_does_not_name_and_replaces_what_it_does(world):
    made = world.create()
    changed = world.update(
        made["Id"], Name="Other", Activities={"held": {"Holdout": {"Percentage": 1}}}, Limits={}
    )
    assert changed["Name"] == "Other"
    assert list(changed["Activities"]) == ["held"]
    assert changed["Limits"] == {}
    assert changed["Schedule"] == made["Schedule"]
    assert world.get(made["Id"]) == changed


@pytest.mark.parametrize("state", ["PAUSED", "CANCELLED", "COMPLETED", "CLOSED"])
def test_a_write_takes_draft_and_active_only(world, state):
    assert "State must be one of DRAFT, ACTIVE" in bad(world.create, State=state)
    journey_id = world.create()["Id"]
    assert "State must be one of DRAFT, ACTIVE" in bad(world.update, journey_id, State=state)


def test_a_broken_definition_is_refused_and_changes_nothing(world):
    made = world.create()
    activities = {**ACTIVITIES, "held": {"Holdout": {"Percentage": 101}}}
    words = "Journey validation failed, activity 'held': Percentage must be between 0 and 100, got 101."
    assert bad(world.create, Activities=activities) == words
    assert bad(world.update, made["Id"], Activities=activities) == words
    assert world.get(made["Id"]) == made


def test_a_good_journey_cannot_be_activated_yet_and_says_so(world):
    world.furnish()
    made = world.create()
    for call in (
        lambda: world.create(State="ACTIVE"),
        lambda: world.update(made["Id"], State="ACTIVE"),
        lambda: world.set_state(made["Id"], "ACTIVE"),
    ):
        assert "cannot be activated in this version" in bad(call)
    assert world.get(made["Id"]) == made
    assert len(world.client.list_journeys(ApplicationId=APP)["JourneysResponse"]["Item"]) == 1


def test_activation_reports_what_is_wrong_first(world):
    draft = world.client.create_journey(ApplicationId=APP, WriteJourneyRequest={"Name": "x"})[
        "JourneyResponse"
    ]
    words = "Journey validation failed, Activities must have at least one activity."
    assert bad(world.set_state, draft["Id"], "ACTIVE") == words
    assert bad(world.update, draft["Id"], State="ACTIVE") == words


def test_activation_looks_up_segments_and_templates(world):
    made = world.create()
    words = f"Journey validation failed, StartCondition: segment '{SEGMENT}' does not exist."
    assert bad(world.set_state, made["Id"], "ACTIVE") == words
    world.segment()
    message = bad(world.set_state, made["Id"], "ACTIVE")
    assert message.startswith("Journey validation failed, activity 'mail': ")
    assert "'welcome'" in message
    world.template("welcome")
    assert "cannot be activated in this version" in bad(world.set_state, made["Id"], "ACTIVE")


def test_a_tested_segment_must_exist(world):
    world.furnish()
    activities = {
        "multi": {"MultiCondition": {"Branches": [{"Condition": {"SegmentCondition": {"SegmentId": "6"}}}]}}
    }
    message = bad(world.create, Activities=activities, StartActivity="multi", State="ACTIVE")
    assert (
        message
        == "Journey validation failed, activity 'multi': SegmentCondition: segment '6' does not exist."
    )


def test_the_segment_of_an_event_must_not_be_imported(world):
    world.furnish()
    start = {"EventStartCondition": {**EVENT_START["EventStartCondition"], "SegmentId": SEGMENT}}
    activities = {"held": {"Holdout": {"Percentage": 1}}}
    members = {"StartCondition": start, "Activities": activities, "StartActivity": "held", "State": "ACTIVE"}
    assert "cannot be activated in this version" in bad(world.create, **members)
    world.segment(SegmentType="IMPORT", Lists=["list"])
    assert "builds on an import; it must be dynamic" in bad(world.create, **members)


@pytest.mark.parametrize("state", ["PAUSED", "CLOSED", "COMPLETED", "CANCELLED"])
def test_a_journey_that_is_over_or_paused_conflicts_with_updates(world, state):
    journey_id = world.create()["Id"]
    world.put_state(journey_id, state)
    message = refused(409, "ConflictException", world.update, journey_id, Name="Other")
    assert message == f"A journey that is {state} cannot be changed."


def test_an_active_journey_keeps_its_activities(world):
    world.furnish()
    journey_id = world.create()["Id"]
    world.put_state(journey_id, "ACTIVE")
    changed = {**ACTIVITIES, "held": {"Holdout": {"Percentage": 11}}}
    message = refused(409, "ConflictException", world.update, journey_id, Activities=changed)
    assert message == "Activities of a journey that is ACTIVE cannot be changed."
    refused(409, "ConflictException", world.update, journey_id, State="DRAFT")
    assert world.update(journey_id, Activities=ACTIVITIES, Limits={"DailyCap": 5})["Limits"] == {
        "DailyCap": 5
    }
    assert world.get(journey_id)["State"] == "ACTIVE"


def test_of_two_updates_at_the_same_time_one_conflicts(world, monkeypatch):
    journey_id = world.create()["Id"]
    write = world.documents.write

    def overtaken(changes):
        monkeypatch.setattr(world.documents, "write", write)
        world.update(journey_id, Name="faster")
        write(changes)

    monkeypatch.setattr(world.documents, "write", overtaken)
    refused(409, "ConflictException", world.update, journey_id, Name="slower")
    assert world.get(journey_id)["Name"] == "faster"


@pytest.mark.parametrize(
    ("state", "target", "words"),
    [
        ("DRAFT", "PAUSED", "that is DRAFT cannot become PAUSED"),
        ("DRAFT", "CANCELLED", "that is DRAFT cannot become CANCELLED"),
        ("DRAFT", "COMPLETED", "State must be one of ACTIVE, PAUSED, CANCELLED, got 'COMPLETED'"),
        ("DRAFT", None, "State must be one of ACTIVE, PAUSED, CANCELLED, which is required"),
        ("ACTIVE", "ACTIVE", "cannot become ACTIVE"),
        ("CLOSED", "PAUSED", "cannot become PAUSED"),
        ("COMPLETED", "CANCELLED", "cannot become CANCELLED"),
        ("CANCELLED", "ACTIVE", "that is CANCELLED cannot become ACTIVE"),
        ("CANCELLED", "CANCELLED", "cannot become CANCELLED"),
    ],
)
def test_other_changes_of_state_are_refused(world, state, target, words):
    journey_id = world.create()["Id"]
    world.put_state(journey_id, state)
    assert words in bad(world.set_state, journey_id, target)
    assert world.get(journey_id)["State"] == state


@pytest.mark.parametrize("state", ["ACTIVE", "PAUSED", "CLOSED"])
def test_what_was_published_can_be_cancelled(world, state):
    journey_id = world.create()["Id"]
    world.put_state(journey_id, state)
    assert world.set_state(journey_id, "CANCELLED")["State"] == "CANCELLED"
    assert world.get(journey_id)["State"] == "CANCELLED"


def test_a_pause_needs_a_refresh_and_lasts_five_minutes(world):
    once = world.create(RefreshFrequency=None)["Id"]
    world.put_state(once, "ACTIVE")
    assert "Only a journey with a RefreshFrequency can be paused" in bad(world.set_state, once, "PAUSED")
    daily = world.create()["Id"]
    world.put_state(daily, "ACTIVE")
    paused = world.set_state(daily, "PAUSED")
    assert paused["State"] == "PAUSED"
    assert "Internal" not in paused
    assert "5 minutes after it was paused" in bad(world.set_state, daily, "ACTIVE")
    world.clock.advance(minutes=5)
    assert "cannot be activated in this version" in bad(world.set_state, daily, "ACTIVE")


def test_a_state_is_set_again_when_somebody_was_faster(world, monkeypatch):
    journey_id = world.create()["Id"]
    world.put_state(journey_id, "ACTIVE")
    write, refusals = world.documents.write, iter([Conflict("faster")])

    def sometimes(changes):
        if error := next(refusals, None):
            raise error
        write(changes)

    monkeypatch.setattr(world.documents, "write", sometimes)
    assert world.set_state(journey_id, "CANCELLED")["State"] == "CANCELLED"


def test_a_deleted_journey_is_answered_and_gone(world):
    made = world.create()
    answer = world.client.delete_journey(ApplicationId=APP, JourneyId=made["Id"])
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert answer["JourneyResponse"] == made
    refused(404, "NotFoundException", world.get, made["Id"])
    refused(404, "NotFoundException", world.client.delete_journey, ApplicationId=APP, JourneyId=made["Id"])


def test_a_list_is_paged_one_by_one_in_the_order_of_creation(world):
    made = [world.create(Name=f"j{number}")["Id"] for number in range(5)]
    found: list[Any] = []
    token: dict[str, str] = {}
    while True:
        page = world.client.list_journeys(ApplicationId=APP, PageSize="1", **token)["JourneysResponse"]
        found += [each["Id"] for each in page["Item"]]
        assert len(page["Item"]) == 1
        if "NextToken" not in page:
            break
        token = {"Token": page["NextToken"]}
    assert found == made
    whole = world.client.list_journeys(ApplicationId=APP)["JourneysResponse"]
    assert [each["Id"] for each in whole["Item"]] == made
    assert "NextToken" not in whole


def test_a_list_reads_on_over_its_steps(world):
    made = [world.create(Name=f"j{number}")["Id"] for number in range(journeys.LIST_STEP * 2)]
    whole = world.client.list_journeys(ApplicationId=APP)["JourneysResponse"]
    assert [each["Id"] for each in whole["Item"]] == made
    assert "NextToken" not in whole


def test_an_application_without_journeys_lists_none(world):
    assert world.client.list_journeys(ApplicationId=APP)["JourneysResponse"] == {"Item": []}


def test_tokens_and_page_sizes_are_checked(world):
    world.create()
    world.create()
    listed = world.client.list_journeys
    token = listed(ApplicationId=APP, PageSize="1")["JourneysResponse"]["NextToken"]
    runs = {"ApplicationId": APP, "JourneyId": world.create()["Id"]}
    assert "token is not valid" in bad(world.client.get_journey_runs, **runs, Token=token)
    assert "page-size" in bad(world.client.get_journey_runs, **runs, PageSize="0")
    assert "page-size" in bad(listed, ApplicationId=APP, PageSize="many")
    assert "token is not valid" in bad(listed, ApplicationId=APP, Token="x")


def big_activities(size=2_000):
    """Make activities of some hundred kilobytes."""
    values = [f"{number:0500d}" for number in range(size)]
    condition = {
        "SegmentDimensions": {"Attributes": {"Plan": {"AttributeType": "INCLUSIVE", "Values": values}}}
    }
    return {"yesno": {"ConditionalSplit": {"Condition": {"Conditions": [condition]}}}}


def test_a_big_definition_lies_in_the_bucket(world):
    made = world.create(Activities=big_activities(), StartActivity="yesno")
    assert len(world.blobs.stored) == 1
    assert "Activities" not in world.documents.get(keys.journey(APP, made["Id"])).body
    assert world.get(made["Id"]) == made
    (listed,) = world.client.list_journeys(ApplicationId=APP)["JourneysResponse"]["Item"]
    assert listed == made
    bigger = world.update(made["Id"], Activities=big_activities(2_500))
    assert len(world.blobs.stored) == 1
    assert world.get(made["Id"]) == bigger
    small = world.update(made["Id"], Activities=ACTIVITIES, StartActivity="mail")
    assert world.blobs.stored == {}
    assert world.get(made["Id"]) == small


def test_a_deleted_big_journey_leaves_nothing(world):
    made = world.create(Activities=big_activities(), StartActivity="yesno")
    world.client.delete_journey(ApplicationId=APP, JourneyId=made["Id"])
    assert world.blobs.stored == {}


def test_a_refused_big_update_leaves_nothing(world, monkeypatch):
    made = world.create()

    def busy(_changes):
        raise Conflict("The resource was changed by another request.")

    monkeypatch.setattr(world.documents, "write", busy)
    refused(
        409, "ConflictException", world.update, made["Id"], Activities=big_activities(), StartActivity="yesno"
    )
    assert world.blobs.stored == {}


def test_pages_of_big_journeys_are_cut_and_continued(world):
    made = [world.create(Activities=big_activities(4_000), StartActivity="yesno")["Id"] for _ in range(3)]
    found: list[Any] = []
    token: dict[str, str] = {}
    while True:
        page = world.client.list_journeys(ApplicationId=APP, **token)["JourneysResponse"]
        found.append([each["Id"] for each in page["Item"]])
        if "NextToken" not in page:
            break
        token = {"Token": page["NextToken"]}
    assert found == [[journey_id] for journey_id in made]


def test_a_reader_meets_the_newer_definition_when_an_update_takes_the_old_one_away(world, monkeypatch):
    made = world.create(Activities=big_activities(), StartActivity="yesno")
    get = world.blobs.get

    def overtaken(name):
        monkeypatch.setattr(world.blobs, "get", get)
        world.update(made["Id"], Activities=ACTIVITIES, StartActivity="mail")
        return get(name)

    monkeypatch.setattr(world.blobs, "get", overtaken)
    assert world.get(made["Id"])["Activities"] == ACTIVITIES


def test_a_definition_has_a_largest_size(world):
    call = world.create
    message = refused(
        413, "PayloadTooLargeException", call, Activities=big_activities(9_000), StartActivity="yesno"
    )
    assert "4,000,000 bytes" in message


def test_a_journey_that_never_ran_has_no_runs_and_zeros(world):
    name = {"ApplicationId": APP, "JourneyId": world.create()["Id"]}
    assert world.client.get_journey_runs(**name)["JourneyRunsResponse"] == {"Item": []}
    answer = world.client.get_journey_execution_metrics(**name)["JourneyExecutionMetricsResponse"]
    assert answer["Metrics"]["ENDPOINT_ENTERED"] == "0"
    assert set(answer["Metrics"].values()) == {"0"}
    assert {each: answer[each] for each in name} == name
    assert datetime.fromisoformat(answer["LastEvaluatedTime"]) <= world.clock.now()


@pytest.mark.parametrize(
    ("activity", "kind", "names"),
    [
        ("mail", "MESSAGE", {"SUCCESS", "DAILY_CAP_EXCEEDED"}),
        ("wait", "WAIT", {"WAIT_STARTED", "WAIT_FINISHED", "WAIT_SKIPPED"}),
        ("yesno", "CONDITIONAL_SPLIT", {"Branch_TRUE", "Branch_FALSE"}),
        ("chance", "RANDOM_SPLIT", {"Branch_1", "Branch_2"}),
        ("multi", "MULTI_CONDITIONAL_SPLIT", {"Branch_1", "Branch_2"}),
        ("held", "HOLDOUT", {"HOLDOUT", "PASSED"}),
        ("call", "CONTACT_CENTER", {"CALL_QUEUED", "DIAL_FAILURE"}),
    ],
)
def test_figures_of_an_activity_go_by_its_type(world, activity, kind, names):
    name = {"ApplicationId": APP, "JourneyId": world.create()["Id"], "JourneyActivityId": activity}
    answer = world.client.get_journey_execution_activity_metrics(**name)[
        "JourneyExecutionActivityMetricsResponse"
    ]
    assert answer["ActivityType"] == kind
    assert names <= set(answer["Metrics"])
    assert set(answer["Metrics"].values()) == {"0"}
    assert answer["LastEvaluatedTime"]
    assert {each: answer[each] for each in name} == name


def test_what_is_not_there_is_not_found(world):
    journey_id = world.create()["Id"]
    client, name = world.client, {"ApplicationId": APP, "JourneyId": journey_id}
    missing = {"ApplicationId": APP, "JourneyId": "f" * 32}
    times = {"KpiName": "journey-emails-sent"}
    run, activity = {"RunId": "r"}, {"JourneyActivityId": "mail"}
    calls = [
        (client.get_journey, missing),
        (client.get_journey, {**name, "ApplicationId": "b" * 32}),
        (client.list_journeys, {"ApplicationId": "b" * 32}),
        (client.create_journey, {"ApplicationId": "b" * 32, "WriteJourneyRequest": {"Name": "!"}}),
        (client.update_journey, {**missing, "WriteJourneyRequest": {"Name": "!"}}),
        (client.update_journey_state, {**missing, "JourneyStateRequest": {"State": "ACTIVE"}}),
        (client.get_journey_runs, missing),
        (client.get_journey_execution_metrics, missing),
        (client.get_journey_execution_activity_metrics, {**missing, **activity}),
        (client.get_journey_execution_activity_metrics, {**name, "JourneyActivityId": "gone"}),
        (client.get_journey_run_execution_metrics, {**name, **run}),
        (client.get_journey_run_execution_metrics, {**missing, **run}),
        (client.get_journey_run_execution_activity_metrics, {**name, **run, **activity}),
        (client.get_journey_date_range_kpi, {**missing, **times}),
    ]
    for call, arguments in calls:
        refused(404, "NotFoundException", call, **arguments)


@pytest.mark.parametrize("kpi", ["journey-emails-sent", "emails-unsubscribed-grouped-by-journey-activity"])
def test_kpis_of_a_journey_that_never_ran_have_no_rows(world, kpi):
    name = {"ApplicationId": APP, "JourneyId": world.create()["Id"], "KpiName": kpi}
    start, end = datetime(2026, 10, 10, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    answer = world.client.get_journey_date_range_kpi(**name, StartTime=start, EndTime=end)[
        "JourneyDateRangeKpiResponse"
    ]
    assert answer == {**name, "StartTime": start, "EndTime": end, "KpiResult": {"Rows": []}}


@pytest.mark.parametrize(
    "kpi", ["emails-sent", "journey-emails-sent-grouped-by-journey-activity", "journey-emails-lost", "clicks"]
)
def test_unknown_kpis_of_a_journey_are_refused(world, kpi):
    journey_id = world.create()["Id"]
    call = world.client.get_journey_date_range_kpi
    assert "There is no KPI" in bad(call, ApplicationId=APP, JourneyId=journey_id, KpiName=kpi)


def test_the_range_of_a_journeys_kpi_is_checked(world):
    name = {"ApplicationId": APP, "JourneyId": world.create()["Id"], "KpiName": "journey-emails-sent"}
    start, end = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert "31 days" in bad(world.client.get_journey_date_range_kpi, **name, StartTime=start, EndTime=end)
