"""All five functions of the API over fakes that refuse what the real stores refuse, and one resource of each kind.

Requests are sent as raw HTTP through the IAM door, so that a test may send what no SDK would.
"""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from urllib.parse import quote, urlencode

import pytest

from lambdas.api_analytics.handler import lambda_handler as analytics
from lambdas.api_control.handler import lambda_handler as control
from lambdas.api_endpoints.handler import lambda_handler as endpoints
from lambdas.api_events.handler import lambda_handler as events
from lambdas.api_messages.handler import lambda_handler as messages
from pinwheel.adapters.attributes import to_item
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.adapters.system import SystemIds
from pinwheel.domain.arns import Place
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.ports.documents import Put
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations.endpoints import known_applications
from pinwheel.services.audience import AudienceReader
from pinwheel.services.event_types import EventTypes
from pinwheel.services.experiments import ExperimentStores
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.services.push_endpoints import PushEndpoints
from pinwheel.shapes.operations import OPERATIONS
from tests.fakes.direct import free_rates
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.impressions import MemoryImpressions
from tests.fakes.ledger import MemoryLedger
from tests.fakes.partitions import MemoryPartitions
from tests.fakes.pinpoint import PlainSecrets
from tests.fakes.push import FakePush
from tests.fakes.rollups import MemoryRollups
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import FrozenClock, MemoryBlobs, MemoryQueue

