"""What every synthesis must pass, and that the checks bite."""

from __future__ import annotations

import json

import pytest
from aws_cdk import Stack
from aws_cdk import aws_sns as sns
from cfnlint.api import lint_file

from stacks.deployment import new_app, watch


def test_cdk_nag_has_nothing_left_to_say(app):
    report = json.loads((app.folder / "validation-report.json").read_text(encoding="utf-8"))

    assert report["pluginReports"] == []


def test_an_unanswered_finding_fails_the_synthesis(tmp_path):
    careless = new_app(outdir=str(tmp_path))
    watch(careless)
    sns.Topic(Stack(careless, "Stack"), "Careless")

    with pytest.raises(RuntimeError, match=r"(?s)SNS Topic.*AwsSolutions"):
        careless.synth()


@pytest.mark.parametrize("stack", ["PinwheelData", "Pinwheel"])
def test_cfn_lint_has_nothing_to_say(app, stack):
    matches = lint_file(app.folder / f"{stack}.template.json")

    assert [str(match) for match in matches] == []
