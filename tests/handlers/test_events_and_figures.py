"""From PutEvents through the stream to KPIs and an experiment's report, through boto3 and real Lambda events."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lambdas.api_analytics.handler import lambda_handler as analytics
from lambdas.api_events.handler import lambda_handler as ingest
from lambdas.roll_up.handler import lambda_handler as roll_up
from pinwheel.domain import keys
from pinwheel.domain.records import pack
from pinwheel.ports.documents import Put
from pinwheel.runtime import bootstrap
from pinwheel.services.event_types import EventTypes
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.services.key_ring import KeyRing
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.pinpoint import ENDPOINT, PlainSecrets, gateway_event, import_local_key, pinpoint_client
from tests.unit.services.test_experiments import World
from tests.unit.services.test_rollups import a_send

APP = "app"


@pytest.fixture
def stream():
    return MemoryEventStream()


@pytest.fixture
def world(monkeypatch, stream):
    """Give an application with endpoints in two arms, wired to the handlers."""
    made, secrets = World(), PlainSecrets()
    made.clock.instant = datetime.now(UTC)
    import_local_key(made.documents, secrets, made.clock)
    given = {
        "documents": made.documents,
        "secrets": secrets,
        "key_ring": KeyRing(documents=made.documents, secrets=secrets, clock=made.clock),
        "endpoints": made.endpoints,
        "event_stream": stream,
        "event_types": EventTypes(made.documents),
        "ingest_rate": IngestRate(per_second=0, governor=MemoryGovernor(), clock=made.clock),
        "rollups": made.rollups,
        "blobs": made.blobs,
        "experiment_stores": made.stores,
        "clock": made.clock,
    }
    for name, collaborator in given.items():
        monkeypatch.setattr(bootstrap, name, lambda collaborator=collaborator: collaborator)
    return made


def kinesis_event(records, *, first=100):
    return {
        "Records": [
            {
                "eventID": f"shardId-000000000003:{first + n}",
                "kinesis": {
                    "sequenceNumber": str(first + n),
                    "partitionKey": "p",
                    "data": base64.b64encode(data).decode(),
                    "approximateArrivalTimestamp": 1793608200.123,
                },
            }
            for n, data in enumerate(records)
        ]
    }


def count(stream, **options):
    return roll_up(kinesis_event([record.data for record in pack(stream.published)], **options), None)


def extension(method, path, document=None):
    body = b"" if document is None else json.dumps(document).encode()
    request = AWSRequest(method=method, url=ENDPOINT + path, data=body)
    SigV4Auth(Credentials("local", "local-secret"), "mobiletargeting", "us-east-1").add_auth(request)
    response = analytics(gateway_event(request.prepare()), None)
    return response["statusCode"], json.loads(response["body"])


def visits(*endpoint_ids):
    event = {"EventType": "visit", "Timestamp": datetime.now(UTC).isoformat()}
    return {each: {"Endpoint": {}, "Events": {f"visit-{each}": event}} for each in endpoint_ids}


def test_events_of_clients_reach_the_experiments_report(world, stream):
    status, made = extension("POST", f"/x/v1/apps/{APP}/experiments", world.body(Name="Test"))
    client = pinpoint_client(ingest)
    answer = client.put_events(ApplicationId=APP, EventsRequest={"BatchItem": visits("e1", "e3", "e2")})

    for first in (100, 100, 200):
        assert count(stream, first=first) == {"batchItemFailures": []}
    _, report = extension("GET", f"/x/v1/apps/{APP}/experiments/{made['Id']}")
    _, listed = extension("GET", f"/x/v1/apps/{APP}/experiments")

    assert status == 201
    codes = [
        event["StatusCode"]
        for item in answer["EventsResponse"]["Results"].values()
        for event in item["EventsItemResponse"].values()
    ]
    assert codes == [202, 202, 202]
    found = {arm["Name"]: (arm["Size"], arm["Outcomes"][0]["Converted"]) for arm in report["Arms"]}
    assert found == {"mailed": (20, 2), "control": (20, 1)}
    assert [each["Id"] for each in listed["Item"]] == [made["Id"]]


def test_a_campaigns_sends_reach_its_kpis(world, stream):
    world.documents.write([Put(keys.campaign(APP, "c1"), {"Id": "c1"})])
    sends = [a_send(n) for n in range(10)]
    for send in sends:
        send.event_timestamp = round(datetime.now(UTC).timestamp() * 1000)
    stream.publish(sends)
    count(stream)

    client = pinpoint_client(analytics)
    where = {
        "ApplicationId": APP,
        "KpiName": "unique-deliveries",
        "StartTime": datetime.now(UTC) - timedelta(1),
    }
    of_campaign = client.get_campaign_date_range_kpi(CampaignId="c1", **where)
    of_all = client.get_application_date_range_kpi(**where)

    row = {"GroupedBys": [], "Values": [{"Key": "UniqueDeliveries", "Type": "Double", "Value": "10.0"}]}
    assert of_campaign["CampaignDateRangeKpiResponse"]["KpiResult"]["Rows"] == [row]
    assert of_all["ApplicationDateRangeKpiResponse"]["KpiResult"]["Rows"] == [row]


def test_unknown_kpis_campaigns_and_experiments_are_refused(world):
    client = pinpoint_client(analytics)
    with pytest.raises(client.exceptions.BadRequestException, match="no KPI"):
        client.get_application_date_range_kpi(ApplicationId=APP, KpiName="nonsense")
    with pytest.raises(client.exceptions.NotFoundException):
        client.get_campaign_date_range_kpi(ApplicationId=APP, CampaignId="c9", KpiName="clicks")
    assert extension("GET", f"/x/v1/apps/{APP}/experiments/none")[0] == 404
    assert extension("POST", f"/x/v1/apps/{APP}/experiments", {})[0] == 400


def test_a_record_that_nobody_can_read_does_not_block_its_shard(world, stream):
    stream.publish([a_send(1)])
    good = pack(stream.published)[0].data
    assert roll_up(kinesis_event([b"rubbish", good]), None) == {"batchItemFailures": []}
    assert list(world.blobs.stored) == ["poison/roll-up/shardId-000000000003/100"]
    assert world.rollups.position("shardId-000000000003").sequence == 101


class BeaconAuth(SigV4QueryAuth):
    """Signs the URL and the body, as the JavaScript SDKs do; botocore would move the body into the query."""

    def _modify_request_before_signing(self, request):
        body, request.data = request.data, b""
        super()._modify_request_before_signing(request)  # type: ignore[misc]  # private in botocore
        request.data = body


@pytest.mark.parametrize("content_type", ["text/plain;charset=UTF-8", "application/json", None])
@pytest.mark.parametrize("encode", [True, False])
def test_a_page_that_is_left_sends_its_last_events_by_beacon(world, stream, content_type, encode):
    body = json.dumps({"BatchItem": visits("e1")}).encode()
    request = AWSRequest(method="POST", url=f"{ENDPOINT}/v1/apps/{APP}/events/legacy", data=body)
    BeaconAuth(Credentials("local", "local-secret"), "mobiletargeting", "us-east-1").add_auth(request)
    event = gateway_event(request.prepare())
    event["headers"].pop("content-type", None)
    if content_type:
        event["headers"]["content-type"] = content_type
    if encode:
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}

    assert ingest(event, None)["statusCode"] == 202
    assert [each.event_id for each in stream.published] == ["visit-e1"]
    tampered = {**event, "body": "{}", "isBase64Encoded": False}
    assert ingest(tampered, None)["statusCode"] == 403
