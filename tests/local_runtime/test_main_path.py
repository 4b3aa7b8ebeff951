"""From a file to a measured campaign, as a stranger's boto3 sees it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.local_runtime

HEADER = "Id,ChannelType,Address,User.UserId,Attributes.kind,Metrics.age\n"
OUTBOX_MEMBERS = {
    *("Sequence", "Time", "Channel", "Address", "ApplicationId", "EndpointId", "UserId"),
    *("CampaignId", "TreatmentId", "JourneyId", "ActivityId", "MessageId", "Content"),
}
EMAIL_MEMBERS = {"Subject", "HtmlBody", "TextBody", "FromAddress", "ReplyTo", "Headers"}


def customers(count):
    """Every second one is `a`, the others are `b`."""
    return HEADER + "".join(f"e{n},EMAIL,e{n}@example.com,u{n},{'ab'[n % 2]},{n}\n" for n in range(count))


def refused(call, *arguments, **members):
    with pytest.raises(ClientError) as refusal:
        call(*arguments, **members)
    return refusal.value.response["Error"]["Message"]


def measured(talk):
    """Send to one arm of an imported audience, let people act, and look at the figures."""
    talk.set_up_email()
    job = talk.imported(talk.bring("good.csv", customers(12)))
    mailed, unmailed = talk.segment(kind="a"), talk.segment(kind="b")
    declaration = {
        "Name": "test",
        "Arms": [{"Name": "mailed", "SegmentId": mailed}, {"Name": "unmailed", "SegmentId": unmailed}],
        "Control": "unmailed",
        "Outcomes": [{"Name": "visit", "EventType": "visit"}],
    }
    experiment = talk.extension("POST", "experiments", declaration)
    campaign = talk.campaign(mailed)
    talk.completed(campaign)
    sent = talk.outbox()
    for item in sent:
        talk.report(item["MessageId"], "Delivery")
    talk.report(sent[0]["MessageId"], "Open")
    talk.put_events(
        {name: {"Endpoint": {}, "Events": {"v": talk.event()}} for name in ("e0", "e2", "e4", "e1")}
    )
    talk.idle()
    report = talk.until(
        lambda: talk.extension("GET", f"experiments/{experiment['Id']}"),
        lambda found: found["State"] == "READY",
    )
    return {
        "Job": (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]),
        "Mails": sorted(item["EndpointId"] for item in sent),
        "OpenRate": talk.kpi("email-open-rate", campaign),
        "Delivered": talk.kpi("unique-deliveries", campaign),
        "Visits": {arm["Name"]: (arm["Size"], arm["Outcomes"][0]["Converted"]) for arm in report["Arms"]},
    }


FIGURES = {
    "Job": ("COMPLETED", 12, 0),
    "Mails": ["e0", "e10", "e2", "e4", "e6", "e8"],
    "OpenRate": pytest.approx(1 / 6),
    "Delivered": 6,
    "Visits": {"mailed": (6, 3), "unmailed": (6, 1)},
}


def test_an_imported_audience_becomes_a_delivered_and_measured_campaign(talk):
    assert measured(talk) == FIGURES


def test_the_same_happens_under_the_templates_roles(strict_talk):
    assert measured(strict_talk) == FIGURES


def test_bad_rows_are_counted_and_named_and_the_others_imported(talk):
    rows = [
        "good,EMAIL,good@example.com,u,a,1",
        "channel,FAX,channel@example.com,u,a,1",
        "address,EMAIL,,u,a,1",
        "short,EMAIL,short@example.com,u",
        "long,EMAIL,long@example.com,u,a,1,more",
        "age,EMAIL,age@example.com,u,a,old",
    ]

    job = talk.imported(talk.bring("bad.csv", HEADER + "\n".join(rows)))

    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 6, 5)
    assert [failure.partition(":")[0] for failure in job["Failures"]] == [
        f"bad.csv, line {line}" for line in range(3, 8)
    ]
    assert talk.call("get_endpoint", EndpointId="good")["Address"] == "good@example.com"
    segment = talk.call("get_segment", SegmentId=job["Definition"]["SegmentId"])
    assert (segment["SegmentType"], segment["ImportDefinition"]["Size"]) == ("IMPORT", 1)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("header.csv", "Id,ChannelType,Address,Favourite\n", "Favourite"),
        ("empty.csv", "", "no file to import"),
    ],
)
def test_a_file_that_cannot_be_imported_fails_the_job(talk, name, text, reason):
    job = talk.imported(talk.bring(name, text))

    assert job["JobStatus"] == "FAILED"
    assert reason in job["Failures"][0]


def test_a_bucket_that_is_not_there_fails_the_job(talk):
    job = talk.imported("s3://nobodys-bucket/file.csv")

    assert (job["JobStatus"], "does not exist" in job["Failures"][0]) == ("FAILED", True)


def test_a_bucket_that_may_not_be_read_fails_the_job(strict_talk):
    url = strict_talk.bring("secret.csv", customers(1))
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::customers/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [deny]}
    strict_talk.s3.put_bucket_policy(Bucket="customers", Policy=json.dumps(policy))

    job = strict_talk.imported(url)

    strict_talk.s3.delete_bucket_policy(Bucket="customers")
    assert (job["JobStatus"], "may not" in job["Failures"][0]) == ("FAILED", True)


def test_a_campaign_starts_on_time_with_treatments_and_a_holdout(talk):
    talk.set_up_email()
    talk.imported(talk.bring("good.csv", customers(40)))
    start = (datetime.fromisoformat(talk.now()) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = {"EmailMessage": {"Title": "Other", "Body": "plain", "FromAddress": "b@example.com"}}
    treatment = {"SizePercent": 40, "TreatmentName": "B", "MessageConfiguration": text}

    campaign = talk.campaign(
        talk.segment(kind="a"),
        Schedule={"StartTime": start, "Frequency": "ONCE"},
        HoldoutPercent=20,
        AdditionalTreatments=[treatment],
    )
    assert talk.call("get_campaign", CampaignId=campaign)["State"]["CampaignStatus"] == "SCHEDULED"
    talk.controls.put("/local/clock", json={"AdvanceSeconds": 7300}).raise_for_status()

    found = talk.completed(campaign, seconds=1)
    assert (found["DefaultState"], found["AdditionalTreatments"][0]["State"]) == (
        {"CampaignStatus": "COMPLETED"},
        {"CampaignStatus": "COMPLETED"},
    )
    activities = talk.activities(campaign)
    sent = talk.outbox()
    for treatment_id, subject in (("0", "Hello"), ("1", "Other")):
        activity = activities[treatment_id]
        mails = [item for item in sent if item["TreatmentId"] == treatment_id]
        assert (activity["State"], activity["Result"]) == ("COMPLETED", "SUCCESS")
        assert activity["ScheduledStart"][:19] == start[:19]
        assert activity["SuccessfulEndpointCount"] == activity["TotalEndpointCount"] == len(mails) > 0
        assert {item["ActivityId"] for item in mails} == {activity["Id"]}
        assert {item["Content"]["Subject"] for item in mails} == {subject}
    metrics = activities["0"]["ExecutionMetrics"]
    assert len(sent) + int(metrics["HOLDOUT"]) == int(metrics["ENDPOINT_PRODUCED"]) == 20
    assert sent[0]["Time"][:19] >= start[:19]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SegmentId": "0" * 32}, "Segment"),
        ({"MessageConfiguration": {}}, "content"),
        ({"TemplateConfiguration": {"EmailTemplate": {"Name": "nope"}}}, "'nope'"),
        ({"Schedule": {"StartTime": "2020-01-01T00:00:00Z"}}, "StartTime must be at least current time."),
    ],
)
def test_a_campaign_that_cannot_run_is_refused(talk, changes, reason):
    assert reason in refused(talk.campaign, talk.segment(kind="a"), **changes)


def test_the_outbox_shows_each_message_whole(talk):
    talk.set_up_email()
    talk.imported(talk.bring("good.csv", customers(3)))
    template = {
        "Subject": "Hi {{User.UserId}}",
        "HtmlPart": "<p>{{Attributes.kind}} {{Attributes.team}}{{#if Attributes.vip}}!{{/if}}</p>",
        "TextPart": "{{Metrics.age}}",
        "DefaultSubstitutions": json.dumps({"Attributes.team": "none"}),
    }
    talk.pinpoint.create_email_template(TemplateName="hi", EmailTemplateRequest=template)
    campaign = talk.campaign(
        talk.segment(kind="b"),
        MessageConfiguration={"EmailMessage": {"FromAddress": "news@example.com"}},
        TemplateConfiguration={"EmailTemplate": {"Name": "hi"}},
    )
    talk.completed(campaign)

    (item,) = talk.outbox(channel="EMAIL", **{"application-id": talk.id})

    assert (set(item), set(item["Content"])) == (OUTBOX_MEMBERS, EMAIL_MEMBERS)
    headers = [each["Name"] for each in item["Content"].pop("Headers")]
    assert headers == ["List-Unsubscribe", "List-Unsubscribe-Post"]
    assert item["Content"] == {
        "Subject": "Hi u1",
        "HtmlBody": "<p>b none</p>",
        "TextBody": "1",
        "FromAddress": "news@example.com",
        "ReplyTo": None,
    }
    assert (item["Channel"], item["Address"], item["EndpointId"], item["UserId"]) == (
        "EMAIL",
        "e1@example.com",
        "e1",
        "u1",
    )
    assert (item["CampaignId"], item["TreatmentId"], item["JourneyId"]) == (campaign, "0", None)
    assert talk.outbox(channel="SMS") == talk.outbox(**{"application-id": "other"}) == []
    empty = talk.controls.get("/local/outbox", params={"after": item["Sequence"]}).json()
    assert empty == {"Item": [], "NextSequence": item["Sequence"]}


def test_what_the_provider_reports_becomes_figures(talk):
    talk.set_up_email()
    talk.imported(talk.bring("good.csv", customers(10)))
    everybody = talk.call("get_segments")["Item"][0]["Id"]
    campaign = talk.campaign(everybody)
    talk.completed(campaign)
    sent = {item["EndpointId"]: item["MessageId"] for item in talk.outbox()}

    talk.report(sent["e0"], "Bounce", BounceType="Permanent")
    talk.report(sent["e1"], "Bounce", BounceType="Transient")
    talk.report(sent["e2"], "Complaint")
    talk.report(sent["e3"], "Click", Url="https://example.com/")
    for name in ("e3", "e4"):
        talk.report(sent[name], "Open")
        talk.report(sent[name], "Open")
    talk.idle()

    figures = {
        "attempted-deliveries-grouped-by-campaign-activity": 10,
        "hard-bounce-rate": 0.1,
        "successful-deliveries-grouped-by-campaign-activity": 9,
        "direct-email-opens-grouped-by-campaign-activity": 2,
        "clicks-grouped-by-campaign-activity": 1,
        "push-open-rate": None,
    }
    assert {name: talk.kpi(name, campaign) for name in figures} == figures
    assert "nonsense" in refused(talk.kpi, "nonsense")

    again = talk.campaign(everybody)
    talk.completed(again)
    reached = {item["EndpointId"] for item in talk.outbox() if item["CampaignId"] == again}
    assert reached == {f"e{n}" for n in range(10)} - {"e0", "e2"}
    activity = talk.activities(again)["0"]
    assert (activity["TotalEndpointCount"], activity["SuccessfulEndpointCount"]) == (10, 8)


def test_each_event_is_accepted_or_refused_by_itself(talk):
    batch = {
        "known": {
            "Endpoint": {"ChannelType": "EMAIL", "Address": "known@example.com"},
            "Events": {
                "good": talk.event(Attributes={"a": "b"}, Metrics={"m": 1.5}),
                "session": talk.event(Session={"Id": "s", "StartTimestamp": talk.now()}),
                "long": talk.event(Attributes={"a": "x" * 201}),
                "ours": talk.event("_campaign.send"),
                "undated": talk.event() | {"Timestamp": "yesterday"},
                "wide": talk.event(Attributes={f"k{n}": "v" for n in range(41)}),
            },
        },
        "incomplete": {"Endpoint": {"Address": "x"}, "Events": {"good": talk.event()}},
    }

    results = talk.put_events(batch)

    codes = {name: answer["StatusCode"] for name, answer in results["known"]["EventsItemResponse"].items()}
    assert codes == {"good": 202, "session": 202, "long": 400, "ours": 400, "undated": 400, "wide": 400}
    assert results["known"]["EventsItemResponse"]["good"]["Message"] == "Accepted"
    refusal = results["incomplete"]
    assert refusal["EndpointItemResponse"]["Message"].startswith("Missing ChannelType")
    assert refusal["EventsItemResponse"]["good"]["StatusCode"] == 202
    many = {"known": {"Endpoint": {}, "Events": {str(n): talk.event() for n in range(101)}}}
    assert "100 events" in refused(talk.put_events, many)


def direct(talk, *, substitutions=None, subject="Hi {{name}}", **request):
    content = {"Subject": {"Data": subject}, "HtmlPart": {"Data": "<p>{{name}}</p>"}}
    message = {"SimpleEmail": content, "ReplyToAddresses": ["help@example.com"]}
    message |= {"Substitutions": substitutions or {"name": ["you"]}}
    return talk.call(
        "send_messages", MessageRequest={"MessageConfiguration": {"EmailMessage": message}, **request}
    )


def test_direct_messages_have_an_outcome_each_and_are_counted(talk):
    talk.set_up_email()
    talk.imported(talk.bring("good.csv", customers(2)))
    addresses = {
        "p@example.com": {"ChannelType": "EMAIL", "Substitutions": {"name": ["Pat"]}},
        "P@Example.com": {"ChannelType": "EMAIL"},
        "o@example.com": {"ChannelType": "EMAIL", "TitleOverride": "Other", "BodyOverride": "text"},
        "nobody": {"ChannelType": "EMAIL"},
    }

    answer = direct(talk, Addresses=addresses, Endpoints={"e1": {}, "missing": {}})

    outcomes = {
        name: result["DeliveryStatus"]
        for name, result in [*answer["Result"].items(), *answer["EndpointResult"].items()]
    }
    assert outcomes == {
        "p@example.com": "SUCCESSFUL",
        "P@Example.com": "DUPLICATE",
        "o@example.com": "SUCCESSFUL",
        "nobody": "PERMANENT_FAILURE",
        "e1": "SUCCESSFUL",
        "missing": "PERMANENT_FAILURE",
    }
    sent = {item["Address"]: item for item in talk.outbox()}
    assert {address: item["Content"]["Subject"] for address, item in sent.items()} == {
        "p@example.com": "Hi Pat",
        "o@example.com": "Other",
        "e1@example.com": "Hi you",
    }
    assert sent["e1@example.com"]["UserId"] == "u1"
    assert sent["p@example.com"]["Content"]["ReplyTo"] == ["help@example.com"]
    assert (
        answer["EndpointResult"]["e1"]["StatusMessage"] == f"MessageId: {sent['e1@example.com']['MessageId']}"
    )

    talk.report(sent["p@example.com"]["MessageId"], "Bounce")
    talk.idle()
    assert (talk.kpi("txn-emails-sent"), talk.kpi("txn-emails-delivered")) == (3, 2)
    late = direct(talk, Addresses={"p@example.com": {"ChannelType": "EMAIL"}})["Result"]["p@example.com"]
    assert (late["DeliveryStatus"], "suppression" in late["StatusMessage"]) == ("PERMANENT_FAILURE", True)


def test_a_variable_of_a_template_without_a_value_keeps_the_message_back(talk):
    talk.set_up_email()
    talk.imported(talk.bring("good.csv", customers(2)))
    template = {"Subject": "Hi", "HtmlPart": "{{Attributes.nothing}}"}
    talk.pinpoint.create_email_template(TemplateName="gap", EmailTemplateRequest=template)

    campaign = talk.campaign(talk.segment(kind="a"), TemplateConfiguration={"EmailTemplate": {"Name": "gap"}})
    talk.completed(campaign)

    assert talk.outbox() == []
    activity = talk.activities(campaign)["0"]
    assert (activity["TotalEndpointCount"], activity["SuccessfulEndpointCount"]) == (1, 0)
