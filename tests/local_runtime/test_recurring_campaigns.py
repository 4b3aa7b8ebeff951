"""Campaigns over weeks of the virtual clock, and customers' code in their way, through the whole stack."""

from __future__ import annotations

import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.local_runtime.talk import ROOT, connect

pytestmark = pytest.mark.local_runtime
WEEK = 7 * 24 * 3600
EMAIL = {"EmailMessage": {"Title": "Hi {{Attributes.Offer}}", "HtmlBody": "<p>Hi</p>"}}
FILTER = """
def handler(event, context):
    kept = {k: v for k, v in event["Endpoints"].items() if k != "p1"}
    for endpoint in kept.values():
        endpoint["Attributes"] = {"Offer": ["10 %"]}
    return kept
"""


@pytest.fixture
def audience(talk):
    """Give a segment of two e-mail endpoints."""
    talk.set_up_email()
    for number in range(2):
        talk.call(
            "update_endpoint",
            EndpointId=f"p{number}",
            EndpointRequest={"ChannelType": "EMAIL", "Address": f"p{number}@example.com"},
        )
    channel = {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}}
    segment = {"Name": "all", "Dimensions": {"Demographic": channel}}
    return talk.call("create_segment", WriteSegmentRequest=segment)["Id"]


def _campaign(talk, segment, **members):
    request = {"Name": "c", "SegmentId": segment, "Schedule": {"StartTime": "IMMEDIATE"}, **members}
    return talk.call("create_campaign", WriteCampaignRequest=request)["Id"]


def _idle(talk):
    talk.controls.post("/local/idle", json={"TimeoutSeconds": 60}, timeout=90).raise_for_status()


def _delivered(talk, campaign):
    found = talk.controls.get("/local/outbox", params={"application-id": talk.id}).json()["Item"]
    return [each for each in found if each["CampaignId"] == campaign]


def _state(talk, campaign):
    return talk.call("get_campaign", CampaignId=campaign)["State"]["CampaignStatus"]


def test_a_weekly_campaign_runs_each_week_once(talk, audience):
    schedule = {"StartTime": "IMMEDIATE", "Frequency": "WEEKLY"}
    campaign = _campaign(talk, audience, Schedule=schedule, MessageConfiguration=EMAIL)
    _idle(talk)

    talk.controls.put("/local/clock", json={"AdvanceSeconds": 3 * WEEK + 60}, timeout=300).raise_for_status()

    assert len(_delivered(talk, campaign)) == 4 * 2
    assert len(talk.call("get_campaign_activities", CampaignId=campaign)["Item"]) == 4
    assert _state(talk, campaign) == "PENDING_NEXT_RUN"
    talk.call("delete_campaign", CampaignId=campaign)


def test_a_hook_filters_and_a_function_and_a_url_deliver(talk, audience):
    functions = connect("lambda", endpoint_url=talk.s3.meta.endpoint_url, **ROOT)
    for name, code in (("keep", FILTER), ("take", "def handler(event, context):\n    return {}\n")):
        _make(functions, name, code)
    server = HTTPServer(("127.0.0.1", 0), _Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/take"

    hooked = _campaign(talk, audience, Hook={"LambdaFunctionName": "keep"}, MessageConfiguration=EMAIL)
    custom = {"CustomMessage": {"Data": "hello"}}
    taken = [
        _campaign(
            talk,
            audience,
            MessageConfiguration=custom,
            CustomDeliveryConfiguration={"DeliveryUri": target, "EndpointTypes": ["EMAIL"]},
        )
        for target in ("take", url)
    ]
    _idle(talk)
    server.shutdown()
    server.server_close()

    assert [mail["Content"]["Subject"] for mail in _delivered(talk, hooked)] == ["Hi 10 %"]
    for campaign in taken:
        items = sorted((each["Channel"], each["EndpointId"]) for each in _delivered(talk, campaign))
        assert items == [("CUSTOM", "p0"), ("CUSTOM", "p1")]
        assert _state(talk, campaign) == "COMPLETED"


def _make(functions, name, code):
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as packed:
        packed.writestr("index.py", code)
    functions.create_function(
        FunctionName=name,
        Runtime="python3.11",
        Handler="index.handler",
        Role="arn:aws:iam::000000000000:role/customer",
        Code={"ZipFile": package.getvalue()},
    )


class _Taking(BaseHTTPRequestHandler):
    """Takes everything that is signed."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if "v1=" in self.headers["X-Pinwheel-Signature"] else 403)
        self.end_headers()

    def log_message(self, *_args):
        pass
