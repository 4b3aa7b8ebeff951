"""Experiments: declared, counted by the roll-up, reported by arm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services.audience import AudienceReader
from pinwheel.services.experiments import (
    ExperimentStores,
    RunningExperiments,
    create_experiment,
    list_experiments,
    report_experiment,
)
from pinwheel.services.rollups import roll_up
from pinwheel.services.segments import create_segment
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.members import MemoryMembers
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs
from tests.unit.services.test_rollups import an_event, streamed

PLACE = Place("us-east-1", "000000000000")
OUTCOMES = [
    {"Name": "visit", "EventType": "visit"},
    {"Name": "spend", "EventType": "buy", "Metric": "price"},
]


class RunningClock(FrozenClock):
    """Real time passes by `seconds` with every look."""

    seconds = 0

    def real_now(self):
        self.instant += timedelta(seconds=self.seconds)
        return self.instant


class World:
    """An application with endpoints in two arms: `mailed` and `control`."""

    def __init__(self):
        self.documents, self.segment_table = MemoryDocuments(), MemoryDocuments()
        self.endpoints, self.rollups, self.clock = MemoryEndpoints(), MemoryRollups(), RunningClock()
        self.ids, self.blobs = CountingIds(), MemoryBlobs()
        self.documents.write([Put(keys.application("app"), {"Id": "app"})])
        self.stores = ExperimentStores(
            documents=self.documents,
            segments=self.segment_table,
            endpoints=self.endpoints,
            audience=AudienceReader(
                endpoints=self.endpoints, members=MemoryMembers(), documents=self.segment_table
            ),
            rollups=self.rollups,
            clock=self.clock,
        )
        self.segments = {arm: self.segment(arm) for arm in ("mailed", "control")}
        for number in range(40):
            self.endpoint(f"e{number}", "mailed" if number % 2 else "control")

    def endpoint(self, endpoint_id, *arms):
        update = EndpointUpdate(endpoint_id, {"Attributes": {"arm": list(arms)}}, "r")
        self.endpoints.upsert_many("app", [update])

    def segment(self, arm):
        dimensions = {"Attributes": {"arm": {"AttributeType": "INCLUSIVE", "Values": [arm]}}}
        request = {"Name": arm, "Dimensions": dimensions}
        made = create_segment(
            "app", request, documents=self.segment_table, clock=self.clock, ids=self.ids, place=PLACE
        )
        return made["Id"]

    def body(self, **members):
        arms = [{"Name": name, "SegmentId": segment_id} for name, segment_id in self.segments.items()]
        return {"Arms": arms, "Control": "control", "Outcomes": OUTCOMES, **members}

    def create(self, **members):
        return create_experiment("app", self.body(**members), stores=self.stores, ids=self.ids)

    def happen(self, *events, start=100):
        roll_up(
            "0",
            streamed(list(events), start=start),
            rollups=self.rollups,
            blobs=self.blobs,
            experiments=RunningExperiments(self.stores),
        )

    def report(self, experiment_id):
        return report_experiment("app", experiment_id, stores=self.stores)

    def figures(self, experiment_id, name):
        """Give an outcome's count, converted and sum by arm."""
        return {
            arm["Name"]: tuple(each.get(m) for m in ("Count", "Converted", "Sum"))
            for arm in self.report(experiment_id)["Arms"]
            for each in arm["Outcomes"]
            if each["Name"] == name
        }


@pytest.fixture
def world():
    return World()


def bought(event_id, endpoint, price):
    return an_event(event_id, endpoint=endpoint, event_type="buy", metrics={"price": price})


def test_arms_are_counted_when_the_experiment_is_declared(world):
    made = world.create()
    report = world.report(made["Id"])
    assert made["State"] == "READY"
    assert {arm["Name"]: arm["Size"] for arm in report["Arms"]} == {"mailed": 20, "control": 20}
    assert (report["SampleRatioMismatch"], report["SampleRatioPValue"]) == (False, 1.0)


def test_outcomes_are_counted_by_arm(world):
    made = world.create()
    visits = [an_event(f"v{n}", endpoint=f"e{n}") for n in (1, 3, 5, 2)]
    world.happen(
        *visits, an_event("again", endpoint="E1"), bought("b1", "e1", 10.25), bought("b2", "e1", 0.5)
    )
    world.happen(bought("b3", "e2", 3), start=300)
    assert world.figures(made["Id"], "visit") == {"mailed": (4, 3, None), "control": (1, 1, None)}
    assert world.figures(made["Id"], "spend") == {"mailed": (2, 1, 10.75), "control": (1, 1, 3.0)}


