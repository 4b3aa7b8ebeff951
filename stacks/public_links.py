"""What is open to everybody: pages behind links in e-mails, which carry their own signature."""

from __future__ import annotations

from aws_cdk import Acknowledgment, Duration, Validations
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.data import DataStack
from stacks.streams import Streams

ROUTES = ("/u/{token}", "/p/{token}")
METHODS = (apigateway.HttpMethod.GET, apigateway.HttpMethod.POST)
PER_SECOND, BURST = 200, 400
"""Calls that anybody may make; one-click unsubscribing of a big campaign stays far below."""


class PublicLinks(Construct):
    """One function behind four routes without authorisation; links go into e-mails of `makers`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        http: apigateway.HttpApi,
    ) -> None:
        super().__init__(scope, id_)
        self._data = data
        self._url = workshop.config.public_url or http.api_endpoint
        self.function = PinwheelFunction(
            self,
            "Function",
            folder="public_links",
            workshop=workshop,
            timeout=Duration.seconds(20),
            memory_mib=512,
        )
        data.registry.written_by(self.function)
        data.endpoints.written_by(self.function)
        streams.written_by(self.function)
        self.function.tell("PINWHEEL_KEYS_KMS_KEY_ID", data.secrets_key.key_id)
        self._permit(self.function, "kms:Decrypt")
        self.routes = self._routes(http)

    def made_by(self, *functions: PinwheelFunction) -> None:
        """Let functions put links into e-mails; the first link of an application makes its key."""
        for function in functions:
            function.tell("PINWHEEL_PUBLIC_URL", self._url)
            function.tell("PINWHEEL_KEYS_KMS_KEY_ID", self._data.secrets_key.key_id)
            self._permit(function, "kms:Decrypt")
            self._permit(function, "kms:Encrypt")

    def keys_for(self, function: PinwheelFunction) -> None:
        """Let a function exchange the keys that links are signed with."""
        self._permit(function, "kms:Encrypt")

    def throttled_on(self, stage: apigateway.HttpStage) -> None:
        """Bound what anybody may ask for, apart from what signed calls may."""
        resource = stage.node.default_child
        if isinstance(resource, apigateway.CfnStage):
            resource.add_property_override(
                "RouteSettings",
                {
                    f"{method.value} {path}": {
                        "ThrottlingRateLimit": PER_SECOND,
                        "ThrottlingBurstLimit": BURST,
                    }
                    for path in ROUTES
                    for method in METHODS
                },
            )
        for route in self.routes:
            stage.node.add_dependency(route)

    def _routes(self, http: apigateway.HttpApi) -> list[apigateway.HttpRoute]:
        integration = integrations.HttpLambdaIntegration(
            "Pages", self.function.function, scope_permission_to_route=False
        )
        found: list[apigateway.HttpRoute] = []
        for path in ROUTES:
            found += http.add_routes(path=path, integration=integration, methods=list(METHODS))
        for route in found:
            Validations.of(route).acknowledge(
                Acknowledgment(
                    id="AwsSolutions-APIG4",
                    reason="People click links in e-mails without an account; the link carries a signature.",
                )
            )
        return found

    def _permit(self, function: PinwheelFunction, action: str) -> None:
        """Permit one use of the key, for the keys of links and for nothing else."""
        function.role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=[action],
                resources=[self._data.secrets_key.key_arn],
                conditions={"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "LinkKey"}},
            )
        )
