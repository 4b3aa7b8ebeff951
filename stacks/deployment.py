"""The app as a whole: which stacks there are, and that cdk-nag watches them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from stacks.config import DeploymentConfig
from stacks.console import ConsoleStack
from stacks.data import DataStack
from stacks.packaging import LayerFolders, LayerPlatform
from stacks.service import ServiceStack

FLAGS = Path(__file__).parents[1] / "cdk.json"


def new_app(context: Mapping[str, str] | None = None, *, outdir: str | None = None) -> App:
    """Make an app with the flags of cdk.json, also where the CDK command line did not start us."""
    flags = json.loads(FLAGS.read_text(encoding="utf-8"))["context"]
    return App(context={**flags, **(context or {})}, outdir=outdir, analytics_reporting=False)


def build(app: App, *, layers: Callable[[LayerPlatform], LayerFolders]) -> tuple[DataStack, ServiceStack]:
    """Put both stacks into an app; synthesis fails on any finding of cdk-nag that nobody answered for."""
    config = DeploymentConfig.from_context(app.node)
    data = DataStack(app, "PinwheelData", config=config)
    folders = layers(config.layer_platform)
    service = ServiceStack(app, "Pinwheel", config=config, data=data, folders=folders)
    if config.console:
        ConsoleStack(app, "PinwheelConsole", config=config, data=data, service=service)
    watch(app)
    return data, service


def watch(app: App) -> None:
    """Let cdk-nag check an app whenever it is synthesised."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
