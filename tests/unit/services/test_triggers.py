"""Events that start campaigns: who is reached, once, however the stream delivers."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.events import EventRecord
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.domain.times import epoch_millis, iso
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services.audience import AudienceReader
from pinwheel.services.event_runs import ReachTools
from pinwheel.services.trigger_index import index_changes
from pinwheel.services.trigger_lookup import TriggerLookup
from pinwheel.services.triggers import TriggerTools, trigger_campaigns
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.impressions import MemoryImpressions
from tests.fakes.ledger import MemoryLedger
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue
from tests.unit.domain.triggers.test_filters import of_types

APP = "app"


class CountedDocuments(MemoryDocuments):
    """Documents that count how often a partition is listed."""

    def __init__(self):
        super().__init__()
        self.listings = 0

    def list(self, partition, **options):
        self.listings += 1
        return super().list(partition, **options)


class World:
    """An application with endpoints, event campaigns, and what comes of events."""

    def __init__(self):
        self.clock, self.documents, self.segments = FrozenClock(), CountedDocuments(), MemoryDocuments()
        self.endpoints, self.ledger, self.blobs = MemoryEndpoints(), MemoryLedger(), MemoryBlobs()
        self.impressions = MemoryImpressions()
        self.queues = {family: MemoryQueue() for family in ("EMAIL", "SMS", "PUSH", "VOICE", "CUSTOM")}
        self.plans: dict[str, RunPlan] = {}
        self.closed: set[str] = set()
        self.lost: list[str] = []
        self.ticks = 0.0
        self.add_segment("everybody")
        self.tools = TriggerTools(
            lookup=TriggerLookup(self.documents, monotonic=lambda: self.ticks),
            documents=self.documents,
            segment_documents=self.segments,
            endpoints=self.endpoints,
            audience=AudienceReader(
                endpoints=self.endpoints,
                members=BlobSegmentMembers(self.blobs),
                documents=self.segments,
            ),
            impressions=self.impressions,
            open_run=self.open_run,
            lost_segment=lambda _, campaign_id: self.lost.append(campaign_id),
            reach=ReachTools(
                ledger=self.ledger,
                blobs=self.blobs,
                queues=self.queues,
                clock=self.clock,
                ids=CountingIds(),
            ),
            clock=self.clock,
        )

    def open_run(self, application_id, campaign_id):
        plan = self.plans.get(campaign_id)
        if plan is None or campaign_id in self.closed:
            return None
        self.ledger.open(plan)
        return self.ledger.run(plan.run_id)

    def add_segment(self, segment_id, **dimensions):
        body = {"Id": segment_id, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": dimensions}
        self.segments.write([Put(keys.segment(APP, segment_id), body)])

    def add_endpoint(self, endpoint_id, channel="EMAIL", **document):
        document = {"ChannelType": channel, "Address": f"{endpoint_id}@example.com", **document}
        self.endpoints.upsert_many(APP, [EndpointUpdate(endpoint_id, document, "r")])

    def add_campaign(
        self,
        campaign_id,
        *types,
        kind="ENDPOINT",
        segment="everybody",
        contents=("EMAIL",),
        holdout=0,
        sizes=(),
        **dimensions,
    ):
        wanted = {**of_types(*(types or ("purchase",))), **dimensions}
        body = {
            "Id": campaign_id,
            "ApplicationId": APP,
            "Version": 1,
            "CreationDate": iso(self.clock.now() - timedelta(hours=1)),
            "SegmentId": segment,
            "Schedule": {
                "Frequency": "EVENT",
                "StartTime": "IMMEDIATE",
                "EventFilter": {"FilterType": kind, "Dimensions": wanted},
            },
            "AdditionalTreatments": [{"SizePercent": size} for size in sizes],
        }
        self.documents.write([Put(keys.campaign(APP, campaign_id), body), *index_changes(None, body)])
        names = [str(number) for number in range(len(sizes) + 1)]
        self.plans[campaign_id] = RunPlan(
            run_id=f"{epoch_millis(self.clock.now()):012x}{campaign_id}",
            application_id=APP,
            campaign_id=campaign_id,
            campaign_version=1,
            segment_id=segment,
            segment_version=None,
            scheduled=iso(self.clock.now()),
            started=iso(self.clock.now()),
            shares=allotment(campaign_id, dict(zip(names[1:], sizes, strict=True)), holdout),
            treatments=tuple(
                Treatment(id=name, activity_id=f"a{name}", contents=dict.fromkeys(contents, "blob"))
                for name in names
            ),
            slices=0,
            is_event=True,
        )

    def event(self, endpoint_id, event_id="1", kind="purchase", *, user_id=None, **given):
        given.setdefault("arrival_timestamp", epoch_millis(self.clock.now()))
        return EventRecord(
            event_type=kind,
            event_timestamp=1,
            application={"app_id": APP},
            client={"client_id": endpoint_id} if endpoint_id else {},
            event_id=event_id,
            user_id=user_id,
            **given,
        )

    def put(self, *events):
        return trigger_campaigns(events, tools=self.tools)

    def reached(self, family="EMAIL"):
        """List (campaign, endpoint) of all chunks of a family that were added, however often queued."""
        campaigns = {plan.run_id: plan.campaign_id for plan in self.plans.values()}
        return sorted(
            (campaigns[run_id], msgspec.json.decode(line, type=Endpoint).id)
            for (run_id, _), chunk in self.ledger.chunks.items()
            if chunk.channel == family
            for line in self.blobs.get(chunk.blob).splitlines()
        )

    def queued(self, family="EMAIL"):
        return [(body["RunId"], body["Chunk"]) for body in self.queues[family].sent]


@pytest.fixture
def world():
    return World()


class TestWhoIsReached:
    def test_the_endpoint_of_a_matching_event_gets_the_message(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1")
        world.add_campaign("c2", "other")

        world.put(world.event("e1"), world.event("e1", "2", "unheard"))

        assert world.reached() == [("c1", "e1")]
        assert set(world.queued()) == set(world.ledger.chunks)

    def test_each_channel_goes_to_its_family(self, world):
        for name, channel in {"e": "EMAIL", "s": "SMS", "g": "GCM", "v": "VOICE", "c": "CUSTOM"}.items():
            world.add_endpoint(name, channel)
        world.add_campaign("c1", contents=("EMAIL", "SMS", "GCM", "VOICE", "CUSTOM"))

        world.put(*(world.event(name) for name in "esgvc"))

        reached = {family: world.reached(family) for family in world.queues}
        assert reached == {
            "EMAIL": [("c1", "e")],
            "SMS": [("c1", "s")],
            "PUSH": [("c1", "g")],
            "VOICE": [("c1", "v")],
            "CUSTOM": [("c1", "c")],
        }
        assert all(world.queued(family) for family in world.queues)

    def test_the_segment_is_evaluated_at_the_event(self, world):
        world.add_segment("gold", UserAttributes={"tier": {"Values": ["gold"]}})
        world.add_campaign("c1", segment="gold")
        world.add_endpoint("e1", User={"UserId": "u1", "UserAttributes": {"tier": ["tin"]}})
        world.put(world.event("e1"))
        assert world.reached() == []

        world.add_endpoint("e1", User={"UserId": "u1", "UserAttributes": {"tier": ["gold"]}})
        world.put(world.event("e1", "2"))

        assert world.reached() == [("c1", "e1")]

    def test_inactive_opted_out_and_unknown_endpoints_get_nothing(self, world):
        world.add_endpoint("asleep", EndpointStatus="INACTIVE")
        world.add_endpoint("quiet", OptOut="ALL")
        world.add_campaign("c1")

        world.put(world.event("asleep"), world.event("quiet"), world.event("unknown"))

        assert world.reached() == []
        counters = world.ledger.run(world.plans["c1"].run_id).counters
        assert counters == {"0/SEEN": 2, "0/ENDPOINT_INACTIVE": 1, "0/ENDPOINT_OPT_OUT": 1}

    def test_an_endpoint_without_content_is_told_so_in_its_status(self, world):
        world.add_endpoint("s", "SMS")
        world.add_campaign("c1")

        world.put(world.event("s"))

        (chunk,) = world.ledger.chunks.values()
        assert chunk.progress == "C"

    def test_the_held_out_get_their_status_and_treatments_their_share(self, world):
        for number in range(200):
            world.add_endpoint(f"e{number}")
        world.add_campaign("c1", holdout=20, sizes=(30,))

        world.put(*(world.event(f"e{number}") for number in range(200)))

        counters = world.ledger.run(world.plans["c1"].run_id).counters
        assert counters["0/SEEN"] + counters["1/SEEN"] == 200
        held_out = sum(chunk.progress.count("H") for chunk in world.ledger.chunks.values())
        assert 20 <= held_out <= 60
        assert 40 <= counters["1/SEEN"] <= 80

    def test_an_event_for_a_user_reaches_all_endpoints_once_per_address(self, world):
        for name, channel in {"e1": "EMAIL", "e2": "EMAIL", "s1": "SMS"}.items():
            world.add_endpoint(name, channel, User={"UserId": "u1"})
        world.add_endpoint("e3", User={"UserId": "u2"})
        world.add_campaign("c1", contents=("EMAIL", "SMS"))

        world.put(world.event("", user_id="u1"))

        assert world.reached("EMAIL") == [("c1", "e1"), ("c1", "e2")]
        assert world.reached("SMS") == [("c1", "s1")]

    def test_messages_expire_five_minutes_after_the_event(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1")
        arrived = epoch_millis(world.clock.now())

        world.put(world.event("e1"))

        (chunk,) = world.ledger.chunks.values()
        assert chunk.expires_at == arrived / 1000 + 300

    def test_an_event_older_than_five_minutes_is_dropped(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1")
        late = world.event("e1")
        world.clock.advance(minutes=5, seconds=1)

        assert world.put(late)["late"] == 1
        assert world.reached() == []

    def test_a_deleted_segment_or_closed_campaign_stops_the_messages(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1", segment="gone")
        world.add_campaign("c2")
        world.closed.add("c2")

        figures = world.put(world.event("e1"))

        assert world.reached() == []
        assert world.lost == ["c1"]
        assert figures["not wanted"] == 1

    def test_a_run_that_takes_nothing_more_is_no_failure(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1")
        world.open_run(APP, "c1")
        world.ledger.seal(world.plans["c1"].run_id)

        assert world.put(world.event("e1"))["answered"] == 0
        assert world.reached() == []


class TestOnce:
    def test_a_replay_adds_nothing_but_queues_what_may_have_got_lost(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1")
        for queue in world.queues.values():
            queue.failing = True
        with pytest.raises(Unavailable):
            world.put(world.event("e1"))
        for queue in world.queues.values():
            queue.failing = False

        world.put(world.event("e1"))

        assert world.reached() == [("c1", "e1")]
        assert set(world.queued()) == set(world.ledger.chunks)
        assert world.ledger.run(world.plans["c1"].run_id).counters == {"0/SEEN": 1}

    @settings(max_examples=60)
    @given(data=st.data())
    def test_however_batches_are_repeated_cut_and_ordered_each_answer_is_given_once(self, data):
        world = World()
        for number in range(4):
            world.add_endpoint(f"e{number}", OptOut="ALL" if number == 3 else "NONE")
        world.add_campaign("c1", "a", "b")
        world.add_campaign("c2", "b", contents=("EMAIL", "SMS"))
        events = [
            world.event(
                f"e{data.draw(st.integers(0, 4))}", str(number % 9), data.draw(st.sampled_from("abc"))
            )
            for number in range(12)
        ]
        events = list({(each.endpoint_id, each.event_id): each for each in events}.values())
        deliveries = events + data.draw(st.lists(st.sampled_from(events), max_size=15))
        deliveries = data.draw(st.permutations(deliveries))
        while deliveries:
            size = data.draw(st.integers(1, 6))
            batch, deliveries = deliveries[:size], deliveries[size:]
            fails = data.draw(st.booleans())
            world.queues["EMAIL"].failing = fails
            try:
                world.put(*batch)
            except Unavailable:
                world.queues["EMAIL"].failing = False
                world.put(*batch)

        heard = {"c1": "ab", "c2": "b"}
        assert world.reached() == sorted(
            (campaign, each.endpoint_id)
            for campaign, types in heard.items()
            for each in events
            if each.event_type in types and each.endpoint_id in ("e0", "e1", "e2")
        )
        assert set(world.queued()) == set(world.ledger.chunks)
        for campaign, types in heard.items():
            seen = [e for e in events if e.event_type in types and e.endpoint_id != "e4"]
            run = world.ledger.run(world.plans[campaign].run_id)
            assert (run.counters if run else {}).get("0/SEEN", 0) == len(seen)

    def test_many_recipients_are_cut_to_fit_transactions(self, world):
        for number in range(250):
            world.add_endpoint(f"e{number}")
        world.add_campaign("c1")

        world.put(*(world.event(f"e{number}") for number in range(250)))

        assert len(world.reached()) == 250
        assert max(len(chunk.progress) for chunk in world.ledger.chunks.values()) <= 80
        assert len(world.ledger.chunks) <= 8


class TestNoEndlessChains:
    def sent(self, world, campaign_id, event_id):
        return world.event("e1", event_id, "_campaign.send", attributes={"campaign_id": campaign_id})

    def test_a_campaign_never_answers_its_own_messages(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1", "_campaign.send", kind="SYSTEM")

        world.put(self.sent(world, "c1", "1"))

        assert world.reached() == []

    def test_it_answers_each_message_of_campaigns_that_answer_none(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1", "_campaign.send", kind="SYSTEM")
        world.add_campaign("c2", "purchase")

        world.put(self.sent(world, "c2", "1"), self.sent(world, "c2", "2"))

        assert world.reached() == [("c1", "e1"), ("c1", "e1")]

    def test_two_that_listen_to_each_other_make_one_round_a_day(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1", "_campaign.send", kind="SYSTEM")
        world.add_campaign("c2", "_campaign.send", kind="SYSTEM")

        world.put(self.sent(world, "c2", "1"))
        world.put(self.sent(world, "c1", "2"))
        world.put(self.sent(world, "c2", "3"))
        assert world.reached() == [("c1", "e1"), ("c2", "e1")]

        world.clock.advance(days=1)
        world.put(self.sent(world, "c2", "4"))

        assert world.reached() == [("c1", "e1"), ("c1", "e1"), ("c2", "e1")]


class TestManyCampaigns:
    def test_thousands_of_campaigns_cost_an_event_no_more_requests_than_a_few(self, world):
        world.add_endpoint("e1")
        for number in range(2500):
            world.add_campaign(f"c{number}", f"type {number}")
        world.put(world.event("e1", "0", "type 1"))
        world.documents.listings = 0

        world.put(world.event("e1", "1", "type 7"), world.event("e1", "2", "nobody's"))

        assert world.reached() == [("c1", "e1"), ("c7", "e1")]
        assert world.documents.listings == 3

    def test_a_type_with_many_listeners_is_kept_for_a_moment(self, world):
        world.add_endpoint("e1")
        for number in range(450):
            world.add_campaign(f"c{number}", Attributes={"item": {"Values": [str(number)]}})
        world.put(world.event("e1", "0", attributes={"item": "3"}))
        world.documents.listings = 0

        world.put(world.event("e1", "1", attributes={"item": "5"}))
        assert world.documents.listings == 1
        assert world.reached() == [("c3", "e1"), ("c5", "e1")]

        world.ticks += 3
        world.put(world.event("e1", "2", attributes={"item": "5"}))
        assert world.documents.listings == 5

    def test_a_campaign_that_changed_is_heard_by_its_new_filter(self, world):
        world.add_endpoint("e1")
        world.add_campaign("c1", "a")
        world.put(world.event("e1", "0", "a"))
        old = dict(world.documents.get(keys.campaign(APP, "c1")).body)
        paused = {**old, "IsPaused": True, "Version": 2}
        world.documents.write(index_changes(old, paused))
        world.put(world.event("e1", "1", "a"))
        new = {**old, "Version": 3}
        dimensions = {**of_types("a"), "Attributes": {"item": {"Values": ["hat"]}}}
        new["Schedule"] = {
            **old["Schedule"],
            "EventFilter": {"FilterType": "ENDPOINT", "Dimensions": dimensions},
        }
        world.documents.write(index_changes(paused, new))

        world.put(world.event("e1", "2", "a"), world.event("e1", "3", "a", attributes={"item": "hat"}))

        assert world.reached() == [("c1", "e1"), ("c1", "e1")]


class TestDisplays:
    def displayed(self, world, event_id, campaign="Spring-sale-{}"):
        attributes = {"campaign_id": campaign.format(f"{1:032x}"), "treatment_id": "0"}
        return world.event("e1", event_id, "_inapp.message_displayed", attributes=attributes)

    def add_in_app(self, world, total):
        body = {
            "Id": f"{1:032x}",
            "ApplicationId": APP,
            "Version": 1,
            "Schedule": {"Frequency": "IN_APP_EVENT"},
            "Internal": {"Limits": {"Total": total} if total else {}},
        }
        world.documents.write(index_changes(None, body))

    def test_displays_of_capped_campaigns_are_counted_once_each(self, world):
        self.add_in_app(world, 3)

        world.put(self.displayed(world, "1"), self.displayed(world, "1"), self.displayed(world, "2"))
        world.put(self.displayed(world, "2"), self.displayed(world, "3", "{}"))

        assert world.impressions.of_endpoint(APP, "e1") == {f"{1:032x}": 3}

    def test_others_are_not(self, world):
        self.add_in_app(world, 0)

        world.put(self.displayed(world, "1"), self.displayed(world, "2", "unknown"))

        assert world.impressions.of_endpoint(APP, "e1") == {}
