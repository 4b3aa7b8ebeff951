"""Event and in-app campaigns under the template's roles, from PutEvents to the outbox."""

from __future__ import annotations

import json

from tests.local_runtime.talk import ONCE, ROOT, connect


def schedule(event_type, frequency="EVENT", kind="ENDPOINT", **dimensions):
    wanted = {"EventType": {"Values": [event_type]}, **dimensions}
    return {
        "StartTime": "IMMEDIATE",
        "Frequency": frequency,
        "EventFilter": {"FilterType": kind, "Dimensions": wanted},
    }


def subjects(talk):
    talk.idle()
    return [(item["EndpointId"], item["Content"]["Subject"]) for item in talk.outbox()]


def set_up(talk):
    talk.set_up_email()
    request = {"Name": "all", "Dimensions": {}}
    return talk.call("create_segment", WriteSegmentRequest=request)["Id"]


def listening(talk, segment_id, title, schedule):
    message = {"EmailMessage": {"Title": title, "Body": "Hi {{Attributes.name}}"}}
    talk.campaign(segment_id, Name=title, Schedule=schedule, MessageConfiguration=message)


def test_events_start_messages_once_each(strict_talk):
    talk = strict_talk
    segment_id = set_up(talk)
    expensive = {"price": {"ComparisonOperator": "GREATER_THAN", "Value": 10}}
    listening(talk, segment_id, "thanks", schedule("purchase", Metrics=expensive))
    moved = {"changed": {"AttributeType": "CONTAINS", "Values": ["Location.Country"]}}
    listening(talk, segment_id, "moved", schedule("_endpoint.updated", Attributes=moved))
    listening(talk, segment_id, "launch", schedule("launch"))
    ann = {"ChannelType": "EMAIL", "Address": "ann@example.com", "Attributes": {"name": ["Ann"]}}
    ann["User"] = {"UserId": "u1"}
    events = {"1": talk.event("purchase", Metrics={"price": 20}), "2": talk.event("purchase")}

    for _ in range(2):
        talk.put_events({"e1": {"Endpoint": ann, "Events": events}})
    assert subjects(talk) == [("e1", "thanks")]
    assert talk.outbox()[0]["Content"]["TextBody"] == "Hi Ann"

    request = {"Location": {"Country": "FRA"}}
    talk.call("update_endpoint", EndpointId="e1", EndpointRequest=request)
    assert subjects(talk)[1:] == [("e1", "moved")]

    talk.extension("POST", "events", {"Events": [{"UserId": "u1", "EventType": "launch"}]})
    assert subjects(talk)[2:] == [("e1", "launch")]


def test_an_event_of_the_bus_reaches_a_user(strict_talk, strict_runtime):
    talk = strict_talk
    listening(talk, set_up(talk), "launch", schedule("launch"))
    endpoint = {"ChannelType": "EMAIL", "Address": "ann@example.com", "User": {"UserId": "u1"}}
    talk.call("update_endpoint", EndpointId="e1", EndpointRequest=endpoint)
    bus = connect("events", endpoint_url=strict_runtime.aws_endpoint, config=ONCE, **ROOT)
    detail = {"ApplicationId": talk.id, "UserId": "u1", "EventType": "launch"}

    entry = {"Source": "pinwheel.events", "DetailType": "PutEvents", "Detail": json.dumps(detail)}
    bus.put_events(Entries=[entry])

    assert subjects(talk) == [("e1", "launch")]


def test_an_app_shows_a_campaign_as_often_as_its_cap_says(strict_talk):
    talk = strict_talk
    segment_id = set_up(talk)
    content = {"Layout": "TOP_BANNER", "Content": [{"BackgroundColor": "#ffffff"}]}
    talk.campaign(
        segment_id,
        Schedule=schedule("opened", "IN_APP_EVENT"),
        Limits={"Total": 1},
        MessageConfiguration={"InAppMessage": content},
    )
    talk.call("update_endpoint", EndpointId="e1", EndpointRequest={"ChannelType": "IN_APP"})

    def told():
        answer = talk.call("get_in_app_messages", EndpointId="e1")
        return answer["InAppMessageCampaigns"]

    (campaign,) = told()
    assert (campaign["InAppMessage"], campaign["TotalCap"]) == (content, 1)
    shown = talk.event("_inapp.message_displayed", Attributes={"campaign_id": campaign["CampaignId"]})
    talk.put_events({"e1": {"Endpoint": {}, "Events": {"1": shown}}})
    talk.idle()
    assert told() == []