def test_the_report_compares_with_the_control(world):
    made = world.create()
    world.happen(*(an_event(f"v{n}", endpoint=f"e{n}") for n in (1, 3, 5, 7, 9, 11, 2, 4)))
    mailed, control = (arm["Outcomes"][0] for arm in world.report(made["Id"])["Arms"])
    assert (mailed["Rate"], control["Rate"]) == (0.3, 0.1)
    assert mailed["Low"] < 0.3 < mailed["High"]
    assert mailed["Lift"] == pytest.approx(2.0)
    assert mailed["LiftLow"] < 2 < mailed["LiftHigh"]
    assert 0.1 < mailed["PValue"] < 0.3
    assert "Lift" not in control


def test_a_mean_is_over_everybody_in_the_arm(world):
    made = world.create()
    world.happen(bought("b1", "e1", 10), bought("b2", "e3", 30))
    mailed, control = (arm["Outcomes"][1] for arm in world.report(made["Id"])["Arms"])
    assert mailed["Mean"] == 2.0
    assert control["Mean"] == 0.0
    assert mailed["Lift"] is None


def test_repeated_delivery_changes_no_figure(world):
    made = world.create()
    visits = [an_event(f"v{n}", endpoint=f"e{n}") for n in range(40)]
    purchases = [bought(f"b{n}", f"e{n}", 1.5) for n in range(40)]
    world.rollups.crash_after = 40
    with pytest.raises(Unavailable):
        world.happen(*visits, *purchases)
    for _ in range(2):
        world.happen(*visits, *purchases)
    world.happen(*visits, start=700)
    assert world.figures(made["Id"], "visit") == {"mailed": (20, 20, None), "control": (20, 20, None)}
    assert world.figures(made["Id"], "spend") == {"mailed": (20, 20, 30.0), "control": (20, 20, 30.0)}


def test_an_event_right_after_the_declaration_counts_and_one_before_does_not(world):
    world.happen(an_event("before", endpoint="e1"))
    made = world.create()
    world.happen(an_event("after", endpoint="e1"), start=300)
    assert world.figures(made["Id"], "visit")["mailed"] == (1, 1, None)


def test_only_events_in_the_window_count(world):
    made = world.create(Start="2026-11-01T00:00:00Z", End="2026-11-02T00:00:00Z")
    day = 24 * 3600 * 1000
    first = 20_758 * day
    world.happen(
        an_event("early", endpoint="e1", at=first - 1),
        an_event("first", endpoint="e1", at=first),
        an_event("last", endpoint="e1", at=first + day),
        an_event("late", endpoint="e1", at=first + day + 1),
    )
    assert world.figures(made["Id"], "visit")["mailed"] == (2, 1, None)


def test_who_is_in_no_arm_or_in_several_counts_for_none(world):
    world.endpoint("both", "mailed", "control")
    world.endpoint("none", "other")
    made = world.create()
    world.happen(*(an_event(name, endpoint=name) for name in ("both", "none", "unknown")))
    assert world.report(made["Id"])["Overlap"] == 1
    assert world.figures(made["Id"], "visit") == {"mailed": (0, 0, None), "control": (0, 0, None)}


def test_counting_goes_on_where_a_call_had_to_stop(world):
    world.clock.seconds = 1
    made = world.create()
    assert made["State"] == "COUNTING"
    assert 0 < made["Progress"] < 1
    world.clock.seconds = 0
    report = world.report(made["Id"])
    assert report["State"] == "READY"
    assert {arm["Size"] for arm in report["Arms"]} == {20}


def test_arms_keep_the_version_that_their_segments_had(world):
    made = world.create()
    assert [arm["SegmentVersion"] for arm in made["Arms"]] == [1, 1]


def test_an_unequal_split_is_noticed_unless_it_was_planned(world):
    for number in range(200):
        world.endpoint(f"more{number}", "mailed")
    arms = world.body()["Arms"]
    planned = [{**arm, "Share": share} for arm, share in zip(arms, (11, 1), strict=True)]
    assert world.report(world.create()["Id"])["SampleRatioMismatch"] is True
    assert world.report(world.create(Arms=planned)["Id"])["SampleRatioMismatch"] is False


def test_experiments_are_listed(world):
    first, second = world.create(Name="one"), world.create()
    found, after = list_experiments("app", limit=1, after=None, documents=world.documents)
    assert ([each["Id"] for each in found], found[0]["Name"]) == ([first["Id"]], "one")
    found, after = list_experiments("app", limit=1, after=after, documents=world.documents)
    assert ([each["Id"] for each in found], after) == ([second["Id"]], None)


