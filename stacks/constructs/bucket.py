"""The product's bucket: private, encrypted, logged; functions get prefixes of it."""

from __future__ import annotations

from typing import Any

from aws_cdk import Acknowledgment, Duration, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.config import DeploymentConfig
from stacks.constructs.function import PinwheelFunction

RUN_DAYS = 30
"""How long the audience of a run can be audited."""
IMPORT_DAYS = 14
"""How long staged import files stay when their job never ends; it removes them itself."""
UPLOAD_DAYS = 2
"""How long a file stays that was brought for an import."""
UNDELIVERED_DAYS = 30
"""How long events wait to be sent to a customer's stream again."""
VOICE_DAYS = 30
"""How long a script that was spoken is kept; it is spoken again when it is needed later."""
ACCESS_LOG_DAYS = 90

OBJECT_ACTIONS = {"read": "s3:GetObject", "write": "s3:PutObject", "delete": "s3:DeleteObject"}


class DataBucket(Construct):
    """The product's files; a second bucket logs who touched them.

    runs/       audience chunks and contents of campaign runs
    members/    endpoints of imported segments
    templates/  bodies of templates
    imports/    what an import job has planned and staged
    uploads/    files that were brought for imports, for two days
    voice/      scripts that were spoken, by content
    poison/     stream records that nobody can read
    archive/    all events, by application and day (domain/archive/places.py)
    undelivered/  events that a customer's stream did not take
    """

    def __init__(self, scope: Construct, id_: str, *, config: DeploymentConfig) -> None:
        super().__init__(scope, id_)
        logs = s3.Bucket(
            self,
            "AccessLogs",
            **_private(config),
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(ACCESS_LOG_DAYS))],
        )
        Validations.of(logs).acknowledge(
            Acknowledgment(id="AwsSolutions-S1", reason="It holds access logs; logging it would never end.")
        )
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            **_private(config),
            server_access_logs_bucket=logs,
            # Browsers bring files for imports by URLs that the API has signed.
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.PUT],
                    allowed_origins=list(config.browser_origins),
                    allowed_headers=["content-type"],
                )
            ],
            lifecycle_rules=[
                s3.LifecycleRule(prefix="runs/", expiration=Duration.days(RUN_DAYS)),
                s3.LifecycleRule(prefix="voice/", expiration=Duration.days(VOICE_DAYS)),
                s3.LifecycleRule(prefix="imports/", expiration=Duration.days(IMPORT_DAYS)),
                s3.LifecycleRule(prefix="uploads/", expiration=Duration.days(UPLOAD_DAYS)),
                s3.LifecycleRule(prefix="undelivered/", expiration=Duration.days(UNDELIVERED_DAYS)),
                s3.LifecycleRule(prefix="archive/members/", expiration=Duration.days(1)),
                s3.LifecycleRule(prefix="archive/results/", expiration=Duration.days(1)),
                *_expiring_archive(config),
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1)),
            ],
        )

        if config.voice_provider == "chime":
            self.bucket.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal("voiceconnector.chime.amazonaws.com")],
                    actions=["s3:GetObject"],
                    resources=[self.bucket.arn_for_objects("voice/*")],
                    conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
                )
            )
        self.arn = str(Stack.of(self).export_value(self.bucket.bucket_arn))
        """As other stacks see it: exported by name, so that findings about its prefixes have a stable id."""

    def used_by(self, function: PinwheelFunction, prefix: str, *rights: str) -> None:
        """Let a function `read`, `write` or `delete` what lies under a prefix such as `runs/`.

        All may list: to those who may not, S3 calls an absent object forbidden.
        """
        function.tell("PINWHEEL_DATA_BUCKET", self.bucket.bucket_name)
        function.allow(["s3:ListBucket"], [self.arn])
        function.allow_many(
            [OBJECT_ACTIONS[right] for right in rights],
            f"{self.arn}/{prefix}*",
            reason=f"Names of objects under {prefix} are made at run time; other prefixes stay closed.",
        )


def _expiring_archive(config: DeploymentConfig) -> list[s3.LifecycleRule]:
    """Let old events go; compaction removes days, this what compaction no longer looks at."""
    if not config.archive_days:
        return []
    return [s3.LifecycleRule(prefix="archive/events/", expiration=Duration.days(config.archive_days))]


def _private(config: DeploymentConfig) -> dict[str, Any]:
    return {
        "block_public_access": s3.BlockPublicAccess.BLOCK_ALL,
        "encryption": s3.BucketEncryption.S3_MANAGED,
        "enforce_ssl": True,
        "object_ownership": s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        "removal_policy": config.removal_policy,
    }
