"""GetInAppMessages: which campaigns an endpoint may show, and what it is told of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.domain import keys
from pinwheel.domain.errors import NotFound
from pinwheel.domain.times import iso
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services.audience import AudienceReader
from pinwheel.services.in_app import in_app_messages, load_showing, showing_keys
from pinwheel.services.templates import TemplateStores
from pinwheel.services.trigger_index import index_changes
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.impressions import MemoryImpressions
from tests.fakes.system import FrozenClock, MemoryBlobs

APP = "app"
MESSAGE = {"Layout": "TOP_BANNER", "Content": [{"BackgroundColor": "#ffffff"}], "CustomConfig": {"a": "b"}}
FILTER = {"FilterType": "ENDPOINT", "Dimensions": {"EventType": {"Values": ["cart.opened"]}}}


class World:
    """In-app campaigns of an application, and endpoints that ask for them."""

    def __init__(self):
        self.clock, self.documents, self.segments = FrozenClock(), MemoryDocuments(), MemoryDocuments()
        self.endpoints, self.blobs = MemoryEndpoints(), MemoryBlobs()
        self.impressions = MemoryImpressions()
        self.add_segment("everybody")
        self.add_endpoint("e1")

    def add_segment(self, segment_id, **dimensions):
        body = {"Id": segment_id, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": dimensions}
        self.segments.write([Put(keys.segment(APP, segment_id), body)])

    def add_endpoint(self, endpoint_id, **document):
        document = {"ChannelType": "IN_APP", **document}
        self.endpoints.upsert_many(APP, [EndpointUpdate(endpoint_id, document, "r")])

    def write(self, number=1, *, schedule=None, limits=None, **members):
        """Store the next version of a campaign."""
        campaign_id = f"{number:032x}"
        stored = self.documents.get(keys.campaign(APP, campaign_id))
        old = None if stored is None else dict(stored.body)
        body = {
            "Id": campaign_id,
            "ApplicationId": APP,
            "Name": "Spring sale",
            "CreationDate": iso(self.clock.now()),
            "SegmentId": "everybody",
            "Internal": {"Limits": limits or {}},
            "Schedule": {
                "Frequency": "IN_APP_EVENT",
                "StartTime": "IMMEDIATE",
                "EventFilter": FILTER,
                **(schedule or {}),
            },
            "MessageConfiguration": {"InAppMessage": MESSAGE},
            **members,
            "Version": (old or {}).get("Version", 0) + 1,
        }
        self.documents.write([Put(keys.campaign(APP, campaign_id), body), *index_changes(old, body)])

    def ask(self, endpoint_id="e1"):
        stores = TemplateStores(self.documents, self.blobs)

        def showing(application_id):
            names = showing_keys(application_id, documents=self.documents)
            found = (load_showing(each, segments=self.segments, templates=stores) for each in names)
            return [each for each in found if each is not None]

        answer = in_app_messages(
            APP,
            endpoint_id,
            showing=showing,
            endpoints=self.endpoints,
            audience=AudienceReader(
                endpoints=self.endpoints, members=BlobSegmentMembers(self.blobs), documents=self.segments
            ),
            impressions=self.impressions,
            clock=self.clock,
        )
        return answer["InAppMessageCampaigns"]


@pytest.fixture
def world():
    return World()


def test_an_app_is_told_all_that_it_must_know(world):
    end = iso(world.clock.now() + timedelta(days=1))
    quiet_time = {"Start": "22:00", "End": "06:00"}
    world.write(
        schedule={"EndTime": end, "QuietTime": quiet_time},
        limits={"Daily": 2, "Session": 1, "Total": 5},
        Priority=2,
    )

    assert world.ask() == [
        {
            "CampaignId": f"Spring sale-{1:032x}",
            "DailyCap": 2,
            "SessionCap": 1,
            "TotalCap": 5,
            "Priority": 2,
            "TreatmentId": "0",
            "Schedule": {"EndDate": end, "EventFilter": FILTER, "QuietTime": quiet_time},
            "InAppMessage": MESSAGE,
        }
    ]


def test_without_limits_caps_are_zero_and_without_an_end_there_is_none(world):
    world.write()

    (told,) = world.ask()

    assert (told["DailyCap"], told["SessionCap"], told["TotalCap"], told["Priority"]) == (0, 0, 0, 5)
    assert told["Schedule"] == {"EventFilter": FILTER}


def test_only_members_of_the_segment_are_told_as_they_are_now(world):
    world.add_segment("gold", UserAttributes={"tier": {"Values": ["gold"]}})
    world.write(SegmentId="gold")
    world.add_endpoint("e1", User={"UserId": "u1", "UserAttributes": {"tier": ["tin"]}})
    assert world.ask() == []

    world.add_endpoint("e1", User={"UserId": "u1", "UserAttributes": {"tier": ["gold"]}})

    assert len(world.ask()) == 1


@pytest.mark.parametrize("document", [{"EndpointStatus": "INACTIVE"}, {"OptOut": "ALL"}])
def test_inactive_and_opted_out_endpoints_show_nothing(world, document):
    world.write()
    world.add_endpoint("e2", **document)

    assert world.ask("e2") == []


def test_the_window_opens_at_the_start_and_closes_at_the_end(world):
    start, end = (world.clock.now() + timedelta(hours=hours) for hours in (1, 2))
    world.write(schedule={"StartTime": iso(start), "EndTime": iso(end)})
    told = []
    for _ in range(3):
        told.append(len(world.ask()))
        world.clock.advance(hours=1)

    assert told == [0, 1, 0]


def test_a_paused_or_finished_campaign_is_not_told(world):
    world.write()
    world.write(IsPaused=True)
    world.write(2, Internal={"States": {"0": "COMPLETED"}})

    assert world.ask() == []
    assert showing_keys(APP, documents=world.documents) == []


def test_treatments_are_allotted_and_the_held_out_show_nothing(world):
    other = {"InAppMessage": {**MESSAGE, "Layout": "OVERLAYS"}}
    world.write(HoldoutPercent=20, AdditionalTreatments=[{"SizePercent": 30, "MessageConfiguration": other}])
    told: list[str] = []
    for number in range(300):
        world.add_endpoint(f"x{number}")
        told += [
            f"{each['TreatmentId']} {each['InAppMessage']['Layout']}" for each in world.ask(f"x{number}")
        ]

    assert set(told) == {"0 TOP_BANNER", "1 OVERLAYS"}
    assert 200 <= len(told) <= 270
    assert 60 <= told.count("1 OVERLAYS") <= 120


def test_the_most_urgent_campaign_comes_first(world):
    for number, priority in ((1, 4), (2, 1), (3, None), (4, 4)):
        world.write(number, **({"Priority": priority} if priority else {}))

    assert [int(told["CampaignId"][-32:], 16) for told in world.ask()] == [2, 1, 4, 3]


def test_a_campaign_that_was_shown_as_often_as_it_may_is_not_told(world):
    world.write(limits={"Total": 2})
    for event_id in ("1", "1"):
        world.impressions.add(APP, "E1", f"{1:032x}", event_id)
    assert len(world.ask()) == 1

    world.impressions.add(APP, "E1", f"{1:032x}", "2")

    assert world.ask() == []


def test_a_template_gives_the_content_of_its_active_or_named_version(world):
    head = {"Latest": 2, "Active": 1, "Highest": 2, "Count": 2}
    world.documents.write([Put(keys.template("t", "INAPP"), head)])
    for version, layout in ((1, "TOP_BANNER"), (2, "OVERLAYS")):
        content = {"Layout": layout, "Content": [{"ImageUrl": "https://example.com/a.png"}]}
        world.documents.write([Put(keys.template_version("t", "INAPP", version), {"Content": content})])
    plain, pinned, gone = {"Name": "t"}, {"Name": "t", "Version": "2"}, {"Name": "gone"}
    for number, named in enumerate((plain, pinned, gone), start=1):
        world.write(number, MessageConfiguration={}, TemplateConfiguration={"InAppTemplate": named})

    assert [told["InAppMessage"]["Layout"] for told in world.ask()] == ["TOP_BANNER", "OVERLAYS"]


def test_a_campaign_whose_segment_is_gone_is_not_told(world):
    world.write(SegmentId="gone")

    assert world.ask() == []


def test_an_unknown_endpoint_is_not_found(world):
    with pytest.raises(NotFound):
        world.ask("unknown")
