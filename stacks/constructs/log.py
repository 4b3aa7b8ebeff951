"""A log group that forgets after the time that the deployment chose."""

from __future__ import annotations

from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.config import DeploymentConfig

RETENTION = {
    1: logs.RetentionDays.ONE_DAY,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
    731: logs.RetentionDays.TWO_YEARS,
    1827: logs.RetentionDays.FIVE_YEARS,
}


class Log(Construct):
    """One log group."""

    def __init__(self, scope: Construct, id_: str, *, config: DeploymentConfig) -> None:
        super().__init__(scope, id_)
        retention = RETENTION.get(config.log_retention_days)
        if retention is None:
            raise ValueError(f"Context pinwheel:log-retention-days: must be one of {sorted(RETENTION)}")
        self.group = logs.LogGroup(
            self,
            "Group",
            retention=retention,
            removal_policy=config.removal_policy,
        )
