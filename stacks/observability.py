"""What an operator looks at, and what calls one out of bed."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from stacks.config import DeploymentConfig
from stacks.constructs.function import PinwheelFunction
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.streams import Streams

PERIOD = Duration.minutes(5)
LATE_EVENTS = Duration.minutes(15)
LATE_WORK = Duration.hours(6)
"""Waiting for a quota of SES takes up to a day but is done in turns, each a new message."""


class Observability(Construct):
    """One dashboard; alarms on functions that fail or lack room, what is late, and all dead letters."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: DeploymentConfig,
        functions: Sequence[PinwheelFunction],
        queues: Sequence[WorkQueue],
        dead_letters: Sequence[DeadLetters],
        streams: Streams,
        stopped: cloudwatch.IMetric,
    ) -> None:
        super().__init__(scope, id_)
        alarms = [each.alarm for each in dead_letters]
        alarms += [self._late_work(queue) for queue in queues]
        alarms.append(self._late_events(streams))
        alarms.append(self._unreadable_events(streams))
        text = "Bounces or complaints stopped a campaign: see its circuit breaker."
        alarms.append(self._alarm(self, "StoppedCampaigns", stopped, 1, text))
        for function in functions:
            alarms += self._function_alarms(function)
        self._call(alarms, config.alarm_topics)
        self._dashboard(functions, queues, streams, alarms)

    def _function_alarms(self, function: PinwheelFunction) -> list[cloudwatch.Alarm]:
        within = Construct(self, function.node.id)
        errors = function.function.metric_errors(period=PERIOD, statistic="Sum")
        throttles = function.function.metric_throttles(period=PERIOD, statistic="Sum")
        return [
            self._alarm(within, "Errors", errors, 1, f"{function.folder} failed: see its log."),
            self._alarm(within, "Throttles", throttles, 10, f"{function.folder} lacks concurrency."),
        ]

    def _late_events(self, streams: Streams) -> cloudwatch.Alarm:
        age = streams.roll_up.function.metric(
            "IteratorAge", period=PERIOD, statistic="Maximum", unit=cloudwatch.Unit.MILLISECONDS
        )
        text = "Events wait to be counted; the stream forgets them after seven days."
        return self._alarm(self, "LateEvents", age, LATE_EVENTS.to_milliseconds(), text)

    def _unreadable_events(self, streams: Streams) -> cloudwatch.Alarm:
        text = "Records of the stream that nobody can read lie under poison/ in the bucket."
        return self._alarm(self, "UnreadableEvents", streams.unreadable, 1, text)

    def _late_work(self, queue: WorkQueue) -> cloudwatch.Alarm:
        within = Construct(self, queue.node.id)
        age = queue.queue.metric_approximate_age_of_oldest_message(period=PERIOD, statistic="Maximum")
        text = f"Work waits in {queue.node.id}; the queue forgets it after 14 days."
        return self._alarm(within, "Late", age, LATE_WORK.to_seconds(), text)

    def _alarm(
        self, scope: Construct, id_: str, metric: cloudwatch.IMetric, threshold: float, text: str
    ) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            scope,
            id_,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=text,
        )

    def _call(self, alarms: Sequence[cloudwatch.Alarm], topic_arns: Sequence[str]) -> None:
        for number, arn in enumerate(topic_arns):
            action = actions.SnsAction(sns.Topic.from_topic_arn(self, f"Topic{number}", arn))
            for alarm in alarms:
                alarm.add_alarm_action(action)

    def _dashboard(
        self,
        functions: Sequence[PinwheelFunction],
        queues: Sequence[WorkQueue],
        streams: Streams,
        alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        board = cloudwatch.Dashboard(self, "Dashboard", default_interval=Duration.hours(12))
        made = [function.function for function in functions]
        board.add_widgets(cloudwatch.AlarmStatusWidget(alarms=list(alarms), title="Alarms", width=24))
        board.add_widgets(
            _graph("Invocations", [function.metric_invocations() for function in made]),
            _graph("Errors", [function.metric_errors() for function in made]),
            _graph("Duration, p95", [function.metric_duration(statistic="p95") for function in made]),
        )
        waiting = [queue.queue.metric_approximate_number_of_messages_visible() for queue in queues]
        oldest = [queue.queue.metric_approximate_age_of_oldest_message() for queue in queues]
        board.add_widgets(
            _graph("Work waiting", waiting),
            _graph("Oldest work, seconds", oldest),
            _graph("Events", [streams.stream.metric_incoming_records(statistic="Sum")]),
        )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=8)
