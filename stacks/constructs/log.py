"""A log group that forgets after the time that the deployment chose."""

from __future__ import annotations

from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.config import DeploymentConfig


class Log(Construct):
    """One log group."""

    def __init__(self, scope: Construct, id_: str, *, config: DeploymentConfig) -> None:
        super().__init__(scope, id_)
        self.group = logs.LogGroup(
            self,
            "Group",
            retention=config.log_retention,
            removal_policy=config.removal_policy,
        )
