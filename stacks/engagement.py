"""Who does the long work: campaign runs, their slices, jobs, deletions; and the schedules that start runs."""

from __future__ import annotations

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.data import DataStack
from stacks.messaging import Messaging

LAUNCH_TIMEOUT = Duration.seconds(20)
"""A launch takes a second or two; only the queue tries again what crashed before the run had its watch."""
TIMEOUT = Duration.seconds(90)
"""Work hands itself on well before this; a crash is retried after six times as long at the latest."""
IMPORT_TIMEOUT = Duration.minutes(3)
"""The end of a large import writes the whole list of members in one go."""
EXPORT_TIMEOUT = Duration.minutes(3)
"""A file of an export is written in one go."""
SLICERS = 50
IMPORTERS = 20
EXPORTERS = 16
ERASERS = 17
"""One for each part of an application (services/deletion.py)."""
CPU = 1769
"""MiB of memory at which Lambda gives one whole core."""


class Engagement(Construct):
    """Queues `Runs`, `Slices`, `Jobs`, `Exports`, `Deletions`, each with one function; the schedules."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        messaging: Messaging,
    ) -> None:
        super().__init__(scope, id_)
        self.workshop = workshop
        self.data = data
        self.runs = WorkQueue(self, "Runs", consumer_timeout=LAUNCH_TIMEOUT)
        self.slices = WorkQueue(self, "Slices", consumer_timeout=TIMEOUT)
        self.jobs = WorkQueue(self, "Jobs", consumer_timeout=IMPORT_TIMEOUT)
        self.exports = WorkQueue(self, "Exports", consumer_timeout=EXPORT_TIMEOUT)
        self.deletions = WorkQueue(self, "Deletions", consumer_timeout=TIMEOUT)
        self.schedules = scheduler.ScheduleGroup(
            self, "Schedules", removal_policy=workshop.config.removal_policy
        )
        self.unfired = DeadLetters(self, "UnfiredSchedules")
        self.schedule_role = self._schedule_role()
        self.launch_run = self._launcher()
        self.slice_audience = self._slicer(messaging)
        self.run_import = self._importer()
        self.run_export = self._exporter()
        self.delete_application = self._eraser()
        messaging.push.forgotten_by(self.delete_application)

    def scheduled_by(self, function: PinwheelFunction) -> None:
        """Let a function make and drop schedules of the group that put a run on the queue."""
        group = self.schedules.schedule_group_name
        function.tell("PINWHEEL_SCHEDULE_GROUP", group)
        function.tell("PINWHEEL_SCHEDULE_ROLE_ARN", self.schedule_role.role_arn)
        function.tell("PINWHEEL_RUNS_QUEUE_ARN", self.runs.queue.queue_arn)
        function.tell("PINWHEEL_SCHEDULE_DLQ_ARN", self.unfired.queue.queue_arn)
        function.allow_many(
            [
                "scheduler:CreateSchedule",
                "scheduler:DeleteSchedule",
                "scheduler:UpdateSchedule",
            ],
            f"arn:{Aws.PARTITION}:scheduler:{Aws.REGION}:{Aws.ACCOUNT_ID}:schedule/{group}/*",
            reason="Each campaign has a schedule of its own, made at run time, all in this group.",
        )
        function.allow(["iam:PassRole"], [self.schedule_role.role_arn])

    def _schedule_role(self) -> iam.Role:
        """Make the role of all schedules: it can queue a run or set it aside, and nothing else."""
        role = iam.Role(
            self,
            "ScheduleRole",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnEquals": {"aws:SourceArn": self.schedules.schedule_group_arn},
                },
            ),
        )
        role.add_to_policy(
            iam.PolicyStatement(
                actions=["sqs:SendMessage"],
                resources=[self.runs.queue.queue_arn, self.unfired.queue.queue_arn],
            )
        )
        return role

    def _launcher(self) -> PinwheelFunction:
        launcher = self._worker("LaunchRun", "launch_run", memory_mib=512, timeout=LAUNCH_TIMEOUT)
        self.runs.consumed_by(launcher, max_concurrency=10)
        self.runs.fed_by(launcher, variable="PINWHEEL_RUNS_QUEUE_URL")
        self.slices.fed_by(launcher, variable="PINWHEEL_SLICES_QUEUE_URL")
        self.scheduled_by(launcher)
        self.data.registry.written_by(launcher)
        self.data.segments.read_by(launcher)
        self.data.events.written_by(launcher)
        self.data.bucket.used_by(launcher, "templates/", "read")
        self.data.bucket.used_by(launcher, "runs/", "write")
        return launcher

    def _slicer(self, messaging: Messaging) -> PinwheelFunction:
        slicer = self._worker("SliceAudience", "slice_audience", memory_mib=CPU)
        self.slices.consumed_by(slicer, max_concurrency=SLICERS)
        self.slices.fed_by(slicer, variable="PINWHEEL_SLICES_QUEUE_URL")
        for sender in messaging.senders.values():
            sender.fed_by(slicer)
        self.scheduled_by(slicer)
        self.data.registry.written_by(slicer)
        self.data.segments.read_by(slicer)
        self.data.events.written_by(slicer)
        self.data.endpoints.read_by(slicer)
        self.data.bucket.used_by(slicer, "members/", "read")
        self.data.bucket.used_by(slicer, "runs/", "write")
        return slicer

    def _importer(self) -> PinwheelFunction:
        importer = self._worker("RunImport", "run_import", memory_mib=CPU, timeout=IMPORT_TIMEOUT)
        self.jobs.consumed_by(importer, max_concurrency=IMPORTERS)
        self.jobs.fed_by(importer, variable="PINWHEEL_JOBS_QUEUE_URL")
        self.data.registry.written_by(importer)
        self.data.segments.written_by(importer)
        self.data.endpoints.written_by(importer)
        self.data.bucket.used_by(importer, "imports/", "read", "write", "delete")
        self.data.bucket.used_by(importer, "uploads/", "read")
        self.data.bucket.used_by(importer, "members/", "read", "write", "delete")
        self._open_sources(importer)
        return importer

    def _open_sources(self, importer: PinwheelFunction) -> None:
        """Open what imports may read: with the product's own rights, or through roles that customers name."""
        config = self.workshop.config
        for bucket in config.import_buckets:
            arn = f"arn:{Aws.PARTITION}:s3:::{bucket}"
            reason = "The deployment allows imports from this bucket; its objects are the customer's to name."
            importer.allow_many(["s3:ListBucket"], arn, reason=reason)
            importer.allow_many(["s3:GetObject"], f"{arn}/*", reason=reason)
        for role in config.import_roles:
            importer.allow_many(
                ["sts:AssumeRole"], role, reason="The deployment allows imports to read through this role."
            )

    def _exporter(self) -> PinwheelFunction:
        exporter = self._worker("RunExport", "run_export", memory_mib=CPU, timeout=EXPORT_TIMEOUT)
        self.exports.consumed_by(exporter, max_concurrency=EXPORTERS)
        self.exports.fed_by(exporter, variable="PINWHEEL_EXPORTS_QUEUE_URL")
        self.data.registry.written_by(exporter)
        self.data.segments.read_by(exporter)
        self.data.endpoints.read_by(exporter)
        self.data.bucket.used_by(exporter, "members/", "read")
        config = self.workshop.config
        for bucket in config.export_buckets:
            exporter.allow_many(
                ["s3:PutObject"],
                f"arn:{Aws.PARTITION}:s3:::{bucket}/*",
                reason="The deployment allows exports to this bucket, under names that customers choose.",
            )
        for role in config.export_roles:
            exporter.allow_many(
                ["sts:AssumeRole"], role, reason="The deployment allows exports to write through this role."
            )
        return exporter

    def _eraser(self) -> PinwheelFunction:
        eraser = self._worker("DeleteApplication", "delete_application", memory_mib=512)
        self.deletions.consumed_by(eraser, max_concurrency=ERASERS)
        self.deletions.fed_by(eraser, variable="PINWHEEL_DELETIONS_QUEUE_URL")
        self.data.registry.written_by(eraser)
        self.data.segments.emptied_by(eraser)
        self.data.endpoints.emptied_by(eraser)
        self.data.events.written_by(eraser)
        for prefix in ("archive/", "imports/", "journeys/", "members/", "runs/", "undelivered/"):
            self.data.bucket.used_by(eraser, prefix, "delete")
        group = self.schedules.schedule_group_name
        eraser.tell("PINWHEEL_SCHEDULE_GROUP", group)
        eraser.allow_many(
            ["scheduler:DeleteSchedule"],
            f"arn:{Aws.PARTITION}:scheduler:{Aws.REGION}:{Aws.ACCOUNT_ID}:schedule/{group}/*",
            reason="Each campaign has a schedule of its own, made at run time, all in this group.",
        )
        return eraser

    def _worker(
        self, id_: str, folder: str, *, memory_mib: int, timeout: Duration = TIMEOUT
    ) -> PinwheelFunction:
        return PinwheelFunction(
            self,
            id_,
            folder=folder,
            workshop=self.workshop,
            timeout=timeout,
            memory_mib=memory_mib,
            hands_on=True,
        )
