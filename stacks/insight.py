"""Who looks ahead: dry runs of campaigns, on a queue of their own so that they hold up no real run."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import WorkQueue
from stacks.data import DataStack

TIMEOUT = Duration.seconds(90)
"""Work hands itself on well before this."""
SIMULATORS = 16
"""One for each part of an audience (services/insight/dry_runs.py)."""
CPU = 1769
"""MiB of memory at which Lambda gives one whole core."""


class Insight(Construct):
    """Queue `DryRuns` and its function, which may read audiences and write nothing but dry runs."""

    def __init__(self, scope: Construct, id_: str, *, workshop: Workshop, data: DataStack) -> None:
        super().__init__(scope, id_)
        self.dry_runs = WorkQueue(self, "DryRuns", consumer_timeout=TIMEOUT)
        self.simulate_run = PinwheelFunction(
            self,
            "SimulateRun",
            folder="simulate_run",
            workshop=workshop,
            timeout=TIMEOUT,
            memory_mib=CPU,
            hands_on=True,
        )
        self.dry_runs.consumed_by(self.simulate_run, max_concurrency=SIMULATORS)
        self.fed_by(self.simulate_run)
        data.registry.written_by(self.simulate_run)
        data.segments.read_by(self.simulate_run)
        data.endpoints.read_by(self.simulate_run)
        data.events.read_by(self.simulate_run)
        data.bucket.used_by(self.simulate_run, "members/", "read")
        data.bucket.used_by(self.simulate_run, "templates/", "read")
        self.simulate_run.allow_many(
            ["ses:GetAccount"], "*", reason="ses:GetAccount has no resource; it tells the send rate."
        )

    def fed_by(self, function: PinwheelFunction) -> None:
        """Let a function ask for dry runs."""
        self.dry_runs.fed_by(function, variable="PINWHEEL_DRYRUNS_QUEUE_URL")
