"""A caller of one runtime: an unmodified boto3, the emulated account, the local controls.

Every answer of the API is compared with botocore's model: required members are there, dates are written as
Pinpoint writes them.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

import boto3
import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from local.client import CREDENTIALS, Runtime

ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
ONCE = Config(retries={"total_max_attempts": 1})
ROLE = "arn:aws:iam::000000000000:role/imports"
BUCKET = "customers"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DATES = {"CreationDate", "LastModifiedDate", "CompletionDate", "Start", "End", "ScheduledStart"}
connect: Any = boto3.client
"""Without the overloads that want each service's name as a literal."""


def flaws(shape: Any, value: Any, path: str = "") -> list[str]:
    """List what an answer lacks of its shape."""
    if shape.type_name == "list":
        return [flaw for item in value for flaw in flaws(shape.member, item, path)]
    if shape.type_name == "map":
        return [flaw for item in value.values() for flaw in flaws(shape.value, item, path)]
    if shape.type_name != "structure":
        is_date = path.rpartition(".")[2] in DATES and "QuietTime" not in path
        return [f"{path}: {value}"] if is_date and not DATE.fullmatch(value) else []
    missing = [f"{path}.{name}" for name in shape.required_members if value.get(name) is None]
    known = {name: shape.members[name] for name in value if name in shape.members}
    return missing + [
        flaw for name, member in known.items() for flaw in flaws(member, value[name], f"{path}.{name}")
    ]


class Talk:
    """Talks to one runtime about one application."""

    def __init__(self, runtime: Runtime, controls: httpx.Client) -> None:
        self.url = runtime.url
        self.controls = controls
        self.pinpoint = connect("pinpoint", endpoint_url=runtime.url, config=ONCE, **CREDENTIALS)
        self.pinpoint.meta.events.register("after-call.pinpoint", self._compare)
        self.s3 = connect("s3", endpoint_url=runtime.aws_endpoint, config=ONCE, **ROOT)
        self.app = self.pinpoint.create_app(CreateApplicationRequest={"Name": "shop"})["ApplicationResponse"]
        self.id = self.app["Id"]

    def call(self, operation: str, **members: Any) -> Any:
        """Call an operation on the application; answers the payload."""
        answer = getattr(self.pinpoint, operation)(ApplicationId=self.id, **members)
        answer.pop("ResponseMetadata")
        return next(iter(answer.values()))

    def set_up_email(self) -> None:
        identity = "arn:aws:ses:us-east-1:000000000000:identity/example.com"
        request = {"FromAddress": "shop@example.com", "Identity": identity}
        self.call("update_email_channel", EmailChannelRequest=request)

    def bring(self, name: str, text: str | bytes) -> str:
        """Put a file where imports find it; answers its address."""
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_object(Bucket=BUCKET, Key=name, Body=text)
        return f"s3://{BUCKET}/{name}"

    def imported(self, url: str, **changes: Any) -> Any:
        """Run an import job to its end."""
        request = {"Format": "CSV", "S3Url": url, "RoleArn": ROLE, "RegisterEndpoints": True}
        request |= {"DefineSegment": True, "SegmentName": "imported"}
        job = self.call("create_import_job", ImportJobRequest={**request, **changes})
        return self.until(
            lambda: self.call("get_import_job", JobId=job["Id"]),
            lambda found: found["JobStatus"] in {"COMPLETED", "FAILED"},
        )

    def segment(self, **dimensions: Any) -> str:
        """Make a segment of a dimension of attributes."""
        values = {name: {"Values": [value]} for name, value in dimensions.items()}
        request = {"Name": "some", "Dimensions": {"Attributes": values}}
        return str(self.call("create_segment", WriteSegmentRequest=request)["Id"])

    def campaign(self, segment_id: str, **changes: Any) -> str:
        """Make a campaign that starts at once unless told otherwise."""
        email = {"Title": "Hello", "HtmlBody": "<p>Hi</p>", "FromAddress": "shop@example.com"}
        request = {"Name": "news", "SegmentId": segment_id, "Schedule": {"StartTime": "IMMEDIATE"}}
        request |= {"MessageConfiguration": {"EmailMessage": email}}
        return str(self.call("create_campaign", WriteCampaignRequest={**request, **changes})["Id"])

    def completed(self, campaign_id: str, seconds: float = 60) -> Any:
        """Wait for the end of a campaign; answers it."""
        return self.until(
            lambda: self.call("get_campaign", CampaignId=campaign_id),
            lambda found: found["State"]["CampaignStatus"] == "COMPLETED",
            seconds=seconds,
        )

    def activities(self, campaign_id: str) -> dict[str, Any]:
        """Give the activities of a campaign by treatment."""
        found = self.call("get_campaign_activities", CampaignId=campaign_id)["Item"]
        return {activity["TreatmentId"]: activity for activity in found}

    def outbox(self, **asked: Any) -> list[dict[str, Any]]:
        """Read the outbox to its end."""
        items: list[dict[str, Any]] = []
        while True:
            after = items[-1]["Sequence"] if items else asked.get("after", 0)
            page = self.controls.get("/local/outbox", params={**asked, "after": after}).json()["Item"]
            if not page:
                return items
            items += page

    def idle(self) -> None:
        self.controls.post("/local/idle", json={"TimeoutSeconds": 60}).raise_for_status()

    def now(self) -> str:
        return str(self.controls.get("/local/clock").json()["Now"])

    def event(self, event_type: str = "visit", **members: Any) -> dict[str, Any]:
        return {"EventType": event_type, "Timestamp": self.now(), **members}

    def put_events(self, batch: dict[str, Any]) -> Any:
        return self.call("put_events", EventsRequest={"BatchItem": batch})["Results"]

    def report(self, message_id: str, kind: str, **more: str) -> None:
        """Let the provider report about a message."""
        body = {"MessageId": message_id, "Type": kind, **more}
        self.controls.post("/local/feedback", json=body).raise_for_status()

    def kpi(self, name: str, campaign_id: str | None = None) -> float | None:
        """Read a figure; None where there is no row."""
        if campaign_id is None:
            answer = self.call("get_application_date_range_kpi", KpiName=name)
        else:
            answer = self.call("get_campaign_date_range_kpi", KpiName=name, CampaignId=campaign_id)
        rows = answer["KpiResult"]["Rows"]
        return float(rows[0]["Values"][0]["Value"]) if rows else None

    def extension(self, method: str, path: str, body: Any = None) -> Any:
        """Call the extension API below the application."""
        return self.signed(method, f"/x/v1/apps/{self.id}/{path}", body)

    def signed(self, method: str, path: str, body: Any = None) -> Any:
        """Call what boto3 does not know, signed as every other call."""
        url = self.url + path
        data = b"" if body is None else json.dumps(body).encode()
        request = AWSRequest(method, url, headers={"content-type": "application/json"}, data=data)
        keys = Credentials(CREDENTIALS["aws_access_key_id"], CREDENTIALS["aws_secret_access_key"])
        SigV4Auth(keys, "mobiletargeting", CREDENTIALS["region_name"]).add_auth(request)
        answer = self.controls.request(method, url, headers=dict(request.headers), content=data)
        answer.raise_for_status()
        return answer.json()

    def until(self, look: Any, is_there: Any, *, seconds: float = 60) -> Any:
        """Look again and again until something is there."""
        deadline = time.monotonic() + seconds
        while True:
            found = look()
            if is_there(found):
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.2)

    def _compare(self, model: Any, parsed: Any, http_response: Any, **_: Any) -> None:
        if http_response.status_code < 300 and model.output_shape is not None:
            found = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
            assert flaws(model.output_shape, found, model.name) == []
