"""Everything that can be thrown away and made again: functions, queues, the API, alarms."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.api import Api
from stacks.archive import Archive
from stacks.config import DeploymentConfig
from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.layers import Layers
from stacks.constructs.work_queue import DeadLetters, WorkQueue
from stacks.custom import CustomDelivery
from stacks.data import DataStack
from stacks.doors import Doors
from stacks.engagement import Engagement
from stacks.event_delivery import EventDelivery
from stacks.insight import Insight
from stacks.messaging import Messaging
from stacks.observability import Observability
from stacks.packaging import LayerFolders
from stacks.public_links import PublicLinks
from stacks.streams import Streams
from stacks.texting import Texting
from stacks.triggers import Triggers
from stacks.voice import Voice


class ServiceStack(Stack):
    """The stateless half: one construct per concern, each given the objects that it works with."""

    def __init__(
        self, scope: Construct, id_: str, *, config: DeploymentConfig, data: DataStack, folders: LayerFolders
    ) -> None:
        super().__init__(
            scope,
            id_,
            env=config.aws_environment,
            description="Pinwheel: API, campaigns, messages, analytics",
        )
        arm = config.layer_platform.is_arm
        architecture = lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64
        workshop = Workshop(
            config=config,
            architecture=architecture,
            layers=Layers(self, "Layers", folders=folders, architecture=architecture),
        )
        self.streams = Streams(self, "Streams", workshop=workshop, data=data)
        self.archive = Archive(self, "Archive", workshop=workshop, data=data, streams=self.streams)
        self.delivery = EventDelivery(self, "Delivery", workshop=workshop, data=data, streams=self.streams)
        self.messaging = Messaging(self, "Messaging", workshop=workshop, data=data, streams=self.streams)
        self.texting = Texting(
            self,
            "Texting",
            workshop=workshop,
            data=data,
            streams=self.streams,
            messaging=self.messaging,
        )
        self.voice = Voice(
            self,
            "Voice",
            workshop=workshop,
            data=data,
            streams=self.streams,
            messaging=self.messaging,
            texting=self.texting,
        )
        self.custom = CustomDelivery(
            self, "Custom", workshop=workshop, data=data, streams=self.streams, messaging=self.messaging
        )
        self.engagement = Engagement(
            self,
            "Engagement",
            workshop=workshop,
            data=data,
            messaging=self.messaging,
        )
        self.triggers = Triggers(
            self,
            "Triggers",
            workshop=workshop,
            data=data,
            streams=self.streams,
            messaging=self.messaging,
            engagement=self.engagement,
        )
        self.insight = Insight(self, "Insight", workshop=workshop, data=data)
        self.api = Api(
            self,
            "Api",
            workshop=workshop,
            data=data,
            streams=self.streams,
            messaging=self.messaging,
            engagement=self.engagement,
            insight=self.insight,
            archive=self.archive,
            texting=self.texting,
            voice=self.voice,
        )
        self.custom.checks_for(self.api.functions[0])
        self.custom.keys_for(self.api.functions[-1])
        self.links = PublicLinks(
            self, "PublicLinks", workshop=workshop, data=data, streams=self.streams, http=self.api.http
        )
        self.links.made_by(self.messaging.senders["Email"].function, self.api.messages)
        self.links.keys_for(self.api.functions[-1])
        self.links.throttled_on(self.api.stage)
        self.doors = Doors(self, "Doors", api_id=self.api.http.api_id)
        queues = {
            "Runs": self.engagement.runs,
            "Slices": self.engagement.slices,
            "Jobs": self.engagement.jobs,
            "Exports": self.engagement.exports,
            "Deletions": self.engagement.deletions,
            "Compactions": self.archive.compactions,
            "DryRuns": self.insight.dry_runs,
            **{name: sender.queue for name, sender in self.messaging.senders.items()},
            "Feedback": self.messaging.feedback,
            "InboundTexts": self.texting.inbound,
            "ReceivedEvents": self.triggers.received,
        }
        dead_letters = {
            **{f"{name}DeadLetters": queue.dead_letters for name, queue in queues.items()},
            "UnfiredSchedules": self.engagement.unfired,
            "UndeliveredFeedback": self.messaging.undelivered,
            "UndeliveredTexts": self.texting.undelivered,
            "UncountedEvents": self.streams.dead_letters,
            "UnansweredEvents": self.triggers.reading.dead_letters,
            "UndeliveredBusEvents": self.triggers.undelivered,
            "UndeliveredEvents": self.delivery.reading.dead_letters,
            "UnarchivedEvents": self.archive.reading.dead_letters,
        }
        Observability(
            self,
            "Observability",
            config=config,
            functions=self.functions,
            queues=list(queues.values()),
            dead_letters=list(dead_letters.values()),
            streams=self.streams,
            stopped=self.messaging.stopped,
        )
        self._tell(queues, dead_letters)

    @property
    def functions(self) -> list[PinwheelFunction]:
        """All functions of the deployment."""
        return [
            *self.api.functions,
            self.links.function,
            self.engagement.launch_run,
            self.engagement.slice_audience,
            self.engagement.run_import,
            self.engagement.run_export,
            self.engagement.delete_application,
            self.insight.simulate_run,
            *(sender.function for sender in self.messaging.senders.values()),
            self.messaging.record_feedback,
            self.texting.receive_sms,
            *self.voice.players,
            self.triggers.trigger_campaigns,
            self.triggers.receive_events,
            self.streams.roll_up,
            self.delivery.function,
            self.archive.writer,
            self.archive.compactor,
        ]

    def _tell(self, queues: dict[str, WorkQueue], dead_letters: dict[str, DeadLetters]) -> None:
        """Answer what operators and the local runtime ask a deployment for."""
        for name, queue in queues.items():
            CfnOutput(self, f"{name}QueueUrl", value=queue.queue.queue_url)
        for name, letters in dead_letters.items():
            CfnOutput(self, f"{name}Url", value=letters.queue.queue_url)
        for function in self.functions:
            id_ = "".join(word.capitalize() for word in function.folder.split("_"))
            CfnOutput(self, f"{id_}Function", value=function.function.function_name)
        messaging, engagement = self.messaging, self.engagement
        CfnOutput(self, "FeedbackTopicArn", value=messaging.topic.topic_arn)
        CfnOutput(self, "InboundTopicArn", value=self.texting.topic.topic_arn)
        CfnOutput(self, "ConfigurationSet", value=messaging.configuration_set.configuration_set_name)
        CfnOutput(self, "ScheduleGroup", value=engagement.schedules.schedule_group_name)
        CfnOutput(self, "ScheduleRoleArn", value=engagement.schedule_role.role_arn)
