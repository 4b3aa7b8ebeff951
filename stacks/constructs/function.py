"""The one way a Lambda function is made: role, logs, layers, permissions and variables side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Acknowledgment, CfnResource, Duration, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct, IConstruct

from stacks.config import DeploymentConfig
from stacks.constructs.findings import answer_for_wide
from stacks.constructs.layers import Layers
from stacks.constructs.log import Log

LAMBDAS = Path(__file__).parents[2] / "lambdas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What all functions of a deployment share."""

    config: DeploymentConfig
    layers: Layers
    architecture: lambda_.Architecture


class PinwheelFunction(Construct):
    """A function of `lambdas/<folder>` with a role of its own that may do nothing but write its log.

    One that `hands_on` puts the rest of its work back on its own queue when time runs short; Lambda would
    take that for a runaway after 16 rounds and drop the work.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        folder: str,
        workshop: Workshop,
        timeout: Duration,
        memory_mib: int,
        sketches: bool = False,
        parquet: bool = False,
        hands_on: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        self.folder = folder
        self.timeout = timeout
        self.log = Log(self, "Log", config=workshop.config)
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [self.log.group.log_group_arn])
        layers = workshop.layers
        self.function = lambda_.Function(
            self,
            "Function",
            code=lambda_.Code.from_asset(str(LAMBDAS / folder), exclude=["**/__pycache__", "**/*.pyc"]),
            handler="handler.lambda_handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=workshop.architecture,
            role=self.role,
            log_group=self.log.group,
            logging_format=lambda_.LoggingFormat.JSON,
            layers=[
                layers.core,
                layers.vendor,
                *([layers.analytics] if sketches else []),
                *([layers.archive] if parquet else []),
            ],
            recursive_loop=lambda_.RecursiveLoop.ALLOW if hands_on else lambda_.RecursiveLoop.TERMINATE,
            timeout=timeout,
            memory_size=memory_mib,
            environment={
                "POWERTOOLS_SERVICE_NAME": folder,
                "POWERTOOLS_METRICS_NAMESPACE": "Pinwheel",
                "PINWHEEL_ACCOUNT_ID": Stack.of(self).account,
                **workshop.config.rates,
                **workshop.config.environment,
            },
        )
        # CDK writes the role among DependsOn although the function names it: superfluous, not wrong.
        resource = self.function.node.default_child
        if isinstance(resource, CfnResource):
            resource.add_metadata("cfn-lint", {"config": {"ignore_checks": ["W3005"]}})
        Validations.of(self.function).acknowledge(
            Acknowledgment(
                id="AwsSolutions-L1",
                reason="The layers are built and tested for Python 3.13; moving is a release.",
            )
        )

    def allow(self, actions: Sequence[str], resources: Sequence[str]) -> None:
        """Permit exactly these actions on exactly these resources."""
        self.role.add_to_principal_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(resources))
        )

    def tell(self, variable: str, value: str) -> None:
        """Give the function a variable of docs/architecture.md."""
        self.function.add_environment(variable, value)

    def allow_many(self, actions: Sequence[str], pattern: str, *, reason: str) -> None:
        """Permit actions on all resources of a pattern, and say why no single one can be named."""
        self.allow(actions, [pattern])
        answer_for_wide(self.policy, pattern, reason=reason)

    @property
    def policy(self) -> IConstruct:
        """The permissions, as a construct that others may wait for."""
        return self.role.node.find_child("DefaultPolicy")
