"""A DynamoDB table as the product uses them: `pk`, `sk`, expiry, recovery; and exact permissions on it."""

from __future__ import annotations

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from stacks.config import DeploymentConfig
from stacks.constructs.function import PinwheelFunction

READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:BatchWriteItem",
)
EMPTY = ("dynamodb:Query", "dynamodb:BatchWriteItem")


class Table(Construct):
    """One table; nothing may scan it."""

    def __init__(self, scope: Construct, id_: str, *, variable: str, config: DeploymentConfig) -> None:
        super().__init__(scope, id_)
        self.variable = variable
        self.indexes: list[str] = []
        self.table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing=dynamodb.Billing.on_demand(),
            encryption=dynamodb.TableEncryptionV2.dynamo_owned_key(),
            time_to_live_attribute="expires_at",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=not config.sandbox,
            removal_policy=config.removal_policy,
        )

    def index(self, name: str, *, partition_key: str) -> None:
        """Find items by another attribute; the index holds keys only."""
        self.table.add_global_secondary_index(
            index_name=name,
            partition_key=dynamodb.Attribute(name=partition_key, type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.indexes.append(name)

    def read_by(self, *functions: PinwheelFunction) -> None:
        """Let functions read items by key, by partition and by index."""
        for function in functions:
            function.tell(self.variable, self.table.table_name)
            function.allow(READ, [self.table.table_arn])
            if self.indexes:
                arns = [f"{self.table.table_arn}/index/{name}" for name in self.indexes]
                function.allow(["dynamodb:Query"], arns)

    def emptied_by(self, *functions: PinwheelFunction) -> None:
        """Let functions find the items of a partition and remove them in bulk."""
        for function in functions:
            function.tell(self.variable, self.table.table_name)
            function.allow(EMPTY, [self.table.table_arn])

    def written_by(self, *functions: PinwheelFunction) -> None:
        """Let functions read and write."""
        self.read_by(*functions)
        for function in functions:
            function.allow(WRITE, [self.table.table_arn])