@pytest.mark.parametrize(
    "members",
    [
        {"Arms": []},
        {"Arms": [{"Name": "a", "SegmentId": "s"}]},
        {"Arms": "all"},
        {"Arms": [{"Name": "control", "SegmentId": "s"}] * 2},
        {"Arms": [{"Name": "control", "SegmentId": "nobody"}, {"Name": "b", "SegmentId": "nobody"}]},
        {"Arms": [{"Name": "control"}, {"Name": "b"}]},
        {"Control": "nobody"},
        {"Control": None},
        {"Outcomes": []},
        {"Outcomes": [{"Name": "a"}]},
        {"Outcomes": [{"Name": "a", "EventType": "b", "Metric": 3}]},
        {"Outcomes": ["visit"]},
        {"Start": "soon"},
        {"Start": "2026-11-02T00:00:00Z", "End": "2026-11-01T00:00:00Z"},
    ],
    ids=str,
)
def test_a_declaration_that_breaks_a_rule_is_refused(world, members):
    with pytest.raises(Invalid):
        world.create(**members)
    assert list_experiments("app", limit=9, after=None, documents=world.documents) == ([], None)


def a_campaign(world, **members):
    body = {"Id": "c1", "SegmentId": world.segments["mailed"], "SegmentVersion": 1, **members}
    world.documents.write([Put(keys.campaign("app", "c1"), body)])


def of_campaign(world, **members):
    body = {"CampaignId": "c1", "Outcomes": OUTCOMES, **members}
    return create_experiment("app", body, stores=world.stores, ids=world.ids)


def test_a_campaigns_treatments_and_holdout_are_arms(world):
    for number in range(400):
        world.endpoint(f"more{number}", "mailed")
    treatment = {"SizePercent": 30, "TreatmentName": "Red"}
    a_campaign(world, HoldoutPercent=20, AdditionalTreatments=[treatment])
    made = of_campaign(world)
    world.happen(*(an_event(f"v{n}", endpoint=f"more{n}") for n in range(400)), an_event("v", endpoint="e2"))
    report = world.report(made["Id"])

    sizes = {arm["Name"]: arm["Size"] for arm in report["Arms"]}
    assert list(sizes) == ["Treatment 0", "Red", "Holdout"]
    assert sum(sizes.values()) == 420
    assert (report["Control"], report["SampleRatioMismatch"]) == ("Holdout", False)
    assert sum(arm["Outcomes"][0]["Converted"] for arm in report["Arms"]) == 400
    for arm in report["Arms"]:
        assert arm["Outcomes"][0]["Converted"] <= arm["Size"]


def test_endpoints_are_in_the_arm_that_the_campaign_allots_them_to(world):
    a_campaign(world, HoldoutPercent=50)
    made = of_campaign(world, Control="Treatment 0")
    held = [e for e in world.endpoints.stored.values() if e.attributes["arm"] == ["mailed"]]
    shares = allotment("c1", {}, 50)
    expected = sum(shares.place(int(endpoint.cohort_id))[1] for endpoint in held)
    sizes = {arm["Name"]: arm["Size"] for arm in world.report(made["Id"])["Arms"]}
    assert sizes == {"Holdout": expected, "Treatment 0": len(held) - expected}


def test_a_campaign_that_treats_everybody_alike_is_no_experiment(world):
    a_campaign(world)
    with pytest.raises(Invalid, match="neither"):
        of_campaign(world)
    with pytest.raises(Invalid, match="not found"):
        of_campaign(world, CampaignId="c2")
    a_campaign(world, HoldoutPercent=10)
    with pytest.raises(Invalid, match="Control"):
        of_campaign(world, Control="nobody")


def test_shares_must_be_positive_and_for_all(world):
    arms = world.body()["Arms"]
    for share in (0, -1, True, "1"):
        with pytest.raises(Invalid):
            world.create(Arms=[{**arm, "Share": share} for arm in arms])
    with pytest.raises(Invalid):
        world.create(Arms=[{**arms[0], "Share": 1}, arms[1]])


def test_there_are_only_so_many_experiments_at_a_time(world):
    for _ in range(49):
        world.create()
    world.create(End="2026-11-03T00:00:00Z")
    with pytest.raises(Invalid, match="at most 50"):
        world.create()
    world.clock.advance(days=9)
    assert world.create()["State"] == "READY"


def test_an_unknown_experiment_is_not_found(world):
    with pytest.raises(NotFound):
        world.report("none")
