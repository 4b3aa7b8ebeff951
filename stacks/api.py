"""The HTTPS API: two doors to the same functions.

The keys door (`/v1`, `/x/v1`) has no authoriser, because SDKs sign for `mobiletargeting`, which API Gateway's
refuses: the function checks the signature before anything else. The IAM door (`/iam/...`) is behind API
Gateway's IAM authorisation. Routes are greedy, because labels may hold encoded slashes; functions take paths
apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import jsii
from aws_cdk import Acknowledgment, Aws, CfnOutput, Duration, Validations
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from constructs import Construct

from stacks.archive import Archive
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.log import Log
from stacks.data import DataStack
from stacks.engagement import Engagement
from stacks.insight import Insight
from stacks.messaging import Messaging
from stacks.streams import Streams
from stacks.texting import Texting
from stacks.voice import Voice

TIMEOUT = Duration.seconds(29)
"""An HTTP API waits 30 seconds."""

ROUTES = {
    "api_control": (
        "/v1/{proxy+}",
        "/x/v1/audit",
        "/x/v1/keys",
        "/x/v1/keys/{proxy+}",
        "/x/v1/numbers",
        "/x/v1/numbers/{proxy+}",
        "/x/v1/apps/{app}/uploads",
    ),
    "api_endpoints": (
        "/v1/apps/{app}/endpoints",
        "/v1/apps/{app}/endpoints/{proxy+}",
        "/v1/apps/{app}/users/{proxy+}",
        "/v1/apps/{app}/attributes/{proxy+}",
        "/x/v1/apps/{app}/endpoints",
    ),
    "api_events": (
        "/v1/apps/{app}/events",
        "/v1/apps/{app}/events/{proxy+}",
        "/x/v1/apps/{app}/events",
    ),
    "api_messages": (
        "/v1/apps/{app}/messages",
        "/v1/apps/{app}/users-messages",
        "/v1/apps/{app}/otp",
        "/v1/apps/{app}/verify-otp",
        "/x/v1/voice/preview",
        "/x/v1/templates/lint",
        "/x/v1/templates/preview",
    ),
    "api_analytics": (
        "/v1/apps/{app}/kpis/{proxy+}",
        "/v1/apps/{app}/campaigns/{campaign}/kpis/{proxy+}",
        "/v1/apps/{app}/journeys/{journey}/kpis/{proxy+}",
        "/x/v1/apps/{proxy+}",
    ),
}
"""Paths of the keys door by function; the IAM door has the same under `/iam`."""

FORGETTING = ("api_control", "api_endpoints")
"""Functions that delete channels or endpoints, and with them what the carrier of pushes knows."""

METHODS = [
    apigateway.HttpMethod.GET,
    apigateway.HttpMethod.POST,
    apigateway.HttpMethod.PUT,
    apigateway.HttpMethod.DELETE,
]
"""Named one by one at the IAM door: `ANY` would ask OPTIONS for a signature."""
PREFLIGHT = "/iam/{proxy+}"
"""OPTIONS of the IAM door: every resource answers 200 (spec 08, section 1). API Gateway answers preflight
requests of browsers itself, but not those without `Origin`. At the keys door `ANY` takes them."""

SIGNED_HEADERS = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-type",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-user-agent",
]
"""What AWS's SDK for JavaScript sends; browsers do not count `authorization` among `*`."""


