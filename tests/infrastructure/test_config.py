"""Context loosens what the defaults protect, by name, and refuses what it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stacks.config import DeploymentConfig
from stacks.deployment import new_app
from tests.synthesis import synthesised

PROJECT = Path(__file__).parents[2]


def config(**context):
    return DeploymentConfig.from_context(
        new_app({f"pinwheel:{key}": value for key, value in context.items()}).node
    )


@pytest.mark.parametrize("choice", list(DeploymentConfig.model_fields))
def test_every_choice_is_documented(choice):
    text = (PROJECT / "docs" / "deployment.md").read_text(encoding="utf-8")

    assert f"`pinwheel:{choice.replace('_', '-')}`" in text


@pytest.fixture(scope="module")
def local(shared_folder):
    """Give the app as the local runtime asks for it."""
    return synthesised(
        shared_folder,
        sandbox="true",
        layer_platform="host",
        import_buckets="*",
        export_buckets="*",
        import_roles="*",
        export_roles="*",
        account="000000000000",
        region="us-east-1",
        stream_shards="on-demand",
        alarm_topics="arn:aws:sns:us-east-1:000000000000:pager",
        environment=json.dumps({"PINWHEEL_CLOCK_FILE": "/clock"}),
    )


def test_defaults_protect():
    chosen = config()

    assert chosen == DeploymentConfig()
    assert not chosen.sandbox
    assert chosen.import_buckets == ()
    assert chosen.export_buckets == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sandbox", "perhaps"),
        ("log-retention-days", "many"),
        ("environment", "[1]"),
        ("environment", "{"),
        ("environment", '{"A": [1]}'),
        ("stream-shards", "two"),
        ("stream-shards", "0"),
        ("stream-window-seconds", "301"),
        ("account", "1234"),
        ("region", "Frankfurt"),
        ("import-roles", "reader"),
        ("import-buckets", 7),
        ("alarm-topics", "arn:aws:sqs:us-east-1:000000000000:pager"),
        ("allowed-origins", "console.example.com"),
        ("log-retention-days", "33"),
        ("console-domain", "https://console.example.com"),
        ("console-domain", "localhost"),
        ("console-certificate", "arn:aws:iam::000000000000:server-certificate/x"),
    ],
)
def test_an_unreadable_value_is_named(key, value):
    with pytest.raises(ValueError, match=f"pinwheel:{key}"):
        config(**{key: value})


CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/01234567-89ab-cdef-0123-456789abcdef"


def test_a_domain_of_the_console_needs_a_certificate_and_the_other_way_round():
    with pytest.raises(ValueError, match="pinwheel:console-certificate"):
        config(**{"console-domain": "console.example.com"})
    with pytest.raises(ValueError, match="pinwheel:console-certificate"):
        config(**{"console-certificate": CERTIFICATE})


def test_cloudfront_reads_certificates_of_one_region_only():
    with pytest.raises(ValueError, match="pinwheel:console-certificate"):
        config(
            **{
                "console-domain": "console.example.com",
                "console-certificate": CERTIFICATE.replace("us-east-1", "eu-central-1"),
            }
        )


@pytest.mark.parametrize(
    ("allowed", "origins"),
    [
        ("*", ("*",)),
        ("https://shop.example.com", ("https://shop.example.com", "https://console.example.com")),
        ("https://console.example.com", ("https://console.example.com",)),
    ],
)
def test_the_consoles_own_domain_may_always_call(allowed, origins):
    chosen = config(
        **{
            "allowed-origins": allowed,
            "console-domain": "console.example.com",
            "console-certificate": CERTIFICATE,
        }
    )

    assert chosen.browser_origins == origins


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ValueError, match=r"(?s)pinwheel:account.*not '1'.*pinwheel:sandbox.*not 'perhaps'"):
        config(account="1", sandbox="perhaps")


def test_choices_cannot_be_changed_later():
    with pytest.raises(ValueError, match="frozen"):
        config().sandbox = True


def test_numbers_may_come_as_numbers():
    chosen = config(**{"account": 123456789012, "log-retention-days": 30, "sandbox": False})

    assert (chosen.account, chosen.log_retention_days, chosen.sandbox) == ("123456789012", 30, False)


def test_a_choice_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="pinwheel:sand-box"):
        config(**{"sand-box": "true"})


def test_lists_come_as_text_or_json():
    assert config(**{"import-buckets": "a, b"}).import_buckets == ("a", "b")
    assert config(**{"import-buckets": ["a", "b"]}).import_buckets == ("a", "b")


def test_a_sandbox_goes_without_a_trace(local):
    for table in local.resources("AWS::DynamoDB::GlobalTable").values():
        assert table["DeletionPolicy"] == "Delete"
        assert table["Properties"]["Replicas"][0]["DeletionProtectionEnabled"] is False


def test_more_variables_reach_every_function(local):
    for function in local.resources("AWS::Lambda::Function").values():
        assert function["Properties"]["Environment"]["Variables"]["PINWHEEL_CLOCK_FILE"] == "/clock"


def test_imports_are_opened_by_name(local):
    policies = local.resources("AWS::IAM::Policy")
    text = json.dumps([policy for id_, policy in policies.items() if "RunImport" in id_])

    assert "sts:AssumeRole" in text
    assert ":s3:::*" in text


def test_a_stream_on_demand_has_no_shards_of_its_own(local):
    (stream,) = local.resources("AWS::Kinesis::Stream").values()

    assert stream["Properties"]["StreamModeDetails"] == {"StreamMode": "ON_DEMAND"}
    assert "ShardCount" not in stream["Properties"]


def test_alarms_call_the_topic(local):
    for alarm in local.resources("AWS::CloudWatch::Alarm").values():
        assert alarm["Properties"]["AlarmActions"] == ["arn:aws:sns:us-east-1:000000000000:pager"]
