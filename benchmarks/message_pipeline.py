"""The message pipeline up to the provider call: read a chunk, render HTML e-mails, build the requests."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import orjson

from benchmarks.timing import Row, best_seconds
from pinwheel.adapters.dynamodb.documents import DynamoDocuments
from pinwheel.adapters.ses import SesEmail
from pinwheel.adapters.system import SystemClock
from pinwheel.domain.campaigns.allotment import Allotment
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.messages import OutgoingEmail
from pinwheel.domain.messages_email import EmailContent, compile_email
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers.email import EmailCourier

RECIPIENTS = 1_000
BULK = 50
FILLER = "<p>Paragraph of ordinary newsletter text, so that the message has a usual size.</p>" * 90
HTML = f"""<html><body><h1>Hello {{{{User.UserAttributes.first}}}}</h1>
<p>{{{{Attributes.city}}}}, {{{{Metrics.points}}}} points, {{{{Address}}}}, {{{{Location.Country}}}}</p>
{{{{#if (gt Metrics.points 50)}}}}<p>You are a star.</p>{{{{else}}}}<p>Nearly there.</p>{{{{/if}}}}
{{{{#each Attributes.interests}}}}<li>{{{{this}}}}</li>{{{{/each}}}}{FILLER}</body></html>"""


def chunk_bytes() -> bytes:
    """Make up an audience chunk as it stands in S3."""
    endpoints = [
        Endpoint(
            id=f"endpoint-{number}",
            channel_type="EMAIL",
            address=f"person-{number}@example.com",
            attributes={"city": ["Zürich"], "interests": ["Hiking", "Cooking"]},
            metrics={"points": float(number % 100)},
            location={"Country": "CH"},
            user_id=f"user-{number}",
            user_attributes={"first": [f"Ana {number}"]},
            cohort_id="7",
            creation_date="2026-01-02T03:04:05.678Z",
            effective_date="2026-01-02T03:04:05.678Z",
        )
        for number in range(RECIPIENTS)
    ]
    return b"\n".join(msgspec.json.encode(endpoint) for endpoint in endpoints)


def rows() -> list[Row]:
    """Time one chunk, against reading and writing the same JSON with orjson."""
    content = EmailContent(
        subject="News for {{User.UserAttributes.first}}",
        html=HTML,
        text=None,
        from_address="shop@example.com",
        from_template=True,
    )
    compiled = compile_email(content)
    plan = RunPlan(
        run_id="r",
        application_id="a" * 32,
        campaign_id="c" * 32,
        campaign_version=1,
        segment_id="s",
        segment_version=1,
        scheduled="2026-11-02T12:00:00.000Z",
        started="2026-11-02T12:00:00.000Z",
        shares=Allotment(turn=0, blocks=(("0", 100),)),
        treatments=(Treatment(id="0", activity_id="t" * 32, contents={"EMAIL": "x"}),),
    )
    context = SendingContext(plan=plan, chunk_id="0-0", treatment_id="0", activity_id="t" * 32)
    events = SimpleNamespace(register=lambda *_: None)
    client = SimpleNamespace(meta=SimpleNamespace(events=events))
    ses = SesEmail(client, configuration_set="pinwheel", clock=SystemClock())
    documents = DynamoDocuments(client, "registry")
    courier = EmailCourier(provider=ses, documents=documents)
    body = chunk_bytes()
    decode = msgspec.json.Decoder(Endpoint).decode

    def pipeline() -> list[bytes]:
        endpoints = [decode(line) for line in body.splitlines()]
        requests: list[bytes] = []
        for start in range(0, RECIPIENTS, BULK):
            emails: list[OutgoingEmail] = [
                courier.make(compiled, endpoint, context) for endpoint in endpoints[start : start + BULK]
            ]
            bulks, _ = ses._planned(emails)
            requests += [ses._bulk_body(bulk) for bulk in bulks]
        return requests

    made = pipeline()
    rate = RECIPIENTS / best_seconds(pipeline)
    floor = RECIPIENTS / best_seconds(lambda: [orjson.dumps(orjson.loads(request)) for request in made])
    return [
        Row("Message pipeline, 7.6 KB HTML, 5 variables", f"{rate:,.0f}/s", "10,000/s", rate >= 10_000),
        Row("  against orjson on the same requests", f"{rate / floor:.2f}x", "", True),
    ]
