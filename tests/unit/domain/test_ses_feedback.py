"""Reports of SES as event records, field by field (spec 05, section 3.4; spec 07, section 2.1)."""

from __future__ import annotations

import msgspec
import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.message_tags import encode_tag_value
from pinwheel.domain.ses_feedback import read_feedback

TAGS = {
    "application": ["app"],
    "campaign": ["c1"],
    "activity": ["a1"],
    "treatment": ["t1"],
    "endpoint": [encode_tag_value("ada@example.com/1")],
    "user": [encode_tag_value("Ada L.")],
    "ses:configuration-set": ["x"],
}
OPENED = {"ipAddress": "192.0.2.1", "timestamp": "2026-11-02T09:00:00.500Z", "userAgent": "Mail"}
CLICKED = {**OPENED, "link": "https://example.com/a?b", "linkTags": None}
BOUNCED = {
    "bounceType": "Permanent",
    "bounceSubType": "General",
    "bouncedRecipients": [{"emailAddress": "Ada@example.com", "diagnosticCode": "smtp; 550"}],
    "timestamp": "2026-11-02T08:30:01.000Z",
    "reportingMTA": "dsn; mta.example.com",
}
COMPLAINED = {
    "complainedRecipients": [{"emailAddress": "ada@example.com"}],
    "timestamp": "2026-11-02T09:00:00.000Z",
    "complaintFeedbackType": "abuse",
}


def report(kind, member=None, details=None, *, tags=TAGS, **members):
    mail = {
        "timestamp": "2026-11-02T08:30:00.000Z",
        "messageId": "m1",
        "source": "shop@example.com",
        "sendingAccountId": "000000000000",
        "destination": ["ada@example.com"],
        "headersTruncated": False,
        "headers": [{"name": "From", "value": "shop"}, {"name": "Subject", "value": "News"}],
        "commonHeaders": {"from": ["shop@example.com"], "to": ["ada@example.com"], "subject": "News"},
        "tags": tags,
    }
    return {"eventType": kind, "mail": mail, **({member: details} if member else {}), **members}


def read(document):
    found = read_feedback(document)
    assert found is not None
    return found


def events(*arguments, **members):
    return read(report(*arguments, **members)).events


def test_an_open_becomes_a_record_with_every_field():
    (record,) = events("Open", "open", OPENED)
    document = msgspec.to_builtins(record)
    assert len(document.pop("event_id")) == 32
    assert document == {
        "event_type": "_email.open",
        "event_timestamp": 1793608200000,
        "arrival_timestamp": 1793610000500,
        "application": {"app_id": "app", "sdk": {}},
        "client": {"client_id": "ada@example.com/1"},
        "device": {"platform": {}},
        "attributes": {
            "feedback": "opened",
            "campaign_id": "c1",
            "campaign_activity_id": "a1",
            "treatment_id": "t1",
        },
        "client_context": {"custom": {"legacy_identifier": "app"}},
        "facets": {
            "email_channel": {
                "mail_event": {
                    "mail": {
                        "message_id": "m1",
                        "message_send_timestamp": 1793608200000,
                        "from_address": "shop@example.com",
                        "destination": ["ada@example.com"],
                        "headers_truncated": False,
                        "headers": [
                            {"name": "From", "value": "shop"},
                            {"name": "Subject", "value": "News"},
                        ],
                        "common_headers": {
                            "from": "shop@example.com",
                            "to": ["ada@example.com"],
                            "subject": "News",
                        },
                    },
                    "open": {"ip_address": "192.0.2.1", "user_agent": "Mail"},
                }
            }
        },
        "awsAccountId": "000000000000",
        "user_id": "Ada L.",
    }


