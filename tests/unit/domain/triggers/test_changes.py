"""Events about changes of endpoints: what they name, and what they keep to themselves."""

from __future__ import annotations

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.triggers.changes import change_event

BEFORE = Endpoint(
    id="E1",
    application_id="app",
    channel_type="EMAIL",
    address="a@example.com",
    attributes={"plan": ["free"]},
    metrics={"visits": 1},
    demographic={"Locale": "de_DE"},
    location={"Country": "DE", "Latitude": 52.5},
    user_id="u1",
    user_attributes={"tier": ["tin"]},
)


def told(before, **members):
    after = Endpoint(**{name: getattr(BEFORE, name) for name in BEFORE.__struct_fields__} | members)
    return change_event(before, after, event_id="r/0/e1", now_millis=7)


def test_a_new_endpoint_is_told_with_its_values():
    event = told(None)

    assert (event.event_type, event.endpoint_id, event.user_id) == ("_endpoint.created", "E1", "u1")
    assert event.attributes["Location.Country"] == "DE"
    assert event.attributes["Attributes.plan"] == "free"
    assert event.metrics == {"visits": 1}
    assert (event.event_id, event.arrival_timestamp) == ("r/0/e1", 7)


def test_a_change_names_members_with_new_and_old_values():
    event = told(
        BEFORE,
        demographic={"Locale": "fr_FR"},
        location={"Country": "FR", "Latitude": 52.5},
        attributes={"plan": ["paid", "team"]},
        metrics={"visits": 2},
    )

    assert event.event_type == "_endpoint.updated"
    assert event.attributes == {
        "changed": "Attributes.plan, Demographic.Locale, Location.Country, Metrics.visits",
        "Attributes.plan": "paid, team",
        "old.Attributes.plan": "free",
        "Demographic.Locale": "fr_FR",
        "old.Demographic.Locale": "de_DE",
        "Location.Country": "FR",
        "old.Location.Country": "DE",
    }
    assert event.metrics == {"visits": 2}


def test_addresses_and_values_of_users_attributes_are_not_told():
    event = told(BEFORE, address="b@example.com", user_attributes={"tier": ["gold"]})

    assert event.attributes == {"changed": "Address, User.UserAttributes.tier"}


def test_what_is_gone_is_told_by_its_old_value():
    event = told(BEFORE, attributes={}, metrics={})

    assert event.attributes == {"changed": "Attributes.plan, Metrics.visits", "old.Attributes.plan": "free"}


def test_nothing_is_told_where_nothing_changed():
    assert told(BEFORE, request_id="another", effective_date="2026-01-01T00:00:00Z") is None


def test_an_event_takes_no_more_attributes_than_one_of_an_app():
    event = told(BEFORE, attributes={f"a{number:03d}": ["x" * 300] for number in range(100)})

    assert len(event.attributes) <= 40
    assert max(map(len, (v for k, v in event.attributes.items() if k != "changed"))) == 200
