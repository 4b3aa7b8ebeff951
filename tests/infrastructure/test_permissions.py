"""Who may do what: every permission is named, and every wide one is on a list with its reason."""

from __future__ import annotations

import json

WIDE = {
    '"*"': "ses:GetAccount and Polly have no resource, nor have the calls on platform applications of SNS",
    ":endpoint/*/pinwheel-*": "each device of a push channel is an endpoint made at run time",
    ":identity/*": "each application names its own sender",
    ":configuration-set/*": "a channel may name a configuration set of the customer's own",
    ":sms-voice:": "messages name their number, pool or sender ID, which come and go",
    "schedule/": "each campaign has a schedule of its own in the product's group",
    "DataBucket": "names of objects under one prefix are made at run time",
}
"""What a resource with `*` must contain, and why it may."""

PUSHING, FORGETTING = (
    ("ApiMessages", "MessagingPushSenderSendPush"),
    ("ApiControl", "ApiEndpoints", "EngagementDeleteApplication"),
)
REGISTERING = (
    "sns:CreatePlatformApplication",
    "sns:CreatePlatformEndpoint",
    "sns:SetEndpointAttributes",
    "sns:SetPlatformApplicationAttributes",
)
REMOVING = ("sns:DeleteEndpoint", "sns:DeletePlatformApplication")


def statements(app):
    for id_, policy in app.resources("AWS::IAM::Policy").items():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            yield id_, {"Resource": [], **statement}


def listed(value):
    return value if isinstance(value, list) else [value]


def actions_of(app, prefix):
    return {
        action
        for id_, statement in statements(app)
        if id_.startswith(prefix)
        for action in listed(statement["Action"])
    }


def test_no_policy_allows_all_actions_of_a_service(app):
    for id_, statement in statements(app):
        assert not [action for action in listed(statement["Action"]) if "*" in action], id_


def test_wide_resources_are_known_and_have_a_reason(app):
    for id_, statement in statements(app):
        for resource in map(json.dumps, listed(statement["Resource"])):
            assert "*" not in resource or any(part in resource for part in WIDE), (id_, resource)


def test_no_function_has_the_whole_bucket(app):
    resources = [
        json.dumps(resource) for _, statement in statements(app) for resource in listed(statement["Resource"])
    ]
    inside = [resource for resource in resources if "DataBucket" in resource and "/" in resource]

    assert inside
    assert not [resource for resource in inside if '"/*"' in resource]


def test_only_what_has_no_resource_is_allowed_on_all_of_the_account(app):
    everywhere = {
        (id_.split("Role")[0], action)
        for id_, statement in statements(app)
        if "*" in listed(statement["Resource"])
        for action in listed(statement["Action"])
    }

    assert everywhere == {
        ("ApiAnalytics", "ses:GetAccount"),
        ("ApiMessages", "ses:GetAccount"),
        ("MessagingEmailSenderSendEmail", "ses:GetAccount"),
        ("InsightSimulateRun", "ses:GetAccount"),
        *((each, action) for each in PUSHING for action in REGISTERING),
        *((each, action) for each in FORGETTING for action in REMOVING),
        ("MessagingRecordFeedback", "sns:GetEndpointAttributes"),
        ("ApiMessages", "polly:SynthesizeSpeech"),
    }


def test_who_sends_text_messages_publishes_to_no_topic(app):
    publishing = {
        (id_.split("Role")[0], json.dumps(statement.get("NotResource") or statement["Resource"]))
        for id_, statement in statements(app)
        if "sns:Publish" in listed(statement["Action"]) and "Topic" not in json.dumps(statement)
    }

    texting = {id_ for id_, resource in publishing if ":sns:*:*:*" in resource}
    assert "ApiMessages" in texting
    assert not [
        resource
        for id_, resource in publishing
        if ":sns:*:*:*" not in resource and ":endpoint/*/pinwheel-*" not in resource
    ]


