"""Pushes under the template's roles: from the API to the outbox, once, until the token is dead."""

from __future__ import annotations

import json

SERVICE = {"type": "service_account", "project_id": "p", "private_key": "k", "client_email": "e"}


def test_a_push_goes_out_once_and_a_dead_token_makes_its_endpoint_inactive(strict_talk):
    talk = strict_talk
    talk.call(
        "update_gcm_channel",
        GCMChannelRequest={
            "ServiceJson": json.dumps(SERVICE),
            "DefaultAuthenticationMethod": "TOKEN",
            "Enabled": True,
        },
    )
    talk.call(
        "update_endpoint",
        EndpointId="phone",
        EndpointRequest={"ChannelType": "GCM", "Address": "token-1", "User": {"UserId": "jo"}},
    )
    request = {
        "MessageConfiguration": {"DefaultPushNotificationMessage": {"Title": "Hi", "Body": "{{Address}}"}},
        "Endpoints": {"phone": {}},
    }

    sent = talk.call("send_messages", MessageRequest=request)["EndpointResult"]["phone"]
    report = {"MessageId": sent["MessageId"], "Type": "PushFailure"}
    talk.controls.post("/local/feedback", json=report).raise_for_status()
    talk.controls.post("/local/idle", json={"TimeoutSeconds": 60}).raise_for_status()
    dead = talk.call("send_messages", MessageRequest=request)["EndpointResult"]["phone"]
    endpoint = talk.call("get_endpoint", EndpointId="phone")

    (item,) = talk.outbox(channel="GCM")
    assert (item["Address"], item["EndpointId"], item["UserId"], item["MessageId"]) == (
        "token-1",
        "phone",
        "jo",
        sent["MessageId"],
    )
    assert item["Content"]["Data"]["pinpoint.notification.body"] == "token-1"
    assert (dead["DeliveryStatus"], dead["StatusCode"]) == ("PERMANENT_FAILURE", 410)
    assert endpoint["EndpointStatus"] == "INACTIVE"
