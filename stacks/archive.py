"""The archive of all events: who writes it, who keeps it in order, and its tables for Athena."""

from __future__ import annotations

from typing import Any

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_glue as glue
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import WorkQueue
from stacks.data import DataStack
from stacks.followers import Follower
from stacks.streams import Streams

BATCH = 10_000
WRITING = Duration.minutes(5)
COMPACTING = Duration.minutes(10)
COMPACTORS = 4
CPU = 1769
"""MiB of memory at which Lambda gives one whole core."""
NIGHT = events.Schedule.cron(minute="20", hour="1")
"""When the archive is tidied up (UTC): the day before is as good as complete."""

MAPS = {"attributes": "map<string,string>", "metrics": "map<string,double>"}
EVENTS = {
    "event_id": "string",
    "event_type": "string",
    "occurred": "bigint",
    "event_timestamp": "bigint",
    "arrival_timestamp": "bigint",
    "endpoint_id": "string",
    "endpoint_key": "string",
    "user_id": "string",
    "session_id": "string",
    **MAPS,
    "application": "string",
    "device": "string",
    "session": "string",
    "client_context": "string",
    "facets": "string",
}
"""Columns as Glue spells them; what the functions write is in `domain/archive/rows.py` (a test compares)."""
PARQUET = {
    "input_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "output_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "serde": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
}
JSON = {
    "input_format": "org.apache.hadoop.mapred.TextInputFormat",
    "output_format": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    "serde": "org.openx.data.jsonserde.JsonSerDe",
}
DAYS = {
    "projection.day.type": "date",
    "projection.day.format": "yyyy-MM-dd",
    "projection.day.range": "2000-01-01,NOW+2DAYS",
    "projection.day.interval": "1",
    "projection.day.interval.unit": "DAYS",
}


