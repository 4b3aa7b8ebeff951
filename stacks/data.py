"""Everything with state that must outlive a release: tables, the bucket, the key of secrets."""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.config import DeploymentConfig
from stacks.constructs.bucket import DataBucket
from stacks.constructs.function import PinwheelFunction
from stacks.constructs.table import Table


class DataStack(Stack):
    """The stateful half; ids in here never change (a test pins them)."""

    def __init__(self, scope: Construct, id_: str, *, config: DeploymentConfig) -> None:
        super().__init__(
            scope,
            id_,
            env=config.aws_environment,
            termination_protection=not config.sandbox,
            description="Pinwheel: tables, bucket and key",
        )
        self.endpoints = Table(self, "Endpoints", variable="PINWHEEL_ENDPOINTS_TABLE", config=config)
        self.endpoints.index("ByUser", partition_key="uk")
        self.segments = Table(self, "Segments", variable="PINWHEEL_SEGMENTS_TABLE", config=config)
        self.events = Table(self, "Events", variable="PINWHEEL_EVENTS_TABLE", config=config)
        self.registry = Table(self, "Registry", variable="PINWHEEL_REGISTRY_TABLE", config=config)
        self.bucket = DataBucket(self, "Data", config=config)
        self.secrets_key = kms.Key(
            self,
            "Secrets",
            description="Secrets of the access keys that Pinwheel issues",
            enable_key_rotation=True,
            pending_window=Duration.days(30),
            removal_policy=config.removal_policy,
        )
        self._tell()

    def open_secrets(self, *functions: PinwheelFunction) -> None:
        """Let functions decrypt the secrets of issued keys: whoever checks a signature must."""
        for function in functions:
            function.tell("PINWHEEL_KEYS_KMS_KEY_ID", self.secrets_key.key_id)
            function.allow(["kms:Decrypt"], [self.secrets_key.key_arn])

    def seal_secrets(self, function: PinwheelFunction) -> None:
        """Let the function that issues keys encrypt their secrets."""
        function.allow(["kms:Encrypt"], [self.secrets_key.key_arn])

    def seal_passwords(self, function: PinwheelFunction) -> None:
        """Let a function encrypt for one-time passwords: nothing that would open as another secret."""
        function.role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["kms:Encrypt"],
                resources=[self.secrets_key.key_arn],
                conditions={"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "OneTimePassword"}},
            )
        )

    def _tell(self) -> None:
        CfnOutput(self, "EndpointsTable", value=self.endpoints.table.table_name)
        CfnOutput(self, "SegmentsTable", value=self.segments.table.table_name)
        CfnOutput(self, "EventsTable", value=self.events.table.table_name)
        CfnOutput(self, "RegistryTable", value=self.registry.table.table_name)
        CfnOutput(self, "DataBucket", value=self.bucket.bucket.bucket_name)
        CfnOutput(self, "SecretsKeyId", value=self.secrets_key.key_id)
