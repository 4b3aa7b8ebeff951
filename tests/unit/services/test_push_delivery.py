"""Pushes on their way to the carrier: signing in, devices, what is remembered, what went wrong."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.push.message import OutgoingPush, Payload
from pinwheel.services.channels import delete_channel
from pinwheel.services.push_devices import forget_devices, sign_out
from tests.fakes.direct import APP, CERTIFICATE, TOKEN_KEY, World


@pytest.fixture
def world():
    world = World()
    world.channel("GCM")
    return world


def push(token="t1", channel_type="GCM", **members):
    return OutgoingPush(
        application_id=APP, channel_type=channel_type, token=token, payload=Payload('{"a":1}'), **members
    )


def statuses(results):
    return [(result.status.value, result.status_code) for result in results]


OK = ("SUCCESSFUL", 200)


def test_a_channel_is_signed_in_once_and_a_device_made_known_once(world):
    world.delivery.send_batch([push("t1"), push("t2")])
    results = world.delivery.send_batch([push("t2"), push("t3")])

    assert statuses(results) == [OK, OK]
    assert world.push.tokens() == ["t1", "t2", "t2", "t3"]
    assert world.push.calls == ["put_platform", "register", "register", "register"]
    (credentials,) = world.push.platforms.values()
    assert list(credentials) == ["PlatformCredential"]


def test_new_credentials_are_used_by_the_next_push(world):
    world.delivery.send_batch([push()])
    world.channel("GCM", ServiceJson='{"type":"t","project_id":"other","private_key":"k","client_email":"e"}')

    world.delivery.send_batch([push()])

    (credentials,) = world.push.platforms.values()
    assert "other" in credentials["PlatformCredential"]
    assert world.push.calls.count("put_platform") == 2
    assert world.push.calls.count("register") == 1


def test_all_sets_of_credentials_are_signed_in_and_the_message_chooses(world):
    world.channel("APNS", **TOKEN_KEY, **CERTIFICATE, DefaultAuthenticationMethod="CERTIFICATE")

    world.delivery.send_batch([push(channel_type="APNS"), push("t2", "APNS", authentication="TOKEN")])

    used = [world.push.devices[parcel.target]["platform"].rpartition("-")[2] for parcel in world.push.sent]
    assert used == ["certificate", "token"]
    by_name = {target.rpartition("-")[2]: given for target, given in world.push.platforms.items()}
    assert by_name["certificate"] == {"PlatformPrincipal": "PEM", "PlatformCredential": "PK"}
    assert by_name["token"] == {
        "PlatformPrincipal": "KID",
        "PlatformCredential": "P8",
        "ApplePlatformTeamID": "TEAM",
        "ApplePlatformBundleID": "com.shop",
    }


def test_a_channel_that_is_missing_or_disabled_sends_nothing(world):
    world.channel("ADM", ClientId="c", ClientSecret="s", Enabled=False)

    results = world.delivery.send_batch([push(channel_type="ADM"), push(channel_type="APNS"), push()])

    assert statuses(results) == [("PERMANENT_FAILURE", 400), ("PERMANENT_FAILURE", 400), OK]
    assert "ADM channel" in results[0].detail


def test_credentials_that_are_refused_are_told_and_not_tried_for_a_minute(world):
    world.push.refuses = True

    results = world.delivery.send_batch([push()]) + world.delivery.send_batch([push()])

    assert statuses(results) == [("PERMANENT_FAILURE", 400)] * 2
    assert "credentials" in results[1].detail
    assert world.push.calls == ["put_platform"]


def test_a_dead_token_fails_for_good_and_lives_again_when_its_device_registers(world):
    world.delivery.send_batch([push(endpoint_id="e1", registered="2026-01-01")])
    world.push.disable("t1")

    dead = world.delivery.send_batch([push(endpoint_id="e1", registered="2026-01-01")])
    still_dead = world.delivery.send_batch([push(endpoint_id="e1", registered="2026-01-01")])
    alive = world.delivery.send_batch([push(endpoint_id="e1", registered="2999-01-01")])
    after = world.delivery.send_batch([push(endpoint_id="e1", registered="2999-01-01")])

    assert statuses(dead + still_dead) == [("PERMANENT_FAILURE", 410)] * 2
    assert statuses(alive + after) == [OK, OK]
    assert world.push.calls.count("enable") == 1


def test_a_device_that_the_carrier_forgot_is_made_known_again_and_gets_its_push(world):
    world.delivery.send_batch([push()])
    world.push.devices.clear()

    results = world.delivery.send_batch([push()])
    again = world.delivery.send_batch([push()])

    assert statuses(results + again) == [OK, OK]
    assert world.push.calls.count("register") == 2


def test_a_platform_that_the_carrier_forgot_is_made_again(world):
    world.delivery.send_batch([push()])
    world.push.devices.clear()
    world.push.platforms.clear()

    assert statuses(world.delivery.send_batch([push(), push("t2")])) == [OK, OK]


def test_a_deleted_and_new_channel_signs_in_anew(world):
    world.delivery.send_batch([push()])
    sign_out(APP, "GCM", documents=world.documents, service=lambda: world.push)
    assert not world.push.platforms
    delete_channel(APP, "GCM", documents=world.documents)
    world.clock.advance(seconds=60)
    world.channel("GCM")

    assert statuses(world.delivery.send_batch([push()])) == [OK]


def test_a_device_learns_its_new_owner(world):
    world.delivery.send_batch([push()])
    world.delivery.send_batch([push(endpoint_id="e1")])
    world.delivery.send_batch([push(), push(endpoint_id="e1")])

    (known,) = world.push.devices.values()
    assert known["owner"] == '{"ApplicationId":"app","EndpointId":"e1"}'
    assert world.push.calls.count("register") == 2


def test_baidus_address_is_taken_apart(world):
    world.channel("BAIDU")

    world.delivery.send_batch([push("user:channel", "BAIDU")])

    (known,) = world.push.devices.values()
    assert known["attributes"] == {"UserId": "user", "ChannelId": "channel"}


def test_while_the_carrier_is_down_nothing_is_lost_for_good(world):
    world.push.is_down = True

    results = world.delivery.send_batch([push(), push("t2")])

    assert statuses(results) == [("TEMPORARY_FAILURE", 503)] * 2


def test_a_note_that_is_not_taken_changes_no_outcome(world, monkeypatch):
    world.delivery.send_batch([push()])

    def broken(changes):
        raise Unavailable("The table is not there.")

    monkeypatch.setattr(world.documents, "write", broken)

    assert statuses(world.delivery.send_batch([push("t2")])) == [OK]


def test_what_the_carrier_says_of_one_push_is_told_of_that_one(world):
    world.push.answers["t2"] = SendResult(status=DeliveryStatus.THROTTLED, status_code=429)

    assert statuses(world.delivery.send_batch([push(), push("t2")])) == [OK, ("THROTTLED", 429)]


def test_no_document_holds_a_token_or_a_credential(world):
    world.delivery.send_batch([push("a-secret-token")])

    notes = [each for key, each in world.documents.stored.items() if key.partition.startswith("PUSH#")]
    platform = world.documents.stored[keys.push_platform(APP, "GCM")]
    assert len(notes) == 1
    assert "a-secret-token" not in repr((notes, platform))
    assert "private_key" not in repr(platform)


def test_a_deleted_endpoint_leaves_no_device_behind(world):
    world.endpoint("e1")
    (endpoint,) = world.endpoints.get_many(APP, ["e1"]).values()
    world.delivery.send_batch([push(endpoint.address, endpoint_id="e1"), push("other")])

    for _ in range(2):
        forget_devices(APP, [endpoint], documents=world.documents, service=lambda: world.push)

    assert [known["token"] for known in world.push.devices.values()] == ["other"]
    assert len([key for key in world.documents.stored if key.partition.startswith("PUSH#")]) == 1
