"""KPIs from what was rolled up: names, ranges, groupings and the figures of spec 05, section 5."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.kpis import APPLICATION_KPIS, CAMPAIGN_KPIS
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.documents import Put
from pinwheel.services.kpis import application_kpi, campaign_kpi, journey_kpi
from tests.fakes.documents import MemoryDocuments
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import FrozenClock
from tests.unit.services.test_rollups import an_event, run, streamed

YESTERDAY = epoch_millis(datetime(2026, 11, 1, 10, 30, tzinfo=UTC))
TODAY = epoch_millis(datetime(2026, 11, 2, 10, 30, tzinfo=UTC))


def of_campaign(kind, endpoint, *, campaign="c1", activity="a1", at=TODAY, **attributes):
    joined = {"campaign_id": campaign, "campaign_activity_id": activity, "treatment_id": "0", **attributes}
    facets = {"email_channel": {"mail_event": {"mail": {"message_id": f"{campaign}-{endpoint}"}}}}
    return an_event(
        f"{kind}-{campaign}-{activity}-{endpoint}",
        endpoint=endpoint,
        event_type=kind,
        at=at,
        arrived=at,
        attributes=joined,
        facets=facets,
    )


def sent(endpoint, status="SUCCESS", **where):
    status = {"campaign_send_status": status, "delivery_type": "EMAIL"}
    return of_campaign("_campaign.send", endpoint, **where, **status)


def direct(kind, endpoint, number=1, *, at=TODAY):
    facets = {"email_channel": {"mail_event": {"mail": {"message_id": f"m{number}"}}}}
    return an_event(f"{kind}{number}", endpoint=endpoint, event_type=kind, at=at, arrived=at, facets=facets)


@pytest.fixture
def rollups():
    store = MemoryRollups()
    events = [
        *(sent(f"e{n}", at=YESTERDAY) for n in range(6)),
        *(sent(f"e{n}", activity="a2") for n in range(4, 8)),
        sent("held", status="HOLDOUT"),
        *(sent(f"e{n}", campaign="c2") for n in range(2)),
        of_campaign("_email.hardbounce", "e0", at=YESTERDAY),
        of_campaign("_email.open", "e1", at=YESTERDAY),
        of_campaign("_email.open", "e2", at=YESTERDAY),
        of_campaign("_email.click", "e2", at=YESTERDAY),
        direct("_email.send", "x", 1),
        direct("_email.send", "x", 2),
        direct("_email.send", "y", 3),
        direct("_email.softbounce", "y", 3),
        direct("_email.open", "x", 1),
        direct("_email.open", "x", 2),
        direct("_email.complaint", "x", 2),
    ]
    run(store, streamed(events))
    return store


@pytest.fixture
def documents():
    store = MemoryDocuments()
    store.write([Put(keys.application("app"), {"Id": "app"}), Put(keys.campaign("app", "c1"), {"Id": "c1"})])
    return store


@pytest.fixture
def ask(rollups, documents):
    def call(name, campaign=None, *, start=None, end=None, whole=False):
        where = {"documents": documents, "rollups": rollups, "clock": FrozenClock()}
        if campaign:
            answer = campaign_kpi("app", campaign, name, start=start, end=end, **where)
        else:
            answer = application_kpi("app", name, start=start, end=end, **where)
        if whole:
            return answer
        rows = answer["KpiResult"]["Rows"]
        return {
            tuple(group["Value"] for group in row["GroupedBys"]): float(row["Values"][0]["Value"])
            for row in rows
        }

    return call


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("attempted-deliveries-grouped-by-campaign-activity", {("a1",): 6, ("a2",): 4}),
        ("successful-deliveries-grouped-by-campaign-activity", {("a1",): 5, ("a2",): 4}),
        ("successful-delivery-rate", {(): 0.9}),
        ("successful-delivery-rate-grouped-by-campaign-activity", {("a1",): 5 / 6, ("a2",): 1}),
        ("successful-delivery-rate-grouped-by-date", {("2026-11-01",): 5 / 6, ("2026-11-02",): 1}),
        ("unique-deliveries", {(): 7}),
        ("unique-deliveries-grouped-by-campaign-activity", {("a1",): 5, ("a2",): 4}),
        ("unique-deliveries-grouped-by-date", {("2026-11-01",): 5, ("2026-11-02",): 4}),
        ("hard-bounce-rate", {(): 0.1}),
        ("hard-bounce-rate-grouped-by-campaign-activity", {("a1",): 1 / 6, ("a2",): 0}),
        ("email-open-rate", {(): 2 / 9}),
        ("email-open-rate-grouped-by-campaign-activity", {("a1",): 2 / 5, ("a2",): 0}),
        ("direct-email-opens-grouped-by-campaign-activity", {("a1",): 2, ("a2",): 0}),
        ("clicks-grouped-by-campaign-activity", {("a1",): 1, ("a2",): 0}),
        ("push-open-rate", {}),
        ("sms-spend", {}),
    ],
)
def test_a_kpi_of_a_campaign(ask, name, expected):
    assert ask(name, "c1") == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("successful-delivery-rate", {(): 11 / 12}),
        ("successful-deliveries-grouped-by-campaign", {("c1",): 9, ("c2",): 2}),
        ("email-open-rate-grouped-by-campaign", {("c1",): 2 / 9, ("c2",): 0}),
        ("unique-deliveries-grouped-by-campaign", {("c1",): 7, ("c2",): 2}),
        ("unique-deliveries-grouped-by-date", {("2026-11-01",): 5, ("2026-11-02",): 6}),
        ("txn-emails-sent", {(): 3}),
        ("txn-emails-sent-grouped-by-date", {("2026-11-02",): 3}),
        ("txn-emails-delivered", {(): 2}),
        ("txn-emails-delivery-rate", {(): 2 / 3}),
        ("txn-emails-opened", {(): 2}),
        ("txn-emails-unique-opens", {(): 1}),
        ("txn-emails-unique-opens-grouped-by-date", {("2026-11-02",): 1}),
        ("txn-emails-unique-clicks", {}),
        ("txn-emails-soft-bounced", {(): 1}),
        ("txn-emails-hard-bounced", {(): 0}),
        ("txn-emails-complaint-rate", {(): 1 / 3}),
        ("txn-sms-sent", {}),
        ("txn-sms-error-distribution", {}),
    ],
)
def test_a_kpi_of_an_application(ask, name, expected):
    assert ask(name) == pytest.approx(expected)


def test_the_answer_has_the_documented_form(ask):
    assert ask("unique-deliveries-grouped-by-date", "c1", start="2026-11-02", whole=True) == {
        "ApplicationId": "app",
        "CampaignId": "c1",
        "KpiName": "unique-deliveries-grouped-by-date",
        "StartTime": "2026-11-02T00:00:00.000Z",
        "EndTime": "2026-11-02T12:00:00.000Z",
        "KpiResult": {
            "Rows": [
                {
                    "GroupedBys": [{"Key": "Date", "Type": "String", "Value": "2026-11-02"}],
                    "Values": [{"Key": "UniqueDeliveries", "Type": "Double", "Value": "4.0"}],
                }
            ]
        },
    }


def test_the_range_includes_both_ends(ask):
    name = "attempted-deliveries-grouped-by-campaign-activity"
    assert ask(name, "c1", start="2026-11-01T10:00:00Z", end="2026-11-01T10:59:00Z") == {("a1",): 6}
    assert ask(name, "c1", start="2026-11-01T11:00:00Z", end="2026-11-02T09:59:59Z") == {}
    assert ask(name, "c1", start="2026-11-02T10:00:00Z") == {("a2",): 4}


def test_an_open_range_is_the_last_31_days(ask):
    assert ask("unique-deliveries", whole=True)["StartTime"] == "2026-10-02T12:00:00.000Z"
    answer = ask("unique-deliveries", start="2026-09-01T00:00:00Z", whole=True)
    assert answer["EndTime"] == "2026-10-02T00:00:00.000Z"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-02T11:00:00Z", "2026-11-02T10:00:00Z"),
        ("2026-10-01T00:00:00Z", "2026-11-02T00:00:00Z"),
        ("2026-08-01T00:00:00Z", "2026-08-20T00:00:00Z"),
        ("soon", None),
        (None, "soon"),
    ],
    ids=["backwards", "long", "old", "no start", "no end"],
)
def test_a_range_that_breaks_a_rule_is_refused(ask, start, end):
    with pytest.raises(Invalid):
        ask("unique-deliveries", start=start, end=end)


@pytest.mark.parametrize("name", ["", "unique", "sms-spend", "clicks", "unique-deliveries-grouped-by-moon"])
def test_an_unknown_name_is_refused(ask, name):
    with pytest.raises(Invalid):
        ask(name)


def test_every_name_of_the_specification_is_known(ask):
    for known, campaign in ((APPLICATION_KPIS, None), (CAMPAIGN_KPIS, "c1")):
        for base, groupings in known.items():
            for grouping in groupings:
                ask(f"{base}-grouped-by-{grouping}" if grouping else base, campaign)


def test_an_unknown_campaign_or_application_is_not_found(ask, rollups):
    with pytest.raises(NotFound):
        ask("unique-deliveries", "c9")
    with pytest.raises(NotFound):
        application_kpi(
            "no",
            "unique-deliveries",
            start=None,
            end=None,
            documents=MemoryDocuments(),
            rollups=rollups,
            clock=FrozenClock(),
        )


def a_text(number, kind, *, country="DE", parts="1", price=None, at=TODAY, **attributes):
    return an_event(
        f"{kind}{number}-{attributes.get('record_status', '')}",
        endpoint=f"p{number}",
        event_type=kind,
        at=at,
        arrived=at,
        attributes={
            "message_id": f"t{number}",
            "iso_country_code": country,
            "number_of_message_parts": parts,
            **attributes,
        },
        metrics={} if price is None else {"price_in_millicents_usd": price},
    )


@pytest.fixture
def texts():
    store = MemoryRollups()
    events = [
        a_text(1, "_SMS.BUFFERED", record_status="SUCCESSFUL"),
        a_text(1, "_SMS.SUCCESS", record_status="DELIVERED", price=7500.0),
        a_text(2, "_SMS.SUCCESS", record_status="DELIVERED", parts="3", price=22500.0),
        a_text(2, "_SMS.SUCCESS", record_status="SUCCESSFUL", parts="3", price=22500.0),
        a_text(3, "_SMS.FAILURE", country="US", record_status="UNREACHABLE", price=645.0, at=YESTERDAY),
        a_text(4, "_SMS.BUFFERED", country="US", record_status="PENDING"),
        a_text(5, "_SMS.SUCCESS", price=1000.0, campaign_id="c1", campaign_activity_id="a1"),
        a_text(6, "_SMS.OPTOUT", record_status="OPTED_OUT"),
    ]
    for event in events:
        run(store, streamed([event], start=100 + events.index(event)))
    return store


def text_figures(name, store, campaign_id=None):
    documents = MemoryDocuments()
    documents.write([Put(keys.application("app"), {"Id": "app"}), Put(keys.campaign("app", "c1"), {})])
    asked = {
        "start": "2026-11-01T00:00:00Z",
        "end": "2026-11-02T23:00:00Z",
        "documents": documents,
        "rollups": store,
        "clock": FrozenClock(),
    }
    if campaign_id:
        answer = campaign_kpi("app", campaign_id, name, **asked)
    else:
        answer = application_kpi("app", name, **asked)
    return {
        row["GroupedBys"][0]["Value"] if row["GroupedBys"] else "": float(row["Values"][0]["Value"])
        for row in answer["KpiResult"]["Rows"]
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("txn-sms-sent", {"": 4}),
        ("txn-sms-sent-grouped-by-country", {"DE": 2, "US": 2}),
        ("txn-sms-sent-grouped-by-date", {"2026-11-01": 1, "2026-11-02": 3}),
        ("txn-sms-delivered", {"": 2}),
        ("txn-sms-delivery-rate", {"": 0.5}),
        ("txn-sms-sent-by-parts", {"": 6}),
        ("txn-sms-delivered-by-parts-grouped-by-country", {"DE": 4, "US": 0}),
        ("txn-sms-error-distribution", {"UNREACHABLE": 1}),
        ("txn-sms-average-price-grouped-by-country", {"DE": 15000, "US": 645}),
        ("txn-sms-average-price-by-parts-grouped-by-country", {"DE": 7500, "US": 645}),
        ("txn-sms-total-price-grouped-by-country", {"DE": 30000, "US": 645}),
    ],
)
def test_texts_count_once_whatever_reports_come_of_them(texts, name, expected):
    assert text_figures(name, texts) == expected


def test_a_campaign_tells_what_its_texts_cost_and_they_are_not_transactional(texts):
    assert text_figures("sms-spend", texts, "c1") == {"": 1000}


def test_pushes_that_the_app_says_were_opened_make_the_open_rate():
    store = MemoryRollups()
    status = {"campaign_send_status": "SUCCESS"}
    pushed = [
        of_campaign("_campaign.send", f"d{n}", delivery_type="APNS" if n % 2 else "GCM", **status)
        for n in range(8)
    ]
    opened = [of_campaign("_campaign.opened_notification", f"d{n}") for n in range(2)]
    run(store, streamed([*pushed, sent("mail"), *opened]))

    assert text_figures("push-open-rate", store) == {"": 0.25}
    assert text_figures("push-open-rate-grouped-by-campaign-activity", store, "c1") == {"a1": 0.25}
    assert text_figures("direct-push-opens-grouped-by-campaign-activity", store, "c1") == {"a1": 2}


def test_a_journey_s_figures_come_from_the_events_that_name_it():
    store = MemoryRollups()
    joined = {"journey_id": "j1", "journey_activity_id": "step"}
    kinds = ("_email.send", "_email.open", "_email.hardbounce")
    events = [
        an_event(f"{kind}{n}", event_type=kind, at=TODAY, arrived=TODAY, attributes=joined)
        for n, kind in enumerate(("_email.send", *kinds))
    ]
    run(store, streamed(events))
    documents = MemoryDocuments()
    documents.write([Put(keys.application("app"), {"Id": "app"}), Put(keys.journey("app", "j1"), {})])

    def figures(name):
        rows = journey_kpi(
            "app",
            "j1",
            name,
            start="2026-11-01T00:00:00Z",
            end="2026-11-02T23:00:00Z",
            documents=documents,
            rollups=store,
            clock=FrozenClock(),
        )["KpiResult"]["Rows"]
        return [(row["GroupedBys"], row["Values"][0]["Value"]) for row in rows]

    assert figures("journey-emails-sent") == [([], "2.0")]
    assert figures("journey-emails-delivered") == [([], "1.0")]
    (group,) = figures("emails-opened-grouped-by-journey-activity")[0][0]
    assert (group["Key"], group["Value"]) == ("JourneyActivityId", "step")
    assert figures("journey-emails-clicked") == [([], "0.0")]
