"""The synthesised templates, for tests of the infrastructure and for tables as they will be deployed.

Synthesis is slow, and each process pays for Node.js: an assembly is made once and shared by all processes of a
test run.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

# CDK's own check of templates costs as much as all the rest; cfn-lint has the same schemas and looks deeper.
os.environ.setdefault("CDK_VALIDATION", "false")


@dataclass(frozen=True)
class Synthesis:
    """A synthesised app: the folder of its assembly and what is in it."""

    folder: Path

    @cached_property
    def data(self) -> dict[str, Any]:
        """The stateful template."""
        return self._template("PinwheelData")

    @cached_property
    def service(self) -> dict[str, Any]:
        """The stateless template."""
        return self._template("Pinwheel")

    def resources(self, type_: str) -> dict[str, dict[str, Any]]:
        """Give the resources of one type in both templates, by logical id."""
        both = {**self.data["Resources"], **self.service["Resources"]}
        return {id_: resource for id_, resource in both.items() if resource["Type"] == type_}

    def _template(self, stack: str) -> dict[str, Any]:
        text = (self.folder / f"{stack}.template.json").read_text(encoding="utf-8")
        content: dict[str, Any] = json.loads(text)
        return content


def synthesised(shared: Path, **context: str) -> Synthesis:
    """Give the app for a context from a folder that processes share: made by the first that asks."""
    name = hashlib.sha256(json.dumps(context, sort_keys=True).encode()).hexdigest()[:16]
    folder = shared / f"assembly-{name}"
    with _alone(shared / f"{name}.lock"):
        if not folder.exists():
            fresh = Path(tempfile.mkdtemp(dir=shared))
            _synthesise(fresh, context)
            fresh.rename(folder)
    return Synthesis(folder)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _synthesise(folder: Path, context: dict[str, str]) -> None:
    """Synthesise the whole app, with the checks that fail it."""
    # These start Node.js: only where there is something to make.
    from stacks.deployment import build, new_app
    from stacks.packaging import LayerFolders

    hollow = folder / "hollow"
    (hollow / "python").mkdir(parents=True)
    (hollow / "python" / "empty.py").write_text("", encoding="utf-8")
    app = new_app(
        {f"pinwheel:{key.replace('_', '-')}": value for key, value in context.items()}, outdir=str(folder)
    )
    # What is in the layers changes nothing of the templates.
    build(app, layers=lambda _: LayerFolders(core=hollow, vendor=hollow, analytics=hollow, archive=hollow))
    app.synth()


def create_tables(client: Any, template: dict[str, Any]) -> dict[str, str]:
    """Create the four tables as they will be deployed; give their names by the variable that names them."""
    names = {}
    for id_, resource in template["Resources"].items():
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
