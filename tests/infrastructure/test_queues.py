"""House rules for queues and the stream: nothing is lost, nothing is tried for ever, nobody sleeps through it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pinwheel.runtime.batch import DELIVERIES

PROJECT = Path(__file__).parents[2]

CONSUMERS = {
    "EngagementRuns": "EngagementLaunchRun",
    "EngagementSlices": "EngagementSliceAudience",
    "EngagementJobs": "EngagementRunImport",
    "EngagementExports": "EngagementRunExport",
    "EngagementDeletions": "EngagementDeleteApplication",
    "ArchiveCompactions": "ArchiveCompactArchive",
    "InsightDryRuns": "InsightSimulateRun",
    "MessagingEmailSenderEmailWork": "MessagingEmailSenderSendEmail",
    "MessagingPushSenderPushWork": "MessagingPushSenderSendPush",
    "MessagingFeedback": "MessagingRecordFeedback",
    "TextingSmsSenderSmsWork": "TextingSmsSenderSendSms",
    "TextingInboundTexts": "TextingReceiveSms",
    "VoiceVoiceSenderVoiceWork": "VoiceVoiceSenderSendVoice",
    "CustomSenderCustomWork": "CustomSenderSendCustom",
    "TriggersReceivedEvents": "TriggersReceiveEvents",
}


LAST_RESORTS = {
    "EngagementUnfiredSchedules": "firings that reached no queue",
    "MessagingUndeliveredFeedback": "feedback that reached no queue",
    "TextingUndeliveredTexts": "texts from phones that reached no queue",
    "StreamsUncountedEvents": "places in the stream that could not be counted",
    "ArchiveWritingUnread": "places in the stream that could not be archived",
    "TriggersAnsweringUnread": "places in the stream whose events started no campaign",
    "TriggersUndeliveredBusEvents": "events of the bus that reached no queue",
    "DeliveryUnread": "places in the stream that could not be delivered or set aside",
}


FOLLOWERS = {"ArchiveArchiveEvents", "DeliveryDeliverEvents", "TriggersTriggerCampaigns"}
"""Functions that read the stream beside `roll_up`."""


def is_dead_letters(id_):
    return "DeadLetters" in id_ or id_.split("Queue")[0] in LAST_RESORTS


@pytest.fixture
def queues(app):
    """Give the work queues by logical id."""
    return {id_: q for id_, q in app.resources("AWS::SQS::Queue").items() if not is_dead_letters(id_)}


@pytest.fixture
def mappings(app):
    """Give what wakes functions, by the logical id of the source."""
    return {
        mapping["Properties"]["EventSourceArn"]["Fn::GetAtt"][0]: mapping["Properties"]
        for mapping in app.resources("AWS::Lambda::EventSourceMapping").values()
        if mapping["Properties"]["FunctionName"]["Ref"].split("Function")[0] not in FOLLOWERS
    }


@pytest.mark.parametrize("follower", sorted(FOLLOWERS))
def test_those_who_follow_the_stream_repeat_a_batch_whole_and_set_aside_what_fails(app, follower):
    (mapping,) = [
        mapping["Properties"]
        for mapping in app.resources("AWS::Lambda::EventSourceMapping").values()
        if mapping["Properties"]["FunctionName"]["Ref"].startswith(follower)
    ]

    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert "BisectBatchOnFunctionError" not in mapping
    assert mapping["MaximumRetryAttempts"] == 100
    aside = mapping["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    assert aside.split("Queue")[0] in LAST_RESORTS


def test_every_queue_wakes_its_function(queues, mappings):
    wakes = {
        id_.split("Queue")[0]: mappings[id_]["FunctionName"]["Ref"].split("Function")[0] for id_ in queues
    }

    assert wakes == CONSUMERS


def test_every_queue_gives_up_into_dead_letters(queues):
    for id_, queue in queues.items():
        redrive = queue["Properties"]["RedrivePolicy"]
        target = redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]

        assert target.startswith(id_.split("Queue")[0])
        assert is_dead_letters(target)
        assert redrive["maxReceiveCount"] == DELIVERIES


def test_every_dead_letter_queue_has_an_alarm(app):
    dead = {id_ for id_ in app.resources("AWS::SQS::Queue") if is_dead_letters(id_)}
    alarms = app.resources("AWS::CloudWatch::Alarm").values()
    watched = {
        alarm["Properties"]["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in alarms
        if alarm["Properties"].get("MetricName") == "ApproximateNumberOfMessagesVisible"
    }

    assert watched == dead
    assert len(dead) == len(CONSUMERS) + len(LAST_RESORTS)


def test_the_page_for_operators_tells_how_to_redrive_each(app):
    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    outputs = app.service["Outputs"]
    urls = {id_: output["Value"].get("Ref", "") for id_, output in outputs.items() if id_.endswith("Url")}
    dead = {id_.removesuffix("Url") for id_, queue in urls.items() if is_dead_letters(queue)}

    assert len(dead) == len(CONSUMERS) + len(LAST_RESORTS)
    assert not [name for name in dead if f"`{name}`" not in page]
    assert set(re.findall(r"\bout (\w+)\)", page)) <= set(outputs)
    (moved,) = re.findall(r"for name in (.*); do", page)
    assert set(moved.split()) == {name.removesuffix("DeadLetters") for name in dead if "DeadLetters" in name}


def test_nothing_is_forgotten_within_14_days(app):
    for queue in app.resources("AWS::SQS::Queue").values():
        assert queue["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_work_that_waits_for_hours_raises_an_alarm(app, queues):
    watched = {
        alarm["Properties"]["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in app.resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"].get("MetricName") == "ApproximateAgeOfOldestMessage"
    }

    assert watched == set(queues)


def test_visibility_is_six_times_the_consumers_timeout(app, queues, mappings):
    functions = app.resources("AWS::Lambda::Function")
    for id_, queue in queues.items():
        timeout = functions[mappings[id_]["FunctionName"]["Ref"]]["Properties"]["Timeout"]

        assert queue["Properties"]["VisibilityTimeout"] >= 6 * timeout


def test_consumers_answer_for_each_message(mappings):
    for mapping in mappings.values():
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_stream_is_read_from_its_beginning_and_sets_aside_what_fails(mappings):
    counting = mappings["StreamsEvents2F1094E5"]

    assert counting["StartingPosition"] == "TRIM_HORIZON"
    assert counting["BisectBatchOnFunctionError"] is True
    assert counting["MaximumRetryAttempts"] == 100
    assert "MaximumRecordAgeInSeconds" not in counting
    assert "UncountedEvents" in counting["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]


def test_records_that_nobody_can_read_raise_an_alarm(app):
    (counter,) = [
        each
        for each in app.resources("AWS::Logs::MetricFilter").values()
        if each["Properties"]["MetricTransformations"][0]["MetricName"] == "UnreadableRecords"
    ]
    (alarm,) = [
        alarm["Properties"]
        for alarm in app.resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"].get("MetricName") == "UnreadableRecords"
    ]

    assert counter["Properties"]["FilterPattern"] == "{ $.poison > 0 }"
    assert counter["Properties"]["LogGroupName"]["Ref"].startswith("StreamsRollUpLog")
    assert counter["Properties"]["MetricTransformations"][0]["MetricNamespace"] == alarm["Namespace"]


def test_campaigns_that_the_circuit_breaker_stopped_raise_an_alarm(app):
    names = [
        alarm["Properties"].get("MetricName") for alarm in app.resources("AWS::CloudWatch::Alarm").values()
    ]

    assert names.count("StoppedCampaigns") == 1


def test_late_events_raise_an_alarm(app):
    names = [
        alarm["Properties"].get("MetricName") for alarm in app.resources("AWS::CloudWatch::Alarm").values()
    ]

    assert names.count("IteratorAge") == 1


def test_queues_refuse_plain_http(app):
    protected = {
        policy["Properties"]["Queues"][0]["Ref"]
        for policy in app.resources("AWS::SQS::QueuePolicy").values()
        if any(
            statement["Effect"] == "Deny" for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        )
    }

    assert protected == set(app.resources("AWS::SQS::Queue"))


def test_every_event_of_ses_comes_back_through_the_topic(app):
    (destination,) = app.resources("AWS::SES::ConfigurationSetEventDestination").values()
    (subscription,) = [
        each
        for id_, each in app.resources("AWS::SNS::Subscription").items()
        if id_.startswith("MessagingFeedbackQueue") and "FeedbackTopic" in str(each["Properties"]["TopicArn"])
    ]
    (topic,) = [id_ for id_ in app.resources("AWS::SNS::Topic") if id_.startswith("MessagingFeedbackTopic")]
    wanted = destination["Properties"]["EventDestination"]

    assert wanted["Enabled"] is True
    assert {"send", "delivery", "bounce", "complaint", "open", "click", "reject", "renderingFailure"} <= set(
        wanted["MatchingEventTypes"]
    )
    assert wanted["SnsDestination"]["TopicARN"] == {"Ref": topic}
    assert subscription["Properties"]["TopicArn"] == {"Ref": topic}
    assert subscription["Properties"]["Endpoint"]["Fn::GetAtt"][0].startswith("MessagingFeedbackQueue")
    assert "RawMessageDelivery" not in subscription["Properties"]
    aside = subscription["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert aside.startswith("MessagingUndeliveredFeedback")


def test_the_topic_may_set_feedback_aside(app):
    (policy,) = [
        policy["Properties"]
        for id_, policy in app.resources("AWS::SQS::QueuePolicy").items()
        if id_.startswith("MessagingUndeliveredFeedback")
    ]
    allowed = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Allow"]

    assert allowed
    assert all(each["Principal"] == {"Service": "sns.amazonaws.com"} for each in allowed)
