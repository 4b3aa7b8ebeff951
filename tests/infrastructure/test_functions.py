"""House rules for functions: a handler, known variables, a log that forgets, alarms."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.infrastructure.needs import required_variables, services
from tools.build_layers import SERVICES

PROJECT = Path(__file__).parents[2]
DOCUMENTED = set(
    re.findall(r"`([A-Z][A-Z_]+)`", (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8"))
)
GIVEN_TO_ALL = {
    "PINWHEEL_ACCOUNT_ID",
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    *(f"PINWHEEL_{family}_PER_SECOND" for family in ("SMS", "PUSH", "VOICE", "CUSTOM")),
}
CHOSEN = {"play_voice"}
"""Deployed where they are chosen only (`pinwheel:voice-provider=chime`)."""
FOLDERS = {path.parent.name for path in (PROJECT / "lambdas").glob("*/handler.py")} - CHOSEN


@pytest.fixture(scope="module")
def functions(app):
    """Give the variables of all functions by the folder that they are made of."""
    found = app.resources("AWS::Lambda::Function").values()
    variables = [function["Properties"]["Environment"]["Variables"] for function in found]
    return {each["POWERTOOLS_SERVICE_NAME"]: set(each) for each in variables}


def test_every_handler_is_deployed_once_and_nothing_else_is(app, functions):
    assert set(functions) == FOLDERS
    assert len(app.resources("AWS::Lambda::Function")) == len(FOLDERS)


def test_functions_run_on_arm_and_python_3_13(app):
    for function in app.resources("AWS::Lambda::Function").values():
        assert function["Properties"]["Architectures"] == ["arm64"]
        assert function["Properties"]["Runtime"] == "python3.13"
        assert function["Properties"]["Handler"] == "handler.lambda_handler"


def test_every_variable_is_documented(app):
    for id_, function in app.resources("AWS::Lambda::Function").items():
        given = set(function["Properties"]["Environment"]["Variables"])

        assert given <= DOCUMENTED, id_


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_a_function_is_given_the_variables_that_its_code_asks_for_and_no_others(functions, folder):
    assert functions[folder] - GIVEN_TO_ALL == required_variables(folder) - GIVEN_TO_ALL - {"AWS_REGION"}


def test_layers_carry_the_models_of_all_services_that_are_called():
    assert services() <= SERVICES


def test_every_log_group_forgets(app):
    for group in app.resources("AWS::Logs::LogGroup").values():
        assert group["Properties"]["RetentionInDays"] == 90


def test_every_function_writes_to_its_own_log_group(app):
    groups = [
        function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
        for function in app.resources("AWS::Lambda::Function").values()
    ]

    assert len(set(groups)) == len(groups)
    assert set(groups) < set(app.resources("AWS::Logs::LogGroup"))


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_has_an_alarm(app, metric):
    watched = {
        alarm["Properties"]["Dimensions"][0]["Value"]["Ref"]
        for alarm in app.resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"].get("MetricName") == metric
    }

    assert watched == set(app.resources("AWS::Lambda::Function"))


def test_sketches_are_carried_by_those_who_count_only(app):
    carriers = {
        id_
        for id_, function in app.resources("AWS::Lambda::Function").items()
        if "LayersAnalytics" in json.dumps(function["Properties"]["Layers"])
    }

    assert {id_.split("Function")[0] for id_ in carriers} == {"ApiAnalytics", "StreamsRollUp"}


def test_the_archives_database_is_carried_by_those_who_write_files_only(app):
    carriers = {
        id_.split("Function")[0]
        for id_, function in app.resources("AWS::Lambda::Function").items()
        if "LayersArchive" in json.dumps(function["Properties"]["Layers"])
    }

    assert carriers == {"ArchiveArchiveEvents", "ArchiveCompactArchive"}


def test_only_workers_that_hand_on_may_wake_themselves(app):
    allowed = {
        id_.split("Function")[0]
        for id_, function in app.resources("AWS::Lambda::Function").items()
        if function["Properties"]["RecursiveLoop"] == "Allow"
    }

    assert allowed == {
        "ArchiveCompactArchive",
        "EngagementDeleteApplication",
        "EngagementLaunchRun",
        "EngagementRunExport",
        "EngagementRunImport",
        "EngagementSliceAudience",
        "InsightSimulateRun",
        "MessagingEmailSenderSendEmail",
        "MessagingPushSenderSendPush",
        "TextingSmsSenderSendSms",
        "VoiceVoiceSenderSendVoice",
        "CustomSenderSendCustom",
    }
