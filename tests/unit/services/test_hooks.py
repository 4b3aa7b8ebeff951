"""Calls of customers' functions and URLs: how often, with what, and what becomes of the endpoints."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.custom_delivery import CustomContent
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import NotFound
from pinwheel.domain.messages import DeliveryStatus
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.domain.webhook_signing import HEADER
from pinwheel.ports.documents import Put
from pinwheel.ports.functions import CallFailed
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers.custom import CustomCourier
from pinwheel.services.hooks import Caller, HookCaller
from pinwheel.services.webhook_keys import WebhookKeys, WebhookSigner
from tests.fakes.channels import HidingSecrets
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock
from tests.fakes.targets import MemoryFunctions, MemoryWebhooks

APP, CAMPAIGN = "a" * 32, "c" * 32
URL = "https://example.com/deliver"
ENDPOINTS = [Endpoint(id=f"e{number}", channel_type="GCM", address=str(number)) for number in range(3)]
CHUNK = Chunk(id="000-000000", blob="b", treatment_id="0", channel="PUSH", progress="...")


def _plan(target="f", hook=None):
    return RunPlan(
        run_id="r" * 32,
        application_id=APP,
        campaign_id=CAMPAIGN,
        campaign_version=2,
        segment_id="s" * 32,
        segment_version=1,
        scheduled="2026-11-02T12:00:00.000Z",
        started="2026-11-02T12:00:01.000Z",
        shares=allotment(CAMPAIGN, {}, 0),
        treatments=(
            Treatment(id="0", activity_id="t" * 32, contents={}, custom_delivery={"DeliveryUri": target}),
        ),
        hook=hook or {"LambdaFunctionName": "f", "Mode": "FILTER"},
    )


class Desk:
    """The collaborators over fakes."""

    def __init__(self, *, functions=None, urls=()):
        self.clock = FrozenClock()
        self.documents = MemoryDocuments()
        self.functions = MemoryFunctions(**(functions or {}))
        self.webhooks = MemoryWebhooks(urls)
        self.naps = []
        self.keys = WebhookKeys(documents=self.documents, secrets=HidingSecrets(), clock=self.clock)
        signer = WebhookSigner(good=self.keys.good, clock=self.clock)
        self.caller = Caller(functions=self.functions, webhooks=self.webhooks, signer=signer)
        self.documents.write([Put(keys.application(APP), {"Id": APP})])
        version = {"MessageConfiguration": {"GCMMessage": {"Body": "Hi"}}}
        self.documents.write([Put(keys.campaign_version(APP, CAMPAIGN, 2), version)])

    def ask(self, **members):
        hook = HookCaller(caller=self.caller, documents=self.documents, sleep=self.naps.append)
        return hook(_plan(**members), CHUNK, ENDPOINTS)

    def deliver(self, target="f", count=3):
        courier = CustomCourier(caller=self.caller, sleep=self.naps.append)
        context = SendingContext(
            plan=_plan(target), chunk_id=CHUNK.id, treatment_id="0", activity_id="t" * 32
        )
        content = CustomContent(data="hello")
        endpoints = [Endpoint(id=f"e{number}") for number in range(count)]
        return courier.send_batch([courier.make(content, each, context) for each in endpoints])


def _stay(*names):
    return json.dumps({name: {} for name in names}).encode()


def test_a_hook_is_told_all_that_it_needs_and_those_it_leaves_out_are_dropped():
    desk = Desk(functions={"f": _stay("e0", "e2")})

    outcome = desk.ask()

    ((name, body),) = desk.functions.calls
    said = json.loads(body)
    assert name == "f"
    assert {key: value for key, value in said.items() if key != "Endpoints"} == {
        "MessageConfiguration": {"GCMMessage": {"Body": "Hi"}},
        "ApplicationId": APP,
        "CampaignId": CAMPAIGN,
        "TreatmentId": "0",
        "ActivityId": "t" * 32,
        "ScheduledTime": "2026-11-02T12:00:00.000Z",
    }
    assert sorted(said["Endpoints"]) == ["e0", "e1", "e2"]
    assert sorted(outcome.kept) == ["e0", "e2"]
    assert outcome.dropped == {"e1"}
    assert not outcome.failed


def test_a_hook_has_three_attempts():
    slow = CallFailed("took longer than 15 seconds.")
    second = Desk(functions={"f": [slow, b"{", _stay("e0")]})
    never = Desk(functions={"f": [slow, slow, slow, _stay("e0")]})

    assert sorted(second.ask().kept) == ["e0"]
    assert never.ask().failed == dict.fromkeys(("e0", "e1", "e2"), str(slow))
    assert len(never.functions.calls) == 3
    assert len(never.naps) == 2


def test_a_url_gets_the_same_signed():
    desk = Desk(urls={URL: _stay("e1")})
    key = desk.keys.rotate(APP)["Key"]

    assert sorted(desk.ask(hook={"WebUrl": URL}).kept) == ["e1"]

    ((url, body, headers),) = desk.webhooks.calls
    time, mark = headers[HEADER].split(",")
    signed = time.removeprefix("t=").encode() + b"." + body
    assert url == URL
    assert time == f"t={int(desk.clock.real_now().timestamp())}"
    assert mark == "v1=" + hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()


def test_the_key_before_signs_for_another_day_and_no_longer():
    desk = Desk()
    first = desk.keys.good(APP)
    new = desk.keys.rotate(APP)["Key"]

    assert desk.keys.good(APP) == [new, *first]
    desk.clock.advance(days=1, minutes=1)
    assert desk.keys.good(APP) == [new]
    again = desk.keys.rotate(APP)["Key"]
    assert desk.keys.good(APP) == [again, new]
    with pytest.raises(NotFound):
        desk.keys.rotate("f" * 32)


def test_keys_are_stored_encrypted():
    desk = Desk()
    key = desk.keys.rotate(APP)["Key"]

    stored = desk.documents.get(keys.webhook_key(APP))

    assert stored is not None
    assert key not in str(stored.body)


def test_a_custom_delivery_takes_fifty_endpoints_a_call():
    desk = Desk(functions={"f": b"null"})

    results = desk.deliver(count=120)

    assert [len(json.loads(body)["Endpoints"]) for _, body in desk.functions.calls] == [50, 50, 20]
    assert {result.status for result in results} == {DeliveryStatus.SUCCESSFUL}
    assert len(results) == 120


@pytest.mark.parametrize(
    ("answers", "calls", "status"),
    [
        ([CallFailed("failed")], 1, DeliveryStatus.PERMANENT_FAILURE),
        ([CallFailed("busy", is_untaken=True), b""], 2, DeliveryStatus.SUCCESSFUL),
        ([CallFailed("busy", is_untaken=True)] * 3, 3, DeliveryStatus.PERMANENT_FAILURE),
        ([CallFailed("busy", is_untaken=True), CallFailed("slow")], 2, DeliveryStatus.PERMANENT_FAILURE),
    ],
)
def test_a_delivery_that_may_have_been_taken_is_never_repeated(answers, calls, status):
    desk = Desk(functions={"f": list(answers)})

    results = desk.deliver()

    assert len(desk.functions.calls) == calls
    assert [result.status for result in results] == [status] * 3


def test_a_delivery_to_a_url_is_signed_too():
    desk = Desk(urls={URL: b""})

    assert {result.status for result in desk.deliver(URL)} == {DeliveryStatus.SUCCESSFUL}
    assert HEADER in desk.webhooks.calls[0][2]
