"""Push as a channel of campaigns, and what becomes of endpoints whose tokens are dead."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain.campaigns.allotment import Allotment
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers.push import PushCourier, load
from pinwheel.services.push_endpoints import open_push_report, record_failures
from tests.fakes.direct import APP, World

PLAN = RunPlan(
    run_id="run",
    application_id=APP,
    campaign_id="campaign",
    campaign_version=1,
    segment_id="segment",
    segment_version=1,
    scheduled="2026-11-02T12:00:00.000Z",
    started="2026-11-02T12:00:00.000Z",
    shares=Allotment(turn=0, blocks=()),
    treatments=(),
)
MESSAGES = {
    "DefaultMessage": {"Title": "Sale", "Body": "Hi {{Attributes.name}}"},
    "GCMMessage": {"SilentPush": True, "JsonBody": '{"a": 1}'},
}


@pytest.fixture
def world():
    world = World()
    world.channel("APNS")
    world.channel("GCM")
    for endpoint_id, channel_type in (("e1", "APNS"), ("e2", "GCM"), ("e3", "ADM")):
        world.endpoint(endpoint_id, ChannelType=channel_type, Attributes={"name": [endpoint_id]})
    return world


@pytest.fixture
def courier(world):
    return PushCourier(delivery=world.delivery, endpoints=world.push_endpoints, documents=world.documents)


def pinned(world, channel_type, messages=MESSAGES, templates=None):
    return load(APP, channel_type, messages, templates or {}, documents=world.documents, blobs=world.blobs)


def made(world, courier, endpoint_id, overrides=None):
    (endpoint,) = world.endpoints.get_many(APP, [endpoint_id]).values()
    content = courier.compile(pinned(world, endpoint.channel_type), now=world.clock.now())
    context = SendingContext(
        plan=PLAN, chunk_id="c", treatment_id="0", activity_id="a1", endpoint_overrides=overrides or {}
    )
    return endpoint, courier.make(content, endpoint, context)


def test_each_channel_has_what_is_said_on_it(world, courier):
    _, apple = made(world, courier, "e1")
    _, google = made(world, courier, "e2")

    apple, google = json.loads(apple.payload.body), json.loads(google.payload.body)
    marks = {"campaign_id": PLAN.campaign_id, "campaign_activity_id": "a1", "treatment_id": "0"}
    data = google["fcmV1Message"]["message"]["data"]
    assert apple["aps"]["alert"] == {"title": "Sale", "body": "Hi e1"}
    assert apple["data"]["pinpoint"]["campaign"] == marks
    assert (data["pinpoint.notification.silentPush"], data["pinpoint.jsonBody"]) == ("1", '{"a": 1}')


def test_a_hook_may_change_title_and_body(world, courier):
    _, push = made(world, courier, "e1", {"e1": {"TitleOverride": "Own", "BodyOverride": "for {{Id}}"}})

    assert json.loads(push.payload.body)["aps"]["alert"] == {"title": "Own", "body": "for e1"}


def test_a_campaign_without_push_content_has_none(world):
    assert pinned(world, "GCM", {"EmailMessage": {"Body": "b"}}) is None


def test_a_template_that_is_gone_and_a_text_that_is_broken_stop_the_run(world):
    with pytest.raises(NotFound):
        pinned(world, "GCM", {}, {"PushTemplate": {"Name": "none"}})
    with pytest.raises(Invalid):
        pinned(world, "GCM", {"DefaultMessage": {"Body": "{{#if x}}"}})


def test_who_has_no_channel_or_no_token_is_refused_before_anything_is_sent(world, courier):
    world.endpoint("e4", ChannelType="GCM", Address="a\nb")
    endpoints = [world.endpoints.get_many(APP, [each])[each] for each in ("e1", "e2", "e3", "e4")]

    refusals = courier.refusals(APP, endpoints)

    assert sorted(refusals) == [2, 3]
    assert "ADM channel" in refusals[2]
    assert "token" in refusals[3]


def test_a_dead_token_makes_the_endpoint_inactive_unless_the_device_has_another(world, courier):
    endpoints = {each: world.endpoints.get_many(APP, [each])[each] for each in ("e1", "e2")}
    for endpoint_id in ("e1", "e2"):
        _, push = made(world, courier, endpoint_id)
        courier.send_batch([push])
        world.push.disable(endpoints[endpoint_id].address)
    results = [courier.send_batch([made(world, courier, each)[1]])[0] for each in ("e1", "e2")]
    world.endpoint("e2", Address="new-token")

    for _ in range(2):
        courier.after(list(endpoints.values()), results)

    stored = world.endpoints.get_many(APP, ["e1", "e2"])
    assert [stored[each].endpoint_status for each in ("e1", "e2")] == ["INACTIVE", "ACTIVE"]


def report(target, failure="InvalidPlatformToken", **changes):
    event = {"EventType": "DeliveryFailure", "Service": "SNS", "EndpointArn": target, "FailureType": failure}
    return open_push_report({"Message": json.dumps({**event, **changes})})


def test_a_reported_failure_makes_the_devices_endpoint_inactive(world, courier):
    world.delivery.send_batch([made(world, courier, "e1")[1], made(world, courier, "e2")[1]])
    first, second = world.push.devices
    reports = [report(first), report(second, "DependencyUnavailable"), report("arn:gone")]

    for _ in range(2):
        record_failures(reports, service=world.push, endpoints=world.push_endpoints)

    stored = world.endpoints.get_many(APP, ["e1", "e2"])
    assert [stored[each].endpoint_status for each in ("e1", "e2")] == ["INACTIVE", "ACTIVE"]


def test_what_is_no_failure_of_a_push_is_left_to_others(world):
    assert report("arn", EventType="EndpointCreated") is None
    assert open_push_report({"Message": "DeliveryFailure, but no JSON"}) is None
    assert open_push_report({"mail": {}}) is None
