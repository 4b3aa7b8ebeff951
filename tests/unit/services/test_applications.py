"""Applications and their settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.services import applications
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import CountingIds, FrozenClock, MemoryQueue

PLACE = Place("us-east-1", "000000000000")


@pytest.fixture
def documents():
    return MemoryDocuments()


@pytest.fixture
def create(documents):
    ids = CountingIds()

    def make(name="shop", tags=None):
        return applications.create_application(
            name, tags or {}, documents=documents, clock=FrozenClock(), ids=ids, place=PLACE
        )

    return make


def change(documents, application_id, **request):
    return applications.update_settings(application_id, request, documents=documents, clock=FrozenClock())


def test_an_application_answers_its_arn_and_date(create):
    assert create(tags={"team": "crm"}) == {
        "Arn": f"arn:aws:mobiletargeting:us-east-1:000000000000:apps/{1:032x}",
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "Id": f"{1:032x}",
        "Name": "shop",
        "tags": {"team": "crm"},
    }


@pytest.mark.parametrize("name", ["", "   ", "x" * 65])
def test_a_bad_name_is_refused(create, name):
    with pytest.raises(Invalid, match="Name"):
        create(name)


def test_two_applications_may_share_a_name(create):
    assert create("a")["Id"] != create("a")["Id"]


def test_a_listing_is_in_order_of_creation_and_continues(create, documents):
    made = [create(name)["Id"] for name in ("a", "b", "c")]

    first, after = applications.list_applications(limit=2, after=None, documents=documents)
    rest, end = applications.list_applications(limit=2, after=after, documents=documents)

    assert [app["Id"] for app in first + rest] == made
    assert end is None


def test_a_deleted_application_is_gone_for_readers_at_once(create, documents):
    application_id = create()["Id"]
    change(documents, application_id, Limits={"Daily": 3})
    queue = MemoryQueue()

    applications.delete_application(application_id, documents=documents, queue=queue)

    with pytest.raises(NotFound):
        applications.require_application(application_id, documents=documents)
    with pytest.raises(NotFound):
        applications.get_settings(application_id, documents=documents)
    assert applications.list_applications(limit=9, after=None, documents=documents) == ([], None)
    assert queue.sent == [{"ApplicationId": application_id, "Round": 0, "Pass": 1}]


def test_an_application_whose_deletion_cannot_be_queued_stays(create, documents):
    application_id = create()["Id"]
    queue = MemoryQueue()
    queue.failing = True

    with pytest.raises(Unavailable):
        applications.delete_application(application_id, documents=documents, queue=queue)

    applications.require_application(application_id, documents=documents)


def test_new_settings_hold_four_empty_blocks(create, documents):
    application_id = create()["Id"]

    answer = applications.get_settings(application_id, documents=documents)

    assert answer == {
        "ApplicationId": application_id,
        "CampaignHook": {},
        "Limits": {},
        "QuietTime": {},
        "JourneyLimits": {},
    }


def test_an_empty_settings_request_changes_nothing(create, documents):
    application_id = create()["Id"]

    change(documents, application_id)

    assert keys.settings(application_id) not in documents.stored


def test_an_absent_block_stays_and_a_given_one_replaces(create, documents):
    application_id = create()["Id"]
    change(
        documents,
        application_id,
        Limits={"Daily": 3, "Total": 9},
        QuietTime={"Start": "21:00", "End": "08:00"},
    )

    answer = change(documents, application_id, Limits={"Daily": 4})

    assert answer["Limits"] == {"Daily": 4}
    assert answer["QuietTime"] == {"Start": "21:00", "End": "08:00"}


def test_zeros_and_empty_strings_mean_not_set(create, documents):
    application_id = create()["Id"]

    answer = change(
        documents,
        application_id,
        Limits={"Daily": 0, "MaximumDuration": 0, "MessagesPerSecond": 0, "Total": 0},
        QuietTime={"Start": "", "End": ""},
        CampaignHook={"LambdaFunctionName": "", "Mode": "", "WebUrl": ""},
    )

    assert (answer["Limits"], answer["QuietTime"], answer["CampaignHook"]) == ({}, {}, {})


@pytest.mark.parametrize(
    ("request_", "member"),
    [
        ({"Limits": {"Daily": 101}}, "Limits.Daily"),
        ({"Limits": {"Total": -1}}, "Limits.Total"),
        ({"Limits": {"MessagesPerSecond": 20_001}}, "Limits.MessagesPerSecond"),
        ({"Limits": {"MaximumDuration": 59}}, "Limits.MaximumDuration"),
        ({"QuietTime": {"Start": "9:00", "End": "10:00"}}, "QuietTime.Start"),
        ({"QuietTime": {"Start": "09:00", "End": "24:00"}}, "QuietTime.End"),
        ({"QuietTime": {"Start": "09:00"}}, "QuietTime.End"),
    ],
)
def test_a_setting_out_of_range_is_named(create, documents, request_, member):
    application_id = create()["Id"]

    with pytest.raises(Invalid, match=member):
        change(documents, application_id, **request_)


class Overtaken(MemoryDocuments):
    """Lets somebody else run right before the next write."""

    interruption: Callable[[], object] | None = None

    def write(self, changes):
        interruption, self.interruption = self.interruption, None
        if interruption is not None:
            interruption()
        super().write(changes)


def test_of_two_changes_of_the_settings_at_once_none_is_lost():
    documents = Overtaken()
    application_id = applications.create_application(
        "shop", {}, documents=documents, clock=FrozenClock(), ids=CountingIds(), place=PLACE
    )["Id"]
    documents.interruption = lambda: change(documents, application_id, Limits={"Daily": 3})

    with pytest.raises(Conflict):
        change(documents, application_id, QuietTime={"Start": "22:00", "End": "06:00"})
    change(documents, application_id, QuietTime={"Start": "22:00", "End": "06:00"})

    settings = applications.get_settings(application_id, documents=documents)
    assert settings["Limits"] == {"Daily": 3}
    assert settings["QuietTime"] == {"Start": "22:00", "End": "06:00"}
