"""Build the CDK app: read the configuration, make the stacks, attach cdk-nag, synthesise."""

from __future__ import annotations

import json
from pathlib import Path

import stacks  # noqa: F401  it finds Node, which aws_cdk starts

# isort: split
from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from stacks.config import DeploymentConfig
from stacks.data import DataStack
from stacks.service import ServiceStack
from tools.build_layers import build_layers


def new_app(**context: str) -> App:
    """Make an app with the flags of cdk.json, also where the CDK command line did not start us."""
    flags = json.loads(Path(__file__).with_name("cdk.json").read_text(encoding="utf-8"))["context"]
    return App(context={**flags, **context}, analytics_reporting=False)


def build(app: App) -> tuple[DataStack, ServiceStack]:
    """Put both stacks into an app, watched by cdk-nag."""
    config = DeploymentConfig.from_context(app.node)
    data = DataStack(app, "PinwheelData", config=config)
    folders = build_layers(config.layer_platform)
    service = ServiceStack(app, "Pinwheel", config=config, data=data, folders=folders)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return data, service


if __name__ == "__main__":
    app = new_app()
    build(app)
    app.synth()