class Api(Construct):
    """One function per group of operations behind one HTTP API."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        messaging: Messaging,
        engagement: Engagement,
        insight: Insight,
        archive: Archive,
        texting: Texting,
        voice: Voice,
    ) -> None:
        super().__init__(scope, id_)
        self.workshop = workshop
        self.messages = self._messages(data, messaging, streams, texting, voice)
        self.functions = [
            self._control(data, engagement),
            self._endpoints(data, streams),
            self._events(data, streams),
            self.messages,
            self._analytics(data, insight, archive),
        ]
        data.registry.read_by(*self.functions)
        for function in self.functions:
            if function.folder in FORGETTING:
                messaging.push.forgotten_by(function)
        data.open_secrets(*self.functions)
        self.http = self._http_api()
        self.stage = self._stage()
        for function in self.functions:
            self._route(function)
        self._answer_options(self.functions[0])
        CfnOutput(self, "Id", value=self.http.api_id).override_logical_id("ApiId")
        CfnOutput(self, "Url", value=self.http.api_endpoint).override_logical_id("ApiUrl")

    def _control(self, data: DataStack, engagement: Engagement) -> PinwheelFunction:
        control = self._function("Control", "api_control")
        data.registry.written_by(control)
        data.segments.written_by(control)
        data.events.written_by(control)
        data.bucket.used_by(control, "templates/", "read", "write", "delete")
        data.bucket.used_by(control, "journeys/", "read", "write", "delete")
        data.seal_secrets(control)
        engagement.runs.fed_by(control, variable="PINWHEEL_RUNS_QUEUE_URL")
        data.bucket.used_by(control, "members/", "delete")
        data.bucket.used_by(control, "uploads/", "write")
        engagement.jobs.fed_by(control, variable="PINWHEEL_JOBS_QUEUE_URL")
        engagement.exports.fed_by(control, variable="PINWHEEL_EXPORTS_QUEUE_URL")
        engagement.deletions.fed_by(control, variable="PINWHEEL_DELETIONS_QUEUE_URL")
        engagement.scheduled_by(control)
        return control

    def _endpoints(self, data: DataStack, streams: Streams) -> PinwheelFunction:
        endpoints = self._function("Endpoints", "api_endpoints")
        data.endpoints.written_by(endpoints)
        data.registry.written_by(endpoints)
        data.events.emptied_by(endpoints)
        # Changes are told where a campaign listens to them.
        streams.written_by(endpoints)
        # In-app campaigns: their segments, their content, how often they were shown.
        data.events.read_by(endpoints)
        data.segments.read_by(endpoints)
        data.bucket.used_by(endpoints, "members/", "read")
        data.bucket.used_by(endpoints, "templates/", "read")
        data.bucket.used_by(endpoints, "archive/forgotten/", "write")
        return endpoints

    def _events(self, data: DataStack, streams: Streams) -> PinwheelFunction:
        events = self._function("Events", "api_events")
        data.endpoints.written_by(events)
        data.registry.written_by(events)
        streams.written_by(events)
        data.events.written_by(events)
        events.tell("PINWHEEL_EVENTS_PER_SECOND", str(self.workshop.config.events_per_second))
        return events

    def _messages(
        self, data: DataStack, messaging: Messaging, streams: Streams, texting: Texting, voice: Voice
    ) -> PinwheelFunction:
        messages = self._function("Messages", "api_messages")
        data.endpoints.read_by(messages)
        data.bucket.used_by(messages, "templates/", "read")
        data.registry.written_by(messages)
        data.seal_passwords(messages)
        messaging.sends_for(messages)
        texting.sends_for(messages)
        voice.calls_for(messages)
        voice.spoken_by(messages)
        streams.written_by(messages)
        messaging.push.pushes_for(messages)
        data.endpoints.written_by(messages)
        # The governor, which direct messages take their share from.
        data.events.written_by(messages)
        return messages

    def _analytics(self, data: DataStack, insight: Insight, archive: Archive) -> PinwheelFunction:
        analytics = self._function("Analytics", "api_analytics", sketches=True)
        data.registry.written_by(analytics)
        data.events.read_by(analytics)
        data.segments.read_by(analytics)
        data.endpoints.read_by(analytics)
        data.bucket.used_by(analytics, "members/", "read")
        data.bucket.used_by(analytics, "runs/", "read")
        insight.fed_by(analytics)
        archive.asked_by(analytics)
        # Checks of the e-mail channel.
        analytics.allow_many(
            ["ses:GetAccount"], "*", reason="ses:GetAccount has no resource; it tells of the sandbox."
        )
        analytics.allow_many(
            ["ses:GetEmailIdentity"],
            f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:identity/*",
            reason="Which identity is looked at is chosen at run time.",
        )
        return analytics

    def _function(self, id_: str, folder: str, *, sketches: bool = False) -> PinwheelFunction:
        return PinwheelFunction(
            self,
            id_,
            folder=folder,
            workshop=self.workshop,
            timeout=TIMEOUT,
            memory_mib=1024,
            sketches=sketches,
        )

    def _http_api(self) -> apigateway.HttpApi:
        return apigateway.HttpApi(
            self,
            "Http",
            create_default_stage=False,
            cors_preflight=apigateway.CorsPreflightOptions(
                allow_origins=list(self.workshop.config.browser_origins),
                allow_methods=[apigateway.CorsHttpMethod.ANY],
                allow_headers=SIGNED_HEADERS,
                expose_headers=["x-amzn-RequestId", "x-amzn-ErrorType"],
                max_age=Duration.hours(1),
            ),
        )

    def _stage(self) -> apigateway.HttpStage:
        log = Log(self, "AccessLog", config=self.workshop.config)
        return apigateway.HttpStage(
            self,
            "Default",
            http_api=self.http,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=5000, burst_limit=2500),
            access_log_settings=_AccessLog(log),
        )

    def _route(self, function: PinwheelFunction) -> None:
        integration = integrations.HttpLambdaIntegration(
            function.folder, function.function, scope_permission_to_route=False
        )
        for path in ROUTES[function.folder]:
            open_routes = self.http.add_routes(path=path, integration=integration)
            _leave_open(open_routes, reason="The function verifies SigV4 with keys that Pinwheel issues.")
            self.http.add_routes(
                path=f"/iam{path}",
                integration=integration,
                methods=METHODS,
                authorizer=authorizers.HttpIamAuthorizer(),
            )

    def _answer_options(self, function: PinwheelFunction) -> None:
        integration = integrations.HttpLambdaIntegration(
            "Options", function.function, scope_permission_to_route=False
        )
        routes = self.http.add_routes(
            path=PREFLIGHT, integration=integration, methods=[apigateway.HttpMethod.OPTIONS]
        )
        _leave_open(routes, reason="OPTIONS is answered with an empty object before anything is looked at.")


def _leave_open(routes: Sequence[apigateway.HttpRoute], *, reason: str) -> None:
    """Answer for routes that API Gateway lets anybody through."""
    for route in routes:
        Validations.of(route).acknowledge(Acknowledgment(id="AwsSolutions-APIG4", reason=reason))


ACCESS_LINE = {
    "requestId": "$context.requestId",
    "time": "$context.requestTimeEpoch",
    "method": "$context.httpMethod",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "ip": "$context.identity.sourceIp",
    "error": "$context.error.message",
    "integrationError": "$context.integrationErrorMessage",
}
"""What is logged of a call: its route, never its path, because paths hold IDs of people."""


@jsii.implements(apigateway.IAccessLogSettings)
class _AccessLog:
    """One JSON line per call."""

    def __init__(self, log: Log) -> None:
        self._log = log

    @property
    def destination(self) -> apigateway.IAccessLogDestination:
        return apigateway.LogGroupLogDestination(self._log.group)

    @property
    def format(self) -> rest.AccessLogFormat:
        return rest.AccessLogFormat.custom(json.dumps(ACCESS_LINE))
