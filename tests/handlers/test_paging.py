"""Every list, one item a page: nothing is lost, nothing comes twice, and tokens belong to their list."""

from __future__ import annotations

from typing import Any

import pytest

from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.shapes.operations import OPERATIONS
from tests.handlers.contract_world import ROLE, TEMPLATES, ContractWorld

COUNT = 5
IMPORTED = {"Format": "CSV", "S3Url": "s3://bucket/in/", "RoleArn": ROLE, "ExternalId": "", "Size": 1}
TOKENS = {"Token": "token", "NextToken": "next-token"}


def create(operation, **changed):
    """Make one more of something: by default as the world makes its first."""

    def make(world, number):
        world.made(operation, {**world.good(operation), **changed})

    return make


def update(operation):
    """Make one more version of something."""

    def make(world, number):
        world.made(operation, {**world.good(operation), "Name": f"name {number}"})

    return make


def new_template(world, number):
    name, body = TEMPLATES["sms"]
    labels = {"TemplateName": f"news{number}"}
    assert world.call(f"Create{name}Template", body, labels=labels).status == 201


def new_template_version(world, number):
    body = {"Subject": f"Hello {number}"}
    query = {"create-new-version": "true"}
    assert world.call("UpdateEmailTemplate", body, query=query).status == 202


def export_of_segment(world, number):
    """Make a job of the world's segment, and one that is not."""
    body = world.good("CreateExportJob")
    world.made("CreateExportJob", {**body, "SegmentId": world.labels["SegmentId"]})
    world.made("CreateExportJob", body)


def import_to_segment(world, number):
    """Make a job that adds to the world's segment, as if it came from an import, and one that does not."""
    app, segment = world.labels["ApplicationId"], world.labels["SegmentId"]
    stored = world.segments.get(keys.segment(app, segment))
    world.segments.write(
        [Put(stored.key, {**stored.body, "SegmentType": "IMPORT", "Lists": [], "ImportDefinition": IMPORTED})]
    )
    body = world.good("CreateImportJob")
    world.made("CreateImportJob", {**body, "SegmentId": segment})
    world.made("CreateImportJob", body)


def activity(world, number):
    """Leave the note of a run of the world's campaign."""
    app, campaign = world.labels["ApplicationId"], world.labels["CampaignId"]
    body = {"ApplicationId": app, "CampaignId": campaign, "Id": f"a{number}", "State": "COMPLETED"}
    world.documents.write([Put(keys.activity(app, campaign, f"a{number}"), body)])


LISTS = {
    "GetApps": (create("CreateApp"), COUNT + 1),
    "GetCampaignActivities": (activity, COUNT),
    "GetCampaignVersions": (update("UpdateCampaign"), COUNT + 1),
    "GetCampaigns": (create("CreateCampaign"), COUNT + 1),
    "GetExportJobs": (create("CreateExportJob"), COUNT + 1),
    "GetImportJobs": (create("CreateImportJob"), COUNT + 1),
    "GetRecommenderConfigurations": (create("CreateRecommenderConfiguration"), COUNT + 1),
    "GetSegmentExportJobs": (export_of_segment, COUNT),
    "GetSegmentImportJobs": (import_to_segment, COUNT),
    "GetSegmentVersions": (update("UpdateSegment"), COUNT + 1),
    "GetSegments": (create("CreateSegment"), COUNT + 1),
    "ListJourneys": (create("CreateJourney"), COUNT + 1),
    "ListTemplateVersions": (new_template_version, COUNT + 1),
    "ListTemplates": (new_template, COUNT + len(TEMPLATES)),
}
"""How one more item is made, and how many there are with `COUNT` more."""
IDLE = {
    "GetApplicationDateRangeKpi",
    "GetCampaignDateRangeKpi",
    "GetJourneyDateRangeKpi",
    "GetJourneyExecutionActivityMetrics",
    "GetJourneyExecutionMetrics",
    "GetJourneyRunExecutionActivityMetrics",
    "GetJourneyRunExecutionMetrics",
    "GetJourneyRuns",
}
"""Take a page size too, but answer with one row, or with none as journeys do not run yet."""


@pytest.fixture(scope="module")
def shared():
    with pytest.MonkeyPatch.context() as patch:
        yield ContractWorld(patch)


@pytest.fixture
def world(shared):
    shared.restore()
    return shared


def pages(world, operation, size):
    """Read a whole list; give its pages."""
    found: list[list[Any]] = []
    query = {"page-size": str(size)}
    wire = next(name for name, member in OPERATIONS[operation].query.items() if member in TOKENS)
    while len(found) < 50:
        answer = world.call(operation, query=query)
        assert answer.status == 200, answer.text
        found.append(answer.body["Item"])
        if "NextToken" not in answer.body:
            return found
        query = {"page-size": str(size), wire: answer.body["NextToken"]}
    raise AssertionError("The list does not end.")


def test_every_operation_with_pages_is_tested():
    paged = {name for name, route in OPERATIONS.items() if "page-size" in route.query}
    assert paged == LISTS.keys() | IDLE


@pytest.mark.parametrize("operation", LISTS)
def test_pages_of_one_lose_and_repeat_nothing(world, operation):
    make, total = LISTS[operation]
    for number in range(COUNT):
        make(world, number)

    (whole,) = pages(world, operation, 100)
    single = pages(world, operation, 1)
    pairs = pages(world, operation, 2)

    assert len(whole) == total
    assert [len(page) for page in single] == [1] * total
    assert [item for page in single for item in page] == whole
    assert [item for page in pairs for item in page] == whole
    assert len({str(item) for item in whole}) == total


@pytest.mark.parametrize("operation", LISTS)
def test_a_token_of_another_list_is_refused(world, operation):
    make, _ = LISTS[operation]
    for number in range(2):
        make(world, number)
    first = world.call(operation, query={"page-size": "1"})
    other = "GetSegments" if operation != "GetSegments" else "GetCampaigns"

    answer = world.call(other, query={"token": first.body["NextToken"]})

    assert (answer.status, answer.body["__type"]) == (400, "BadRequestException")