class Archive(Construct):
    """Partitions are computed from names, so no crawler runs and a new day needs nobody."""

    def __init__(
        self, scope: Construct, id_: str, *, workshop: Workshop, data: DataStack, streams: Streams
    ) -> None:
        super().__init__(scope, id_)
        self.config = workshop.config
        self.data = data
        self.writer = self._function("ArchiveEvents", "archive_events", workshop, WRITING)
        window = Duration.seconds(self.config.archive_window_seconds)
        self.reading = Follower(
            self, "Writing", streams=streams, function=self.writer, batch=BATCH, window=window
        )
        data.bucket.used_by(self.writer, "archive/events/", "write")
        self.compactions = WorkQueue(self, "Compactions", consumer_timeout=COMPACTING)
        self.compactor = self._compactor(workshop)
        events.Rule(
            self,
            "Nightly",
            schedule=NIGHT,
            targets=[
                targets.SqsQueue(self.compactions.queue, message=events.RuleTargetInput.from_object({}))
            ],
        )
        self.database = f"{Stack.of(self).stack_name.lower().replace('-', '_')}_archive"
        self._tables()
        self.workgroup = self._workgroup()

    def asked_by(self, function: PinwheelFunction) -> None:
        """Let a function ask questions, and write down who is in a segment for them."""
        function.tell("PINWHEEL_ARCHIVE_DATABASE", self.database)
        function.tell("PINWHEEL_ARCHIVE_WORKGROUP", self.workgroup)
        place = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
        function.allow(
            ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
            [f"arn:{Aws.PARTITION}:athena:{place}:workgroup/{self.workgroup}"],
        )
        tables = [f"table/{self.database}/{name}" for name in ("events", "forgotten", "members")]
        function.allow(
            ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
            [
                f"arn:{Aws.PARTITION}:glue:{place}:{name}"
                for name in ("catalog", f"database/{self.database}", *tables)
            ],
        )
        function.allow(["s3:GetBucketLocation"], [self.data.bucket.arn])
        for prefix in ("archive/events/", "archive/forgotten/"):
            self.data.bucket.used_by(function, prefix, "read")
        for prefix in ("archive/members/", "archive/results/"):
            self.data.bucket.used_by(function, prefix, "read", "write")

    def _function(
        self, id_: str, folder: str, workshop: Workshop, timeout: Duration, *, hands_on: bool = False
    ) -> PinwheelFunction:
        return PinwheelFunction(
            self,
            id_,
            folder=folder,
            workshop=workshop,
            timeout=timeout,
            memory_mib=CPU,
            parquet=True,
            hands_on=hands_on,
        )

    def _compactor(self, workshop: Workshop) -> PinwheelFunction:
        compactor = self._function("CompactArchive", "compact_archive", workshop, COMPACTING, hands_on=True)
        compactor.tell("PINWHEEL_ARCHIVE_DAYS", str(self.config.archive_days))
        self.compactions.consumed_by(compactor, max_concurrency=COMPACTORS)
        self.compactions.fed_by(compactor, variable="PINWHEEL_COMPACTIONS_QUEUE_URL")
        self.data.registry.read_by(compactor)
        self.data.bucket.used_by(compactor, "archive/events/", "read", "write", "delete")
        self.data.bucket.used_by(compactor, "archive/replaced/", "read", "write", "delete")
        self.data.bucket.used_by(compactor, "archive/forgotten/", "read", "delete")
        return compactor

    def _tables(self) -> None:
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=Aws.ACCOUNT_ID,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=self.database, description="Pinwheel: events of all applications"
            ),
        )
        app = {"projection.app.type": "injected"}
        for name, columns, partitions, form, projection in (
            ("events", EVENTS, ("app", "day"), PARQUET, {**app, **DAYS}),
            ("forgotten", {"endpoint_key": "string", "until_millis": "bigint"}, ("app",), JSON, app),
            (
                "members",
                {"segment_id": "string", "endpoint_key": "string"},
                ("query",),
                JSON,
                {"projection.query.type": "injected"},
            ),
        ):
            self._table(name, columns, partitions, form, projection).add_resource_dependency(database)

    def _table(
        self,
        name: str,
        columns: dict[str, str],
        partitions: tuple[str, ...],
        form: dict[str, str],
        projection: dict[str, str],
    ) -> glue.CfnTable:
        top = f"s3://{self.data.bucket.bucket.bucket_name}/archive/{name}"
        template = "".join(f"/{each}=${{{each}}}" for each in partitions)
        return glue.CfnTable(
            self,
            name.capitalize(),
            catalog_id=Aws.ACCOUNT_ID,
            database_name=self.database,
            table_input=glue.CfnTable.TableInputProperty(
                name=name,
                table_type="EXTERNAL_TABLE",
                parameters={
                    "EXTERNAL": "TRUE",
                    "projection.enabled": "true",
                    "storage.location.template": f"{top}{template}/",
                    **projection,
                },
                partition_keys=[_column(each, "string") for each in partitions],
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    columns=[_column(each, type_) for each, type_ in columns.items()],
                    location=f"{top}/",
                    input_format=form["input_format"],
                    output_format=form["output_format"],
                    serde_info=glue.CfnTable.SerdeInfoProperty(serialization_library=form["serde"]),
                ),
            ),
        )

    def _workgroup(self) -> str:
        """Make a workgroup that bounds what one question may read; answers are gone after a day."""
        name = f"{Stack.of(self).stack_name}-archive"
        settings: dict[str, Any] = {
            "enforce_work_group_configuration": True,
            "publish_cloud_watch_metrics_enabled": True,
            "bytes_scanned_cutoff_per_query": self.config.archive_query_gigabytes * 1024**3,
            "result_configuration": athena.CfnWorkGroup.ResultConfigurationProperty(
                output_location=f"s3://{self.data.bucket.bucket.bucket_name}/archive/results/",
                encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                    encryption_option="SSE_S3"
                ),
            ),
        }
        athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=name,
            description="Questions to Pinwheel's archive of events",
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(**settings),
        )
        return name


def _column(name: str, type_: str) -> glue.CfnTable.ColumnProperty:
    return glue.CfnTable.ColumnProperty(name=name, type=type_)
