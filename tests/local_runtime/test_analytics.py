"""What apps send is told back: use, revenue, events, heat maps, demographics, under the template's roles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.local_runtime


def test_what_an_app_sends_is_told_in_every_report(strict_talk):
    talk = strict_talk
    began = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    day = began.date().isoformat()
    for name, zone, platform in (("ada", "Asia/Kolkata", "iOS"), ("bob", None, "Android")):
        session = {"Id": f"s-{name}", "StartTimestamp": began.isoformat()}
        made = [
            ("_session.start", {}, {}),
            ("view", {"plan": "gold"}, {"price": 2.0}),
            ("view", {"plan": "tin"}, {"price": 4.0}),
            ("_userauth.sign_in", {}, {}),
            ("_monetization.purchase", {"_currency": "EUR"}, {"_item_price": 9.5, "_quantity": 2.0}),
        ]
        events = {
            f"{name}-{number}": {
                "EventType": kind,
                "Timestamp": (began + timedelta(seconds=number)).isoformat(),
                "Session": session,
                "Attributes": attributes,
                "Metrics": metrics,
            }
            for number, (kind, attributes, metrics) in enumerate(made)
        }
        demographic = {"Platform": platform, **({"Timezone": zone} if zone else {})}
        endpoint = {"Demographic": demographic, "User": {"UserId": f"user-{name}"}}
        talk.call("put_events", EventsRequest={"BatchItem": {name: {"Endpoint": endpoint, "Events": events}}})
    talk.controls.post("/local/idle", json={"TimeoutSeconds": 120}).raise_for_status()

    span = f"start={day}&end={day}"
    (used,) = talk.extension("GET", f"usage?{span}")["Days"]
    retention = talk.extension("GET", f"retention?date={day}")
    revenue = talk.extension("GET", f"revenue?{span}")
    types = talk.extension("GET", f"event-types?{span}")
    report = talk.extension(
        "GET", f"event-report?event-type=view&{span}&attribute.plan=gold&metric=price&group-by=plan"
    )
    heatmap = talk.extension("GET", f"heatmap?event-type=view&{span}")
    platforms = talk.extension("GET", "demographics?dimension=Platform")

    assert (used["Sessions"], used["ActiveEndpoints"], used["ActiveUsers"], used["SignIns"]) == (2, 2, 2, 2)
    assert (retention["Cohort"], retention["ActiveUsers"]) == (2, 2)
    (euros,) = revenue["Total"]["Currencies"]
    assert (euros["Revenue"], euros["Units"], revenue["Total"]["PayingUsers"]) == (38.0, 4.0, 2)
    assert {each["EventType"]: each["Count"] for each in types["EventTypes"]}["view"] == 4
    assert (report["Total"]["Count"], report["Total"]["Sessions"]) == (2, 2)
    assert report["Total"]["Metric"]["SessionWeightedAverage"] == 2.0
    assert [(each["Value"], each["Count"]) for each in report["Groups"]] == [("gold", 2)]
    assert (heatmap["Total"], heatmap["WithoutTimezone"]) == (4, 2)
    local = began + timedelta(hours=5, minutes=30)
    assert heatmap["Counts"][local.strftime("%A").upper()][local.hour] == 2
    assert {each["Value"]: each["Users"] for each in platforms["Values"]} == {"iOS": 1, "Android": 1}