@pytest.mark.parametrize(
    ("kind", "member", "details", "event_type", "feedback"),
    [
        ("Send", "send", {}, "_email.send", "received"),
        ("Delivery", "delivery", {"recipients": ["ada@example.com"]}, "_email.delivered", "delivered"),
        ("Reject", "reject", {"reason": "Bad content"}, "_email.rejected", "rejected"),
        ("Bounce", "bounce", BOUNCED, "_email.hardbounce", "hardbounce"),
        ("Bounce", "bounce", {**BOUNCED, "bounceType": "Transient"}, "_email.softbounce", "softbounce"),
        ("Bounce", "bounce", {**BOUNCED, "bounceType": "Undetermined"}, "_email.softbounce", "softbounce"),
        ("Complaint", "complaint", COMPLAINED, "_email.complaint", "complaint"),
        ("Click", "click", CLICKED, "_email.click", "https://example.com/a?b"),
        (
            "Rendering Failure",
            "failure",
            {"errorMessage": "x"},
            "_email.rendering_failure",
            "rendering_failure",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_report_has_its_event_type(kind, member, details, event_type, feedback):
    (record,) = events(kind, member, details)
    assert (record.event_type, record.attributes["feedback"]) == (event_type, feedback)


def test_an_unsubscribe_link_is_a_click_and_an_unsubscription():
    tagged = {**CLICKED, "linkTags": {"unsubscribeLinkTag": ["yes"]}}
    assert [record.event_type for record in events("Click", "click", tagged)] == [
        "_email.click",
        "_email.unsubscribe",
    ]


def test_members_of_a_bounce_are_in_snake_case():
    (record,) = events("Bounce", "bounce", BOUNCED)
    assert record.facets["email_channel"]["mail_event"]["bounce"] == {
        "bounce_type": "Permanent",
        "bounce_sub_type": "General",
        "bounced_recipients": [{"email_address": "Ada@example.com", "diagnostic_code": "smtp; 550"}],
        "reporting_mta": "dsn; mta.example.com",
    }


def test_a_hard_bounce_and_a_complaint_suppress_the_address():
    assert read(report("Bounce", "bounce", BOUNCED)).suppressed == [("Ada@example.com", "BOUNCE")]
    assert read(report("Complaint", "complaint", COMPLAINED)).suppressed == [("ada@example.com", "COMPLAINT")]
    soft = {**BOUNCED, "bounceType": "Transient"}
    assert read(report("Bounce", "bounce", soft)).suppressed == []


def test_the_same_report_is_the_same_event_and_another_one_is_not():
    first, again = (events("Open", "open", OPENED)[0].event_id for _ in range(2))
    later = events("Open", "open", {**OPENED, "timestamp": "2026-11-02T09:00:01.000Z"})[0].event_id
    assert first == again
    assert first != later


def test_the_send_record_of_a_campaign_has_no_subject():
    (record,) = events("Send", "send", {})
    mail = record.facets["email_channel"]["mail_event"]["mail"]
    assert "subject" not in mail["common_headers"]
    assert [header["name"] for header in mail["headers"]] == ["From"]


def test_a_direct_message_has_treatment_zero_and_a_client_for_its_address():
    (record,) = events("Open", "open", OPENED, tags={"application": ["app"]})
    (again,) = events("Click", "click", CLICKED, tags={"application": ["app"]})
    assert record.attributes == {"feedback": "opened", "treatment_id": "0"}
    assert record.endpoint_id == again.endpoint_id != ""


def test_a_journeys_message_names_its_activity_as_a_journeys():
    tags = {"application": ["app"], "journey": ["j1"], "activity": ["a1"]}
    (record,) = events("Open", "open", OPENED, tags=tags)
    assert record.attributes == {
        "feedback": "opened",
        "journey_id": "j1",
        "journey_activity_id": "a1",
        "treatment_id": "0",
    }


def test_a_report_without_our_tags_is_not_ours():
    assert read_feedback(report("Open", "open", OPENED, tags={})) is None


def test_a_delay_is_no_event_yet():
    assert events("DeliveryDelay", "deliveryDelay", {"delayType": "MailboxFull"}) == []


def test_who_unsubscribes_from_everything_opts_out():
    everything = {"newTopicPreferences": {"unsubscribeAll": True}}
    some = {"newTopicPreferences": {"unsubscribeAll": False}}
    assert read(report("Subscription", "subscription", everything)).opted_out == ["ada@example.com/1"]
    assert read(report("Subscription", "subscription", some)).opted_out == []


@pytest.mark.parametrize("body", [{}, {"eventType": "Open"}, {"eventType": "Bounce", "mail": []}], ids=str)
def test_what_is_no_report_is_refused(body):
    with pytest.raises(Invalid):
        read_feedback(body)
