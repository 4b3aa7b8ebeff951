"""Events that start campaigns: who answers those of the stream, and the way in from the event bus."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.data import DataStack
from stacks.engagement import Engagement
from stacks.followers import Follower
from stacks.messaging import Messaging
from stacks.streams import Streams

ANSWER_TIMEOUT = Duration.minutes(2)
RECEIVE_TIMEOUT = Duration.seconds(30)
BATCH = 1000
AT_ONCE = Duration.seconds(0)
"""Events do not gather: a message follows its event within seconds."""
RECEIVERS = 10
DETAIL_TYPE = "PutEvents"


class Triggers(Construct):
    """`trigger_campaigns` reads the stream; `receive_events` brings events of the default bus into it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        messaging: Messaging,
        engagement: Engagement,
    ) -> None:
        super().__init__(scope, id_)
        self.trigger_campaigns = self._answerer(workshop, data, messaging, engagement)
        self.reading = Follower(
            self,
            "Answering",
            streams=streams,
            function=self.trigger_campaigns,
            batch=BATCH,
            window=AT_ONCE,
        )
        self.received = WorkQueue(self, "ReceivedEvents", consumer_timeout=RECEIVE_TIMEOUT)
        self.receive_events = self._receiver(workshop, data, streams)
        self.undelivered = DeadLetters(self, "UndeliveredBusEvents")
        self._rule(workshop.config.event_source)

    def _answerer(
        self, workshop: Workshop, data: DataStack, messaging: Messaging, engagement: Engagement
    ) -> PinwheelFunction:
        answerer = PinwheelFunction(
            self,
            "TriggerCampaigns",
            folder="trigger_campaigns",
            workshop=workshop,
            timeout=ANSWER_TIMEOUT,
            memory_mib=1769,
        )
        for sender in messaging.senders.values():
            sender.fed_by(answerer)
        engagement.runs.fed_by(answerer, variable="PINWHEEL_RUNS_QUEUE_URL")
        data.registry.written_by(answerer)
        data.events.written_by(answerer)
        data.segments.read_by(answerer)
        data.endpoints.read_by(answerer)
        data.bucket.used_by(answerer, "members/", "read")
        data.bucket.used_by(answerer, "templates/", "read")
        data.bucket.used_by(answerer, "runs/", "write")
        return answerer

    def _receiver(self, workshop: Workshop, data: DataStack, streams: Streams) -> PinwheelFunction:
        receiver = PinwheelFunction(
            self,
            "ReceiveEvents",
            folder="receive_events",
            workshop=workshop,
            timeout=RECEIVE_TIMEOUT,
            memory_mib=512,
        )
        self.received.consumed_by(receiver, max_concurrency=RECEIVERS)
        data.endpoints.written_by(receiver)
        data.registry.written_by(receiver)
        data.events.written_by(receiver)
        streams.written_by(receiver)
        receiver.tell("PINWHEEL_EVENTS_PER_SECOND", str(workshop.config.events_per_second))
        return receiver

    def _rule(self, source: str) -> None:
        events.Rule(
            self,
            "BusEvents",
            description="Events of back ends, for Pinwheel to take like those of apps",
            event_pattern=events.EventPattern(source=[source], detail_type=[DETAIL_TYPE]),
            targets=[targets.SqsQueue(self.received.queue, dead_letter_queue=self.undelivered.queue)],
        )
