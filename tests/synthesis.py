"""The synthesised templates, for tests of the infrastructure and for tables as they will be deployed."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aws_cdk import App

from stacks.config import DeploymentConfig
from stacks.data import DataStack
from stacks.deployment import build, new_app
from stacks.packaging import LayerFolders, LayerPlatform
from stacks.service import ServiceStack


@dataclass(frozen=True)
class Synthesis:
    """A synthesised app: its tree and its templates."""

    data_stack: DataStack
    service_stack: ServiceStack
    folder: Path

    @property
    def data(self) -> dict[str, Any]:
        """The stateful template."""
        return template(self.folder, "PinwheelData")

    @property
    def service(self) -> dict[str, Any]:
        """The stateless template."""
        return template(self.folder, "Pinwheel")

    def resources(self, type_: str) -> dict[str, dict[str, Any]]:
        """Give the resources of one type in both templates, by logical id."""
        both = {**self.data["Resources"], **self.service["Resources"]}
        return {id_: resource for id_, resource in both.items() if resource["Type"] == type_}


def template(folder: Path, stack: str) -> dict[str, Any]:
    """Read a template of an assembly."""
    text = (folder / f"{stack}.template.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def hollow_layers(_: LayerPlatform) -> LayerFolders:
    """Stand in for the layers: what is in them changes nothing of the templates."""
    folder = Path(tempfile.mkdtemp()) / "hollow"
    (folder / "python").mkdir(parents=True)
    (folder / "python" / "empty.py").write_text("", encoding="utf-8")
    return LayerFolders(core=folder, vendor=folder, analytics=folder)


def synthesise(**context: str) -> Synthesis:
    """Synthesise the whole app, with the checks that fail it."""
    folder = Path(tempfile.mkdtemp())
    app = new_app(
        {f"pinwheel:{key.replace('_', '-')}": value for key, value in context.items()}, outdir=str(folder)
    )
    data, service = build(app, layers=hollow_layers)
    app.synth()
    return Synthesis(data, service, folder)


@cache
def data_template() -> dict[str, Any]:
    """Synthesise the stateful stack alone, once: a second instead of ten."""
    folder = Path(tempfile.mkdtemp())
    app = App(outdir=str(folder))
    DataStack(app, "PinwheelData", config=DeploymentConfig())
    app.synth()
    return template(folder, "PinwheelData")


def create_tables(client: Any, templates: dict[str, Any] | None = None) -> dict[str, str]:
    """Create the four tables as they will be deployed; give their names by the variable that names them.

    `create_tables(client)["PINWHEEL_REGISTRY_TABLE"]` is the name for `DynamoDocuments`.
    """
    names = {}
    for id_, resource in (templates or data_template())["Resources"].items():
        if resource["Type"] != "AWS::DynamoDB::GlobalTable":
            continue
        properties = resource["Properties"]
        name = id_.split("Table")[0].lower()
        indexes = properties.get("GlobalSecondaryIndexes")
        client.create_table(
            TableName=name,
            KeySchema=properties["KeySchema"],
            AttributeDefinitions=properties["AttributeDefinitions"],
            BillingMode=properties["BillingMode"],
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        )
        names[f"PINWHEEL_{name.upper()}_TABLE"] = name
    return names