HANDLERS = (control, endpoints, events, messages, analytics)
PRINCIPAL = "arn:aws:iam::000000000000:role/Admin"
NO_BEHAVIOUR = "has no behaviour in this version"
ROLE = "arn:aws:iam::000000000000:role/jobs"
STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/events"
PROVIDER = "arn:aws:personalize:us-east-1:000000000000:campaign/shoes"
IN_APP = {"Content": [{"BackgroundColor": "#ffffff"}], "Layout": "TOP_BANNER"}
SEGMENT = {
    "Name": "all",
    "Dimensions": {"Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["a"]}}},
}
JOB = {
    "Format": "CSV",
    "S3Url": "s3://bucket/in/",
    "RoleArn": ROLE,
    "DefineSegment": True,
    "SegmentName": "in",
}
TEMPLATES = {
    "email": ("Email", {"Subject": "Hello", "HtmlPart": "<p>Hi</p>", "TextPart": "Hi"}),
    "inapp": ("InApp", IN_APP),
    "push": ("Push", {"Default": {"Title": "Hello", "Body": "Hi"}}),
    "sms": ("Sms", {"Body": "Hi"}),
    "voice": ("Voice", {"Body": "Hi", "LanguageCode": "en-US"}),
}
TOKEN = {
    "TokenKey": "k",
    "TokenKeyId": "i",
    "BundleId": "b",
    "TeamId": "t",
    "DefaultAuthenticationMethod": "KEY",
}
CHANNELS = {
    "Adm": {"ClientId": "c", "ClientSecret": "s"},
    "Apns": TOKEN,
    "ApnsSandbox": TOKEN,
    "ApnsVoip": TOKEN,
    "ApnsVoipSandbox": TOKEN,
    "Baidu": {"ApiKey": "k", "SecretKey": "s"},
    "Email": {
        "FromAddress": "shop@example.com",
        "Identity": "arn:aws:ses:us-east-1:000000000000:identity/example.com",
    },
    "Gcm": {"ApiKey": "k"},
    "Sms": {"SenderId": "Shop", "Enabled": True},
    "Voice": {"Enabled": True},
}
ENDPOINT = {
    "Address": "e1@example.com",
    "ChannelType": "EMAIL",
    "Attributes": {"plan": ["a"]},
    "Metrics": {"visits": 1},
    "Demographic": {"Platform": "ios", "Timezone": "Europe/Berlin"},
    "Location": {"Country": "DE", "Latitude": 52.5, "Longitude": 13.4},
    "User": {"UserId": "u1", "UserAttributes": {"tier": ["gold"]}},
}
EMAIL_MESSAGE = {"SimpleEmail": {"Subject": {"Data": "Hello"}, "TextPart": {"Data": "Hi"}}}
RECOMMENDER = {
    "Attributes": {"title": "Title"},
    "Name": "Shoes",
    "RecommendationProviderIdType": "PINPOINT_USER_ID",
    "RecommendationProviderRoleArn": ROLE,
    "RecommendationProviderUri": PROVIDER,
    "RecommendationTransformerUri": "enrich",
    "RecommendationsDisplayName": "For you",
    "RecommendationsPerMessage": 3,
}


NEW_NAMES = {f"Create{name}Template" for name in ("Email", "InApp", "Push", "Sms", "Voice")}


class StrictDocuments(MemoryDocuments):
    """Documents in memory that refuse what DynamoDB refuses: long keys, big items, numbers out of range."""

    def write(self, changes):
        for change in changes:
            assert 0 < len(change.key.partition.encode()) <= 2048, "partition key"
            assert 0 < len(change.key.key.encode()) <= 1024, "sort key"
            if isinstance(change, Put):
                _check_item(to_item(change.body))
        super().write(changes)


def _check_item(item):
    assert len(json.dumps(item, ensure_ascii=False).encode()) < 600_000, "an item of DynamoDB has 400 KB"
    for value in _numbers(item):
        number = Decimal(value)
        assert number.is_finite(), f"DynamoDB holds no {value}"
        assert abs(number) < Decimal("1e126"), f"DynamoDB holds no {value}"
        assert len(number.normalize().as_tuple().digits) <= 38, f"DynamoDB holds no {value}"


def _numbers(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "N" and isinstance(item, str):
                yield item
            else:
                yield from _numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(item)


class TakesAll:
    """A carrier of text messages that takes each of them."""

    def send_batch(self, texts):
        return [SendResult(status=DeliveryStatus.SUCCESSFUL, message_id="m") for _ in texts]


class Answer:
    """What came back: status, headers, text and parsed body."""

    def __init__(self, response):
        self.status = response["statusCode"]
        self.headers = {name.lower(): value for name, value in response["headers"].items()}
        self.text = response["body"]
        self.body = json.loads(self.text) if self.text else None


class ContractWorld:
    """Stores, handlers and one resource of each kind; `restore()` goes back to the moment after `__init__`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.documents, self.segments, self.figures = StrictDocuments(), StrictDocuments(), MemoryRollups()
        self.endpoints, self.blobs = MemoryEndpoints(), MemoryBlobs()
        self.stream = MemoryEventStream()
        self.ledger, self.timers = MemoryLedger(), MemoryScheduler()
        self.queues = {
            name: MemoryQueue() for name in ("runs", "slices", "email", "jobs", "exports", "deletions")
        }
        members = BlobSegmentMembers(self.blobs)
        clock = FrozenClock()
        audience = AudienceReader(endpoints=self.endpoints, members=members, documents=self.segments)
        stores = ExperimentStores(
            documents=self.documents,
            segments=self.segments,
            endpoints=self.endpoints,
            audience=audience,
            rollups=self.figures,
            clock=clock,
        )
        for name, value in {
            "documents": self.documents,
            "segment_documents": self.segments,
            "figure_partitions": MemoryPartitions(self.figures.numbers, self.figures.stored_marks),
            "endpoints": self.endpoints,
            "audience": audience,
            "impressions": MemoryImpressions(),
            "blobs": self.blobs,
            "segment_members": members,
            "ledger": self.ledger,
            "timers": self.timers,
            "scheduler": self.timers,
            "email_provider": FakeEmail(),
            "event_stream": self.stream,
            "event_types": EventTypes(self.documents),
            "ingest_rate": IngestRate(per_second=0, governor=MemoryGovernor(), clock=clock),
            "rollups": self.figures,
            "experiment_stores": stores,
            "secrets": PlainSecrets(),
            "channel_secrets": PlainSecrets(),
            "password_secrets": PlainSecrets(),
            "sms_provider": TakesAll(),
            "voice_provider": TakesAll(),
            "push_service": FakePush(),
            "push_delivery": TakesAll(),
            "push_endpoints": PushEndpoints(reader=self.endpoints, writer=self.endpoints),
            "clock": clock,
            "ids": SystemIds(),
            "place": Place("us-east-1", "000000000000"),
        }.items():
            monkeypatch.setattr(bootstrap, name, lambda value=value: value)
        rates = free_rates(clock)
        monkeypatch.setattr(bootstrap, "send_rates", lambda: rates("EMAIL"))
        monkeypatch.setattr(bootstrap, "configured_rates", rates)
        monkeypatch.setattr(bootstrap, "queue", self.queues.__getitem__)
        bootstrap.blocked.cache_clear()
        known_applications.cache_clear()
        self.labels: dict[str, str] = {}
        self._furnish()
        self._saved = [(held, dict(held)) for held in self._held()]

    def _held(self):
        """Give the dicts that requests of these tests write to; their values are never changed in place."""
        return [
            self.documents.stored,
            self.segments.stored,
            self.endpoints.stored,
            self.endpoints.users,
            self.blobs.stored,
        ]

    def restore(self) -> None:
        """Forget what requests did since the beginning."""
        for held, saved in self._saved:
            held.clear()
            held.update(saved)
        for queue in self.queues.values():
            queue.sent.clear()
        self.stream.published.clear()
        bootstrap.blocked.cache_clear()
        known_applications.cache_clear()

    def _furnish(self):
        app = self.made("CreateApp", {"Name": "Shop", "tags": {"stage": "test"}})
        self.labels |= {
            "ApplicationId": app["Id"],
            "ResourceArn": app["Arn"],
            "TemplateName": "news",
            "Version": "1",
        }
        self.labels |= {"EndpointId": "e1", "UserId": "u1", "AttributeType": "endpoint-custom-attributes"}
        self.labels |= {
            "JourneyActivityId": "a",
            "RunId": "r",
            "KpiName": "unique-deliveries",
            "TemplateType": "EMAIL",
        }
        for name, body in TEMPLATES.values():
            self.made(f"Create{name}Template", body)
        for name, body in CHANNELS.items():
            self.made(f"Update{name}Channel", body)
        self.made("UpdateEndpoint", ENDPOINT)
        self.made("PutEventStream", self.good("PutEventStream"))
        for operation, label in (
            ("CreateSegment", "SegmentId"),
            ("CreateCampaign", "CampaignId"),
            ("CreateJourney", "JourneyId"),
            ("CreateRecommenderConfiguration", "RecommenderId"),
            ("CreateImportJob", "ImportJobId"),
            ("CreateExportJob", "ExportJobId"),
        ):
            self.labels[label] = self.made(operation, self.good(operation))["Id"]

    def made(self, operation, body):
        """Do what has to work."""
        answer = self.call(operation, body)
        assert answer.status == OPERATIONS[operation].status, (operation, answer.text)
        return answer.body

    def label(self, operation, name):
        """Give the value of a path's label that names what is there."""
        if name == "JobId":
            return self.labels["ExportJobId" if "Export" in operation else "ImportJobId"]
        if name == "KpiName" and "Journey" in operation:
            return "journey-emails-sent"
        return self.labels[name]

    def good_labels(self, operation):
        return {name: self.label(operation, name) for name in OPERATIONS[operation].labels}

    def good(self, operation):
        """Give a body that the operation takes."""
        segment = self.labels.get("SegmentId")
        campaign = {
            "Name": "spring",
            "SegmentId": segment,
            "MessageConfiguration": {"EmailMessage": {"Title": "Hello", "HtmlBody": "<p>Hi</p>"}},
            "Schedule": {"StartTime": "2027-01-01T00:00:00Z", "Frequency": "ONCE", "Timezone": "UTC"},
        }
        journey = {
            "Name": "Welcome",
            "StartActivity": "a",
            "StartCondition": {"SegmentStartCondition": {"SegmentId": segment}},
            "Activities": {"a": {"EMAIL": {"TemplateName": "news"}}},
        }
        event = {"EventType": "visit", "Timestamp": "2026-11-02T12:00:00.000Z", "Metrics": {"price": 1.5}}
        bodies = {
            "CreateApp": {"Name": "Shop"},
            "CreateCampaign": campaign,
            "UpdateCampaign": campaign,
            "CreateExportJob": {"RoleArn": ROLE, "S3UrlPrefix": "s3://bucket/out/"},
            "CreateImportJob": JOB,
            "CreateJourney": journey,
            "UpdateJourney": journey,
            "CreateRecommenderConfiguration": RECOMMENDER,
            "UpdateRecommenderConfiguration": RECOMMENDER,
            "CreateSegment": SEGMENT,
            "UpdateSegment": SEGMENT,
            "PhoneNumberValidate": {"IsoCountryCode": "DE", "PhoneNumber": "+4915112345678"},
            "PutEventStream": {"DestinationStreamArn": STREAM, "RoleArn": ROLE},
            "PutEvents": {"BatchItem": {"e1": {"Endpoint": ENDPOINT, "Events": {"v1": event}}}},
            "RemoveAttributes": {"Blacklist": ["plan"]},
            "SendMessages": {
                "Addresses": {"a@example.com": {"ChannelType": "EMAIL"}},
                "MessageConfiguration": {"EmailMessage": EMAIL_MESSAGE},
            },
            "SendUsersMessages": {
                "Users": {"u1": {}},
                "MessageConfiguration": {"EmailMessage": EMAIL_MESSAGE},
            },
            "SendOTPMessage": {
                "BrandName": "Shop",
                "Channel": "SMS",
                "DestinationIdentity": "+4915112345678",
                "OriginationIdentity": "+4915112345679",
                "ReferenceId": "login",
            },
            "VerifyOTPMessage": {
                "DestinationIdentity": "+4915112345678",
                "Otp": "123456",
                "ReferenceId": "login",
            },
            "TagResource": {"tags": {"stage": "test"}},
            "UpdateApplicationSettings": {"QuietTime": {"Start": "20:00", "End": "08:00"}},
            "UpdateEndpoint": ENDPOINT,
            "UpdateEndpointsBatch": {"Item": [{"Id": "e2", **ENDPOINT}]},
            "UpdateJourneyState": {"State": "CANCELLED"},
            "UpdateTemplateActiveVersion": {"Version": "1"},
            **{f"Update{name}Channel": body for name, body in CHANNELS.items()},
        }
        for name, body in TEMPLATES.values():
            bodies[f"Create{name}Template"] = bodies[f"Update{name}Template"] = body
        return copy.deepcopy(bodies[operation]) if OPERATIONS[operation].body else None

    def fresh_labels(self, operation):
        """Name what is there, or for a new template what is not."""
        return self.good_labels(operation) | ({"TemplateName": "fresh"} if operation in NEW_NAMES else {})

    def try_out(self, operation: str) -> Answer:
        """Send the good request of an operation."""
        answer: Answer = self.call(operation, self.good(operation), labels=self.fresh_labels(operation))
        return answer

    def call(self, operation, body=None, *, labels=None, query=None, method=None, raw=None):
        """Send a request: labels default to what is there; `raw` is sent as it is."""
        route = OPERATIONS[operation]
        found = self.good_labels(operation) if labels is None else labels
        path = route.path
        for name, value in found.items():
            path = path.replace("{" + name + "}", value)
        if raw is None:
            raw = "" if body is None else json.dumps(body)
        if query is None and operation == "UntagResource":
            query = {"tagKeys": "stage"}
        return self.send(
            method or route.method, path, urlencode(query or {}, quote_via=quote, doseq=True), raw
        )

    def send(self, method, path, query, text):
        event = {
            "version": "2.0",
            "rawPath": f"/iam{path}",
            "rawQueryString": query,
            "headers": {"host": "api.example.com", "content-type": "application/json"},
            "requestContext": {
                "http": {"method": method, "path": f"/iam{path}"},
                "requestId": "gateway",
                "authorizer": {"iam": {"userArn": PRINCIPAL}},
            },
            "isBase64Encoded": False,
            "body": text,
        }
        for handler in HANDLERS:
            response = handler(event, None)
            if NO_BEHAVIOUR not in response["body"]:
                break
        return Answer(response)
