"""Reports against what the same events say when they are counted by hand."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pinwheel.domain import keys
from pinwheel.domain.archive.sql import Period
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.usage.heatmap import WEEKDAYS, offsets_of
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import demographics, reports
from pinwheel.services.archive import archive_events
from pinwheel.services.archive_queries import Later
from pinwheel.services.usage import usage
from tests.fakes.rollups import MemoryRollups
from tests.unit.services.test_archive_queries import FILES, NOW, World
from tests.unit.services.test_rollups import run, streamed

DAY = timedelta(days=1)
START, END = date(2026, 10, 20), date(2026, 11, 1)


class Office(World):
    """The archive, the roll-ups and the endpoint store of one application."""

    def __init__(self):
        super().__init__()
        self.rollups = MemoryRollups()
        self.documents.write([Put(keys.application("app"), {"Id": "app"})])
        self.documents.write([Put(keys.campaign("app", "c1"), {"Id": "c1"})])
        self.tools = reports.ReportTools(documents=self.documents, rollups=self.rollups, clock=self.clock)

    def take(self, events):
        archive_events("b", events, files=FILES, blobs=self.blobs)
        run(self.rollups, streamed(events))

    def endpoint(self, name, **members):
        self.endpoints.upsert_many("app", [EndpointUpdate(name, members, "r")])

    def report(self, **asked):
        wanted: dict[str, Any] = {
            "start": str(START),
            "end": str(END),
            "attributes": {},
            "metric": None,
            "group_by": None,
        }
        return reports.event_report(
            "app", tools=self.tools, archive=self.queries, **{"event_type": "buy", **wanted, **asked}
        )

    def heatmap(self, clocks=None):
        return reports.heatmap(
            "app",
            event_type="buy",
            start=str(START),
            end=str(END),
            clocks=clocks,
            tools=self.tools,
            archive=self.queries,
        )

    def demographics(self, dimension):
        tools = demographics.DemographicsTools(
            documents=self.documents, reader=lambda: self.endpoints, clock=self.clock
        )
        return demographics.demographics("app", dimension, tools=tools)


def event(number, kind, at, *, endpoint="e1", session=None, **members):
    millis = int(at.timestamp() * 1000)
    return EventRecord(
        event_type=kind,
        event_timestamp=millis,
        arrival_timestamp=millis,
        event_version="3.0",
        application={"app_id": "app"},
        client={"client_id": endpoint},
        session={"session_id": session} if session else {},
        event_id=f"n{number}",
        **members,
    )


@pytest.fixture(scope="module")
def events():
    draw = random.Random(5)
    made = []
    for number in range(600):
        endpoint = f"e{draw.randrange(30)}"
        at = datetime(2026, 10, 20, tzinfo=UTC) + draw.random() * 12 * DAY
        kind = draw.choice(["buy", "buy", "view", "_session.start"])
        made.append(
            event(
                number,
                kind,
                at,
                endpoint=endpoint,
                session=draw.choice([f"s{draw.randrange(3)}", None]),
                user_id=draw.choice([f"u{draw.randrange(12)}", None]),
                attributes=draw.choice([{"plan": "gold"}, {"plan": "tin"}, {}]),
                metrics=draw.choice([{"price": float(draw.randrange(50))}, {}]),
            )
        )
    return made


@pytest.fixture(scope="module")
def office(events):
    made = Office()
    made.take(events)
    return made


def day_of(each):
    return datetime.fromtimestamp(each.event_timestamp / 1000, UTC).date().isoformat()


def figures(found, begun):
    priced = [each for each in found if "price" in each.metrics]
    prices = [each.metrics["price"] for each in priced]
    sessions: dict[Any, list[float]] = {}
    for each in priced:
        if name := each.session.get("session_id"):
            sessions.setdefault((each.endpoint_id, name), []).append(each.metrics["price"])
    return {
        "Count": len(found),
        "Endpoints": len({each.endpoint_id for each in found}),
        "Users": len({each.user_id for each in found if each.user_id}),
        "Sessions": begun,
        "EventsPerSession": pytest.approx(len(found) / begun if begun else 0.0),
        "Metric": {
            "Count": len(prices),
            "Minimum": min(prices, default=None),
            "Maximum": max(prices, default=None),
            "Average": pytest.approx(fmean(prices)) if prices else None,
            "SessionWeightedAverage": pytest.approx(fmean(map(fmean, sessions.values())))
            if sessions
            else None,
        },
    }


def test_an_event_report_is_what_counting_by_hand_gives(office, events):
    told = office.report(metric="price")
    bought = [each for each in events if each.event_type == "buy"]
    starts = Counter(day_of(each) for each in events if each.event_type == "_session.start")
    assert told["Total"] == figures(bought, starts.total())
    assert [day["Date"] for day in told["Days"]] == [str(START + n * DAY) for n in range(13)]
    for day in told["Days"]:
        of_day = [each for each in bought if day_of(each) == day["Date"]]
        assert day == {"Date": day["Date"], **figures(of_day, starts[day["Date"]])}


def test_a_report_keeps_to_its_filter(office, events):
    told = office.report(attributes={"plan": ("gold", "silver")})
    gold = [e for e in events if e.event_type == "buy" and e.attributes.get("plan") == "gold"]
    assert told["Total"]["Count"] == len(gold)
    assert "Metric" not in told["Total"]


def test_groups_come_by_size_and_tell_what_has_none(office, events):
    told = office.report(group_by="plan")
    by_plan = Counter(e.attributes.get("plan") for e in events if e.event_type == "buy")
    found = {None if group["IsMissing"] else group["Value"]: group["Count"] for group in told["Groups"]}
    assert found == by_plan
    assert [group["Count"] for group in told["Groups"]] == sorted(by_plan.values(), reverse=True)
    assert "Sessions" not in told["Groups"][0]


def test_a_slow_report_is_told_later(events):
    office = Office()
    office.take(events[:50])
    office.engine.slow = 10_000
    later = office.report(metric="price")
    assert isinstance(later, Later)
    office.engine.slow = 0
    told = office.queries.result("app", later.body["Id"])
    assert not isinstance(told, Later)
    assert told["Total"]["Count"] == sum(each.event_type == "buy" for each in events[:50])


def test_an_interruption_of_five_seconds_is_the_same_session():
    office = Office()
    at = datetime(2026, 10, 21, 8, tzinfo=UTC)
    office.take(
        [
            event(1, "_session.start", at),
            event(2, "_session.stop", at + timedelta(seconds=60)),
            event(3, "_session.start", at + timedelta(seconds=65)),
            event(4, "_session.stop", at + timedelta(seconds=90)),
            event(5, "_session.start", at + timedelta(seconds=96)),
            event(6, "buy", at + timedelta(seconds=97)),
        ]
    )
    assert office.report()["Total"]["Sessions"] == 2
    counted = usage(
        "app",
        start="2026-10-21",
        end="2026-10-21",
        documents=office.documents,
        rollups=office.rollups,
        clock=office.clock,
    )
    assert counted["Days"][0]["Sessions"] == 2


@pytest.mark.parametrize(
    ("asked", "member"),
    [
        ({"event_type": None}, "event-type"),
        ({"event_type": ""}, "event-type"),
        ({"metric": ""}, "metric"),
        ({"group_by": "x" * 201}, "group-by"),
        ({"start": "soon"}, "start"),
        ({"start": "2026-11-02", "end": "2026-11-01"}, "start"),
        ({"start": "2026-01-01", "end": "2026-11-01"}, "end"),
    ],
)
def test_bad_questions_are_refused_by_their_member(office, asked, member):
    with pytest.raises(Invalid) as refused:
        office.report(**asked)
    assert refused.value.member == member


def test_a_quote_in_a_name_asks_for_a_quote(office):
    assert (
        office.report(event_type="it's", attributes={"o'k": ("a'b",)}, metric="'", group_by="'")["Total"][
            "Count"
        ]
        == 0
    )


def test_a_heat_map_goes_by_the_clocks_of_the_endpoints(events):
    office = Office()
    zones = {"e1": "America/New_York", "e2": "Asia/Kolkata", "e3": "Europe/Berlin", "e4": "Nowhere/Land"}
    for name, zone in zones.items():
        office.endpoint(name, Demographic={"Timezone": zone})
    office.take(events)
    expected: Counter[Any] = Counter()
    unknown = 0
    for each in events:
        if each.event_type != "buy":
            continue
        zone = zones.get(each.endpoint_id, "Nowhere/Land")
        unknown += zone == "Nowhere/Land"
        clock = UTC if zone == "Nowhere/Land" else ZoneInfo(zone)
        at = datetime.fromtimestamp(each.event_timestamp / 1000, UTC).astimezone(clock)
        expected[WEEKDAYS[at.weekday()], at.hour] += 1
    told = office.heatmap()
    found = {(day, hour): n for day, row in told["Counts"].items() for hour, n in enumerate(row) if n}
    assert found == expected
    assert told["WithoutTimezone"] == unknown
    assert told["Total"] == expected.total()


def test_a_heat_map_by_utc_comes_from_the_counters(office, events):
    told = office.heatmap("utc")
    at = [datetime.fromtimestamp(e.event_timestamp / 1000, UTC) for e in events if e.event_type == "buy"]
    expected = Counter((WEEKDAYS[each.weekday()], each.hour) for each in at)
    found = {(day, hour): n for day, row in told["Counts"].items() for hour, n in enumerate(row) if n}
    assert found == expected
    assert office.heatmap()["Counts"] == told["Counts"]
    with pytest.raises(Invalid, match="time"):
        office.heatmap("moon")


@pytest.mark.parametrize("name", ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
def test_offsets_follow_summer_time(name):
    zone = ZoneInfo(name)
    span = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
    offsets = offsets_of(zone, span)
    at = span.start
    while at < span.end:
        millis = at.timestamp() * 1000
        (found,) = [each for each in offsets if each.since <= millis < each.until]
        assert found.millis == (at.astimezone(zone).utcoffset() or timedelta()) / timedelta(milliseconds=1)
        at += timedelta(minutes=30)


def test_event_types_are_counted_by_day(office, events):
    told = reports.event_types("app", start=str(START), end=str(END), tools=office.tools)
    assert {each["EventType"]: each["Count"] for each in told["EventTypes"]} == Counter(
        each.event_type for each in events
    )
    found = {(each["EventType"], d["Date"]): d["Count"] for each in told["EventTypes"] for d in each["Days"]}
    assert found == Counter((each.event_type, day_of(each)) for each in events)
    assert told["EventTypes"][0]["EventType"] == "buy"


def test_revenue_is_told_by_day_and_currency():
    office, draw = Office(), random.Random(3)
    made = [
        event(
            number,
            "_monetization.purchase",
            datetime(2026, 10, 20 + draw.randrange(5), 9, tzinfo=UTC),
            endpoint=f"e{draw.randrange(9)}",
            attributes={"_currency": draw.choice(["EUR", "USD"])},
            metrics={"_item_price": draw.randrange(1, 900) / 100, "_quantity": float(draw.randrange(1, 4))},
        )
        for number in range(200)
    ]
    office.take(made)
    told = reports.revenue("app", start="2026-10-20", end="2026-10-25", tools=office.tools)
    for day in [told["Total"], *told["Days"]]:
        bought = [each for each in made if day.get("Date") in {None, day_of(each)}]
        payers = {each.endpoint_id for each in bought}
        assert day["PayingUsers"] == len(payers)
        for sales in day["Currencies"]:
            of = [e.metrics for e in bought if e.attributes["_currency"] == sales["Currency"]]
            revenue = sum(each["_item_price"] * each["_quantity"] for each in of)
            assert sales["Revenue"] == pytest.approx(revenue)
            assert sales["Purchases"] == len(of)
            assert sales["Units"] == sum(each["_quantity"] for each in of)
            assert sales["RevenuePerPayingUser"] == pytest.approx(revenue / len(payers))
    assert told["Days"][-1] == {
        "Date": "2026-10-25",
        "PayingUsers": 0,
        "Bounds": {"PayingUsers": {"Low": 0, "High": 0}},
        "Currencies": [],
    }


def test_sign_ins_sign_ups_and_failures_are_told_by_day():
    office = Office()
    kinds = {"_userauth.sign_in": 3, "_userauth.sign_up": 2, "_userauth.auth_fail": 1}
    at = datetime(2026, 10, 21, 8, tzinfo=UTC)
    office.take([event(f"{kind}{n}", kind, at) for kind, times in kinds.items() for n in range(times)])
    days = usage(
        "app",
        start="2026-10-21",
        end="2026-10-22",
        documents=office.documents,
        rollups=office.rollups,
        clock=office.clock,
    )["Days"]
    assert [(day["SignIns"], day["SignUps"], day["AuthFailures"]) for day in days] == [(3, 2, 1), (0, 0, 0)]


def sent(number, at, treatment, *, endpoint, status="SUCCESS", campaign="c1"):
    attributes = {
        "campaign_id": campaign,
        "campaign_activity_id": "a1",
        "treatment_id": treatment,
        "campaign_send_status": status,
        "delivery_type": "GCM",
    }
    return event(number, "_campaign.send", at, endpoint=endpoint, attributes=attributes)


def left(number, at, treatment, *, endpoint):
    attributes = {"campaign_id": "c1", "campaign_activity_id": "a1", "treatment_id": treatment}
    return event(number, "_email.unsubscribe", at, endpoint=endpoint, attributes=attributes)


def test_a_campaign_tells_what_followed_its_messages_within_a_day():
    office, at = Office(), datetime(2026, 10, 21, 8, tzinfo=UTC)
    hour = timedelta(hours=1)
    office.take(
        [
            sent(1, at, "0", endpoint="e1"),
            sent(2, at, "t1", endpoint="e2"),
            sent(3, at, "0", endpoint="e3", status="DAILY_CAP"),
            sent(4, at + 30 * hour, "t1", endpoint="e1"),
            sent(5, at, "t9", endpoint="e4", campaign="c2"),
            event(10, "_session.start", at - hour, endpoint="e1"),
            event(11, "_session.start", at + hour, endpoint="e1"),
            event(12, "_session.start", at + 24 * hour, endpoint="e1"),
            event(13, "_session.start", at + 25 * hour, endpoint="e1"),
            event(14, "_monetization.purchase", at + 31 * hour, endpoint="e1", metrics={"_quantity": 3.0}),
            event(15, "_monetization.purchase", at + 2 * hour, endpoint="e2"),
            event(16, "_session.start", at + hour, endpoint="e3"),
            left(20, at + 40 * hour, "t1", endpoint="e2"),
            left(21, at + 41 * hour, "t1", endpoint="e2"),
            left(22, at + 41 * hour, "0", endpoint="e3"),
            event(17, "_session.start", at + hour, endpoint="e4"),
            event(
                18,
                "_campaign.opened_notification",
                at + hour,
                endpoint="e1",
                attributes={"campaign_id": "c1", "campaign_activity_id": "a1", "treatment_id": "0"},
            ),
        ]
    )
    told = reports.engagement(
        "app", "c1", start=str(START), end=str(END), tools=office.tools, archive=office.queries
    )
    assert told["AfterMessages"]["Treatments"] == [
        {
            "TreatmentId": "0",
            "Sessions": 2,
            "EndpointsWithSession": 1,
            "Purchases": 0,
            "Units": 0.0,
            "EndpointsWithPurchase": 0,
            "Recipients": 1,
            "OptedOut": 0,
            "OptOutRate": 0.0,
        },
        {
            "TreatmentId": "t1",
            "Sessions": 0,
            "EndpointsWithSession": 0,
            "Purchases": 2,
            "Units": 4.0,
            "EndpointsWithPurchase": 2,
            "Recipients": 2,
            "OptedOut": 1,
            "OptOutRate": 0.5,
        },
    ]
    standard, other = told["Treatments"]
    assert (standard["TreatmentId"], standard["Sent"], standard["PushOpened"]) == ("0", 1, 1)
    figures = ("Hour", "Sent", "PushOpened", "Unsubscribed")
    assert [tuple(each[name] for name in figures) for each in standard["Hours"]] == [
        (1, 0, 0, 1),
        (8, 1, 0, 0),
        (9, 0, 1, 0),
    ]
    assert [tuple(each[name] for name in figures) for each in other["Hours"]] == [
        (0, 0, 0, 1),
        (1, 0, 0, 1),
        (8, 1, 0, 0),
        (14, 1, 0, 0),
    ]


def test_engagement_of_an_unknown_campaign_is_not_found(office):
    with pytest.raises(NotFound):
        reports.engagement("app", "c9", start=None, end=None, tools=office.tools, archive=office.queries)


@pytest.fixture(scope="module")
def crowd():
    office = Office()
    for n in range(40):
        user = {"User": {"UserId": f"u{n % 10}", "UserAttributes": {"club": [f"c{n % 2}"]}}} if n % 4 else {}
        office.endpoint(
            f"e{n}",
            ChannelType="EMAIL" if n % 2 else "SMS",
            Address=f"{n}",
            Demographic={"Platform": ["iOS", "Android", ""][n % 3]},
            Location={"Country": "DE" if n < 30 else "FR"},
            Attributes={"likes": ["tea", "tea", f"x{n % 2}"]},
            Metrics={"visits": 1.0} if n % 3 else {},
            **user,
        )
    return office


@pytest.mark.parametrize(
    ("dimension", "read"),
    [
        ("Platform", lambda e: [e.demographic.get("Platform")]),
        ("Country", lambda e: [e.location.get("Country")]),
        ("Channel", lambda e: [e.channel_type]),
        ("Attributes.likes", lambda e: set(e.attributes.get("likes", ()))),
        ("UserAttributes.club", lambda e: e.user_attributes.get("club", ())),
        ("Make", lambda _e: []),
        (
            "Names",
            lambda e: [
                *(f"Attributes.{each}" for each in e.attributes),
                *(f"UserAttributes.{each}" for each in e.user_attributes),
                *(f"Metrics.{each}" for each in e.metrics),
            ],
        ),
    ],
)
def test_demographics_are_what_counting_by_hand_gives(crowd, dimension, read):
    told = crowd.demographics(dimension)
    people = list(crowd.endpoints.get_many("app", [f"e{n}" for n in range(40)]).values())
    everybody = {each.user_id for each in people if each.user_id}
    counts = Counter(value for each in people for value in read(each) if value)
    assert told["Exact"]
    assert told["Total"]["Endpoints"] == 40
    assert {row["Value"]: row["Endpoints"] for row in told["Values"]} == counts
    assert told["Missing"] == sum(not any(read(each)) for each in people)
    for row in told["Values"]:
        users = {each.user_id for each in people if each.user_id and row["Value"] in read(each)}
        assert row["Users"] == len(users)
        assert row["UserShare"] == pytest.approx(len(users) / len(everybody))
        assert row["Share"] == pytest.approx(row["Endpoints"] / 40)
        assert row["Bounds"] == {"Low": row["Endpoints"], "High": row["Endpoints"]}


@pytest.mark.parametrize("dimension", [None, "", "Shoe", "Attributes.", "platform"])
def test_an_unknown_dimension_is_refused(crowd, dimension):
    with pytest.raises(Invalid) as refused:
        crowd.demographics(dimension)
    assert refused.value.member == "dimension"


def test_many_endpoints_are_sampled_and_bounded(crowd, monkeypatch):
    monkeypatch.setattr(demographics, "SMALL", 5)
    monkeypatch.setattr(demographics, "ENOUGH", 10)
    told = crowd.demographics("Country")
    assert not told["Exact"]
    assert 0 < told["SampledShare"] < 1
    assert told["Total"]["Users"] is None
    assert told["Total"]["Bounds"]["Low"] <= 40 <= told["Total"]["Bounds"]["High"]


assert NOW.date() > END
