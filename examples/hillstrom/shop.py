"""A shop that uses Pinwheel through an unmodified boto3 client, as any customer of the service would."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import boto3
import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from examples.hillstrom.data import ARMS, CONTROL, MENS, WOMENS, Customer, endpoint_csv

KEY, SECRET, REGION = "local", "local-secret", "us-east-1"
EMULATOR_KEY = "test"
ACCEPTED = 202
BUCKET = "hillstrom-customers"
ROLE = "arn:aws:iam::000000000000:role/hillstrom-import"
EVENTS_PER_REQUEST = 100
POLL_SECONDS = 0.5

SUBJECT = "{{Attributes.greeting}}something new for you"
HTML = """<html><body style="font-family: sans-serif">
<h1>{{headline}}</h1>
<p>You last bought with us {{Metrics.recency}} month(s) ago, by {{Attributes.channel}}.</p>
{{#if (eq Attributes.newbie.[0] "1")}}
<p>Welcome, and thank you for your first year with us.</p>
{{else}}
<p>Thank you for staying with us.</p>
{{/if}}
<p>For our {{Attributes.zip_code}} customers ({{Attributes.history_segment}}), delivery is free this week.</p>
</body></html>"""
TEXT = "{{headline}}\n\nYou last bought with us {{Metrics.recency}} month(s) ago. Free delivery this week."
DEFAULTS = {"Attributes.greeting": "Hello, ", "headline": "New this week"}

Progress = Callable[[float, float], None]


class Shop:
    """One application on a Pinwheel, and what the demo does with it."""

    def __init__(self, url: str, aws_url: str) -> None:
        """Connect to the API at `url` and to S3 at `aws_url`."""
        config = Config(retries={"mode": "standard", "max_attempts": 3}, max_pool_connections=8)
        self.url = url
        self.pinpoint = boto3.client(
            "pinpoint",
            endpoint_url=url,
            region_name=REGION,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=config,
        )
        self.s3 = boto3.client(
            "s3",
            endpoint_url=aws_url,
            region_name=REGION,
            aws_access_key_id=EMULATOR_KEY,
            aws_secret_access_key=EMULATOR_KEY,
            config=Config(s3={"addressing_style": "path"}),
        )
        self.application_id = ""
        self.segments: dict[str, str] = {}

    def open(self) -> None:
        """Create the application with its e-mail channel and template."""
        application = self.pinpoint.create_app(CreateApplicationRequest={"Name": "Hillstrom"})
        self.application_id = application["ApplicationResponse"]["Id"]
        self.pinpoint.update_email_channel(
            ApplicationId=self.application_id,
            EmailChannelRequest={
                "FromAddress": "Shop <news@shop.example.com>",
                "Identity": f"arn:aws:ses:{REGION}:000000000000:identity/shop.example.com",
            },
        )
        self.pinpoint.create_email_template(
            TemplateName=f"news-{self.application_id[:12]}",
            EmailTemplateRequest={
                "Subject": SUBJECT,
                "HtmlPart": HTML,
                "TextPart": TEXT,
                "DefaultSubstitutions": json.dumps(DEFAULTS),
            },
        )

    def upload(self, customers: list[Customer]) -> str:
        """Write the customers to S3 and give the file's URL."""
        self.s3.create_bucket(Bucket=BUCKET)
        name = f"{self.application_id}/customers.csv"
        self.s3.put_object(Bucket=BUCKET, Key=name, Body=endpoint_csv(customers))
        return f"s3://{BUCKET}/{name}"

    def import_customers(self, s3_url: str, total: int, progress: Progress) -> dict[str, Any]:
        """Import the file as endpoints and as a segment; wait for the job."""
        created = self.pinpoint.create_import_job(
            ApplicationId=self.application_id,
            ImportJobRequest={
                "Format": "CSV",
                "S3Url": s3_url,
                "RoleArn": ROLE,
                "RegisterEndpoints": True,
                "DefineSegment": True,
                "SegmentName": "Everybody",
            },
        )
        job_id = created["ImportJobResponse"]["Id"]
        while True:
            job = self.pinpoint.get_import_job(ApplicationId=self.application_id, JobId=job_id)
            answer: dict[str, Any] = job["ImportJobResponse"]
            progress(answer.get("TotalProcessed", 0), total)
            if answer["JobStatus"] in {"COMPLETED", "FAILED"}:
                return answer
            time.sleep(POLL_SECONDS)

    def define_segments(self) -> None:
        """Make one dimensional segment per arm."""
        for arm in ARMS:
            made = self.pinpoint.create_segment(
                ApplicationId=self.application_id,
                WriteSegmentRequest={
                    "Name": arm,
                    "Dimensions": {
                        "Attributes": {"arm": {"AttributeType": "INCLUSIVE", "Values": [arm]}},
                        "Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]}},
                    },
                },
            )
            self.segments[arm] = made["SegmentResponse"]["Id"]

    def define_experiment(self) -> str:
        """Declare what will be compared, before anybody gets a message."""
        arms = [{"Name": arm, "SegmentId": self.segments[arm]} for arm in ARMS]
        outcomes = [
            {"Name": "visit", "EventType": "visit"},
            {"Name": "conversion", "EventType": "conversion"},
            {"Name": "spend", "EventType": "conversion", "Metric": "spend"},
        ]
        body = {"Name": "Hillstrom", "Arms": arms, "Control": CONTROL, "Outcomes": outcomes}
        path = f"/x/v1/apps/{self.application_id}/experiments"
        return str(self.extension("POST", path, body)["Id"])

    def launch(self) -> dict[str, str]:
        """Launch one campaign per mailed arm; give their IDs."""
        return {
            arm: self.pinpoint.create_campaign(
                ApplicationId=self.application_id,
                WriteCampaignRequest={
                    "Name": arm,
                    "SegmentId": self.segments[arm],
                    "Schedule": {"StartTime": "IMMEDIATE"},
                    "TemplateConfiguration": {"EmailTemplate": {"Name": f"news-{self.application_id[:12]}"}},
                    "MessageConfiguration": {"EmailMessage": {"FromAddress": "Shop <news@shop.example.com>"}},
                },
            )["CampaignResponse"]["Id"]
            for arm in (MENS, WOMENS)
        }

    def wait_for(self, campaigns: Iterable[str], total: int, progress: Progress) -> list[dict[str, Any]]:
        """Wait until all campaigns are over; give their activities."""
        waiting = list(campaigns)
        activities: dict[str, dict[str, Any]] = {}
        while waiting:
            time.sleep(POLL_SECONDS)
            for campaign_id in list(waiting):
                where = {"ApplicationId": self.application_id, "CampaignId": campaign_id}
                # The state first: activities that are read after the end are final.
                state = self.pinpoint.get_campaign(**where)["CampaignResponse"]["State"]
                answer = self.pinpoint.get_campaign_activities(**where)["ActivitiesResponse"]["Item"]
                if answer:
                    activities[campaign_id] = answer[0]
                if state["CampaignStatus"] not in {"SCHEDULED", "EXECUTING"}:
                    waiting.remove(campaign_id)
            progress(sum(a.get("SuccessfulEndpointCount", 0) for a in activities.values()), total)
        return list(activities.values())

    def report_outcomes(self, customers: list[Customer], start: datetime, progress: Progress) -> int:
        """Send what customers did after `start` through PutEvents; give the number of events."""
        batches = list(_batches(customers, start))
        sent = 0
        with ThreadPoolExecutor(4) as pool:
            for done, count in enumerate(pool.map(self._put_events, batches), start=1):
                sent += count
                progress(done, len(batches))
        return sent

    def _put_events(self, batch: dict[str, Any]) -> int:
        answer = self.pinpoint.put_events(
            ApplicationId=self.application_id, EventsRequest={"BatchItem": batch}
        )
        results = answer["EventsResponse"]["Results"].values()
        codes = [event["StatusCode"] for item in results for event in item["EventsItemResponse"].values()]
        if any(code != ACCEPTED for code in codes):
            raise RuntimeError(f"PutEvents did not take all events: {sorted(set(codes))}")
        return len(codes)

    def extension(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call the extension API, signed as every other call."""
        data = b"" if body is None else json.dumps(body).encode()
        request = AWSRequest(method, self.url + path, headers={"content-type": "application/json"}, data=data)
        SigV4Auth(Credentials(KEY, SECRET), "mobiletargeting", REGION).add_auth(request)
        answer = httpx.request(
            method, self.url + path, headers=dict(request.headers), content=data, timeout=60
        )
        answer.raise_for_status()
        document: dict[str, Any] = answer.json()
        return document


def _batches(customers: list[Customer], start: datetime) -> Iterator[dict[str, Any]]:
    """Cut outcomes into requests of at most 100 events, as PutEvents takes them."""
    found = ((customer.endpoint_id, customer.outcomes(start)) for customer in customers)
    active = ((endpoint_id, events) for endpoint_id, events in found if events)
    while True:
        batch: dict[str, Any] = {}
        # A customer has at most two events.
        for endpoint_id, events in islice(active, EVENTS_PER_REQUEST // 2):
            batch[endpoint_id] = {"Endpoint": {}, "Events": events}
        if not batch:
            return
        yield batch


def now_of(local_clock: dict[str, Any]) -> datetime:
    """Read the local runtime's clock."""
    return datetime.fromisoformat(local_clock["Now"]).astimezone(UTC)