def test_who_sends_one_time_passwords_encrypts_nothing_that_opens_as_another_secret(app):
    encrypting: dict[str, list[object]] = {}
    for id_, statement in statements(app):
        if "kms:Encrypt" in listed(statement["Action"]):
            encrypting.setdefault(id_.split("Role")[0], []).append(statement.get("Condition"))

    def only(context):
        return {"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": context}}

    assert encrypting.pop("ApiControl") == [None]
    assert encrypting.pop("ApiMessages") == [only("OneTimePassword"), only("LinkKey")]
    assert encrypting.pop("ApiAnalytics") == [only("WebhookKey"), only("LinkKey")]
    assert encrypting.pop("MessagingEmailSenderSendEmail").pop() == only("LinkKey")
    assert encrypting
    assert all(each == only("WebhookKey") for found in encrypting.values() for each in found), encrypting


def test_nothing_scans_a_table(app):
    assert not [id_ for id_, statement in statements(app) if "dynamodb:Scan" in listed(statement["Action"])]


def test_schedules_may_put_runs_on_their_queue_or_set_them_aside_and_nothing_else(app):
    document = app.resources("AWS::IAM::Policy")["EngagementScheduleRoleDefaultPolicy9662C792"]
    (statement,) = document["Properties"]["PolicyDocument"]["Statement"]

    assert statement["Action"] == "sqs:SendMessage"
    queues = [resource["Fn::GetAtt"][0] for resource in statement["Resource"]]
    assert queues[0] == "EngagementRunsQueue87AAA977"
    assert queues[1].startswith("EngagementUnfiredSchedules")
    assert len(queues) == 2


def test_only_who_schedules_may_pass_the_schedules_role(app):
    passers = {id_ for id_, statement in statements(app) if "iam:PassRole" in listed(statement["Action"])}

    assert {id_.split("Role")[0] for id_ in passers} == {
        "ApiControl",
        "EngagementLaunchRun",
        "EngagementSliceAudience",
    }


def test_only_senders_reach_ses(app):
    senders = {
        id_.split("Role")[0]
        for id_, statement in statements(app)
        if any(action.startswith("ses:Send") for action in listed(statement["Action"]))
    }

    assert senders == {"ApiMessages", "MessagingEmailSenderSendEmail"}


def test_only_the_door_and_who_signs_or_pushes_opens_secrets(app):
    openers = {
        id_.split("Role")[0]
        for id_, statement in statements(app)
        if "kms:Decrypt" in listed(statement["Action"])
    }

    api = {"ApiControl", "ApiEndpoints", "ApiEvents", "ApiMessages", "ApiAnalytics"}
    senders = {each for each in openers if "Sender" in each}
    assert openers == api | senders | {"PublicLinksFunction"}
    assert "CustomSenderSendCustom" in senders or any("Custom" in each for each in senders)
    assert "kms:Encrypt" in actions_of(app, "ApiControl")
    assert "kms:Encrypt" not in actions_of(app, "ApiEvents")


def test_no_role_has_a_policy_that_aws_manages(app):
    for role in app.resources("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in role["Properties"]


def test_every_function_has_a_role_of_its_own(app):
    roles = [
        json.dumps(function["Properties"]["Role"])
        for function in app.resources("AWS::Lambda::Function").values()
    ]

    assert len(set(roles)) == len(roles)


def test_imports_open_nothing_by_default(app):
    assert "sts:AssumeRole" not in actions_of(app, "EngagementRunImport")


def test_exports_open_nothing_by_default(app):
    assert not {"sts:AssumeRole", "s3:PutObject"} & actions_of(app, "EngagementRunExport")


def test_who_removes_applications_may_neither_send_nor_schedule(app):
    actions = actions_of(app, "EngagementDeleteApplication")

    assert "scheduler:DeleteSchedule" in actions
    assert not [each for each in actions if each.startswith(("ses:", "scheduler:Create", "iam:"))]


def test_who_hears_answers_publishes_to_phones_and_chosen_topics_only(app):
    publishing = [
        json.dumps(statement.get("NotResource") or statement["Resource"])
        for id_, statement in statements(app)
        if id_.startswith("TextingReceiveSms") and "sns:Publish" in listed(statement["Action"])
    ]

    assert len(publishing) == 1
    assert ":sns:*:*:*" in publishing[0]
